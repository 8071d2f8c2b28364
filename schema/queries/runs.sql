-- A run that is owed already goes on to be.
-- name: OweRun :exec
insert into runs (workflow, type, start, since) values (@workflow, @type, @start, @now)
on conflict (workflow) do update set type = excluded.type, start = excluded.start;

-- A start that is still to be sent owes it anew: then it stays.
-- name: SettleRun :exec
delete from runs r where r.workflow = @workflow
    and not exists (select from outbox o where o.workflow_id = r.workflow and o.workflow is not null);

-- Nothing will ever be owed of it again, whatever is still to be sent to it.
-- name: EndRun :exec
delete from runs where workflow = @workflow;
