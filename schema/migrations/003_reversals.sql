-- What is undone of issued invoices: voided on paper in the month of issue, otherwise red-issued (V1 to V4).

create table reversals (
    id           text primary key,
    invoice      text not null references invoices,
    -- Counts the reversals of one invoice.
    n            int not null check (n > 0),
    kind         text not null check (kind in ('red', 'void')),
    reason       text not null check (reason in ('error', 'return', 'termination', 'discount')),
    status       text not null check (status in ('requested', 'awaits_buyer', 'done', 'denied', 'lapsed', 'withdrawn', 'refused')),
    -- The serial of the request at the provider, stored before the first call as that of an invoice is (I4); null for a void,
    -- which is known by the invoice's number.
    serial       text unique,
    -- What is undone, as amounts above zero; the red document carries them below zero.
    net          numeric(18, 2) not null check (net >= 0),
    tax          numeric(18, 2) not null check (tax >= 0),
    gross        numeric(18, 2) not null check (gross > 0),
    requested_by text not null,
    requested_at timestamptz not null,
    -- Since when the buyer is asked, and until when it may confirm (V1).
    asked_at     timestamptz,
    confirm_by   timestamptz,
    -- The red document.
    number       text unique,
    issued_at    timestamptz,
    ended_at     timestamptz,
    -- The provider's or the buyer's reason, when nothing came of it.
    why          text not null default '',
    overdue_since timestamptz,
    unique (invoice, n),
    check (net + tax = gross),
    check ((kind = 'red') = (serial is not null)),
    check (status <> 'awaits_buyer' or (kind = 'red' and confirm_by is not null)),
    check ((status in ('done', 'denied', 'lapsed', 'withdrawn', 'refused')) = (ended_at is not null)),
    constraint done_red_has_number check ((status = 'done' and kind = 'red') = (number is not null and issued_at is not null))
);
-- Two at the same time on one invoice: the second is refused (V2).
create unique index one_open_reversal on reversals (invoice) where status in ('requested', 'awaits_buyer');
create trigger never_deleted before delete on reversals for each statement execute function refuse_change();

create table reversal_lines (
    reversal text not null references reversals,
    line     int not null check (line > 0),
    net      numeric(18, 2) not null check (net >= 0),
    tax      numeric(18, 2) not null check (tax >= 0),
    gross    numeric(18, 2) not null check (gross > 0),
    primary key (reversal, line),
    check (net + tax = gross)
);
create trigger append_only before update or delete on reversal_lines for each statement execute function refuse_change();

-- Of a line never more than the invoice had is undone (V2), whatever the code thinks.
-- It looks everything up by its key, as project_ledger_entries does, whenever its plan is made.
create function refuse_too_much_undone() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if exists (
        select 1 from reversals undoing
        join invoice_lines l on l.invoice = any (array[undoing.invoice])
        join reversals r on r.invoice = any (array[undoing.invoice]) and r.status not in ('denied', 'lapsed', 'withdrawn', 'refused')
        join reversal_lines u on u.reversal = any (array[r.id]) and u.line = l.line
        where undoing.id = new.reversal
        group by l.line, l.net, l.tax having sum(u.net) > l.net or sum(u.tax) > l.tax) then
        raise exception 'reversal % undoes more than is left', new.reversal using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger never_too_much after insert on reversal_lines deferrable initially deferred
    for each row execute function refuse_too_much_undone();

-- The files of red documents (I6).
create table reversal_files (
    reversal   text not null references reversals,
    format     text not null check (format in ('pdf', 'ofd', 'xml')),
    sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size       bigint not null check (size > 0),
    key        text not null,
    fetched_at timestamptz not null,
    primary key (reversal, format)
);

-- What is held up for a seller's trouble (I5), until it is over: then the row is gone. A subject is held up by one cause at a time.
create table parked (
    id               bigint generated always as identity primary key,
    invoice          text unique references invoices,
    reversal         text unique references reversals,
    seller           text not null,
    cause            text not null references causes,
    -- In what order they go on: when an invoice is due, and how much it is. For a reversal nothing is due; it goes behind the invoices.
    due_at           timestamptz,
    net              numeric(18, 2) not null,
    since            timestamptz not null,
    -- Since when it is let go to try, and null while it waits; how often it tried in vain, and when last.
    released_at      timestamptz,
    tries            int not null default 0 check (tries >= 0),
    tried_in_vain_at timestamptz,
    check (num_nonnulls(invoice, reversal) = 1),
    check ((tries = 0) = (tried_in_vain_at is null))
);
create index parked_by_tries on parked (seller, cause, tries, due_at, id) where released_at is null;
create index parked_by_due on parked (seller, cause, due_at, id) where released_at is null;
create index parked_by_net on parked (seller, cause, net, due_at, id) where released_at is null;
create index parked_of_cause on parked (seller, cause) include (released_at, tried_in_vain_at);

-- Which invoice an application replaces after it was voided or red-issued (V4).
alter table applications add column replaces text references invoices;
create index replacing on applications (replaces) where replaces is not null;

alter table idempotency_keys add column reversal text references reversals,
    drop constraint idempotency_keys_check, add check (num_nonnulls(application, ticket, reversal) = 1);

---- create above / drop below ----

alter table applications drop column replaces;
alter table idempotency_keys drop column reversal, add check (num_nonnulls(application, ticket) = 1);
drop table parked, reversal_files, reversal_lines, reversals;
drop function refuse_too_much_undone;
