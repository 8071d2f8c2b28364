-- What lies in each queue of finance: how much, up to a bound, and of that what is late, what the caller has claimed, and what is most urgent. Of
-- each queue the most urgent are read, and no more.
-- name: DeskQueues :many
select 'review'::text as queue, count(*)::int as found, count(*) filter (where q.due < @now::timestamptz)::int as overdue,
    count(*) filter (where q.claimed_by = @who::text)::int as mine, coalesce(min(q.due), 'epoch')::timestamptz as most_urgent
from (select a.review_due_at as due, a.claimed_by from applications a
      where a.status = 'pending_approval' and a.review_mode = 'manual' and a.proposed_by = '' order by a.review_due_at, a.id limit @at_most) q
union all
select 'second_person', count(*)::int, count(*) filter (where q.due < @now)::int, count(*) filter (where q.claimed_by = @who)::int, coalesce(min(q.due), 'epoch')
from ((select a.review_due_at as due, a.claimed_by from applications a
       where a.status = 'pending_approval' and a.proposed_by <> '' order by a.review_due_at, a.id limit @at_most)
      union all
      (select i.due_at, '' from corrections c join invoices i on i.id = c.invoice where c.status = 'proposed' and i.status = 'failed' limit @at_most)
      union all
      (select t.due_at, t.claimed_by from tickets t
       where t.status in ('open', 'verifying') and t.status not in ('done', 'refused') and t.proposed_by <> '' order by t.id limit @at_most)) q
union all
select 'tickets', count(*)::int, count(*) filter (where q.due < @now)::int, count(*) filter (where q.claimed_by = @who)::int, coalesce(min(q.due), 'epoch')
from (select t.due_at as due, t.claimed_by from tickets t
      where t.status in ('open', 'verifying') and t.status not in ('done', 'refused') and t.kind <> 'void' and t.proposed_by = ''
      order by coalesce(t.due_at, '9999-12-31 00:00:00+00'), t.id limit @at_most) q
union all
select 'returned', count(*)::int, count(*) filter (where q.due < @now)::int, count(*) filter (where q.claimed_by = @who)::int, coalesce(min(q.due), 'epoch')
from (select t.due_at as due, t.claimed_by from tickets t
      where t.status in ('open', 'verifying') and t.status not in ('done', 'refused') and t.kind = 'void'
      order by coalesce(t.due_at, '9999-12-31 00:00:00+00'), t.id limit @at_most) q
union all
select 'print', count(*)::int, count(*) filter (where q.due < @now)::int, 0, coalesce(min(q.due), 'epoch')
from (select i.due_at as due from invoices i
      where i.medium = 'paper' and i.status = 'issued' and i.seller = 'platform' order by i.due_at, i.id limit @at_most) q
union all
select 'vendors', count(*)::int, count(*) filter (where q.due < @now)::int, 0, coalesce(min(q.due), 'epoch')
from (select i.due_at as due from invoices i
      where i.due_at is not null and i.status = 'approved' and i.seller <> 'platform' and i.waiting_for = 'vendor' order by i.due_at, i.id limit @at_most) q
union all
select 'failed', count(*)::int, count(*) filter (where q.due < @now)::int, 0, coalesce(min(q.due), 'epoch')
from (select i.due_at as due from invoices i where i.due_at is not null and i.status = 'failed' order by i.due_at, i.id limit @at_most) q
union all
select 'red_forms', count(*)::int, count(*) filter (where q.due < @now)::int, 0, coalesce(min(q.due), 'epoch')
from (select r.confirm_by as due from reversals r where r.status = 'awaits_seller' and r.origin <> 'seller' order by r.confirm_by, r.id limit @at_most) q
union all
select 'parked', count(*)::int, count(*) filter (where q.due < @now)::int, 0, coalesce(min(q.due), 'epoch')
from (select p.due_at as due from parked p order by p.due_at, p.id limit @at_most) q
union all
select 'reconciliation', count(*)::int, 0, 0, 'epoch'
from (select 1 from operator_tasks o where o.closed_at is null and o.kind = 'difference' limit @at_most) q
union all
select 'operator_tasks', count(*)::int, 0, 0, 'epoch'
from (select 1 from operator_tasks o where o.closed_at is null limit @at_most) q;

-- What is parked, by seller and cause; what fails alone stands apart. A pause or a trouble of which nobody is parked is there too.
-- name: ParkedBySeller :many
select coalesce(p.seller, o.seller)::text as seller, coalesce(p.cause, o.kind)::text as cause, coalesce(p.alone, false)::boolean as alone,
    coalesce(p.waiting, 0)::int as waiting, coalesce(p.trying, 0)::int as trying, coalesce(p.amount, 0)::numeric as net,
    least(p.since, o.opened_at)::timestamptz as since, coalesce(p.due, 'epoch')::timestamptz as due, coalesce(p.next_try, 'epoch')::timestamptz as next_try,
    coalesce(p.last_try, 'epoch')::timestamptz as last_try, coalesce(o.id, 0)::bigint as task
from (select seller, cause, task is not null as alone, count(*) filter (where released_at is null) as waiting,
          count(*) filter (where released_at is not null) as trying, sum(net) as amount, min(since) as since, min(due_at) as due,
          min(next_try_at) as next_try, max(tried_in_vain_at) as last_try
      from parked group by seller, cause, task is not null) p
full join (select * from operator_tasks t where t.closed_at is null and t.cause is not null and t.subject = '') o
    on o.seller = p.seller and o.kind = p.cause and not p.alone
order by 1, 2, 3;

-- What one person may approve alone and nobody else has claimed, with the name that the account is certified under, the most urgent first.
-- name: AlikeToReview :many
select a.id, a.account, a.buyer_name, a.buyer_taxpayer_id, a.total, a.review_due_at, a.review_provisional, c.certified_name
from applications a join accounts c on c.id = a.account
where a.status = 'pending_approval' and a.review_mode = 'manual' and a.proposed_by = '' and not a.second_person and a.claimed_by in ('', @who::text)
order by a.review_due_at, a.id limit @at_most;
