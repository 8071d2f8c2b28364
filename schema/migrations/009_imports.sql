-- Files of consumption that are handed in (F7): each is one unit, of which everything is booked or nothing.

create table imports (
    id           text primary key check (is_id(id)),
    terms        jsonb not null,
    -- The file as it came, which is kept.
    file         text not null check (file <> ''),
    sha256       text not null check (char_length(sha256) = 64 and sha256 ~ '^[0-9a-f]+$'),
    size         bigint not null check (size > 0),
    requested_by text not null check (requested_by <> ''),
    received_at  timestamptz not null,
    status       text not null check (status in ('received', 'reading', 'booking', 'booked', 'refused')),
    -- Which reading is the present one: what an earlier one, whose worker was lost, still writes is refused.
    reading      int not null default 0 check (reading >= 0),
    progress     jsonb not null,
    report       jsonb not null,
    -- The last item that is booked.
    booked_to    bigint not null default 0 check (booked_to >= 0),
    ended_at     timestamptz,
    check ((ended_at is null) = (status in ('received', 'reading', 'booking')))
);
create index on imports (received_at, id);
create index imports_unfinished on imports (received_at) where ended_at is null;
create trigger never_deleted before delete on imports for each statement execute function refuse_change();

-- What was handed in, and what became of it, stays; an import only ever goes on.
create function refuse_change_of_import() returns trigger language plpgsql as $$
declare
    states constant text[] := array['received', 'reading', 'booking', 'booked', 'refused'];
    moving constant text[] := array['status', 'reading', 'progress', 'report', 'booked_to', 'ended_at'];
begin
    if old.ended_at is not null
        or (to_jsonb(old) - moving) <> (to_jsonb(new) - moving)
        or array_position(states, new.status) < array_position(states, old.status)
        or (old.status = 'booking' and new.status = 'refused') then
        raise exception 'import % is append-only', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger append_only before update on imports for each row execute function refuse_change_of_import();

-- What is read of a file, while it is read and booked; forgotten when it has ended. The sums of a bill, exact, by what rows are added up by.
create table import_sums (
    import     text not null references imports,
    account    text not null,
    month      text not null,
    service    text not null,
    publisher  text not null,
    vendor     text not null,
    period_end timestamptz not null,
    charged    numeric not null,
    credited   numeric not null,
    rows       int not null check (rows > 0),
    line       int not null,
    primary key (import, account, month, service, publisher)
);

-- The accounts that a file names. Those that are not known are made with it, uncertified: who a customer is does not stand in a bill.
create table import_accounts (
    import text not null references imports,
    id     text not null,
    name   text not null,
    primary key (import, id)
);

-- What is to be booked, in this order.
create table import_items (
    import      text not null references imports,
    n           bigint not null check (n > 0),
    line        int not null,
    consumption text not null,
    content     jsonb not null,
    primary key (import, n)
);
create index on import_items (import, consumption, n);

-- What the report says of single lines: those that cannot be used, the first ten thousand of them, and where credits and corrections went.
create table import_remarks (
    import text not null references imports,
    id     bigint generated always as identity primary key,
    kind   text not null,
    line   int not null,
    remark jsonb not null
);
create index on import_remarks (import, id);

---- create above / drop below ----

drop table import_remarks, import_items, import_accounts, import_sums, imports;
drop function refuse_change_of_import;
