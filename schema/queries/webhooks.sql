-- name: InsertWebhook :execrows
insert into webhooks (id, url, secret, documents, created_by, created_at) values (@id, @url, @secret, @documents, @who, @now)
on conflict (url) do nothing;

-- name: Webhook :one
select * from webhooks where id = @id;

-- name: Webhooks :many
select * from webhooks where id > @after order by id limit @page_size;

-- name: DeleteWebhook :execrows
delete from webhooks where id = @id;

-- name: DisableWebhook :exec
update webhooks set disabled_at = @now where id = @id and disabled_at is null;

-- The webhooks that are owed something that is due; one look into the index for each.
-- name: WebhooksToServe :many
select w.id from webhooks w
where (select d.id from webhook_deliveries d where d.webhook = w.id and d.due_at <= @now::timestamptz limit 1) is not null
order by w.id;

-- Takes what is due first, for a while in which nobody else does. Rows that another process is about to take are passed over.
-- name: ClaimDeliveries :many
with due as (
    select n.id from webhook_deliveries n
    where n.webhook = @webhook and n.due_at <= @now::timestamptz
    order by n.due_at, n.id limit @how_many for update skip locked)
update webhook_deliveries d
set due_at = @leased_until::timestamptz, trying = true, attempts = d.attempts + 1, since = coalesce(d.since, @now)
from due where d.id = due.id
returning d.id;

-- name: ClaimedDeliveries :many
select sqlc.embed(d), sqlc.embed(e), sqlc.embed(w), coalesce(a.account, t.account) as account
from webhook_deliveries d join events e on e.id = d.event join webhooks w on w.id = d.webhook left join applications a on a.id = e.application
    left join tickets t on t.id = e.ticket
where d.id = any(@ids::bigint[])
order by d.id;

-- As in tell_subscribers: whoever adds a delivery of the subject, or settles one, waits for this transaction to end.
-- name: LockSubject :exec
select pg_advisory_xact_lock(720002, hashtext(@subject));

-- Nothing, when the lease was over and somebody else tries or has tried it meanwhile.
-- name: SettleDelivery :execrows
update webhook_deliveries
set status = @status, due_at = @due_at, trying = false, answer = @answer, settled_at = @settled_at
where id = @id and status = 'waiting' and due_at = @leased_until::timestamptz;

-- The next one of a subject, when none is tried.
-- name: NextOfSubject :exec
update webhook_deliveries set due_at = @now::timestamptz
where id = (select n.id from webhook_deliveries n where n.webhook = @webhook and n.subject = @subject and n.status = 'waiting' order by n.id limit 1)
  and not exists (select from webhook_deliveries f where f.webhook = @webhook and f.subject = @subject and f.due_at is not null);

-- name: Delivery :one
select sqlc.embed(d), sqlc.embed(e), coalesce(a.account, t.account) as account
from webhook_deliveries d join events e on e.id = d.event left join applications a on a.id = e.application
    left join tickets t on t.id = e.ticket
where d.webhook = @webhook and d.id = @id;

-- name: Deliveries :many
select sqlc.embed(d), sqlc.embed(e), coalesce(a.account, t.account) as account
from webhook_deliveries d join events e on e.id = d.event left join applications a on a.id = e.application
    left join tickets t on t.id = e.ticket
where d.webhook = @webhook and (@status::text = '' or d.status = @status) and d.id > @after
order by d.id limit @page_size;

-- The same of those that are owed, which are few among those that were delivered.
-- name: OwedDeliveries :many
select sqlc.embed(d), sqlc.embed(e), coalesce(a.account, t.account) as account
from webhook_deliveries d join events e on e.id = d.event left join applications a on a.id = e.application
    left join tickets t on t.id = e.ticket
where d.webhook = @webhook and d.status <> 'delivered' and d.status = @status and d.id > @after
order by d.id limit @page_size;

-- name: ParkedDeliveries :many
select * from webhook_deliveries where webhook = @webhook and status = 'parked' order by id limit @how_many;

-- A parked delivery is tried for another day.
-- name: Unpark :exec
update webhook_deliveries set status = 'waiting', attempts = 0, since = null, settled_at = null where id = @id and status = 'parked';

-- A later one of the subject that is not being tried lets an earlier one go first.
-- name: StepBack :exec
update webhook_deliveries set due_at = null
where webhook = @webhook and subject = @subject and due_at is not null and not trying and id > @id;

-- One that waits for its next try is tried at once; one that is being tried is left alone.
-- name: HastenDelivery :exec
update webhook_deliveries set due_at = @now::timestamptz where id = @id and not trying and due_at > @now::timestamptz;

-- name: NotifyWebhooks :exec
select pg_notify('kaipiao_webhooks', '');

-- name: DeliveryCounts :many
select webhook, status, count(*)::int as count from webhook_deliveries where status <> 'delivered' group by webhook, status;

-- What subscribers were told and is settled since before an instant is forgotten, at most so much at a time.
-- name: ForgetDeliveries :one
select forget_deliveries(@before::timestamptz, @most::int)::int as forgotten;

-- How much there is to forget, and what of the same time is not, because it is still owed.
-- name: OldDeliveries :one
select count(*) filter (where d.status = 'delivered' and d.settled_at < @before::timestamptz)::bigint as told,
    count(*) filter (where d.status <> 'delivered')::bigint as owed
from webhook_deliveries d where d.event < (select first_id_of_month(number_of_month(@before::timestamptz)));
