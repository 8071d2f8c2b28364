-- In whose name a transaction changes what it changes (O4).
-- name: ActAs :exec
select set_config('kaipiao.who', @who::text, true);

-- Has the rules checked now that are checked at the end, the trail among them; and later ones at the end again.
-- name: CheckDeferred :exec
set constraints all immediate;

-- name: DeferChecks :exec
set constraints all deferred;

-- name: AuditTrail :many
select * from audit_entries where object = @object and id > @after order by id limit @page_size;

-- The whole trail of some time, the latest first. What is not asked about is empty.
-- name: WholeAuditTrail :many
select * from audit_entries
where (@before::bigint = 0 or id < @before) and at >= @since and at < @until
    and (@object::text = '' or object = @object) and (@who::text = '' or who = @who) and (@what::text = '' or what = @what)
order by id desc limit @page_size;

-- What somebody did of which no table shows it.
-- name: RecordAct :exec
select record_act(@object::text, @what::text, @state::jsonb);

-- How many entries of the trail were sealed; -1 where it has to be done later.
-- name: SealAuditTrail :one
select seal_audit_trail(@most::int)::int as sealed;

-- name: LastSeal :one
select n, day::text as day, up_to, hash from audit_seals order by n desc limit 1;

-- The head of the days before one.
-- name: LastSealBefore :one
select n, day::text as day, up_to, hash from audit_seals where day < to_date(@today::text, 'YYYY-MM-DD') order by n desc limit 1;

-- name: Seals :many
select n, day::text as day, sealed_at, after, up_to, entries, sums, previous, hash from audit_seals where n > @after order by n limit @page_size;

-- The seals that were made in a time.
-- name: SealsBetween :many
select n, day::text as day, sealed_at, after, up_to, entries, sums, previous, hash from audit_seals
where n > @after and sealed_at >= @since::timestamptz and sealed_at < @until::timestamptz order by n limit @page_size;

-- name: SealedEntries :many
select * from audit_entries where id > @after and id <= @up_to order by id;

-- How much of the trail there is to look at, and since when its end is not sealed.
-- name: ExtentOfTrail :one
select (select count(*) from audit_seals)::bigint as seals,
    coalesce((select min(e.at) from audit_entries e where e.id > coalesce((select max(s.up_to) from audit_seals s), 0)), now())::timestamptz as unsealed_since,
    (select count(*) from audit_entries e where e.id > coalesce((select max(s.up_to) from audit_seals s), 0))::bigint as unsealed;
