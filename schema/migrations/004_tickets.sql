-- Tickets of every kind: what they concern, whose turn it is, what was handed in, and what we made for them.

-- Whether finance or the customer has to act follows from the status. While finance owes something there is a promise, which
-- counts anew from each of its turns; while the customer does, nothing is promised (I9).
alter table tickets
    drop constraint tickets_kind_check,
    alter column application drop not null,
    alter column due_at drop not null,
    add column turn          int not null default 1 check (turn > 0),
    -- Since when it is in its present state.
    add column turned_at     timestamptz,
    add column claimed_by    text not null default '',
    add column claimed_at    timestamptz,
    -- What finance said when it last asked for something.
    add column asked_because text not null default '',
    -- When the customer agreed to a pro-forma invoice (A9).
    add column confirmed_at  timestamptz,
    -- The customer took it back; otherwise a refused ticket was refused by finance.
    add column withdrawn     boolean not null default false,
    -- Since when something on its pro-forma invoice is refunded: it is neither confirmed nor sealed any more (A9).
    add column outdated_at   timestamptz,
    -- Finance is asked to accept what is outstanding, so that another subject can take the account over (L13); and what it accepted, of
    -- all subjects up to which one.
    add column accept_outstanding boolean not null default false,
    add column accepted_amount    numeric(30, 2) not null default 0,
    add column accepted_subject   int not null default 0,
    -- One person of finance proposes to accept it, and another one does (L13).
    add column proposed_by        text not null default '',
    add column proposed_at        timestamptz,
    add column proposed_amount    numeric(30, 2) not null default 0;
update tickets set turned_at = opened_at, due_at = case when status like 'awaiting_%' then null else due_at end;
alter table tickets
    alter column turned_at set not null,
    add constraint tickets_kind_check check (kind in ('cancel', 'change_address', 'void', 'lost', 'proforma', 'other')),
    add constraint ticket_claimed check ((claimed_by = '') = (claimed_at is null)),
    add constraint ticket_concerns check (case
        when kind in ('cancel', 'change_address') then application is not null
        when kind in ('void', 'lost') then invoice is not null
        when kind = 'proforma' then application is null and invoice is null
        else true end),
    add constraint ticket_of_an_application check (invoice is null or application is not null),
    add constraint ticket_promised check (case
        when status in ('open', 'verifying') then due_at is not null
        when status in ('awaiting_materials', 'awaiting_customer') then due_at is null
        else true end),
    add constraint ticket_awaits_customer check (status <> 'awaiting_customer' or kind = 'proforma'),
    add constraint ticket_confirmed check (confirmed_at is null or kind = 'proforma'),
    add constraint ticket_withdrawn check (not withdrawn or status = 'refused'),
    add constraint ticket_of_outstanding check (not accept_outstanding or (kind = 'other' and application is null)),
    add constraint ticket_accepted_outstanding check (accept_outstanding or (accepted_subject, accepted_amount, proposed_amount) = (0, 0, 0)),
    add constraint ticket_proposed check ((proposed_by = '') = (proposed_at is null)),
    add constraint two_people_accept check (accepted_amount = 0
        or (proposed_by <> '' and decided_by <> proposed_by and accepted_amount = proposed_amount));
-- What lists are narrowed by (P6).
create index tickets_by_kind on tickets (kind, id);
create index tickets_by_day on tickets (opened_at, id);
create index tickets_by_due on tickets (coalesce(due_at, '9999-12-31 00:00:00+00'), id) where status not in ('done', 'refused');
create index tickets_proposed on tickets (id) where proposed_by <> '' and status not in ('done', 'refused');
create index tickets_of_invoice on tickets (invoice) where invoice is not null;
create index tickets_accepted_outstanding on tickets (account, accepted_subject) where accepted_subject > 0;
-- Two at the same time about one invoice would be carried out twice.
create unique index one_open_ticket_per_invoice on tickets (invoice, kind) where kind in ('void', 'lost') and status not in ('done', 'refused');

-- What was handed in for a ticket, and what we made for it. A file is kept before its row is written.
create table ticket_materials (
    id           text primary key,
    ticket       text not null references tickets,
    -- Counts the materials of one ticket.
    n            int not null check (n > 0),
    type         text not null check (type in ('original_received', 'void_note', 'rejection_certificate', 'loss_certificate',
                                               'template', 'stamped_scan', 'other', 'stub_copy', 'proforma')),
    content_type text not null check (content_type in ('image/png', 'image/jpeg', 'application/pdf')),
    sha256       text not null check (char_length(sha256) = 64 and sha256 ~ '^[0-9a-f]+$'),
    size         bigint not null check (size > 0),
    key          text not null,
    -- Who paid for the parcel with the original: one that was sent freight collect is not taken in (V3).
    freight      text not null check (freight = case when type = 'original_received' then 'prepaid' else '' end),
    added_by     text not null,
    added_at     timestamptz not null,
    unique (ticket, n),
    -- The same file again is the same material.
    unique (ticket, type, sha256),
    constraint handed_in_within_limits check (type in ('stub_copy', 'proforma') or size <= 10485760)
);
create trigger append_only before update or delete on ticket_materials for each statement execute function refuse_change();

-- What a ticket cannot be decided without: a material of a type that came after some of those that are there. Nothing of
-- it is missing any more when there is one.
create table ticket_needs (
    ticket text not null references tickets,
    type   text not null,
    after  int not null check (after >= 0),
    primary key (ticket, type)
);

-- What stands on the pro-forma invoice of a ticket. It reserves nothing; but no record stands on two of them, unless the
-- first was given up (A9).
create table proforma_lines (
    ticket      text not null references tickets,
    line        int not null check (line > 0),
    consumption text not null references consumptions,
    amount      numeric(18, 2) not null check (amount > 0),
    given_up    boolean not null default false,
    primary key (ticket, line)
);
create unique index one_proforma_per_record on proforma_lines (consumption) where not given_up;

-- An event may be about a ticket that concerns no application (O4).
alter table events
    alter column application drop not null,
    add column ticket text references tickets,
    add constraint event_of_something check (num_nonnulls(application, ticket) > 0);
create index on events (ticket, id) where ticket is not null;

-- A ticket may come back to finance, and another red-letter form may wait for the buyer: the next promise may be missed as
-- well. One open task for each.
drop index one_task_per_promise;
create unique index one_task_per_promise on operator_tasks (subject, stage) where kind = 'promise' and stage not in ('ticket', 'confirm');
create unique index one_open_task_per_turn on operator_tasks (subject, stage) where stage in ('ticket', 'confirm') and closed_at is null;

---- create above / drop below ----

drop index one_open_task_per_turn, one_task_per_promise;
create unique index one_task_per_promise on operator_tasks (subject, stage) where kind = 'promise';
alter table events drop constraint event_of_something, drop column ticket, alter column application set not null;
drop table proforma_lines, ticket_needs, ticket_materials;
drop index one_open_ticket_per_invoice, tickets_by_kind, tickets_by_day, tickets_by_due, tickets_proposed, tickets_of_invoice;
alter table tickets
    drop constraint tickets_kind_check, add constraint tickets_kind_check check (kind in ('cancel', 'change_address')),
    drop constraint ticket_concerns, drop constraint ticket_of_an_application, drop constraint ticket_promised,
    drop constraint ticket_of_outstanding, drop constraint ticket_accepted_outstanding, drop constraint ticket_awaits_customer, drop constraint ticket_confirmed, drop constraint ticket_withdrawn, drop constraint ticket_claimed,
    drop column turn, drop column turned_at, drop column claimed_by, drop column claimed_at, drop column asked_because, drop column confirmed_at,
    drop column withdrawn, drop column outdated_at, drop column accept_outstanding, drop column accepted_amount, drop column accepted_subject, alter column application set not null, alter column due_at set not null;
