-- What grows for ever is kept by month: the ledger's entries, the events and the trail. A month is a range of ids, those that were given out in it: so
-- the keys stay what they are, and a row is found by its id in one partition. docs/decisions.md says why, and why what subscribers are owed is not
-- among them.

-- Which tables they are.
create function tables_by_month() returns text[] language sql immutable parallel safe
    return array['ledger_entries', 'events', 'audit_entries'];

-- The number of a month in Shanghai, from the January of 2026 on, which is 1; and where its ids begin. All of them are below 2^53 until the year 2776.
create function number_of_month(at_that_time timestamptz) returns int language sql immutable parallel safe
    return (extract(year from at_that_time at time zone 'Asia/Shanghai')::int - 2026) * 12
        + extract(month from at_that_time at time zone 'Asia/Shanghai')::int;
create function first_id_of_month(number int) returns bigint language sql immutable parallel safe
    return number::bigint * 1000000000000;

-- The partition of a month, and whether it is there and takes rows.
create function partition_of_month(name text, number int) returns text language sql immutable parallel safe
    return name || to_char(make_date(2026, 1, 1) + make_interval(months => number - 1), '_YYYY_MM');
create function has_month(name text, number int) returns boolean language sql stable
    return exists (select from pg_catalog.pg_inherits i where i.inhparent = to_regclass(name) and not i.inhdetachpending
        and i.inhrelid = to_regclass(partition_of_month(name, number)));

-- A partition is made beside its table and attached afterwards, so that nobody who writes waits: only the tables that its rows refer to are held, for as long
-- as it takes. What the table forbids by statement does not reach it and is forbidden once more. The programs have no right on it: they name the table.
create function make_partition(name text, partition text, first text, beyond bigint) returns void language plpgsql as $$
begin
    execute format('create table %I (like %I including all excluding identity)', partition, name);
    execute format('create trigger append_only before update or delete on %I for each statement execute function refuse_change()', partition);
    execute format('create trigger never_emptied before truncate on %I for each statement execute function refuse_emptying()', partition);
    execute format('alter table %I attach partition %I for values from (%s) to (%s)', name, partition, first, beyond);
end $$;

-- Makes what is missing of a month and the three after it, and answers how many partitions those were. Where it would have to wait, it fails and is called
-- again later.
create function make_months(at_that_time timestamptz) returns int language plpgsql as $$
declare
    name   text;
    number int;
    made   int := 0;
begin
    perform pg_advisory_xact_lock(720005);
    foreach name in array tables_by_month() loop
        for number in number_of_month(at_that_time)..number_of_month(at_that_time) + 3 loop
            if number > 0 and not has_month(name, number) then
                perform make_partition(name, partition_of_month(name, number), first_id_of_month(number)::text, first_id_of_month(number + 1));
                made := made + 1;
            end if;
        end loop;
    end loop;
    return made;
end $$;

-- Moves the numbers on to a month that has begun; never back. It answers whether they are there now. A number may be given out before this ends, so that the
-- month's partitions have to be there for everybody: make_months goes before, in a transaction of its own. Until then numbers go on in the month before,
-- and no row is refused. The last number before the month counts as given out: a seal that reaches to it covers nothing that is still to come.
create function begin_month(at_that_time timestamptz) returns boolean language plpgsql as $$
declare
    name    text;
    number  int := number_of_month(at_that_time);
    reached bigint;
begin
    if number < 1 then
        return true;
    end if;
    perform pg_advisory_xact_lock(720005);
    if exists (select from unnest(tables_by_month()) of (name) where not has_month(of.name, number)) then
        return false;
    end if;
    foreach name in array tables_by_month() loop
        execute format('select last_value from %s', pg_get_serial_sequence(name, 'id')) into reached;
        if reached < first_id_of_month(number) - 1 then
            perform setval(pg_get_serial_sequence(name, 'id'), first_id_of_month(number) - 1);
        end if;
    end loop;
    return true;
end $$;

-- Forgets what subscribers were told: at most so many deliveries that were settled before an instant. What is waiting or parked stays, however old it is. It
-- looks at the events of the months before alone, the oldest first.
create function forget_deliveries(before timestamptz, most int) returns int language plpgsql as $$
declare
    forgotten int;
begin
    delete from webhook_deliveries where id = any (array(
        select d.id from webhooks w cross join lateral (
            select o.id from webhook_deliveries o
            where o.webhook = w.id and o.event < first_id_of_month(number_of_month(before)) and o.status = 'delivered' and o.settled_at < before
            order by o.event limit most) d
        limit most));
    get diagnostics forgotten = row_count;
    return forgotten;
end $$;

alter function make_months(timestamptz) security definer set search_path = public, pg_temp set lock_timeout = '500ms';
alter function begin_month(timestamptz) security definer set search_path = public, pg_temp;
alter function forget_deliveries(timestamptz, int) security definer set search_path = public, pg_temp;

-- Ids from before the numbers were moved on to a month for the first time have a partition, too.
do $$
declare
    name text;
begin
    foreach name in array tables_by_month() loop
        if to_regclass(name || '_before') is null then
            perform make_partition(name, name || '_before', 'minvalue', first_id_of_month(1));
        end if;
    end loop;
    perform make_months(now());
end $$;

---- create above / drop below ----

-- The partitions stay with their tables.
drop function forget_deliveries, begin_month, make_months, make_partition, has_month, partition_of_month, first_id_of_month, number_of_month, tables_by_month;
