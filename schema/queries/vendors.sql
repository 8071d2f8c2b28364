-- name: NumberTaken :one
select exists(select 1 from invoices where seller = @seller and number = @number::text and id <> @id);

-- What else the vendor owes, the file or the parcel, is still waited for. An e-invoice without its file keeps its promise.
-- name: MarkIssuedByVendor :execrows
update invoices
set status = 'issued', number = @number::text, issued_at = @issued_at::timestamptz,
    overdue_since = case when medium = 'paper' then null else overdue_since end,
    due_at = @due_at, due_provisional = @due_provisional, calendar_version = @calendar_version
where id = @id and status = any(@sources::text[]) and seller <> 'platform';

-- With its first file an e-invoice of a vendor is complete.
-- name: CompleteVendorInvoice :execrows
update invoices set waiting_for = '', due_at = null, due_provisional = false, calendar_version = '', overdue_since = null
where id = @id and status = 'issued' and medium = 'electronic' and waiting_for = 'vendor';
