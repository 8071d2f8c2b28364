-- What happened to documents in a time, in that order, for accounting: issued, red-issued, voided. Each of the three is read by its own index,
-- a page of each at most.
-- name: DocumentsBooked :many
select k.event::text as event, k.id::text as id, k.invoice, k.at::timestamptz as at from (
    (select 'document.issued' as event, i.id, i.id as invoice, i.issued_at as at from invoices i
     where i.issued_at < @until::timestamptz and (i.issued_at, i.id) > (@after_at::timestamptz, @after_id::text)
       and (@account::text = '' or i.account = any(array[@account]))
     order by i.issued_at, i.id limit @page_size)
    union all
    (select 'document.red_issued', r.id, r.invoice, r.issued_at from reversals r join invoices i on i.id = r.invoice
     where r.kind = 'red' and r.status = 'done' and r.issued_at < @until and (r.issued_at, r.id) > (@after_at, @after_id)
       and (@account = '' or i.account = @account)
     order by r.issued_at, r.id limit @page_size)
    union all
    (select 'document.voided', r.id, r.invoice, r.ended_at from reversals r join invoices i on i.id = r.invoice
     where r.kind = 'void' and r.status = 'done' and r.ended_at < @until and r.ended_at >= @after_at and (r.ended_at, r.id) > (@after_at, @after_id)
       and (@account = '' or i.account = @account)
     order by r.ended_at, r.id limit @page_size)
) k
order by k.at, k.id limit @page_size;

-- What happened to all documents of an application, in that order.
-- name: DocumentsOfApplication :many
select k.event::text as event, k.id::text as id, k.invoice, k.at::timestamptz as at from (
    select 'document.issued' as event, i.id, i.id as invoice, i.issued_at as at from invoices i
    where i.application = @application and i.issued_at is not null
    union all
    select case r.kind when 'red' then 'document.red_issued' else 'document.voided' end, r.id, r.invoice,
        case r.kind when 'red' then r.issued_at else r.ended_at end
    from reversals r join invoices i on i.id = r.invoice
    where i.application = @application and r.status = 'done'
) k
where (k.at, k.id) > (@after_at::timestamptz, @after_id::text)
order by k.at, k.id limit @page_size;

-- The same of one invoice.
-- name: DocumentsOfInvoice :many
select k.event::text as event, k.id::text as id, k.invoice, k.at::timestamptz as at from (
    select 'document.issued' as event, i.id, i.id as invoice, i.issued_at as at from invoices i where i.id = @invoice and i.issued_at is not null
    union all
    select case r.kind when 'red' then 'document.red_issued' else 'document.voided' end, r.id, r.invoice,
        case r.kind when 'red' then r.issued_at else r.ended_at end
    from reversals r where r.invoice = @invoice and r.status = 'done'
) k
order by k.at, k.id;

-- name: InvoicesByID :many
select * from invoices where id = any(sqlc.slice('ids'));

-- What invoices covered of which records when they were issued, and what came back of it since, with what the records are.
-- name: SourcesOfInvoices :many
select e.invoice::text as invoice, e.from_consumption as record, e.from_bucket, e.amount, e.at, b.product, b.tax_code, b.charge
from ledger_entries e join record_balances b on b.consumption = e.from_consumption
where e.invoice = any(sqlc.slice('invoices')) and ((e.from_bucket, e.to_bucket) = ('reserved', 'invoiced') or e.from_bucket = 'invoiced')
order by e.invoice, e.id;
