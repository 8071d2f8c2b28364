-- name: Parcel :one
select * from parcels where reference = @reference;

-- The parcels that invoices are in, or are to be sent in.
-- name: PresentParcels :many
select distinct on (invoice) * from parcels where invoice = any(sqlc.slice('invoices')) order by invoice, position desc;

-- name: OpenParcel :exec
insert into parcels (reference, invoice, position) values (@reference, @invoice, @position);

-- name: SendParcel :exec
insert into parcels (reference, invoice, position, company, tracking_number, ordered, shipped_at)
values (@reference, @invoice, @position, @company, @tracking_number, @ordered, @at::timestamptz)
on conflict (reference) do update
set company = @company, tracking_number = @tracking_number, ordered = @ordered, shipped_at = @at::timestamptz;

-- name: RecordParcelTold :exec
update parcels set told_at = coalesce(told_at, @at::timestamptz) where invoice = @invoice and tracking_number = @tracking_number;

-- name: MarkParcelReturned :exec
update parcels set returned_at = coalesce(returned_at, @at::timestamptz) where reference = @reference;

-- name: MarkParcelSilent :exec
update parcels set silent_at = coalesce(silent_at, @at::timestamptz) where reference = @reference;

-- When a parcel gave its last sign of life: when it was shipped, or the carrier's last word. A carrier's clock that is ahead of
-- ours counts as ours.
-- name: LastOfParcel :one
select greatest(@shipped_at::timestamptz, max(least(at, received_at)))::timestamptz as at
from courier_events where invoice = @invoice and tracking_number = @tracking_number;

-- Its paper is here again: it may go to another address, and waits for whoever sends it.
-- name: SendInvoiceAgain :exec
update invoices
set courier_ordered_at = null, address = coalesce(sqlc.narg('address'), address), waiting_for = case when seller = 'platform' then '' else 'vendor' end
where id = @id and status = 'shipped';

-- The invoices that are sent, or are to be sent, under some references: a parcel's, or the invoice's own id, which is the first parcel's.
-- name: InvoicesOfReferences :many
select f.reference::text as reference, sqlc.embed(i)
from (select p.reference, p.invoice from parcels p where p.reference = any(@refs::text[])
      union select n.id, n.id from invoices n where n.id = any(@refs)) f
join invoices i on i.id = f.invoice and i.status <> 'planned' and i.medium = 'paper' and i.seller = 'platform'
order by f.reference;

-- Which of some tracking numbers are known, and of which invoice.
-- name: TrackingNumbersKnown :many
select tracking_number, invoice from parcels where tracking_number = any(@tracking_numbers::text[]) and tracking_number <> '';

-- Another number was written down than the parcel has.
-- name: CorrectTrackingNumber :exec
update invoices set tracking_number = @tracking_number, courier_company = @company where id = @id;

-- name: CorrectParcel :exec
update parcels set tracking_number = @tracking_number, company = @company where reference = @reference;
