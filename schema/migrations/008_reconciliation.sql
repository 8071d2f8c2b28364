-- Ledger, register and provider are held against each other by serial (I11); reports are kept.

create table reconciliations (
    id           text primary key,
    -- The window, and the one blue invoice that is looked at; empty for all.
    window_from  timestamptz not null,
    window_to    timestamptz not null,
    number       text not null,
    -- Whether it goes on where the last one of these ended that repairs what can be repaired; otherwise somebody has named its window.
    goes_on      boolean not null,
    -- Whether what can be repaired is repaired.
    repairs      boolean not null,
    requested_by text not null check (requested_by <> ''),
    begun_at     timestamptz not null,
    ended_at     timestamptz,
    -- What the provider listed, and what the register has of the window; null before it has ended.
    documents    int check (documents >= 0),
    invoices     int check (invoices >= 0),
    reversals    int check (reversals >= 0),
    check (window_from < window_to),
    check (num_nulls(ended_at, documents, invoices, reversals) in (0, 4))
);
create index on reconciliations (begun_at, id);
create index ended_reconciliations on reconciliations (ended_at) where ended_at is not null and number = '';
create index reconciled_until on reconciliations (window_to) where ended_at is not null and number = '' and goes_on and repairs;
create trigger never_deleted before delete on reconciliations for each statement execute function refuse_change();

-- A report that was made stays as it is.
create function refuse_change_of_report() returns trigger language plpgsql as $$
begin
    if old.ended_at is not null
        or (to_jsonb(old) - '{ended_at,documents,invoices,reversals}'::text[]) <> (to_jsonb(new) - '{ended_at,documents,invoices,reversals}'::text[]) then
        raise exception 'reconciliation % is append-only', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger append_only before update on reconciliations for each row execute function refuse_change_of_report();

-- What the provider listed, while it is compared; forgotten when the report is made.
create table listed_documents (
    reconciliation text not null references reconciliations,
    id             bigint not null generated always as identity,
    kind           text not null check (kind in ('blue', 'red', 'void', 'buyers_form')),
    -- A void has no serial, a form no number; of is the blue invoice that something is taken from.
    serial         text not null,
    number         text not null,
    of             text not null,
    document       jsonb not null,
    unique (reconciliation, kind, serial, number),
    check ((kind = 'void') = (serial = '')),
    check ((kind = 'buyers_form') = (number = '')),
    check ((kind = 'blue') = (of = ''))
);
create index on listed_documents (reconciliation, id);
create index on listed_documents (reconciliation, number) where kind = 'blue';

create table differences (
    id             bigint generated always as identity primary key,
    reconciliation text not null references reconciliations,
    kind           text not null check (kind in ('blue_not_recorded', 'red_not_recorded', 'void_not_recorded', 'red_elsewhere', 'void_elsewhere',
                                                 'buyers_form', 'not_at_provider', 'unanswered', 'given_up_here', 'amount_differs',
                                                 'number_differs', 'unknown_serial', 'ledger_differs', 'serial_lost', 'correction_lost',
                                                 'application_lost')),
    serial         text not null,
    number         text not null,
    invoice        text references invoices,
    reversal       text references reversals,
    -- What the register says, and the provider; null where it says nothing. What the ledger has invoiced, where that differs.
    ours           jsonb,
    theirs         jsonb,
    ledger         numeric(18, 2),
    found_at       timestamptz not null,
    -- How it was repaired, and the operator task where people must decide.
    outcome        text not null default '' check (outcome in ('', 'booked', 'asked', 'taken_in', 'task')),
    task           bigint references operator_tasks,
    repaired_at    timestamptz,
    repaired_by    text not null default '',
    unique nulls not distinct (reconciliation, kind, serial, number, invoice),
    check (serial <> '' or number <> '' or invoice is not null),
    check (num_nonnulls(ours, theirs) > 0),
    check ((kind = 'ledger_differs') = (ledger is not null)),
    check ((outcome = 'task') = (task is not null)),
    check ((repaired_at is null) = (repaired_by = '')),
    check (repaired_at is null or outcome <> '')
);
create index on differences (reconciliation, id);
create index on differences (task) where task is not null and repaired_at is null;
create trigger never_deleted before delete on differences for each statement execute function refuse_change();

-- Of a difference only its repair is ever added, once.
create function refuse_change_of_difference() returns trigger language plpgsql as $$
begin
    if old.repaired_at is not null
        or (to_jsonb(old) - '{outcome,task,repaired_at,repaired_by}'::text[]) <> (to_jsonb(new) - '{outcome,task,repaired_at,repaired_by}'::text[]) then
        raise exception 'difference % is append-only', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger append_only before update on differences for each row execute function refuse_change_of_difference();

-- That the register was restored to an earlier state, and how far it is mended. While one is open, nothing is submitted to the provider.
create table restores (
    id             bigint generated always as identity primary key,
    noted_at       timestamptz not null,
    -- The last thing that the register knows of.
    known_until    timestamptz not null,
    -- The comparison with the provider that was made because of it; null before it has ended.
    reconciliation text references reconciliations,
    closed_at      timestamptz check (closed_at is null or reconciliation is not null)
);
create unique index one_open_restore on restores ((true)) where closed_at is null;
create trigger never_deleted before delete on restores for each statement execute function refuse_change();

---- create above / drop below ----

drop table restores, differences, listed_documents, reconciliations;
drop function refuse_change_of_difference, refuse_change_of_report;
