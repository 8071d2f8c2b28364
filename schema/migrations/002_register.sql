-- Applications, the invoices planned and issued for them, and what is to be told to whom.

create table applications (
    id                  text primary key,
    account             text not null references accounts,
    seller              text not null,
    kind                text not null check (kind in ('ordinary', 'special')),
    medium              text not null check (medium in ('electronic', 'paper')),
    status              text not null check (status in ('pending_approval', 'approved', 'rejected', 'cancelled', 'offset')),
    review_mode         text not null check (review_mode in ('automatic', 'manual')),
    cool_off_until      timestamptz not null,
    review_due_at       timestamptz not null,
    review_provisional  boolean not null,
    gross               numeric(30, 2) not null check (gross > 0),
    offset_amount       numeric(30, 2) not null check (offset_amount >= 0),
    total               numeric(30, 2) not null check (total >= 0 and total = gross - offset_amount),
    rounding_drift      numeric(18, 2) not null,
    -- The title and the address as they were at submission: a later edit of a template changes nothing here (A5).
    buyer_name          text not null check (says_something(buyer_name)),
    buyer_taxpayer_id   text not null check (hides_nothing(buyer_taxpayer_id)),
    buyer_address_phone text not null check (hides_nothing(buyer_address_phone)),
    buyer_bank_account  text not null check (hides_nothing(buyer_bank_account)),
    address             jsonb,
    email               text not null check (hides_nothing(email)),
    remark              text not null check (are_lines(remark)),
    -- Two people of finance approve what is large: one proposes it, and another one decides.
    second_person       boolean not null default false,
    proposed_by         text not null default '',
    proposed_at         timestamptz,
    claimed_by          text not null default '',
    claimed_at          timestamptz,
    decided_by          text not null default '',
    decision_reason     text not null default '',
    decided_at          timestamptz,
    submitted_at        timestamptz not null,
    -- Since when the promise of its review is missed (I9).
    overdue_since       timestamptz,
    check ((status = 'offset') = (total = 0)),
    check ((status in ('approved', 'rejected', 'cancelled')) = (decided_at is not null)),
    check (medium = 'electronic' or address is not null),
    check ((proposed_by = '') = (proposed_at is null)),
    check ((claimed_by = '') = (claimed_at is null)),
    constraint large_is_reviewed check (not second_person or review_mode = 'manual'),
    constraint two_people_approve check (not second_person or status <> 'approved' or (proposed_by <> '' and decided_by <> proposed_by))
);
-- An account abroad gets pro-forma invoices only, whatever its type (A11).
create function refuse_account_abroad() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if (select region from accounts where id = new.account) <> 'mainland' then
        raise exception 'account % is abroad and gets pro-forma invoices only', new.account
            using errcode = 'check_violation', constraint = 'proforma_only';
    end if;
    return new;
end $$;
create trigger proforma_only before insert on applications for each row execute function refuse_account_abroad();
create index on applications (account, id);
create index on applications (status, id);
-- What lists are narrowed by (P6); a list between two days is in the order of the days.
create index applications_by_title on applications (compared_title(buyer_name), id);
create index applications_by_taxpayer_id on applications (buyer_taxpayer_id, id) where buyer_taxpayer_id <> '';
create index applications_by_kind on applications (medium, kind, id);
create index applications_by_day on applications (submitted_at, id);
create index applications_of_account_by_day on applications (account, submitted_at, id);
-- What waits for a decision, the most urgent first.
create index applications_by_due on applications (review_due_at, id) where status = 'pending_approval';
create index applications_to_review on applications (review_due_at, id) where status = 'pending_approval' and review_mode = 'manual' and proposed_by = '';
create index applications_claimed on applications (claimed_by, review_due_at, id) where status = 'pending_approval' and claimed_by <> '';
create index applications_proposed on applications (review_due_at, id) where status = 'pending_approval' and proposed_by <> '';
create index applications_to_vendors on applications (seller, id) where seller <> 'platform';

create table invoices (
    id                text primary key,
    application       text not null references applications,
    position          int not null check (position > 0),
    account           text not null references accounts,
    seller            text not null,
    kind              text not null,
    medium            text not null,
    status            text not null check (status in ('planned', 'approved', 'issued', 'shipped', 'delivered', 'voided',
                                                      'red_issued', 'partly_red_issued', 'failed', 'cancelled')),
    waiting_for       text not null default '' check (waiting_for in ('', 'quota', 'session', 'provider', 'buyer_confirmation', 'vendor', 'operator')),
    due_at            timestamptz,
    due_provisional   boolean not null default false,
    calendar_version  text not null default '',
    amount            numeric(18, 2) not null check (amount > 0),
    net               numeric(18, 2) not null check (net >= 0),
    tax               numeric(18, 2) not null check (tax >= 0),
    tax_rate          text not null check (tax_rate ~ '^(0[.][0-9]{2,4}|exempt)$'),
    -- The serial of the request in force, stored before the first call (I4).
    serial            text unique,
    -- Since when the provider has said that it did not accept that serial; null once it is about to be submitted again. Until then
    -- the serial holds nothing (I10).
    not_accepted_at   timestamptz,
    number            text unique,
    issued_at         timestamptz,
    courier_company   text not null default '',
    tracking_number   text not null default '',
    shipped_at        timestamptz,
    delivered_at      timestamptz,
    failure           text not null default '',
    -- Where it goes and to whom it is issued, when that was changed after the application (R4, I4); null is as applied for.
    address           jsonb,
    buyer             jsonb,
    -- Since when the courier is asked for its parcel: from then on the address is fixed (R4).
    courier_ordered_at timestamptz,
    -- Since when the promise of its present stage is missed (I9).
    overdue_since     timestamptz,
    -- The workflow that serves it: its application's, where that comes to one invoice alone.
    workflow          text not null check (workflow <> ''),
    -- When the mail was handed over that says it is issued (O3).
    told_at           timestamptz,
    -- Its buyer, as lists are narrowed by it (P6): a trigger writes both.
    compared_title    text not null default '',
    buyer_taxpayer_id text not null default '',
    unique (application, position),
    check (net + tax = amount),
    -- No special invoice for what bears no tax (VAT regulations, article 37).
    constraint special_is_taxed check (kind <> 'special' or tax_rate not in ('0.00', 'exempt')),
    constraint not_accepted_is_a_serial check (not_accepted_at is null or serial is not null),
    constraint issued_has_number check (status in ('planned', 'approved', 'failed', 'cancelled')
        or (number is not null and serial is not null and issued_at is not null)),
    constraint shipped_has_tracking_number check (status not in ('shipped', 'delivered') or (medium = 'paper' and tracking_number <> '')),
    constraint approved_has_due check (status <> 'approved' or due_at is not null)
);
create index on invoices (account, id) where status <> 'planned';
create index on invoices (status, id) where status <> 'planned';
create index issued_by_seller on invoices (seller, issued_at, id) where issued_at is not null;
-- What lists are narrowed by (P6); a list between two days of issue is in the order of the days.
create index invoices_by_title on invoices (compared_title, id) where status <> 'planned';
create index invoices_by_taxpayer_id on invoices (buyer_taxpayer_id, id) where status <> 'planned' and buyer_taxpayer_id <> '';
create index invoices_by_kind on invoices (medium, kind, id) where status <> 'planned';
-- What is owed, the most urgent first.
create index invoices_by_due on invoices (due_at, id) where due_at is not null and status in ('approved', 'issued', 'failed');
create index invoices_failed on invoices (due_at, id) where due_at is not null and status = 'failed';
create index invoices_at_vendors on invoices (due_at, id) where due_at is not null and status = 'approved' and seller <> 'platform';
create index issued_by_day on invoices (issued_at, id) where issued_at is not null;
create index issued_to_account_by_day on invoices (account, issued_at, id) where issued_at is not null;

-- The buyer is the application's, until it is changed for the one invoice (R6, I4).
create function name_the_buyer() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    applied record;
begin
    select a.buyer_name, a.buyer_taxpayer_id into applied from applications a where a.id = any (array[new.application]);
    new.compared_title := compared_title(coalesce(new.buyer ->> 'name', applied.buyer_name, ''));
    new.buyer_taxpayer_id := coalesce(new.buyer ->> 'taxpayer_id', applied.buyer_taxpayer_id, '');
    return new;
end $$;
create trigger name_the_buyer before insert or update of buyer on invoices for each row execute function name_the_buyer();

create function rename_the_buyer() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    update invoices i set compared_title = compared_title(new.buyer_name), buyer_taxpayer_id = new.buyer_taxpayer_id
    where i.application = any (array[new.id]) and i.buyer is null;
    return null;
end $$;
create trigger rename_the_buyer after update of buyer_name, buyer_taxpayer_id on applications for each row
    when ((old.buyer_name, old.buyer_taxpayer_id) is distinct from (new.buyer_name, new.buyer_taxpayer_id)) execute function rename_the_buyer();

create table invoice_lines (
    invoice  text not null references invoices,
    line     int not null check (line > 0),
    product  text not null,
    tax_code text not null,
    tax_rate text not null check (tax_rate ~ '^(0[.][0-9]{2,4}|exempt)$'),
    gross    numeric(18, 2) not null,
    net      numeric(18, 2) not null,
    tax      numeric(18, 2) not null,
    primary key (invoice, line),
    check (net + tax = gross)
);

-- Entries name the application and the invoice that caused them; each is looked up once for all entries of a statement.
create function find_what_caused_entries() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if exists (select from (select distinct application as id from new_entries where application is not null) e
               where not exists (select from applications a where a.id = any (array[e.id])))
       or exists (select from (select distinct invoice as id from new_entries where invoice is not null) e
               where not exists (select from invoices i where i.id = any (array[e.id]))) then
        raise exception 'an entry names an application or an invoice that is not there'
            using errcode = 'foreign_key_violation', constraint = 'entries_name_what_caused_them';
    end if;
    return null;
end $$;
create trigger find_what_caused_entries after insert on ledger_entries
    referencing new table as new_entries for each statement execute function find_what_caused_entries();
create trigger never_deleted before delete on applications for each statement execute function refuse_change();
create trigger never_deleted before delete on invoices for each statement execute function refuse_change();

-- Every serial ever used, one per generation of an invoice; never deleted (I4).
create table serials (
    serial          text primary key,
    invoice         text not null references invoices,
    generation      int not null check (generation > 0),
    reserved_number text,
    created_at      timestamptz not null,
    unique (invoice, generation)
);
create trigger never_deleted before delete on serials for each statement execute function refuse_change();

-- When a serial was submitted, which is written before the call, and when the provider was asked about it, with what it said: the proof that it was
-- issued once.
create table attempts (
    id     bigint generated always as identity primary key,
    serial text not null references serials,
    what   text not null check (what in ('submitted', 'asked')),
    answer text not null default '',
    at     timestamptz not null
);
create index on attempts (serial, id);
create trigger append_only before update or delete on attempts for each statement execute function refuse_change();

-- What is printed of an invoice, frozen when its serial is stored: the whole of it, as one JSON text (A12). A vendor's invoice has no
-- serial of ours, and is frozen when the vendor has issued it. Where the provider did not accept a serial, and something was refunded before it is
-- submitted again, there is another version. The last one is in force; copies and later prints are made from it, and from nothing else.
create table documents (
    invoice   text not null references invoices,
    version   int not null check (version > 0),
    serial    text references serials,
    content   text not null check (content::jsonb is not null),
    sha256    text not null check (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
    frozen_at timestamptz not null,
    primary key (invoice, version)
);
create trigger append_only before update or delete on documents for each statement execute function refuse_change();

-- No serial without its document.
create function require_document() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if not exists (select 1 from documents d where d.invoice = any (array[new.invoice]) and d.serial = new.serial) then
        raise exception 'serial % has no document', new.serial using errcode = 'check_violation', constraint = 'serial_has_document';
    end if;
    return null;
end $$;
create constraint trigger serial_has_document after insert on serials deferrable initially deferred
    for each row execute function require_document();

-- Buyers' data with which finance wants to correct what the provider refused for good, under a title that is not the certified name: a
-- second person of finance confirms it, never the one who proposed it (A4).
create table corrections (
    invoice     text not null references invoices,
    n           int not null check (n > 0),
    buyer       jsonb not null,
    status      text not null check (status in ('proposed', 'confirmed', 'refused', 'replaced')),
    proposed_by text not null check (proposed_by <> ''),
    proposed_at timestamptz not null,
    decided_by  text not null default '',
    decided_at  timestamptz,
    primary key (invoice, n),
    check ((status = 'proposed') = (decided_at is null) and (decided_at is null) = (decided_by = '')),
    constraint a_second_person_confirms check (status <> 'confirmed' or decided_by <> proposed_by)
);
create unique index one_proposed_correction on corrections (invoice) where status = 'proposed';
create trigger never_deleted before delete on corrections for each statement execute function refuse_change();

create table invoice_files (
    invoice    text not null references invoices,
    format     text not null check (format in ('pdf', 'ofd', 'xml')),
    sha256     text not null check (char_length(sha256) = 64 and sha256 ~ '^[0-9a-f]+$'),
    size       bigint not null check (size > 0),
    key        text not null,
    fetched_at timestamptz not null,
    primary key (invoice, format)
);

-- What happened to what, when, by whom (O4). One row for each change of state; append-only.
create table events (
    id          bigint generated always as identity primary key,
    application text not null references applications,
    invoice     text references invoices,
    at          timestamptz not null,
    what        text not null,
    who         text not null,
    detail      text not null
) partition by range (id);
create index on events (invoice, id) where invoice is not null;
create index on events (application, id);
create trigger append_only before update or delete on events for each statement execute function refuse_change();

-- What a customer asks of finance when it cannot do it alone any more (R2, R4).
create table tickets (
    id              text primary key,
    kind            text not null check (kind in ('cancel', 'change_address')),
    account         text not null references accounts,
    application     text not null references applications,
    -- The one invoice that is meant, or null for the whole application.
    invoice         text references invoices,
    address         jsonb,
    note            text not null,
    status          text not null check (status in ('open', 'awaiting_materials', 'verifying', 'awaiting_customer', 'done', 'refused')),
    due_at          timestamptz not null,
    due_provisional boolean not null,
    overdue_since   timestamptz,
    opened_by       text not null,
    opened_at       timestamptz not null,
    decided_by      text not null default '',
    decision_reason text not null default '',
    decided_at      timestamptz,
    check ((kind = 'change_address') = (address is not null)),
    check ((status in ('done', 'refused')) = (decided_at is not null))
);
create index on tickets (account, id);
create index on tickets (status, id);
create index on tickets (application);
create trigger never_deleted before delete on tickets for each statement execute function refuse_change();

-- For what a seller's work is held up (I5). Another cause is another row here, and another line in domain/invoice/cause.go.
create table causes (cause text primary key);
insert into causes values ('quota'), ('session'), ('provider'), ('seal'), ('file'), ('restored'), ('on_hold');

-- What people have to see to. A seller's trouble is one task, however many invoices it holds up (I5); a missed promise is
-- one task for each stage of its application or invoice, once (I9); what contradicts the register is one task for each
-- workflow and code, as long as it does; so is what differs from the provider (I11), and a form that the buyer began (V8). A serial that
-- the provider refused for good is one task (I4), and so is a document that fails alone while others pass, or a run that keeps ending or
-- of which somebody has paused something (O6).
create table operator_tasks (
    id        bigint generated always as identity primary key,
    -- A cause, or what else there is to see to.
    kind      text not null,
    cause     text generated always as (case when kind in ('promise', 'calendar', 'contradiction', 'refused', 'fails_alone', 'keeps_ending', 'paused',
                                                          'difference', 'red_form', 'unsent_mail', 'parked_deliveries')
                                        then null else kind end) stored references causes,
    seller    text not null,
    -- The workflow that is late, or that waits because of a contradiction, of its document or of a form of the buyer's, or that gave up a
    -- mail; of a difference, the document; the endpoint whose deliveries are parked; empty for a seller's trouble.
    subject   text not null default '',
    stage     text not null default '',
    -- What contradicts what, what differs, or which form it is, as a code and in both languages; the serial that was refused; the cause
    -- for which one fails alone; the type of the run that keeps ending; or what is paused.
    code      text not null default '',
    detail    text not null default '',
    detail_zh text not null default '',
    opened_at timestamptz not null,
    closed_at timestamptz,
    closed_by text not null default '',
    -- Since when the operators were mailed about it; the seller's desk does that for troubles, refusals and what fails alone.
    told_at   timestamptz,
    -- When somebody last passed whom a seller's trouble held up.
    passed_at timestamptz,
    -- When somebody last failed for it after that; at first it is when it was opened.
    failed_at timestamptz,
    -- Of a mail that could not be handed over: what it was about, and since when it is to be sent anew.
    mail      jsonb,
    again_at  timestamptz,
    check ((kind in ('promise', 'contradiction', 'refused', 'fails_alone', 'keeps_ending', 'paused', 'difference', 'red_form', 'unsent_mail', 'parked_deliveries'))
        = (subject <> '')),
    check ((kind in ('contradiction', 'refused', 'fails_alone', 'keeps_ending', 'paused', 'difference', 'red_form', 'unsent_mail', 'parked_deliveries'))
        = (code <> '' and detail <> '' and detail_zh <> '')),
    check ((kind = 'unsent_mail') = (mail is not null)),
    check (again_at is null or kind = 'unsent_mail'),
    check ((closed_at is null) = (closed_by = ''))
);
create unique index one_open_task_per_cause on operator_tasks (seller, kind) where subject = '' and closed_at is null;
create unique index one_task_per_promise on operator_tasks (subject, stage) where kind = 'promise';
create unique index one_open_task_per_contradiction on operator_tasks (subject, code) where kind = 'contradiction' and closed_at is null;
create unique index one_open_task_per_document on operator_tasks (subject, code) where kind = 'fails_alone' and closed_at is null;
create unique index one_open_task_per_run on operator_tasks (subject, kind) where kind in ('keeps_ending', 'paused') and closed_at is null;
create unique index one_task_per_refusal on operator_tasks (code) where kind = 'refused';
create index open_tasks on operator_tasks (kind, id) where closed_at is null;
create index untold on operator_tasks (seller, id) where told_at is null and closed_at is null;
create unique index one_open_task_per_difference on operator_tasks (kind, subject, code)
    where kind in ('difference', 'red_form', 'unsent_mail', 'parked_deliveries') and closed_at is null;
create index mails_to_send_anew on operator_tasks (seller, id) where again_at is not null and closed_at is null;
create trigger never_deleted before delete on operator_tasks for each statement execute function refuse_change();

-- What the courier pushed to us; a push that comes twice is one event.
create table courier_events (
    invoice         text not null references invoices,
    tracking_number text not null,
    status          text not null check (status in ('picked_up', 'in_transit', 'signed', 'returned')),
    at              timestamptz not null,
    received_at     timestamptz not null,
    primary key (invoice, tracking_number, status, at)
);

-- Schedules of the State Council that were loaded after the program was built (I3).
create table calendar_years (
    year            int primary key check (year between 2000 and 2200),
    source          text not null,
    off             date[] not null,
    worked_weekends date[] not null,
    -- Which version of the year it is; the first one may be the program's own.
    revision        int not null check (revision > 0),
    loaded_by       text not null,
    loaded_at       timestamptz not null
);

-- Workflows to start and messages to send, written in the transaction that makes them necessary, deleted when sent. Of each
-- workflow only the first one is sent at a time: nothing overtakes.
create table outbox (
    id          bigint generated always as identity primary key,
    workflow_id text not null check (workflow_id <> ''),
    -- The type of workflow to start, and its argument; null where a running one is told.
    workflow    text check (workflow <> ''),
    start       jsonb,
    -- What it is told; null for a start alone.
    signal      text check (signal <> ''),
    payload     jsonb,
    created_at  timestamptz not null,
    -- When it is sent next. While it is sent: until when; by then whoever sends it has died.
    due_at      timestamptz not null,
    attempts    int not null default 0,
    -- Where it was written in a trace (W3C traceparent), for who sends it; null where nothing is traced.
    trace       text,
    check ((workflow is null) = (start is null)),
    check ((signal is null) = (payload is null)),
    check (workflow is not null or signal is not null)
);
create index on outbox (due_at, id);
create index on outbox (workflow_id, id);

-- The workflows that must run, because the register owes something that nobody else sees to (O6): from the transaction that starts
-- one until the one in which nothing is owed any more. Whatever becomes of a run, another one is started with the same. When and how
-- often that was necessary is written down.
create table runs (
    workflow     text primary key check (workflow <> ''),
    type         text not null check (type <> ''),
    start        jsonb not null,
    since        timestamptz not null,
    restarts     int not null default 0 check (restarts >= 0),
    restarted_at timestamptz,
    -- The trace in which it was started, for what is told later.
    trace        text,
    check ((restarts = 0) = (restarted_at is null))
);

-- Which application or ticket an Idempotency-Key made, and of which request.
create table idempotency_keys (
    account     text not null references accounts,
    key         text not null,
    request     bytea not null,
    application text references applications,
    ticket      text references tickets,
    created_at  timestamptz not null,
    primary key (account, key),
    check (num_nonnulls(application, ticket) = 1)
);

---- create above / drop below ----

drop table idempotency_keys, runs, outbox, calendar_years, courier_events, operator_tasks, causes, tickets, events, invoice_files, corrections, documents, attempts, serials, invoice_lines;
drop trigger find_what_caused_entries on ledger_entries;
drop table invoices, applications;
drop function find_what_caused_entries, refuse_account_abroad, require_document, name_the_buyer, rename_the_buyer;
