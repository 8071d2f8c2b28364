-- name: InsertSession :exec
insert into sessions (id, name, issuer, subject, role, permissions, account, vendor, secret, begun_at, seen_at, idle_until, expires_at)
values (@id, @name, @issuer, @subject, @role, @permissions, @account, @vendor, @secret, @now, @now, @idle_until, @expires_at);

-- name: Session :one
select * from sessions where id = @id;

-- It is used: written at most once a minute.
-- name: SeeSession :exec
update sessions set seen_at = @now, idle_until = least(@idle_until::timestamptz, expires_at)
where id = @id and ended_at is null and seen_at < @before::timestamptz;

-- name: SwitchSession :execrows
update sessions set acting_for = @acting_for where id = @id and ended_at is null;

-- name: EndSession :execrows
update sessions set ended_at = @now::timestamptz, ended_by = @who::text where id = @id and ended_at is null;

-- name: EndSessionsOf :many
update sessions set ended_at = @now::timestamptz, ended_by = @who::text
where subject = @subject and ended_at is null and idle_until > @now::timestamptz returning name;

-- One of somebody's own.
-- name: EndSessionNamed :execrows
update sessions set ended_at = @now::timestamptz, ended_by = @who::text where subject = @subject and name = @name and ended_at is null;

-- All of everybody, where the register was restored: who has signed out since, or was sent away, is signed in again in what was restored.
-- name: EndAllSessions :execrows
update sessions set ended_at = @now::timestamptz, ended_by = @who::text where ended_at is null and idle_until > @now::timestamptz;

-- The sessions that are going on, the latest first.
-- name: Sessions :many
select * from sessions
where ended_at is null and idle_until > @now::timestamptz and (@subject::text = '' or subject = @subject)
order by begun_at desc, name limit @most;

-- name: SweepSessions :execrows
delete from sessions where idle_until < @before::timestamptz;

-- name: InsertSignIn :exec
insert into sign_ins (state, browser, issuer, sealed, expires_at) values (@state, @browser, @issuer, @sealed, @expires_at);

-- A sign-in is ended once, and by the browser that began it.
-- name: TakeSignIn :one
delete from sign_ins where state = @state and browser = @browser and expires_at > @now::timestamptz returning *;

-- name: SweepSignIns :execrows
delete from sign_ins where expires_at < @now::timestamptz;

-- name: InsertConsoleLink :exec
insert into console_links (id, account, subject, made_by, sealed, made_at, expires_at)
values (@id, @account, @subject, @made_by, @sealed, @now, @expires_at);

-- name: ConsoleLink :one
select * from console_links where id = @id;

-- It is used up once, whoever is first.
-- name: UseConsoleLink :one
update console_links set used_at = @now::timestamptz where id = @id and used_at is null and expires_at > @now::timestamptz returning *;

-- name: SweepConsoleLinks :execrows
delete from console_links where expires_at < @before::timestamptz;

-- So many of one person, so that nobody fills the table.
-- name: KeepForm :execrows
insert into kept_forms (id, subject, sealed, expires_at)
select @id::bytea, @subject::text, @sealed::bytea, @expires_at::timestamptz
where (select count(*) from kept_forms k where k.subject = @subject::text) < @most::int;

-- name: KeptForm :one
select * from kept_forms where id = @id and subject = @subject and expires_at > @now::timestamptz;

-- name: DropForm :exec
delete from kept_forms where id = @id;

-- name: SweepForms :execrows
delete from kept_forms where expires_at < @now::timestamptz;
