-- Who is told what happens (O3): endpoints of subscribed systems, and what each of them is owed.

create table webhooks (
    id          text primary key,
    url         text not null unique check (url ~ '^https?://'),
    -- What its messages are signed with; shown once, when the webhook is made.
    secret      bytea not null check (length(secret) between 24 and 64),
    -- Whether its messages about tax documents hold what accounting books of them.
    documents   boolean not null,
    created_by  text not null,
    created_at  timestamptz not null,
    -- Since when the endpoint is gone: it said so itself, and is told nothing more.
    disabled_at timestamptz
);

-- An event that an endpoint is owed, written in the transaction that makes it true. Rows are only ever added under the lock of
-- their subject (tell_subscribers), so that the order of the ids is the order in which the events of a subject became true.
create table webhook_deliveries (
    id         bigint generated always as identity primary key,
    webhook    text not null references webhooks on delete cascade,
    event      bigint not null references events,
    -- What the order is kept of: invoice/<id>, application/<id> where no invoice is meant, or ticket/<id> where neither is.
    subject    text not null,
    -- The state of what the event is about, right after it.
    state      text not null,
    status     text not null default 'waiting' check (status in ('waiting', 'delivered', 'parked')),
    -- When it is tried next. While it is tried: until when; by then whoever tried has died. Null behind an earlier one of its
    -- subject, and when it is done.
    due_at     timestamptz,
    trying     boolean not null default false,
    attempts   int not null default 0,
    -- Since when it is tried; after a day it is parked.
    since      timestamptz,
    -- What came of the last try, in words.
    answer     text not null default '',
    settled_at timestamptz,
    unique (webhook, event),
    check (due_at is null or status = 'waiting'),
    check (not trying or due_at is not null),
    check ((status = 'waiting') = (settled_at is null))
);
-- Of each subject one at a time: nothing overtakes (O3).
create unique index one_at_a_time on webhook_deliveries (webhook, subject) where due_at is not null;
create index deliveries_due on webhook_deliveries (webhook, due_at, id) where due_at is not null;
create index deliveries_behind on webhook_deliveries (webhook, subject, id) where status = 'waiting';
create index deliveries_owed on webhook_deliveries (webhook, status, id) where status <> 'delivered';
create index deliveries_of_webhook on webhook_deliveries (webhook, id);

-- Owes an event to everybody who is subscribed. While nobody is, it costs one look at an empty table.
create function tell_subscribers() returns trigger language plpgsql as $$
declare
    about   text := coalesce('invoice/' || new.invoice, 'application/' || new.application, 'ticket/' || new.ticket);
    reached text;
begin
    if not exists (select from webhooks where disabled_at is null) then
        return null;
    end if;
    reached := case
        when new.ticket is not null then (select status from tickets where id = new.ticket)
        when new.invoice is not null then (select status from invoices where id = new.invoice)
        else (select status from applications where id = new.application)
    end;
    -- Whoever writes of the same subject, or settles a delivery of it, comes before this transaction or after it.
    perform pg_advisory_xact_lock(720002, hashtext(about));
    insert into webhook_deliveries (webhook, event, subject, state, due_at)
    select w.id, new.id, about, reached, case
        -- One look into the index: without the limit the planner may read everything that waits instead.
        when (select d.id from webhook_deliveries d where d.webhook = w.id and d.subject = about and d.status = 'waiting' limit 1) is null
            then least(new.at, now())
    end
    from webhooks w where w.disabled_at is null
    -- A webhook that is being deleted is waited for, so that no event fails for it.
    for key share of w;
    perform pg_notify('kaipiao_webhooks', '');
    return null;
end $$;
create trigger tell_subscribers after insert on events for each row execute function tell_subscribers();

-- Mails that the register itself owes because of an event (O3), written with the event: those for which no workflow is there to send
-- them. The worker hands them over; of what an application or a ticket is about, one after the other.
create table mails (
    id             bigint generated always as identity primary key,
    event          bigint not null unique references events,
    -- Which one, by its name in domain/notice; to whom and what it says is read when it is sent.
    about          text not null check (about <> ''),
    -- What the order is kept of: application/<id> or ticket/<id>.
    subject        text not null,
    -- When it is tried next. While it is tried: until when; by then whoever tried has died. Null when it is done.
    due_at         timestamptz,
    since          timestamptz not null,
    attempts       int not null default 0,
    handed_over_at timestamptz,
    -- Since when nobody tries any more: the mail server did not take it for a day, or refused it for good.
    given_up_at    timestamptz,
    answer         text not null default '',
    check (num_nonnulls(due_at, handed_over_at, given_up_at) = 1)
);
create index mails_due on mails (due_at, id) where due_at is not null;
create index mails_owed on mails (subject, id) where due_at is not null;

create function mail_is_owed() returns trigger language plpgsql as $$
begin
    perform pg_notify('kaipiao_mails', '');
    return null;
end $$;
create trigger mail_is_owed after insert on mails for each row execute function mail_is_owed();

-- Workflows of callers that live on Temporal, and wait until all invoices of an application are issued or will never be (P14). They are no
-- runs of ours: who started one starts it again. A row is written under the lock of the application's account, as every event is, so that
-- none is missed.
create table awaited (
    application text not null references applications,
    workflow    text not null check (workflow <> ''),
    primary key (application, workflow)
);

-- Has them look again.
create function tell_callers() returns trigger language plpgsql as $$
begin
    insert into outbox (workflow_id, signal, payload, created_at, due_at)
    select a.workflow, 'resume', '{}', least(new.at, now()), least(new.at, now()) from awaited a where a.application = new.application;
    if found then
        perform pg_notify('kaipiao_outbox', '');
    end if;
    return null;
end $$;
create trigger tell_callers after insert on events for each row
    when (new.application is not null and new.what in ('issued', 'cancelled', 'rejected')) execute function tell_callers();

---- create above / drop below ----

drop trigger tell_callers on events;
drop function tell_callers;
drop table awaited;
drop table mails;
drop function mail_is_owed;
drop trigger tell_subscribers on events;
drop function tell_subscribers;
drop table webhook_deliveries, webhooks;
