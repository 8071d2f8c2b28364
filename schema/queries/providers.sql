-- The provider of a serial, which is the first one that was written down.
-- name: AssignProvider :one
update serials set provider = coalesce(provider, @provider::text) where serial = @serial returning provider;

-- The provider at which the document of a serial is, or the invoice that a red-letter form is about.
-- name: ProviderOfSerial :one
select s.provider from serials s where s.serial = @serial
union all
select b.provider from reversals r join invoices i on i.id = r.invoice join serials b on b.serial = i.serial where r.serial = @serial
limit 1;

-- Serials that were submitted at a provider, and whose invoice was issued between two instants or is not decided, in their order.
-- name: SerialsAtProvider :many
select s.serial from serials s join invoices i on i.id = s.invoice
where s.provider = @provider::text and s.serial > @after::text and s.created_at < @until
  and (i.serial is distinct from s.serial or i.issued_at is null or i.issued_at >= @since)
order by s.serial limit @page_size;

-- One process at a time works on a token, or on a count.
-- name: LockProvider :exec
select pg_advisory_xact_lock(hashtext('provider'), hashtext(@name::text));

-- name: ProviderToken :one
select sealed, ends_at from provider_tokens where provider = @provider and name = @name;

-- name: KeepProviderToken :exec
insert into provider_tokens (provider, name, sealed, fetched_at, ends_at) values (@provider, @name, @sealed, @now, @ends_at)
on conflict (provider, name) do update set sealed = excluded.sealed, fetched_at = excluded.fetched_at, ends_at = excluded.ends_at;

-- name: ProviderCallsSince :one
select count(*)::int as made from provider_calls where provider = @provider and kind = @kind and at > @since;

-- name: CountProviderCall :exec
insert into provider_calls (provider, kind, at) values (@provider, @kind, @now);

-- name: ForgetProviderCalls :exec
delete from provider_calls where provider = @provider and kind = @kind and at <= @before;

-- name: KeepProviderNote :exec
insert into provider_notes (provider, serial, name, value) values (@provider, @serial, @name, @value)
on conflict (provider, serial, name) do update set value = excluded.value where provider_notes.value is distinct from excluded.value;

-- name: ProviderNotes :many
select name, value from provider_notes where provider = @provider and serial = @serial;

-- The serial of an issued invoice, by its number.
-- name: SerialOfNumber :one
select serial from invoices where number = @number::text and serial is not null limit 1;
