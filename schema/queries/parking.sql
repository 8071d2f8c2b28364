-- Who is held up is an invoice or a reversal, so one of the two ids is null.

-- name: Parked :one
select * from parked where invoice = sqlc.narg('invoice') or reversal = sqlc.narg('reversal');

-- The round in which an account's next one goes on: after those of its own that wait, and not before the round that is in turn.
-- name: NextRound :one
select greatest(
    coalesce((select own.round + 1 from parked own where own.seller = @seller and own.cause = @cause and own.account = @account
              order by own.round desc limit 1), 0),
    coalesce((select p.round from parked p where p.seller = @seller and p.cause = @cause and p.released_at is null and p.task is null
              order by p.behind, p.round, p.due_at, p.id limit 1), 0))::bigint as round;

-- name: Park :exec
insert into parked (invoice, reversal, seller, account, cause, due_at, net, round, since)
values (sqlc.narg('invoice'), sqlc.narg('reversal'), @seller, @account, @cause, sqlc.narg('due_at'), @net, @round, @now);

-- It is held up again. Let go, it has tried in vain, and goes behind the others if it is put there.
-- name: ParkAgain :exec
update parked
set due_at = sqlc.narg('due_at'), net = @net, round = @round, released_at = null,
    behind = behind + case when released_at is null then 0 else @behind::int end,
    tries = tries + case when released_at is null then 0 else 1 end,
    tried_in_vain_at = case when released_at is null then tried_in_vain_at else @now::timestamptz end,
    next_try_at = case when task is null then null else @next_try_at::timestamptz end
where id = @id;

-- It got past one cause and met another: it begins anew.
-- name: ParkForAnother :exec
update parked
set cause = @cause, due_at = sqlc.narg('due_at'), net = @net, round = @round, since = @now, released_at = null, behind = 0, tries = 0,
    tried_in_vain_at = null, task = null, next_try_at = null
where id = @id;

-- Those that were let go before an instant and have given no answer: of a cause, or of those that fail alone.
-- name: Silent :many
select * from parked
where seller = @seller and released_at < @before::timestamptz
  and case when @alone::bool then task is not null else task is null and cause = @cause end
order by id for no key update skip locked;

-- name: FailsAlone :exec
update parked set task = @task::bigint, next_try_at = @next_try_at::timestamptz where id = @id;

-- When somebody passed last whom the trouble held up, or another invoice was issued although it was there.
-- name: LastIssued :one
select coalesce(greatest(
    (select t.passed_at from operator_tasks t where t.seller = @seller and t.kind = @kind and t.subject = '' and t.closed_at is null),
    (select i.issued_at from invoices i where i.seller = @seller and i.issued_at is not null and i.id <> @besides
     order by i.issued_at desc limit 1)), 'epoch')::timestamptz as passed_at;

-- The same of the files of those that were issued last.
-- name: LastFiled :one
select coalesce(greatest(
    (select t.passed_at from operator_tasks t where t.seller = @seller and t.kind = @kind and t.subject = '' and t.closed_at is null),
    (select max(f.fetched_at) from invoice_files f where f.invoice <> @besides and f.invoice in (
        select i.id from invoices i where i.seller = @seller and i.issued_at is not null order by i.issued_at desc limit 20))),
    'epoch')::timestamptz as passed_at;

-- Whether another one has tried in vain for the cause since an instant.
-- name: OthersFailed :one
select exists (
    select 1 from parked p where p.seller = @seller and p.cause = @cause and p.id <> @besides and p.tried_in_vain_at >= @since::timestamptz) as failed;

-- Somebody passed whom the trouble held up; it is enough to know it to the second.
-- name: NotePassed :exec
update operator_tasks set passed_at = @now::timestamptz
where seller = @seller and kind = @kind and subject = '' and closed_at is null
  and (passed_at is null or passed_at < @unless_after::timestamptz or passed_at <= failed_at);

-- Somebody failed after another had passed: those who come later wait again.
-- name: NoteFailed :exec
update operator_tasks set failed_at = @now::timestamptz
where seller = @seller and kind = @kind and subject = '' and closed_at is null and passed_at > coalesce(failed_at, opened_at);

-- It is over, unless it is for the cause that stays.
-- name: EndParking :many
delete from parked where (invoice = sqlc.narg('invoice') or reversal = sqlc.narg('reversal')) and cause <> @unless returning *;

-- What callers see of it.
-- name: ShowParked :execrows
update invoices set waiting_for = @waiting_for where id = @id and status = any(@waits::text[]);

-- Lets some try again: a share for those that are due first, the others round the tenants. Who was put behind goes behind.
-- name: Release :many
with oldest as (
    select p.id from parked p where p.seller = @seller and p.cause = @cause and p.released_at is null and p.task is null
    order by p.behind, p.due_at, p.id limit @oldest for no key update skip locked),
in_round as (
    select p.id from parked p where p.seller = @seller and p.cause = @cause and p.released_at is null and p.task is null
      and p.id not in (select o.id from oldest o)
    order by p.behind, p.round, p.due_at, p.id limit @in_round for no key update skip locked)
update parked set released_at = @now::timestamptz
where id in (select o.id from oldest o union all select r.id from in_round r)
returning *;

-- The same, the smallest in front: what is left of a quota may be enough for it.
-- name: ReleaseSmallest :many
update parked set released_at = @now::timestamptz
where id in (
    select p.id from parked p where p.seller = @seller and p.cause = @cause and p.released_at is null and p.task is null
    order by p.behind, p.net, p.due_at, p.id limit @how_many for no key update skip locked)
returning *;

-- Of those that fail alone, the ones whose time has come; those that give no answer are looked at again.
-- name: ReleaseAlone :many
update parked set released_at = @now::timestamptz, next_try_at = @look_at::timestamptz
where id in (
    select p.id from parked p where p.seller = @seller and p.task is not null and p.released_at is null and p.next_try_at <= @now::timestamptz
      and (p.cause in ('seal', 'file') or not exists (select from seller_pauses s where s.seller = @seller and s.resumed_at is null))
    order by p.next_try_at, p.id limit @how_many for no key update skip locked)
returning *;

-- The one that has this task.
-- name: ReleaseOfTask :many
update parked set released_at = @now::timestamptz, next_try_at = @look_at::timestamptz
where task = @task::bigint and released_at is null returning *;

-- When the next of those that fail alone tries, or gives no answer any more.
-- name: NextAlone :one
select count(*)::int as alone, coalesce(min(next_try_at), 'epoch')::timestamptz as next_at
from parked where seller = @seller and task is not null;

-- name: CountParked :one
select count(*) filter (where released_at is null and task is null)::int as parked,
       count(*) filter (where released_at is not null and task is null)::int as trying,
       count(*) filter (where released_at < @since::timestamptz and task is null)::int as late,
       count(*) filter (where tried_in_vain_at >= @since::timestamptz)::int as in_vain
from parked where seller = @seller and cause = @cause;

-- The trouble, of some kinds, for which the seller's invoices are not even tried at the moment, or nothing. Once somebody has passed since
-- the last one failed, who comes later need not wait until all that are parked have passed too; but a quota is used up in turn.
-- name: HoldingTrouble :one
select coalesce((
    select kind from operator_tasks
    where seller = @seller and subject = '' and closed_at is null and kind = any(@kinds::text[])
      and (kind = any(@in_turn::text[]) or passed_at is null or passed_at <= coalesce(failed_at, opened_at))
    order by opened_at limit 1), '')::text as cause;

-- name: OpenTroubles :many
select * from operator_tasks where seller = @seller and cause is not null and closed_at is null order by opened_at, id;

-- name: RaiseTask :execrows
insert into operator_tasks (kind, seller, subject, stage, opened_at) values (@kind, @seller, @subject, @stage, @now)
on conflict do nothing;

-- A contradiction is one task as long as it stands. Whoever meets it again finds it as long as nobody was told of it: who opened it may be
-- gone.
-- name: RaiseContradiction :one
insert into operator_tasks (kind, seller, subject, code, detail, detail_zh, opened_at)
values ('contradiction', @seller, @subject, @code, @detail, @detail_zh, @now)
on conflict (subject, code) where kind = 'contradiction' and closed_at is null do update set detail = excluded.detail, detail_zh = excluded.detail_zh
where operator_tasks.told_at is null
returning id;

-- Whether nobody was told yet that a promise is missed.
-- name: UntoldPromise :one
select exists (
    select 1 from operator_tasks
    where kind = 'promise' and subject = @subject and stage = @stage and closed_at is null and told_at is null) as untold;

-- name: PromiseTold :exec
update operator_tasks set told_at = @now::timestamptz where kind = 'promise' and subject = @subject and stage = @stage and told_at is null;

-- What differs, a form that the buyer began, or a mail that cannot be sent is one task as long as it is open.
-- name: RaiseMatter :one
insert into operator_tasks (kind, seller, subject, code, detail, detail_zh, opened_at, mail)
values (@kind, @seller, @subject, @code, @detail, @detail_zh, @now, sqlc.narg('mail'))
on conflict (kind, subject, code) where kind in ('difference', 'red_form', 'unsent_mail', 'parked_deliveries') and closed_at is null
do update set detail = excluded.detail, detail_zh = excluded.detail_zh, again_at = null
returning id;

-- name: MatterIsOpen :one
select exists (
    select 1 from operator_tasks where kind = @kind and subject = @subject and code = @code and closed_at is null) as open;

-- Mails that somebody wants to have sent anew.
-- name: MailsToSendAnew :many
select id from operator_tasks where seller = @seller and again_at is not null and closed_at is null order by id limit @how_many;

-- name: SendMailAnew :exec
update operator_tasks set again_at = sqlc.narg('again_at') where id = @id and kind = 'unsent_mail' and closed_at is null;

-- The task of an endpoint of which nothing is parked any more.
-- name: CloseParkedDeliveries :exec
update operator_tasks t set closed_at = @now, closed_by = @who
where t.kind = 'parked_deliveries' and t.subject = @subject and t.closed_at is null
  and not exists (select 1 from webhook_deliveries d where d.webhook = @webhook and d.status = 'parked');

-- name: CloseMatter :exec
update operator_tasks set closed_at = @now, closed_by = @who where kind = @kind and subject = @subject and closed_at is null;

-- name: CloseContradiction :exec
update operator_tasks set closed_at = @now, closed_by = @who
where kind = 'contradiction' and subject = @subject and code = @code and closed_at is null;

-- What is wrong with one document is one task: a serial that was refused once, what fails alone and a run that keeps ending or
-- stands still as long as they do.
-- name: RaiseOfDocument :one
insert into operator_tasks (kind, seller, subject, code, detail, detail_zh, opened_at)
values (@kind, @seller, @subject, @code, @detail, @detail_zh, @now)
on conflict do nothing returning id;

-- name: CloseOfSubject :exec
update operator_tasks set closed_at = @now, closed_by = @who where kind = @kind and subject = @subject and closed_at is null;

-- What the operators were not mailed about yet.
-- name: UntoldTasks :many
select * from operator_tasks
where seller = @seller and told_at is null and closed_at is null and (cause is not null or kind in ('refused', 'fails_alone', 'keeps_ending', 'paused', 'unsent_mail', 'parked_deliveries'))
order by id limit @how_many;

-- name: TaskTold :exec
update operator_tasks set told_at = @now::timestamptz where id = @id and told_at is null;

-- Whoever joins a trouble holds its task until it has committed, and whoever ends it waits for them: nobody is left parked
-- under a task that is closed.
-- name: JoinTrouble :many
select id from operator_tasks where seller = @seller and kind = @kind and subject = '' and closed_at is null for share;

-- name: LockTrouble :many
select id from operator_tasks where seller = @seller and kind = @kind and subject = '' and closed_at is null for update;

-- A seller's trouble ends when nobody is held up by it any more; who fails alone has a task of its own.
-- name: CloseTrouble :execrows
update operator_tasks t set closed_at = @now, closed_by = @who
where t.seller = @seller and t.kind = @kind and t.subject = '' and t.closed_at is null
  and not exists (select 1 from parked p where p.seller = @seller and p.cause = @kind and p.task is null);

-- name: ClosePromises :exec
update operator_tasks set closed_at = @now, closed_by = @who where kind = 'promise' and subject = @subject and closed_at is null;

-- name: OperatorTask :one
select * from operator_tasks where id = @id;

-- name: OperatorTasks :many
select * from operator_tasks
where (@status::text = '' or (@status = 'open') = (closed_at is null)) and (@kind::text = '' or kind = @kind)
  and (@seller::text = '' or seller = @seller) and id > @after
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
