-- The trail tells of everything that somebody has changed (S12); it is sealed, so that a change of it shows (S5); and no table is emptied.

-- Whose change it is: as the register says, or else who is connected to the database.
create function acting() returns text language sql stable as $$
    select coalesce(nullif(current_setting('kaipiao.who', true), ''), 'database:' || session_user) $$;

-- What was reported at once is one line of the account that may invoice it.
create function record_consumptions() returns trigger language plpgsql as $$
begin
    insert into audit_entries (object, what, who, after, withheld)
    select 'account/' || owner, 'consumption_recorded', acting(),
        jsonb_build_object('records', count(*), 'cash', sum(cash)::text, 'first', min(id), 'last', max(id)), '{}'
    from new_rows group by owner order by owner;
    return null;
end $$;
create trigger audit after insert on consumptions referencing new table as new_rows for each statement execute function record_consumptions();

create function record_refunds() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    insert into audit_entries (object, what, who, after, withheld)
    select 'account/' || c.owner, 'refund_recorded', acting(),
        jsonb_build_object('refunds', count(*), 'cash', sum(r.cash)::text, 'first', min(r.id), 'last', max(r.id)), '{}'
    from new_rows r join consumptions c on c.id = any (array[r.consumption]) group by c.owner order by c.owner;
    return null;
end $$;
create trigger audit after insert on refunds referencing new table as new_rows for each statement execute function record_refunds();

create function audited_object(r consumptions) returns text language sql immutable as $$ select 'account/' || r.owner $$;
create function audited_state(r consumptions) returns jsonb language sql stable as $$
    select jsonb_build_object('consumption', r.id, 'resources_created_at', r.resources_created_at, 'delivered_at', r.delivered_at) $$;
create function audited_personal(r consumptions) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit_change after update on consumptions deferrable initially deferred
    for each row execute function record_change('consumption');

-- Files of invoices and red documents are in the trail by their checksums: those that are kept at once are one line.
create function record_files() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    insert into audit_entries (object, what, who, after, withheld)
    select 'invoice/' || invoice, case tg_op when 'INSERT' then 'files_kept' else 'files_replaced' end, acting(),
        jsonb_object_agg(format, sha256), '{}' from new_rows group by invoice order by invoice;
    return null;
end $$;
create trigger audit after insert on invoice_files referencing new table as new_rows for each statement execute function record_files();
create trigger audit_change after update on invoice_files referencing new table as new_rows for each statement execute function record_files();

create function record_red_files() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    insert into audit_entries (object, what, who, after, withheld)
    select 'invoice/' || v.invoice, case tg_op when 'INSERT' then 'files_kept' else 'files_replaced' end, acting(),
        jsonb_object_agg(r.format, r.sha256) || jsonb_build_object('reversal', v.id), '{}'
    from new_rows r join reversals v on v.id = any (array[r.reversal]) group by v.id, v.invoice order by v.id;
    return null;
end $$;
create trigger audit after insert on reversal_files referencing new table as new_rows for each statement execute function record_red_files();
create trigger audit_change after update on reversal_files referencing new table as new_rows for each statement execute function record_red_files();

create function audited_object(r ticket_materials) returns text language sql immutable as $$ select 'ticket/' || r.ticket $$;
create function audited_state(r ticket_materials) returns jsonb language sql stable as $$
    select jsonb_build_object('material', r.id, 'type', r.type, 'sha256', r.sha256, 'added_by', r.added_by) $$;
create function audited_personal(r ticket_materials) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert on ticket_materials deferrable initially deferred
    for each row execute function record_change('material');

-- When it is told, and who passes or fails, is the machine's, and not in the trail.
create function audited_object(r operator_tasks) returns text language sql immutable as $$ select 'operator-task/' || r.id $$;
create function audited_state(r operator_tasks) returns jsonb language sql stable as $$
    select jsonb_build_object('kind', r.kind, 'seller', r.seller, 'subject', r.subject, 'stage', r.stage, 'code', r.code,
        'closed_at', r.closed_at, 'closed_by', r.closed_by, 'again_at', r.again_at) $$;
create function audited_personal(r operator_tasks) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert or update of closed_at, again_at on operator_tasks deferrable initially deferred
    for each row execute function record_change('operator_task');

create function audited_object(r calendar_years) returns text language sql immutable as $$ select 'calendar/' || r.year $$;
create function audited_state(r calendar_years) returns jsonb language sql stable as $$
    select jsonb_build_object('revision', r.revision, 'off', r.off, 'worked_weekends', r.worked_weekends, 'loaded_by', r.loaded_by) $$;
create function audited_personal(r calendar_years) returns jsonb language sql stable as $$ select jsonb_build_object('source', r.source) $$;
create constraint trigger audit after insert or update or delete on calendar_years deferrable initially deferred
    for each row execute function record_change('calendar');

create function audited_object(r reconciliations) returns text language sql immutable as $$ select 'reconciliation/' || r.id $$;
create function audited_state(r reconciliations) returns jsonb language sql stable as $$
    select jsonb_build_object('from', r.window_from, 'to', r.window_to, 'number', r.number, 'repairs', r.repairs, 'requested_by', r.requested_by,
        'ended_at', r.ended_at, 'documents', r.documents) $$;
create function audited_personal(r reconciliations) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert or update on reconciliations deferrable initially deferred
    for each row execute function record_change('reconciliation');

create function audited_object(r imports) returns text language sql immutable as $$ select 'import/' || r.id $$;
create function audited_state(r imports) returns jsonb language sql stable as $$
    select jsonb_build_object('status', r.status, 'sha256', r.sha256, 'requested_by', r.requested_by, 'ended_at', r.ended_at) $$;
create function audited_personal(r imports) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert or update of status on imports deferrable initially deferred
    for each row execute function record_change('import');

create function audited_object(r exports) returns text language sql immutable as $$ select 'export/' || r.id $$;
create function audited_state(r exports) returns jsonb language sql stable as $$
    select jsonb_build_object('status', r.status, 'what', r.terms ->> 'what', 'account', r.account, 'requested_by', r.requested_by, 'sha256', r.sha256) $$;
create function audited_personal(r exports) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert or update of status on exports deferrable initially deferred
    for each row execute function record_change('export');

create function audited_object(r restores) returns text language sql immutable as $$ select 'restore/' || r.id $$;
create function audited_state(r restores) returns jsonb language sql stable as $$
    select jsonb_build_object('known_until', r.known_until, 'reconciliation', r.reconciliation, 'closed_at', r.closed_at) $$;
create function audited_personal(r restores) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert or update on restores deferrable initially deferred
    for each row execute function record_change('restore');

-- What somebody did of which no table shows it: a task that is seen to has a run look again, a delivery is tried once more.
create function record_act(object text, what text, state jsonb) returns void language sql as $$
    insert into audit_entries (object, what, who, after, withheld) values (object, what, acting(), state, '{}') $$;

-- Seals. Each covers the entries that came after those of the one before it, with a checksum of each, and the hash of the one before it: who
-- changes an entry has to change every later seal, and so the last one, whose hash is published in the log. docs/decisions.md says why
-- they are made afterwards, and not with each entry.
create table audit_seals (
    n         bigint primary key check (n > 0),
    -- The day in Shanghai on which it was made. The first one of a day follows the last one of the day before.
    day       date not null,
    sealed_at timestamptz not null,
    -- Entries after this id, and up to that one.
    after     bigint not null,
    up_to     bigint not null check (up_to > after),
    entries   bigint[] not null check (cardinality(entries) > 0),
    -- A SHA-256 of each of them, one after the other.
    sums      bytea not null check (octet_length(sums) = 32 * cardinality(entries)),
    previous  bytea not null check (octet_length(previous) = 32),
    hash      bytea not null check (octet_length(hash) = 32)
);
create unique index audit_seals_up_to on audit_seals (up_to);
create trigger append_only before update or delete on audit_seals for each statement execute function refuse_change();

-- A text that says its own length, so that two of them never run together; null is a sign of its own.
create function with_length(value text) returns text language sql immutable parallel safe
    return coalesce(octet_length(value) || ':' || value, '-');

-- What is hashed of an entry. The program checks it by itself (domain/sealing); a test holds both against each other.
create function audit_content(e audit_entries) returns bytea language sql stable as $$
    select convert_to(concat(with_length(e.id::text), with_length(e.object), with_length((extract(epoch from e.at) * 1000000)::bigint::text),
        with_length(e.what), with_length(e.who), with_length(e.before::text), with_length(e.after::text), with_length(cardinality(e.withheld)::text),
        (select string_agg(with_length(w.name), '' order by w.n) from unnest(e.withheld) with ordinality w (name, n))), 'UTF8') $$;

-- Seals what is certain: the entries up to the last id that was given out, once every transaction that may have taken one of these ids has
-- ended. It answers how many entries it has sealed, and -1 where somebody else is at it, or a transaction takes long: then it is done later.
create function seal_audit_trail(most int) returns int language plpgsql as $$
declare
    reached  bigint;
    own      xid8;
    last     audit_seals;
    sealed   audit_seals;
begin
    if current_setting('transaction_isolation') <> 'read committed' or not pg_try_advisory_xact_lock(720003) then
        return -1;
    end if;
    select last_value into reached from audit_entries_id_seq;
    own := pg_current_xact_id(); -- who has taken an id until now has a lower number
    for tries in 1..100 loop
        exit when pg_snapshot_xmin(pg_current_snapshot()) >= own;
        if tries = 100 then
            return -1;
        end if;
        perform pg_sleep(0.02);
    end loop;
    select * into last from audit_seals order by n desc limit 1;
    sealed.n := coalesce(last.n, 0) + 1;
    sealed.after := coalesce(last.up_to, 0);
    sealed.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    select array_agg(p.id order by p.id), string_agg(p.sum, ''::bytea order by p.id) into sealed.entries, sealed.sums
    from (select e.id, sha256(audit_content(e)) as sum from audit_entries e
          where e.id > sealed.after and e.id <= reached order by e.id limit most) p;
    if sealed.entries is null then
        return 0;
    end if;
    sealed.up_to := case when cardinality(sealed.entries) = most then sealed.entries[most] else reached end;
    sealed.sealed_at := clock_timestamp();
    sealed.day := (sealed.sealed_at at time zone 'Asia/Shanghai')::date;
    sealed.hash := sha256(sealed.previous || convert_to(concat_ws('|', sealed.n, sealed.day, (extract(epoch from sealed.sealed_at) * 1000000)::bigint,
        sealed.after, sealed.up_to, array_to_string(sealed.entries, ','), encode(sealed.sums, 'hex')), 'UTF8'));
    insert into audit_seals select sealed.*;
    return cardinality(sealed.entries);
end $$;

-- Numbers that were given out after a backup are never given out again.
create function leap_numbers(leap bigint) returns void language plpgsql as $$
begin
    if leap <= 0 then
        raise exception 'numbers go forward only';
    end if;
    perform pg_advisory_xact_lock(720005); -- nobody moves them on to a month at the same time (017_months.sql)
    perform setval(format('%I.%I', s.schemaname, s.sequencename)::regclass, coalesce(s.last_value, 0) + leap)
    from pg_catalog.pg_sequences s where s.schemaname = 'public';
end $$;

-- What follows from a change is done with the owner's rights, so that nobody else needs them: no program writes a line of the trail, a balance or a
-- seal itself.
alter function project_ledger_entries() security definer set search_path = public, pg_temp;
alter function open_records() security definer set search_path = public, pg_temp;
alter function rename_the_buyer() security definer set search_path = public, pg_temp;
alter function tell_subscribers() security definer set search_path = public, pg_temp;
alter function tell_callers() security definer set search_path = public, pg_temp;
alter function record_change() security definer set search_path = public, pg_temp;
alter function record_consumptions() security definer set search_path = public, pg_temp;
alter function record_refunds() security definer set search_path = public, pg_temp;
alter function record_files() security definer set search_path = public, pg_temp;
alter function record_red_files() security definer set search_path = public, pg_temp;
alter function record_act(text, text, jsonb) security definer set search_path = public, pg_temp;
alter function seal_audit_trail(int) security definer set search_path = public, pg_temp set timezone = 'UTC' set datestyle = 'ISO, YMD';
alter function leap_numbers(bigint) security definer set search_path = public, pg_temp;

-- Nobody empties a table, not even the owner, unless the owner takes this away first.
create function refuse_emptying() returns trigger language plpgsql as $$
begin
    raise exception '% is never emptied', tg_table_name;
end $$;
do $$
declare
    name text;
begin
    for name in select tablename from pg_catalog.pg_tables where schemaname = 'public' and tablename <> 'schema_version' loop
        execute format('create trigger never_emptied before truncate on %I for each statement execute function refuse_emptying()', name);
    end loop;
end $$;

---- create above / drop below ----

do $$
declare
    name text;
begin
    for name in select tablename from pg_catalog.pg_tables where schemaname = 'public' and tablename <> 'schema_version' loop
        execute format('drop trigger never_emptied on %I', name);
    end loop;
end $$;
drop function refuse_emptying, leap_numbers, seal_audit_trail;
drop table audit_seals;
drop function audit_content, with_length;
drop trigger audit on restores;
drop trigger audit on exports;
drop trigger audit on imports;
drop trigger audit on reconciliations;
drop trigger audit on calendar_years;
drop trigger audit on operator_tasks;
drop trigger audit on ticket_materials;
drop trigger audit on reversal_files;
drop trigger audit_change on reversal_files;
drop trigger audit on invoice_files;
drop trigger audit_change on invoice_files;
drop trigger audit on consumptions;
drop trigger audit_change on consumptions;
drop trigger audit on refunds;
drop function record_act, record_files, record_red_files, record_refunds, record_consumptions, acting;
drop function audited_object(restores), audited_object(exports), audited_object(imports), audited_object(reconciliations), audited_object(calendar_years),
    audited_object(operator_tasks), audited_object(ticket_materials), audited_object(consumptions);
drop function audited_state(restores), audited_state(exports), audited_state(imports), audited_state(reconciliations), audited_state(calendar_years),
    audited_state(operator_tasks), audited_state(ticket_materials), audited_state(consumptions);
drop function audited_personal(restores), audited_personal(exports), audited_personal(imports), audited_personal(reconciliations),
    audited_personal(calendar_years), audited_personal(operator_tasks), audited_personal(ticket_materials), audited_personal(consumptions);
