-- Who is held up is an invoice or a reversal, so one of the two ids is null.

-- name: Parked :one
select * from parked where invoice = sqlc.narg('invoice') or reversal = sqlc.narg('reversal');

-- name: Park :exec
insert into parked (invoice, reversal, seller, cause, due_at, net, since)
values (sqlc.narg('invoice'), sqlc.narg('reversal'), @seller, @cause, sqlc.narg('due_at'), @net, @now);

-- What was let go and is held up again has tried in vain.
-- name: ParkAgain :exec
update parked
set cause = @cause, due_at = sqlc.narg('due_at'), net = @net, released_at = null,
    tries = tries + case when released_at is null then 0 else 1 end,
    tried_in_vain_at = case when released_at is null then tried_in_vain_at else @now::timestamptz end
where id = @id;

-- It is over, unless it is for the cause that stays.
-- name: EndParking :execrows
delete from parked where (invoice = sqlc.narg('invoice') or reversal = sqlc.narg('reversal')) and cause <> @unless;

-- What callers see of it.
-- name: ShowParked :execrows
update invoices set waiting_for = @waiting_for where id = @id and status = any(@waits::text[]);

-- Lets some try again: who has not tried yet before who tried in vain, then who is due first.
-- name: Release :many
update parked set released_at = @now::timestamptz
where id in (
    select p.id from parked p where p.seller = @seller and p.cause = @cause and p.released_at is null
    order by p.tries, p.due_at, p.id limit @how_many for no key update skip locked)
returning *;

-- The same in turn, whoever has tried: a quota goes to who is due first.
-- name: ReleaseInTurn :many
update parked set released_at = @now::timestamptz
where id in (
    select p.id from parked p where p.seller = @seller and p.cause = @cause and p.released_at is null
    order by p.due_at, p.id limit @how_many for no key update skip locked)
returning *;

-- The same, the smallest in front: what is left of a quota may be enough for it.
-- name: ReleaseSmallest :many
update parked set released_at = @now::timestamptz
where id in (
    select p.id from parked p where p.seller = @seller and p.cause = @cause and p.released_at is null
    order by p.net, p.due_at, p.id limit @how_many for no key update skip locked)
returning *;

-- name: CountParked :one
select count(*) filter (where released_at is null)::int as parked, count(*) filter (where released_at is not null)::int as trying,
       count(*) filter (where tried_in_vain_at >= @since::timestamptz)::int as in_vain
from parked where seller = @seller and cause = @cause;

-- The trouble, of some kinds, for which the seller's invoices are not even tried at the moment, or nothing.
-- name: HoldingTrouble :one
select coalesce((
    select kind from operator_tasks
    where seller = @seller and subject = '' and closed_at is null and kind = any(@kinds::text[])
    order by opened_at limit 1), '')::text as cause;

-- name: OpenTroubles :many
select * from operator_tasks where seller = @seller and cause is not null and closed_at is null order by opened_at, id;

-- name: RaiseTask :execrows
insert into operator_tasks (kind, seller, subject, stage, opened_at) values (@kind, @seller, @subject, @stage, @now)
on conflict do nothing;

-- A contradiction is one task as long as it stands; whoever meets it again finds the task.
-- name: RaiseContradiction :one
insert into operator_tasks (kind, seller, subject, code, detail, detail_zh, opened_at)
values ('contradiction', @seller, @subject, @code, @detail, @detail_zh, @now)
on conflict do nothing returning id;

-- What differs, or a form that the buyer began, is one task as long as it is open.
-- name: RaiseMatter :one
insert into operator_tasks (kind, seller, subject, code, detail, detail_zh, opened_at)
values (@kind, @seller, @subject, @code, @detail, @detail_zh, @now)
on conflict (kind, subject, code) where kind in ('difference', 'red_form') and closed_at is null do update set detail = excluded.detail
returning id;

-- name: CloseMatter :exec
update operator_tasks set closed_at = @now, closed_by = @who where kind = @kind and subject = @subject and closed_at is null;

-- name: CloseContradiction :exec
update operator_tasks set closed_at = @now, closed_by = @who
where kind = 'contradiction' and subject = @subject and code = @code and closed_at is null;

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
  and not exists (select 1 from parked p where p.seller = @seller and p.cause = @kind);

-- name: ClosePromises :exec
update operator_tasks set closed_at = @now, closed_by = @who where kind = 'promise' and subject = @subject and closed_at is null;

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
