-- name: InsertExport :execrows
insert into exports (id, account, terms, requested_by, requested_at, status, progress)
values (@id, sqlc.narg('account'), @terms, @requested_by, @now, 'requested', @progress)
on conflict (id) do nothing;

-- name: FindExport :one
select * from exports where id = @id;

-- name: LockExport :one
select * from exports where id = @id for no key update;

-- Newest first: an account's, asked for by its customers, or all.
-- name: ListExports :many
select * from exports e
where (@account::text = '' or (e.account = @account and e.requested_by like 'customer:%'))
  and (@without_packs::boolean = false or e.terms ->> 'what' <> 'audit_pack')
  and (@before::text = '' or (e.requested_at, e.id) < (select b.requested_at, b.id from exports b where b.id = @before))
order by e.requested_at desc, e.id desc limit @page_size;

-- name: BeginMaking :exec
update exports set status = 'making', making = making + 1, progress = @progress where id = @id;

-- name: NoteExportProgress :exec
update exports set progress = @progress where id = @id;

-- name: EndExport :exec
update exports
set status = @status, progress = @progress, file = @file, sha256 = @sha256, size = @size, why = @why, why_zh = @why_zh, ended_at = @now::timestamptz
where id = @id;

-- How many invoices were issued in a time, red documents, and records and entries of the ledger there are at most; for the progress alone.
-- name: CountIssued :one
select count(*)::int from invoices i
where i.issued_at >= @since::timestamptz and i.issued_at < @until::timestamptz and (@account::text = '' or i.account = @account);

-- name: CountChosen :one
select count(*)::int from invoices i
where i.id = any(@chosen::text[]) and i.status <> 'planned' and (@account::text = '' or i.account = @account);

-- name: CountRecords :one
select count(*)::int from record_balances b where @account::text = '' or b.account = @account;

-- The red documents that were issued in a time, in that order, each with the invoice that it undoes.
-- name: RedIssued :many
select sqlc.embed(r), sqlc.embed(i) from reversals r join invoices i on i.id = r.invoice
where r.kind = 'red' and r.status = 'done' and r.issued_at >= @since::timestamptz and r.issued_at < @until::timestamptz
  and (@account::text = '' or i.account = @account)
  and (@after::text = '' or (r.issued_at, r.id) > (select b.issued_at, b.id from reversals b where b.id = @after))
order by r.issued_at, r.id limit @page_size;

-- The records of the ledger as they stood before a time and at its end: what moved since is taken off again. Each record's moves are looked
-- up by themselves, so that a page costs what it holds.
-- name: RecordsAsOf :many
select b.consumption, b.account, b.subject, b.seller, b.charge, b.product, b.tax_code, b.tax_rate, b.released_at, c.paid_at,
    (b.cash - m.cash)::numeric as cash, (b.refunded - m.refunded)::numeric as refunded, (b.free - m.free)::numeric as free,
    (b.reserved - m.reserved)::numeric as reserved, (b.invoiced - m.invoiced)::numeric as invoiced,
    (b.outstanding - m.outstanding)::numeric as outstanding, (b.paid_for_others - m.paid_for_others)::numeric as paid_for_others,
    (b.cash - m.cash_before)::numeric as cash_before, (b.refunded - m.refunded_before)::numeric as refunded_before,
    (b.free - m.free_before)::numeric as free_before, (b.reserved - m.reserved_before)::numeric as reserved_before,
    (b.invoiced - m.invoiced_before)::numeric as invoiced_before, (b.outstanding - m.outstanding_before)::numeric as outstanding_before
from record_balances b join consumptions c on c.id = b.consumption
cross join lateral (
    select coalesce(-sum(l.delta) filter (where l.bucket = 'cash' and l.late), 0) as cash,
        coalesce(sum(l.delta) filter (where l.bucket = 'refunded' and l.late), 0) as refunded,
        coalesce(sum(l.delta) filter (where l.bucket = 'free' and l.late), 0) as free,
        coalesce(sum(l.delta) filter (where l.bucket = 'reserved' and l.late), 0) as reserved,
        coalesce(sum(l.delta) filter (where l.bucket = 'invoiced' and l.late), 0) as invoiced,
        coalesce(-sum(l.delta) filter (where l.bucket = 'outstanding' and l.late), 0) as outstanding,
        coalesce(-sum(l.delta) filter (where l.late), 0) as paid_for_others,
        coalesce(-sum(l.delta) filter (where l.bucket = 'cash'), 0) as cash_before,
        coalesce(sum(l.delta) filter (where l.bucket = 'refunded'), 0) as refunded_before,
        coalesce(sum(l.delta) filter (where l.bucket = 'free'), 0) as free_before,
        coalesce(sum(l.delta) filter (where l.bucket = 'reserved'), 0) as reserved_before,
        coalesce(sum(l.delta) filter (where l.bucket = 'invoiced'), 0) as invoiced_before,
        coalesce(-sum(l.delta) filter (where l.bucket = 'outstanding'), 0) as outstanding_before
    from (
        select e.from_bucket as bucket, -e.amount as delta, e.at >= @until::timestamptz as late
        from ledger_entries e where e.from_consumption = b.consumption and e.at >= @since::timestamptz
        union all
        select e.to_bucket, e.amount, e.at >= @until
        from ledger_entries e where e.from_consumption = b.consumption and e.to_consumption = b.consumption and e.at >= @since
        union all
        select e.to_bucket, e.amount, e.at >= @until
        from ledger_entries e where e.to_consumption = b.consumption and e.to_consumption <> e.from_consumption and e.at >= @since
    ) l
) m
where (@account::text = '' or b.account = @account)
  and (b.account, b.subject, b.seller, b.consumption) > (@after_account::text, @after_subject::int, @after_seller::text, @after_consumption::text)
order by b.account, b.subject, b.seller, b.consumption limit @page_size;

-- What moved in a time on an account, in its order.
-- name: EntriesOfAccount :many
select * from ledger_entries e
where e.account = @account and e.at >= @since::timestamptz and e.at < @until::timestamptz
  and (e.at, e.id) > (@after_at::timestamptz, @after_id::bigint)
order by e.at, e.id limit @page_size;

-- The same of all accounts: a stretch of the ledger at a time, of which only what moved in the time is returned, and where the next begins.
-- name: EndOfStretch :one
select coalesce(max(s.id), 0)::bigint from (select e.id from ledger_entries e where e.id > @after order by e.id limit @stretch) s;

-- name: EntriesOfStretch :many
select * from ledger_entries e
where e.id > @after and e.id <= @last and e.at >= @since::timestamptz and e.at < @until::timestamptz order by e.id;

-- The audit trail of a time, in its order; of an account with its applications, invoices and tickets.
-- name: AuditedBetween :many
select * from audit_entries a
where a.at >= @since::timestamptz and a.at < @until::timestamptz and (a.at, a.id) > (@after_at::timestamptz, @after_id::bigint)
  and (@account::text = '' or case split_part(a.object, '/', 1)
      when 'account' then a.object = 'account/' || @account
      when 'application' then exists (select from applications o where o.id = split_part(a.object, '/', 2) and o.account = @account)
      when 'invoice' then exists (select from invoices o where o.id = split_part(a.object, '/', 2) and o.account = @account)
      when 'ticket' then exists (select from tickets o where o.id = split_part(a.object, '/', 2) and o.account = @account)
      else false end)
order by a.at, a.id limit @page_size;
