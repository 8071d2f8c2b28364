-- What machines watch, as it is now: the name of a gauge, what it is of, and its value; of what is oldest, since when it waits (seconds since 1970), and
-- 0 where nothing does. Each is counted up to a bound, and found through an index.
-- name: Gauges :many
select 'outbox_messages'::text as gauge, ''::text as label, count(*)::double precision as value from (select 1 from outbox limit @at_most) q
union all
select 'outbox_oldest_seconds', '', coalesce(extract(epoch from min(q.created_at)), 0)
from (select o.created_at from outbox o order by o.due_at, o.id limit @at_most) q
union all
select 'runs_owed', '', count(*) from (select 1 from runs limit @at_most) q
union all
select 'mails_waiting', '', count(*) from (select 1 from mails m where m.due_at is not null limit @at_most) q
union all
select 'mails_oldest_seconds', '', coalesce(extract(epoch from min(q.since)), 0)
from (select m.since from mails m where m.due_at is not null order by m.due_at, m.id limit @at_most) q
union all
select 'tickets_open', q.kind, count(*) from (select t.kind from tickets t where t.status not in ('done', 'refused') limit @at_most) q group by q.kind
union all
select 'parked', q.cause, count(*) from (select p.cause from parked p limit @at_most) q group by q.cause
union all
select 'promises_due_soon', 'review', count(*) from (select 1 from applications a
    where a.status = 'pending_approval' and a.review_due_at >= @now::timestamptz and a.review_due_at < @soon::timestamptz limit @at_most) q
union all
select 'promises_due_soon', 'invoice', count(*) from (select 1 from invoices i
    where i.due_at is not null and i.status in ('approved', 'issued', 'failed') and i.due_at >= @now and i.due_at < @soon limit @at_most) q
union all
select 'promises_due_soon', 'ticket', count(*) from (select 1 from tickets t where t.status not in ('done', 'refused')
    and coalesce(t.due_at, '9999-12-31 00:00:00+00') >= @now and coalesce(t.due_at, '9999-12-31 00:00:00+00') < @soon limit @at_most) q
union all
select 'promises_overdue', 'review', count(*) from (select 1 from applications a
    where a.status = 'pending_approval' and a.review_due_at < @now limit @at_most) q
union all
select 'promises_overdue', 'invoice', count(*) from (select 1 from invoices i
    where i.due_at is not null and i.status in ('approved', 'issued', 'failed') and i.due_at < @now limit @at_most) q
union all
select 'promises_overdue', 'ticket', count(*) from (select 1 from tickets t where t.status not in ('done', 'refused')
    and coalesce(t.due_at, '9999-12-31 00:00:00+00') < @now limit @at_most) q
union all
select 'issued_last_hour', q.medium, count(*)
from (select i.medium from invoices i where i.issued_at >= @hour_ago::timestamptz and i.issued_at is not null limit @at_most) q group by q.medium
union all
select 'issued_late_last_hour', q.medium, count(q.late) from (select i.medium, (
        -- one by one: all that ever came late are more than these
        select o.id from operator_tasks o
        where o.kind = 'promise' and o.subject = i.workflow and o.stage = 'issue' and o.stage not in ('ticket', 'confirm') limit 1) as late
    from invoices i where i.issued_at >= @hour_ago and i.issued_at is not null limit @at_most) q group by q.medium
union all
select 'documents_in_question', '', count(*)
from (select 1 from invoices i where i.status = 'approved' and i.serial is not null and i.not_accepted_at is null limit @at_most) q
union all
select 'documents_in_question_oldest_seconds', '', coalesce(extract(epoch from min(q.created_at)), 0)
from (select (select s.created_at from serials s where s.serial = i.serial) as created_at from invoices i
      where i.status = 'approved' and i.serial is not null and i.not_accepted_at is null order by i.id limit @at_most) q
union all
select 'reversals_in_question', '', count(*) from (select 1 from reversals r
    where r.status in ('requested', 'awaits_buyer', 'awaits_seller') and r.status = 'requested'
      and not exists (select from parked p where p.reversal = r.id) limit @at_most) q
union all
select 'reversals_in_question_oldest_seconds', '', coalesce(extract(epoch from min(q.since)), 0)
from (select coalesce(r.word_at, r.requested_at) as since from reversals r
      where r.status in ('requested', 'awaits_buyer', 'awaits_seller') and r.status = 'requested'
        and not exists (select from parked p where p.reversal = r.id) limit @at_most) q
union all
select 'imports_unfinished', '', count(*) from (select 1 from imports i where i.ended_at is null limit @at_most) q
union all
select 'imports_oldest_seconds', '', coalesce(extract(epoch from min(q.received_at)), 0)
from (select i.received_at from imports i where i.ended_at is null order by i.received_at limit @at_most) q
union all
select 'exports_unfinished', '', count(*) from (select 1 from exports e where e.ended_at is null limit @at_most) q
union all
select 'exports_oldest_seconds', '', coalesce(extract(epoch from min(q.requested_at)), 0)
from (select e.requested_at from exports e where e.ended_at is null order by e.requested_at limit @at_most) q
union all
select 'provider_token_ends_seconds', q.provider, extract(epoch from min(q.ends_at))
from (select t.provider, t.ends_at from provider_tokens t where t.ends_at is not null) q group by q.provider
union all
select 'provider_calls_counted', q.provider, count(*) from (select c.provider from provider_calls c limit @at_most) q group by q.provider
union all
select 'database_bytes', '', pg_database_size(current_database());
