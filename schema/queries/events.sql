-- name: InsertEvents :copyfrom
insert into events (application, invoice, ticket, at, what, who, detail)
values (@application, @invoice, @ticket, @at, @what, @who, @detail);

-- What happened to one application and its invoices.
-- name: ApplicationTimeline :many
select e.* from events e where e.application = @application order by e.id limit @page_size;

-- What happened to one invoice, its application's events included.
-- name: InvoiceTimeline :many
select e.* from events e
where e.id > @after and (e.invoice = @invoice or (e.invoice is null and e.application = @application))
order by e.id limit @page_size;
