-- name: Draft :one
select * from drafts where account = @account and person = @person and kind = @kind and expires_at > @now::timestamptz;

-- name: BeginDraft :exec
insert into drafts (account, person, kind, key, revision, form, expires_at)
values (@account, @person, @kind, @key, 1, @form, @expires_at)
on conflict (account, person, kind) do update
set key = excluded.key, revision = drafts.revision + 1, form = excluded.form, expires_at = excluded.expires_at;

-- Nothing, where another window has saved it meanwhile.
-- name: SaveDraft :execrows
update drafts set form = @form, revision = revision + 1, expires_at = @expires_at
where account = @account and person = @person and kind = @kind and key = @key and revision = @revision;

-- name: ForgetDraft :exec
delete from drafts where account = @account and person = @person and kind = @kind;

-- name: ForgetOldDrafts :exec
delete from drafts where expires_at <= @now::timestamptz;
