-- At which tax provider a serial was submitted first. It is written before the call, and never changes: no other provider can say what became of the
-- serial, and one would issue a second document (I4).
alter table serials add column provider text check (provider ~ '^[a-z][a-z0-9-]{0,31}$');

create function stay_with_provider() returns trigger language plpgsql as $$
begin
    raise exception 'serial % was submitted at %, and stays there', old.serial, old.provider
        using errcode = 'check_violation', constraint = 'a_serial_stays_with_its_provider';
end $$;
create trigger a_serial_stays_with_its_provider before update of provider on serials for each row
    when (old.provider is not null and new.provider is distinct from old.provider) execute function stay_with_provider();

-- What lets us in at a provider, encrypted. Fetching one counts, so that all programs use the same.
create table provider_tokens (
    provider   text not null,
    name       text not null check (name <> ''),
    sealed     bytea not null,
    fetched_at timestamptz not null,
    -- When it runs out; null for never.
    ends_at    timestamptz,
    primary key (provider, name)
);
create trigger never_emptied before truncate on provider_tokens for each statement execute function refuse_emptying();

-- Calls that a provider allows only so often, as long as they count.
create table provider_calls (
    id       bigint generated always as identity primary key,
    provider text not null,
    kind     text not null check (kind <> ''),
    at       timestamptz not null
);
create index on provider_calls (provider, kind, at);
create trigger never_emptied before truncate on provider_calls for each statement execute function refuse_emptying();

-- What a provider calls the document of a serial, where its calls want that: its own serial, the code of a paper form. There is a note of a serial that
-- others have asked for, too.
create table provider_notes (
    provider text not null,
    serial   text not null check (serial <> ''),
    name     text not null check (name <> ''),
    value    text not null,
    primary key (provider, serial, name)
);
create trigger never_deleted before delete on provider_notes for each statement execute function refuse_change();
create trigger never_emptied before truncate on provider_notes for each statement execute function refuse_emptying();

---- create above / drop below ----

drop table provider_notes, provider_calls, provider_tokens;
drop trigger a_serial_stays_with_its_provider on serials;
drop function stay_with_provider;
alter table serials drop column provider;
