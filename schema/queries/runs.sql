-- A run that is owed already goes on to be.
-- name: OweRun :exec
insert into runs (workflow, type, start, since, trace) values (@workflow, @type, @start, @now, @trace)
on conflict (workflow) do update set type = excluded.type, start = excluded.start;

-- News that are still to be sent, with which a run is to be started, owe it anew: then it stays. A start alone says nothing that is not in
-- the register: it is the one that started the run that settles, and has not been noted as sent yet, or another one would find nothing to
-- do. It is forgotten.
-- name: SettleRun :exec
with settled as (
    delete from runs r where r.workflow = @workflow
        and not exists (select from outbox o where o.workflow_id = r.workflow and o.workflow is not null and o.signal is not null)
    returning r.workflow),
forgotten as (
    delete from outbox o where o.workflow_id = @workflow and o.workflow is not null and exists (select from settled)),
put_right as (
    update operator_tasks t set closed_at = @now, closed_by = @who
    where t.subject = @workflow and t.kind = 'contradiction' and t.closed_at is null and exists (select from settled))
update operator_tasks t set closed_at = @now, closed_by = @who
where t.subject = @workflow and t.kind in ('keeps_ending', 'paused') and t.closed_at is null and exists (select from settled);

-- The trace in which a run was started. Asked only where something is traced.
-- name: TraceOfRun :one
select trace from runs where workflow = @workflow;

-- What must run, some at a time.
-- name: OwedRuns :many
select workflow from runs where workflow > @after order by workflow limit @page_size;

-- name: CountOwedRuns :one
select count(*)::int from runs;

-- name: AreOwed :many
select workflow from runs where workflow = any(@workflows::text[]) order by workflow;

-- Those that are still owed, and of which no start is still to be sent. Each is looked up by itself, because a join that was planned while the
-- outbox was small would go through all of it for each (N17).
-- name: StartableRuns :many
select r.workflow from runs r where r.workflow = any(@workflows::text[])
    and (select o.id from outbox o where o.workflow_id = r.workflow and o.workflow is not null order by o.workflow_id, o.id limit 1) is null
order by r.workflow;

-- One that is missing; not while a start of it is still to be sent.
-- name: LockMissingRun :one
select * from runs r where r.workflow = @workflow
    and not exists (select from outbox o where o.workflow_id = r.workflow and o.workflow is not null)
for update;

-- name: RecordRestart :exec
update runs set restarts = @restarts, restarted_at = @now::timestamptz where workflow = @workflow;

-- Somebody has seen to a run that keeps ending: it is started again at once, and its restarts are counted anew.
-- name: ForgetRestarts :exec
update runs set restarts = 0, restarted_at = null where workflow = @workflow;

-- Nothing will ever be owed of it again, whatever is still to be sent to it.
-- name: EndRun :exec
with ended as (delete from runs r where r.workflow = @workflow)
update operator_tasks t set closed_at = @now, closed_by = @who
where t.subject = @workflow and t.kind in ('keeps_ending', 'paused') and t.closed_at is null;

-- Nothing of these runs is paused any more: the tasks of all others are over.
-- name: CloseUnpaused :exec
update operator_tasks set closed_at = @now, closed_by = @who
where kind = 'paused' and closed_at is null and subject <> all(@paused::text[]);
