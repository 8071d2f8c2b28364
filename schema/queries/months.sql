-- How many partitions were made of this month and the next ones. It fails where it would have to wait.
-- name: MakeMonths :one
select make_months(@now::timestamptz)::int as made;

-- Whether the numbers are in the month now.
-- name: BeginMonth :one
select begin_month(@now::timestamptz)::boolean as begun;

-- Every partition; its rows are the database's estimate.
-- name: Partitions :many
select p.relname::text as of, c.relname::text as name, greatest(c.reltuples, 0)::bigint as rows, pg_total_relation_size(c.oid)::bigint as bytes,
    coalesce(s.spcname, 'pg_default')::text as tablespace
from pg_catalog.pg_inherits i join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_class c on c.oid = i.inhrelid
    left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
where p.relkind = 'p' and p.relnamespace = 'public'::regnamespace
order by 1, 2;
