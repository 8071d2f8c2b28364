-- A run that is owed already goes on to be.
-- name: OweRun :exec
insert into runs (workflow, type, start, since) values (@workflow, @type, @start, @now)
on conflict (workflow) do update set type = excluded.type, start = excluded.start;

-- A start that is still to be sent owes it anew: then it stays.
-- name: SettleRun :exec
delete from runs r where r.workflow = @workflow
    and not exists (select from outbox o where o.workflow_id = r.workflow and o.workflow is not null);

-- What must run, some at a time.
-- name: OwedRuns :many
select workflow from runs where workflow > @after order by workflow limit @page_size;

-- name: CountOwedRuns :one
select count(*)::int from runs;

-- name: AreOwed :many
select workflow from runs where workflow = any(@workflows::text[]) order by workflow;

-- Those that are still owed, and of which no start is still to be sent.
-- name: StartableRuns :many
select r.workflow from runs r where r.workflow = any(@workflows::text[])
    and not exists (select from outbox o where o.workflow_id = r.workflow and o.workflow is not null)
order by r.workflow;

-- One that is missing; not while a start of it is still to be sent.
-- name: LockMissingRun :one
select * from runs r where r.workflow = @workflow
    and not exists (select from outbox o where o.workflow_id = r.workflow and o.workflow is not null)
for update;

-- name: RecordRestart :exec
update runs set restarts = @restarts, restarted_at = @now::timestamptz where workflow = @workflow;

-- Nothing will ever be owed of it again, whatever is still to be sent to it.
-- name: EndRun :exec
delete from runs where workflow = @workflow;
