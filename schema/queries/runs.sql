-- A run that is owed already goes on to be.
-- name: OweRun :exec
insert into runs (workflow, type, start, since) values (@workflow, @type, @start, @now)
on conflict (workflow) do update set type = excluded.type, start = excluded.start;

-- name: SettleRun :exec
delete from runs where workflow = @workflow;
