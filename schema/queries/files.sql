-- Every file that the register says is kept, each kind in pages.

-- name: KeptOfInvoices :many
select f.*, i.seller, i.number, i.serial from invoice_files f join invoices i on i.id = f.invoice
where (f.invoice, f.format) > (@after_invoice::text, @after_format::text) order by f.invoice, f.format limit @page_size;

-- name: KeptOfReversals :many
select f.*, r.number, r.serial, i.seller from reversal_files f join reversals r on r.id = f.reversal join invoices i on i.id = r.invoice
where (f.reversal, f.format) > (@after_reversal::text, @after_format::text) order by f.reversal, f.format limit @page_size;

-- name: KeptOfTickets :many
select * from ticket_materials where id > @after order by id limit @page_size;

-- The provider made the file anew, with other bytes than those that were lost.
-- name: ReplaceInvoiceFile :execrows
update invoice_files set sha256 = @sha256, size = @size, key = @key, fetched_at = @now
where invoice = @invoice and format = @format and key = @lost;

-- name: ReplaceReversalFile :execrows
update reversal_files set sha256 = @sha256, size = @size, key = @key, fetched_at = @now
where reversal = @reversal and format = @format and key = @lost;
