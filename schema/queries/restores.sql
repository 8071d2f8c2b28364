-- Whether the register was restored, and nobody has said yet that it is mended.
-- name: RestoreIsOpen :one
select exists (select from restores where closed_at is null) as open;

-- name: OpenRestore :one
select * from restores where closed_at is null;

-- The last thing that the register knows of.
-- name: KnownUntil :one
select coalesce((select e.at from events e order by e.id desc limit 1), 'epoch')::timestamptz as known_until;

-- name: InsertRestore :one
insert into restores (noted_at, known_until) values (@now, @known_until) returning *;

-- Numbers that were given out after the backup are never given out again: subscribers know messages by them.
-- name: LeapNumbers :exec
select leap_numbers(@leap::bigint);

-- name: SetReconciliationOfRestore :exec
update restores set reconciliation = @reconciliation::text where closed_at is null;

-- name: CloseRestore :execrows
update restores set closed_at = @now::timestamptz where closed_at is null;

-- How many differences of its comparison are left to do.
-- name: LeftOfRestore :one
select count(d.id)::int as left_over from restores r join differences d on d.reconciliation = r.reconciliation
where r.closed_at is null and d.repaired_at is null;
