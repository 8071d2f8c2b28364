-- Files that people ask for (P6): each is one unit, made whole or not at all.

create table exports (
    id           text primary key check (id ~ '^[A-Za-z0-9-]{1,64}$'),
    -- Null for all accounts.
    account      text references accounts,
    terms        jsonb not null,
    requested_by text not null check (requested_by <> ''),
    requested_at timestamptz not null,
    status       text not null check (status in ('requested', 'making', 'ready', 'failed')),
    -- Which making is the present one: what an earlier one, whose worker was lost, still writes is refused.
    making       int not null default 0 check (making >= 0),
    progress     jsonb not null,
    -- The file that was made, which is kept.
    file         text not null default '',
    sha256       text not null default '' check (sha256 ~ '^([0-9a-f]{64})?$'),
    size         bigint not null default 0 check (size >= 0),
    -- Why nothing came of it, in both languages.
    why          text not null default '',
    why_zh       text not null default '',
    ended_at     timestamptz,
    check ((ended_at is null) = (status in ('requested', 'making'))),
    constraint ready_has_a_file check ((status = 'ready') = (file <> '' and sha256 <> '' and size > 0)),
    constraint failed_says_why check ((status = 'failed') = (why <> '' and why_zh <> '')),
    check (account is not distinct from terms ->> 'account')
);
create index on exports (requested_at, id);
create index exports_unfinished on exports (requested_at) where ended_at is null;
create index on exports (account, requested_at, id);
create trigger never_deleted before delete on exports for each statement execute function refuse_change();

-- Who asked for what stays, and so does what came of it; an export only ever goes on.
create function refuse_change_of_export() returns trigger language plpgsql as $$
declare
    states constant text[] := array['requested', 'making', 'ready', 'failed'];
    moving constant text[] := array['status', 'making', 'progress', 'file', 'sha256', 'size', 'why', 'why_zh', 'ended_at'];
begin
    if old.ended_at is not null
        or (to_jsonb(old) - moving) <> (to_jsonb(new) - moving)
        or array_position(states, new.status) < array_position(states, old.status) then
        raise exception 'export % is append-only', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger append_only before update on exports for each row execute function refuse_change_of_export();

-- The audit trail of some days, for whoever looks at all of it.
create index audit_entries_by_time on audit_entries (at, id);

---- create above / drop below ----

drop index audit_entries_by_time;
drop table exports;
drop function refuse_change_of_export;
