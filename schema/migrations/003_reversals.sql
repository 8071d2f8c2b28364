-- What is undone of issued invoices: voided on paper in the month of issue, otherwise red-issued (V1 to V4).

create table reversals (
    id           text primary key,
    invoice      text not null references invoices,
    -- Counts the reversals of one invoice.
    n            int not null check (n > 0),
    kind         text not null check (kind in ('red', 'void')),
    reason       text not null check (reason in ('error', 'return', 'termination', 'discount')),
    status       text not null check (status in ('requested', 'awaits_buyer', 'awaits_seller', 'done', 'denied', 'declined',
                                                      'lapsed', 'withdrawn', 'refused')),
    -- Who began it: we, the buyer by a form of its own (V8), somebody else at the provider or the bureau (V9), or the marketplace vendor
    -- that had issued the invoice (V10).
    origin       text not null default 'seller' check (origin in ('seller', 'buyer', 'elsewhere', 'vendor')),
    seller       text not null default 'platform',
    -- The serial of the request at the provider, stored before the first call as that of an invoice is (I4), or the provider's own,
    -- where we did not begin it; null for a void, which is known by the invoice's number, and for what a vendor did.
    serial       text unique,
    -- The bureau's number of the red-letter form, once the provider has told it.
    form_number  text check (length(form_number) between 1 and 50 and hides_nothing(form_number)),
    -- What is undone, as amounts above zero; the red document carries them below zero.
    net          numeric(18, 2) not null check (net >= 0),
    tax          numeric(18, 2) not null check (tax >= 0),
    gross        numeric(18, 2) not null check (gross > 0),
    requested_by text not null,
    requested_at timestamptz not null,
    -- Since when the buyer is asked, and until when it may confirm (V1).
    asked_at     timestamptz,
    confirm_by   timestamptz,
    -- How often its customer was mailed that the buyer has to confirm: the first time, and the reminders.
    reminded     int not null default 0 check (reminded >= 0),
    -- What finance said to a form that the buyer began.
    word         text not null default '' check (word in ('', 'confirm', 'deny')),
    word_by      text not null default '',
    word_at      timestamptz,
    -- The red document.
    number       text,
    issued_at    timestamptz,
    ended_at     timestamptz,
    -- The provider's or the buyer's reason, when nothing came of it.
    why          text not null default '',
    overdue_since timestamptz,
    -- Since when it is to be taken back, while the buyer has not confirmed it.
    withdraw_asked_at timestamptz,
    -- Since when its customer was told how it ended, and the red document's files are here.
    settled_at   timestamptz,
    unique (invoice, n),
    check (net + tax = gross),
    check ((kind = 'red' and origin <> 'vendor') = (serial is not null)),
    check (form_number is null or serial is not null),
    check ((origin = 'vendor') = (seller <> 'platform')),
    check (origin <> 'vendor' or (kind = 'red' and status = 'done')),
    check (status <> 'awaits_buyer' or (kind = 'red' and confirm_by is not null)),
    check (status <> 'awaits_seller' or (origin = 'buyer' and kind = 'red' and confirm_by is not null and word = '')),
    check (word = '' or origin = 'buyer'),
    check ((word = '') = (word_by = '') and (word = '') = (word_at is null)),
    check ((status in ('done', 'denied', 'declined', 'lapsed', 'withdrawn', 'refused')) = (ended_at is not null)),
    check (settled_at is null or ended_at is not null),
    constraint done_red_has_number check ((status = 'done' and kind = 'red') = (number is not null and issued_at is not null))
);
-- What a vendor types wrongly must not stand in the way of another seller's number.
create unique index reversals_number_key on reversals (number, seller);
-- Two at the same time on one invoice: the second is refused (V2).
create unique index one_open_reversal on reversals (invoice) where status in ('requested', 'awaits_buyer', 'awaits_seller');
create index reversals_by_issue on reversals (issued_at, id) where issued_at is not null;
create index reversals_by_end on reversals (ended_at) where ended_at is not null;
create index reversals_of_others on reversals (origin, id) where origin <> 'seller';
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
        join reversals r on r.invoice = any (array[undoing.invoice]) and r.status not in ('denied', 'declined', 'lapsed', 'withdrawn', 'refused')
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
    sha256     text not null check (char_length(sha256) = 64 and sha256 ~ '^[0-9a-f]+$'),
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
    account          text not null references accounts,
    cause            text not null references causes,
    -- In what order they go on: when an invoice is due, and how much it is. For a reversal nothing is due; it goes behind the invoices.
    due_at           timestamptz,
    net              numeric(18, 2) not null,
    -- The tenants take turns: each has one of its own in a round.
    round            bigint not null,
    -- How often it went behind those that did not try: for a vain try, and where the order is kept whoever tried, for no answer.
    behind           int not null default 0 check (behind >= 0),
    since            timestamptz not null,
    -- Since when it is let go to try, and null while it waits; how often it tried in vain, and when last.
    released_at      timestamptz,
    tries            int not null default 0 check (tries >= 0),
    tried_in_vain_at timestamptz,
    -- Its own operator task, once it fails alone while others pass, and when it tries next. It holds the seller's trouble open no more.
    task             bigint unique references operator_tasks,
    next_try_at      timestamptz,
    check (num_nonnulls(invoice, reversal) = 1),
    check ((tries = 0) = (tried_in_vain_at is null)),
    check ((task is null) = (next_try_at is null))
);
create index parked_by_due on parked (seller, cause, behind, due_at, id) where released_at is null and task is null;
create index parked_by_round on parked (seller, cause, behind, round, due_at, id) where released_at is null and task is null;
create index parked_by_net on parked (seller, cause, behind, net, due_at, id) where released_at is null and task is null;
create index parked_by_urgency on parked (due_at);
create index parked_of_account on parked (seller, cause, account, round);
create index parked_of_cause on parked (seller, cause) include (released_at, tried_in_vain_at, task);
create index parked_and_trying on parked (seller, released_at) where released_at is not null;
create index parked_alone on parked (seller, next_try_at) where task is not null and released_at is null;

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
