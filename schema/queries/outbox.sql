-- name: InsertOutbox :exec
insert into outbox (workflow_id, workflow, start, signal, payload, created_at, due_at, trace)
values (@workflow_id, @workflow, @start, @signal, @payload, @now, @now, @trace);

-- Waiters hear at once when the transaction commits.
-- name: NotifyOutbox :exec
select pg_notify('kaipiao_outbox', '');

-- Takes what is due first, for a while in which nobody else does; of each workflow only what was written first, whoever has it,
-- so that nothing overtakes the start. Rows that another dispatcher is about to take are passed over. Each is looked up by itself, because
-- joins that were planned while the outbox was small would go through all of it for each (N17).
-- name: ClaimOutbox :many
with due as (
    select o.id from outbox o
    where o.due_at <= @now::timestamptz
      and o.id = (select e.id from outbox e where e.workflow_id = o.workflow_id order by e.workflow_id, e.id limit 1)
    order by o.due_at, o.id limit @how_many for update skip locked)
update outbox o set due_at = @leased_until::timestamptz, attempts = o.attempts + 1
where o.id = any(array(select due.id from due))
returning o.*;

-- It was sent. Nothing, when the lease was over and somebody else has it now.
-- name: DeleteOutbox :exec
delete from outbox where id = @id and due_at = @leased_until::timestamptz;

-- It could not be sent. Nothing, when the lease was over and somebody else has it now.
-- name: PostponeOutbox :exec
update outbox set due_at = @due_at::timestamptz where id = @id and due_at = @leased_until::timestamptz;
