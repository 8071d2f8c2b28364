-- Locks accounts, and with them the masters of those that are members (A13): what a member consumes may be its master's.
-- name: LockAccountsAndMasters :many
select a.id from accounts a
where a.id = any(sqlc.slice('ids')) or a.id = any(array(select m.master from memberships m where m.member = any(sqlc.slice('ids'))))
order by a.id for no key update of a;

-- The links of some accounts that are or were in force, or will be.
-- name: Memberships :many
select * from memberships where member = any(sqlc.slice('members')) and (ends is null or ends > begins) order by member, n;

-- name: LastMembership :one
select * from memberships where member = @member order by n desc limit 1;

-- name: InsertMembership :exec
insert into memberships (member, n, master, way, begins, made_by, made_at, after)
values (@member, @n, @master, @way, @begins, @made_by, @made_at, sqlc.narg('after'));

-- A link that never was in force gives way to another.
-- name: ReplaceMembership :exec
update memberships set master = @master, way = @way, begins = @begins, ends = null, made_by = @made_by, made_at = @made_at, ended_by = ''
where member = @member and n = @n;

-- Nothing, where somebody else has ended it meanwhile.
-- name: EndMembership :exec
update memberships set ends = @ends::timestamptz, ended_by = @ended_by
where member = @member and n = @n and ends is null;

-- The members whose link to a master is in force, or will be.
-- name: OpenMembers :many
select * from memberships where master = @master and ends is null order by member;

-- name: IsMember :one
select exists(select from memberships where member = @account and ends is null);

-- name: IsMaster :one
select exists(select from memberships where master = @account and ends is null);

-- What a master has to do with an account at an instant.
-- name: LinkBetween :one
select * from memberships where member = @member and master = @master and begins <= @at::timestamptz and (ends is null or ends > @at::timestamptz);

-- The links of a master that are or were in force, or will be.
-- name: Members :many
select * from memberships
where master = @master and (ends is null or ends > begins) and (member, n) > (@after_member::text, @after_n::int)
order by member, n limit @page_size;
