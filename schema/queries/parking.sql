-- What held an invoice up when it was let go is noted as another vain try.
-- name: ParkInvoice :execrows
update invoices
set waiting_for = @waiting_for, parked_cause = @cause, parked_at = coalesce(parked_at, @now), released_at = null,
    parked_again_at = case when released_at is null then parked_again_at else @now end
where id = @id and status in ('approved', 'issued', 'partly_red_issued', 'red_issued');

-- The invoices that have waited for the same cause, the one that is due first in front.
-- name: ReleaseParked :many
update invoices set released_at = @now
where id in (
    select i.id from invoices i
    where i.seller = @seller and i.parked_cause = @cause and i.released_at is null
    order by i.due_at, i.id limit @how_many for no key update skip locked)
returning *;

-- The same, the smallest in front: what is left of a quota may be enough for it.
-- name: ReleaseSmallest :many
update invoices set released_at = @now
where id in (
    select i.id from invoices i
    where i.seller = @seller and i.parked_cause = @cause and i.released_at is null
    order by i.net, i.due_at, i.id limit @how_many for no key update skip locked)
returning *;

-- Invoices and reversals alike.
-- name: Parked :one
select count(*) filter (where released_at is null)::int as parked, count(*) filter (where released_at is not null)::int as trying,
       count(*) filter (where parked_again_at >= @since::timestamptz)::int as in_vain
from (
    select i.released_at, i.parked_again_at from invoices i where i.seller = @seller and i.parked_cause = @cause
    union all
    select r.released_at, r.parked_again_at from reversals r join invoices i on i.id = r.invoice where i.seller = @seller and r.parked_cause = @cause) held;

-- The trouble, of some kinds, for which the seller's invoices are not even tried at the moment, or nothing.
-- name: HoldingTrouble :one
select coalesce((
    select kind from operator_tasks
    where seller = @seller and subject = '' and closed_at is null and kind = any(@kinds::text[])
    order by opened_at limit 1), '')::text as cause;

-- name: OpenTroubles :many
select * from operator_tasks where seller = @seller and subject = '' and kind <> 'calendar' and closed_at is null order by opened_at, id;

-- name: RaiseTask :execrows
insert into operator_tasks (kind, seller, subject, stage, opened_at) values (@kind, @seller, @subject, @stage, @now)
on conflict do nothing;

-- Whoever joins a trouble holds its task until it has committed, and whoever ends it waits for them: nobody is left parked
-- under a task that is closed.
-- name: JoinTrouble :many
select id from operator_tasks where seller = @seller and kind = @kind and subject = '' and closed_at is null for share;

-- name: LockTrouble :many
select id from operator_tasks where seller = @seller and kind = @kind and subject = '' and closed_at is null for update;

-- A seller's trouble ends when nobody is held up by it any more.
-- name: CloseTrouble :execrows
update operator_tasks t set closed_at = @now, closed_by = @who
where t.seller = @seller and t.kind = @kind and t.subject = '' and t.closed_at is null
  and not exists (select 1 from invoices i where i.seller = @seller and i.parked_cause = @kind)
  and not exists (select 1 from reversals r join invoices i on i.id = r.invoice where i.seller = @seller and r.parked_cause = @kind);

-- name: ClosePromises :exec
update operator_tasks set closed_at = @now, closed_by = @who where subject = @subject and closed_at is null;

-- name: OperatorTask :one
select * from operator_tasks where id = @id;

-- name: OperatorTasks :many
select * from operator_tasks
where (@status::text = '' or (@status = 'open') = (closed_at is null)) and (@kind::text = '' or kind = @kind) and id > @after
order by id limit @page_size;

-- name: CloseTask :execrows
update operator_tasks set closed_at = @now, closed_by = @who where id = @id and closed_at is null;

-- name: TaskCounts :many
select kind, stage, count(*)::int as raised, count(*) filter (where closed_at is null)::int as open from operator_tasks group by kind, stage;

-- name: MarkInvoiceOverdue :execrows
update invoices set overdue_since = @since::timestamptz where id = @id and overdue_since is null and status = any(@late::text[]);

-- name: MarkApplicationOverdue :execrows
update applications set overdue_since = @since::timestamptz where id = @id and overdue_since is null and status = 'pending_approval';

-- What a seller takes out of its quota: the net of what waits to be issued, and of what was issued since an instant.
-- name: SpendingOfSeller :one
select coalesce((select sum(w.net) from invoices w where w.seller = @seller and w.status = 'approved'), 0)::numeric as waiting,
       coalesce((select sum(i.net) from invoices i where i.seller = @seller and i.issued_at >= @since::timestamptz), 0)::numeric as issued;
