-- The audit trail (O4): who did what, when, to which object, with the state before and after. The database itself writes it, so
-- that no program can change an object without leaving a line.

create table audit_entries (
    id       bigint generated always as identity primary key,
    -- application/<id>, invoice/<id>, ticket/<id>, account/<id> or webhook/<id>.
    object   text not null,
    -- The database's clock.
    at       timestamptz not null default now(),
    -- The last event of the transaction, or plainly what became of the row.
    what     text not null,
    who      text not null,
    -- Its state; null before it was made, and after it was deleted.
    before   jsonb,
    after    jsonb,
    -- What else was changed, by name.
    withheld text[] not null,
    check (num_nonnulls(before, after) > 0)
) partition by range (id);
create index on audit_entries (object, id);
create index on audit_entries (who, id);
create index on audit_entries (what, id);
create trigger append_only before update or delete on audit_entries for each statement execute function refuse_change();

-- The act and the actor of a transaction are those of its last event. Where it writes none, the actor is who the register says
-- began it (kaipiao.who), or whoever is connected to the database without the register.
create function name_the_act() returns trigger language plpgsql as $$
begin
    perform set_config('kaipiao.what', new.what, true), set_config('kaipiao.who', new.who, true);
    return new;
end $$;
create trigger name_the_act before insert on events for each row execute function name_the_act();

-- Of each audited table: the object that a row belongs to; its state, which is written down; and what is personal or was typed by
-- people. Of that only the names of what was changed are written down, because what is append-only could never be forgotten.
create function audited_object(r accounts) returns text language sql immutable as $$ select 'account/' || r.id $$;
create function audited_state(r accounts) returns jsonb language sql stable as $$
    select jsonb_build_object('certification', r.certification, 'region', r.region, 'subject', r.subject) $$;
create function audited_personal(r accounts) returns jsonb language sql stable as $$
    select jsonb_build_object('certified_name', r.certified_name, 'taxpayer_id', r.taxpayer_id, 'email', r.email) $$;

create function audited_object(r confirmed_taxpayer_ids) returns text language sql immutable as $$ select 'account/' || r.account $$;
create function audited_state(r confirmed_taxpayer_ids) returns jsonb language sql stable as $$
    select jsonb_build_object('taxpayer_id', r.taxpayer_id, 'reason', r.reason, 'confirmed_by', r.confirmed_by) $$;
create function audited_personal(r confirmed_taxpayer_ids) returns jsonb language sql stable as $$ select '{}'::jsonb $$;

create function audited_object(r titles) returns text language sql immutable as $$ select 'account/' || r.account $$;
create function audited_state(r titles) returns jsonb language sql stable as $$
    select jsonb_build_object('title', r.id, 'default', r.is_default) $$;
create function audited_personal(r titles) returns jsonb language sql stable as $$
    select jsonb_build_object('title', r.title, 'taxpayer_id', r.taxpayer_id, 'address_phone', r.address_phone, 'bank_account', r.bank_account) $$;

create function audited_object(r addresses) returns text language sql immutable as $$ select 'account/' || r.account $$;
create function audited_state(r addresses) returns jsonb language sql stable as $$
    select jsonb_build_object('address', r.id, 'default', r.is_default) $$;
create function audited_personal(r addresses) returns jsonb language sql stable as $$
    select jsonb_build_object('recipient', r.recipient, 'phone', r.phone, 'region', r.region, 'street', r.street) $$;

create function audited_object(r applications) returns text language sql immutable as $$ select 'application/' || r.id $$;
create function audited_state(r applications) returns jsonb language sql stable as $$
    select jsonb_build_object('status', r.status, 'claimed_by', r.claimed_by, 'proposed_by', r.proposed_by, 'decided_by', r.decided_by,
        'review_due_at', r.review_due_at,
        'overdue_since', r.overdue_since) $$;
create function audited_personal(r applications) returns jsonb language sql stable as $$
    select jsonb_build_object('title', r.buyer_name, 'address', r.address, 'decision_reason', r.decision_reason) $$;

create function audited_object(r invoices) returns text language sql immutable as $$ select 'invoice/' || r.id $$;
create function audited_state(r invoices) returns jsonb language sql stable as $$
    select jsonb_build_object('status', r.status, 'waiting_for', r.waiting_for, 'due_at', r.due_at,
        'overdue_since', r.overdue_since, 'amount', r.amount::text, 'serial', r.serial, 'number', r.number, 'tracking_number', r.tracking_number,
        'sheet', r.sheet_code || r.sheet_number) $$;
create function audited_personal(r invoices) returns jsonb language sql stable as $$
    select jsonb_build_object('buyer', r.buyer, 'address', r.address, 'failure', r.failure) $$;

create function audited_object(r corrections) returns text language sql immutable as $$ select 'invoice/' || r.invoice $$;
create function audited_state(r corrections) returns jsonb language sql stable as $$
    select jsonb_build_object('correction', r.n, 'status', r.status, 'proposed_by', r.proposed_by, 'decided_by', r.decided_by) $$;
create function audited_personal(r corrections) returns jsonb language sql stable as $$ select jsonb_build_object('buyer', r.buyer) $$;

create function audited_object(r reversals) returns text language sql immutable as $$ select 'invoice/' || r.invoice $$;
create function audited_state(r reversals) returns jsonb language sql stable as $$
    select jsonb_build_object('reversal', r.id, 'kind', r.kind, 'status', r.status, 'gross', r.gross::text, 'serial', r.serial, 'form_number', r.form_number, 'number', r.number,
        'origin', r.origin, 'word', r.word, 'confirm_by', r.confirm_by, 'overdue_since', r.overdue_since, 'withdraw_asked_at', r.withdraw_asked_at) $$;
create function audited_personal(r reversals) returns jsonb language sql stable as $$ select jsonb_build_object('why', r.why) $$;

-- What holds up an invoice, or one of its reversals, is in the trail of the invoice.
create function audited_object(r parked) returns text language sql stable as $$
    select 'invoice/' || coalesce(r.invoice, (select of.invoice from reversals of where of.id = r.reversal)) $$;
create function audited_state(r parked) returns jsonb language sql stable as $$
    select jsonb_build_object('parked_for', r.cause, 'reversal', r.reversal, 'since', r.since, 'task', r.task) $$;
create function audited_personal(r parked) returns jsonb language sql stable as $$ select '{}'::jsonb $$;

create function audited_object(r tickets) returns text language sql immutable as $$ select 'ticket/' || r.id $$;
create function audited_state(r tickets) returns jsonb language sql stable as $$
    select jsonb_build_object('kind', r.kind, 'status', r.status, 'claimed_by', r.claimed_by, 'proposed_by', r.proposed_by, 'decided_by', r.decided_by,
        'due_at', r.due_at,
        'overdue_since', r.overdue_since, 'confirmed_at', r.confirmed_at, 'withdrawn', r.withdrawn) $$;
create function audited_personal(r tickets) returns jsonb language sql stable as $$
    select jsonb_build_object('address', r.address, 'note', r.note, 'asked_because', r.asked_because, 'decision_reason', r.decision_reason) $$;

create function audited_object(r webhooks) returns text language sql immutable as $$ select 'webhook/' || r.id $$;
create function audited_state(r webhooks) returns jsonb language sql stable as $$
    select jsonb_build_object('url', r.url, 'documents', r.documents, 'disabled_at', r.disabled_at) $$;
create function audited_personal(r webhooks) returns jsonb language sql stable as $$ select jsonb_build_object('secret', r.secret) $$;

-- It runs when the transaction ends, because the act is named after the change. The argument is what a row is called.
create function record_change() returns trigger language plpgsql set timezone = 'UTC' as $$
declare
    before jsonb;
    after  jsonb;
    hidden text[] := '{}';
    object text;
begin
    if tg_op <> 'INSERT' then
        before := audited_state(old);
        object := audited_object(old);
    end if;
    if tg_op <> 'DELETE' then
        after := audited_state(new);
        object := audited_object(new);
    end if;
    if tg_op = 'UPDATE' and audited_personal(old) <> audited_personal(new) then
        hidden := array(select key from jsonb_each(audited_personal(old)) where value <> audited_personal(new) -> key);
    end if;
    if before = after and hidden = '{}' then
        return null;
    end if;
    insert into audit_entries (object, what, who, before, after, withheld) values (
        object,
        coalesce(nullif(current_setting('kaipiao.what', true), ''),
                 tg_argv[0] || case tg_op when 'INSERT' then '_created' when 'UPDATE' then '_changed' else '_deleted' end),
        coalesce(nullif(current_setting('kaipiao.who', true), ''), 'database:' || session_user),
        before, after, hidden);
    return null;
end $$;

create constraint trigger audit after insert or update or delete on accounts deferrable initially deferred
    for each row execute function record_change('account');
create constraint trigger audit after insert or update or delete on confirmed_taxpayer_ids deferrable initially deferred
    for each row execute function record_change('taxpayer_id_confirmation');
create constraint trigger audit after insert or update or delete on titles deferrable initially deferred
    for each row execute function record_change('title');
create constraint trigger audit after insert or update or delete on addresses deferrable initially deferred
    for each row execute function record_change('address');
create constraint trigger audit after insert or update or delete on applications deferrable initially deferred
    for each row execute function record_change('application');
create constraint trigger audit after insert or update or delete on invoices deferrable initially deferred
    for each row execute function record_change('invoice');
create constraint trigger audit after insert or update or delete on corrections deferrable initially deferred
    for each row execute function record_change('correction');
create constraint trigger audit after insert or update or delete on reversals deferrable initially deferred
    for each row execute function record_change('reversal');
create constraint trigger audit after insert or update or delete on parked deferrable initially deferred
    for each row execute function record_change('parking');
create constraint trigger audit after insert or update or delete on tickets deferrable initially deferred
    for each row execute function record_change('ticket');
create constraint trigger audit after insert or update or delete on webhooks deferrable initially deferred
    for each row execute function record_change('webhook');

---- create above / drop below ----

drop trigger audit on accounts;
drop trigger audit on confirmed_taxpayer_ids;
drop trigger audit on titles;
drop trigger audit on addresses;
drop trigger audit on applications;
drop trigger audit on invoices;
drop trigger audit on corrections;
drop trigger audit on reversals;
drop trigger audit on parked;
drop trigger audit on tickets;
drop trigger audit on webhooks;
drop trigger name_the_act on events;
drop function record_change, name_the_act;
drop function audited_object(confirmed_taxpayer_ids), audited_state(confirmed_taxpayer_ids), audited_personal(confirmed_taxpayer_ids);
drop function audited_object(accounts), audited_object(titles), audited_object(addresses), audited_object(applications), audited_object(invoices),
    audited_object(corrections), audited_object(reversals), audited_object(parked), audited_object(tickets), audited_object(webhooks);
drop function audited_state(accounts), audited_state(titles), audited_state(addresses), audited_state(applications), audited_state(invoices),
    audited_state(corrections), audited_state(reversals), audited_state(parked), audited_state(tickets), audited_state(webhooks);
drop function audited_personal(accounts), audited_personal(titles), audited_personal(addresses), audited_personal(applications),
    audited_personal(corrections), audited_personal(invoices), audited_personal(reversals), audited_personal(parked), audited_personal(tickets), audited_personal(webhooks);
drop table audit_entries;
