-- In their order. What an event is not about is empty. With them go the mails that are owed because of them.
-- name: InsertEvents :exec
with noted as (
    insert into events (application, invoice, ticket, at, what, who, detail)
    select nullif(unnest(@applications::text[]), ''), nullif(unnest(@invoices::text[]), ''), nullif(unnest(@tickets::text[]), ''),
        unnest(@ats::timestamptz[]), unnest(@whats::text[]), unnest(@whos::text[]), unnest(@details::text[])
    returning id, application, ticket, at, what, case when ticket is not null then 'ticket' when invoice is not null then 'invoice' else 'application' end as of
), owed as (
    select unnest(@mailed_whats::text[]) as what, unnest(@mailed_of::text[]) as of, unnest(@mails::text[]) as about
)
insert into mails (event, about, subject, due_at, since)
select n.id, o.about, coalesce('application/' || n.application, 'ticket/' || n.ticket), n.at, n.at
from noted n join owed o using (what, of) order by n.id;

-- What happened to one application and its invoices.
-- name: ApplicationTimeline :many
select e.* from events e where e.application = @application and e.id > @after order by e.id limit @page_size;

-- What happened to one invoice, its application's events included.
-- name: InvoiceTimeline :many
select e.* from events e
where e.id > @after and (e.invoice = @invoice or (e.invoice is null and e.application = @application))
order by e.id limit @page_size;

-- What happened last under a name to one invoice, and to one ticket.
-- name: LastOfInvoice :one
select e.* from events e where e.invoice = @invoice and e.what = @what order by e.id desc limit 1;

-- name: LastOfTicket :one
select e.* from events e where e.ticket = @ticket and e.what = @what order by e.id desc limit 1;

-- The same of an application itself.
-- name: LastOfApplication :one
select e.* from events e
where e.application = @application and e.invoice is null and e.ticket is null and e.what = @what order by e.id desc limit 1;

-- Whether something was noted of an invoice before.
-- name: HasHappened :one
select exists (select from events where invoice = @invoice::text and what = @what and detail = @detail);

-- What has happened since, with whose it is, for who looks at it now (O8).
-- name: ChangesAfter :many
select e.id, coalesce(a.account, t.account, '')::text as account, coalesce(i.seller, a.seller, '')::text as seller,
    coalesce(e.application, '')::text as application, coalesce(e.invoice, '')::text as invoice, coalesce(e.ticket, '')::text as ticket
from events e
    left join applications a on a.id = e.application
    left join invoices i on i.id = e.invoice
    left join tickets t on t.id = e.ticket
where e.id > @after order by e.id limit @page_size;

-- name: LastChange :one
select coalesce(max(id), 0)::bigint from events;

-- A mark of what some accounts may invoice: it is another one when their ledger has changed.
-- name: LedgerMarks :many
select account, md5(string_agg(t::text, ';' order by t::text))::text as mark from ledger_totals t where account = any(@accounts::text[]) group by account;

-- When something last happened to invoices.
-- name: LastOfInvoices :many
select e.invoice::text as invoice, max(e.at)::timestamptz as at from events e
where e.invoice = any(@invoices::text[]) and e.what = @what group by e.invoice;
