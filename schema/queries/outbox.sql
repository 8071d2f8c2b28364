-- name: InsertOutbox :exec
insert into outbox (workflow_id, kind, signal, payload, created_at, not_before)
values (@workflow_id, @kind, @signal, @payload, @now, @now);

-- Waiters hear at once when the transaction commits.
-- name: NotifyOutbox :exec
select pg_notify('kaipiao_outbox', '');

-- Rows that another dispatcher works on are passed over. A message waits for what was written before it for the same
-- workflow, so that nothing overtakes the start.
-- name: TakeOutbox :many
select * from outbox o
where o.not_before <= @now
  and not exists (select 1 from outbox e where e.workflow_id = o.workflow_id and e.id < o.id and e.not_before > @now)
order by o.id limit @page_size for update skip locked;

-- The first message of each workflow that is still to be sent, whoever works on it.
-- name: FirstOfOutbox :many
select workflow_id, min(id)::bigint as id from outbox where workflow_id = any(@workflow_ids::text[]) group by workflow_id;

-- name: DeleteOutbox :exec
delete from outbox where id = any(@ids::bigint[]);

-- name: PostponeOutbox :exec
update outbox set attempts = attempts + 1, not_before = @not_before where id = @id;
