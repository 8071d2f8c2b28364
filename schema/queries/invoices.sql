-- name: Invoice :one
select * from invoices where id = @id;

-- name: LockInvoice :one
select * from invoices where id = @id for no key update;

-- The account first, as everywhere: whoever changes the ledger holds its lock.
-- name: LockAccountOfInvoice :one
select id from accounts where id = (select i.account from invoices i where i.id = @invoice) for no key update;

-- name: InvoiceLines :many
select * from invoice_lines where invoice = @invoice order by line;

-- name: LinesOfInvoices :many
select * from invoice_lines where invoice = any(sqlc.slice('invoices')) order by invoice, line;

-- name: InvoiceFiles :many
select * from invoice_files where invoice = @invoice order by array_position(array['pdf', 'ofd', 'xml'], format);

-- name: FilesOfInvoices :many
select * from invoice_files where invoice = any(sqlc.slice('invoices')) order by invoice, array_position(array['pdf', 'ofd', 'xml'], format);

-- name: ApplicationsOfInvoices :many
select a.* from applications a where a.id in (select application from invoices where invoices.id = any(sqlc.slice('invoices')));

-- What is read of one invoice is planned once for a connection: to plan it takes longer than to read it, and by itself Postgres would do so each time,
-- because it takes any array for a long one.
-- name: PlanOnce :exec
select set_config('plan_cache_mode', 'force_generic_plan', true);

-- A list is planned for what it is narrowed by, every time: a plan for whatever may be asked would read everything (P6).
-- name: PlanForWhatIsAsked :exec
select set_config('plan_cache_mode', 'force_custom_plan', true);

-- Invoices, as a list is narrowed: in the order of their ids, between two instants in the order in which they were issued, or those of which
-- something is owed by when it is due. What is found by a number, a serial or a parcel is few, and looked up first. What is narrowed to a buyer,
-- an account or a vendor is read by the index of that, and never by walking through all others until there are enough: that is what the order by
-- it says, which is none, because an array of one is no equality to the planner.
-- name: Invoices :many
select i.* from invoices i
where i.status <> 'planned'
  and (@account::text = '' or i.account = any(array[@account]))
  and (@vendor::text = '' or i.seller = any(array[@vendor]))
  and (@seller::text = '' or i.seller = @seller)
  and (@status::text = '' or i.status = @status)
  and (cardinality(@statuses::text[]) = 0 or i.status = any(@statuses))
  and (not @needs_customer::boolean or i.id = any(array(
       select r.invoice from reversals r where r.status = 'awaits_buyer'
       union all select t.invoice from tickets t where t.status in ('awaiting_materials', 'awaiting_customer') and t.invoice is not null)))
  and (not @proposed::boolean or i.id = any(array(select c.invoice from corrections c where c.status = 'proposed')))
  and case @desk::text
      when 'to_print' then i.medium = 'paper' and i.status = 'issued' and i.seller = 'platform' and i.sheet_number = ''
      when 'to_ship' then i.medium = 'paper' and i.status = 'issued' and i.seller = 'platform' and i.sheet_number <> ''
      when 'to_send_again' then i.status = 'shipped' and i.seller = 'platform' and i.id = any(array(
          select p.invoice from parcels p where p.shipped_at is null))
      else true end
  and (sqlc.narg('amount_from')::numeric is null or i.amount >= sqlc.narg('amount_from'))
  and (@waiting_for::text = '' or i.waiting_for = @waiting_for
       or (@waiting_for = 'buyer_confirmation' and i.id in (select r.invoice from reversals r where r.status = 'awaits_buyer')))
  and (sqlc.narg('due_before')::timestamptz is null or (i.status = any(@promised::text[]) and i.due_at < sqlc.narg('due_before')))
  and (@title::text = '' or i.compared_title = any(array[@title]))
  and (@taxpayer_id::text = '' or i.buyer_taxpayer_id = any(array[@taxpayer_id]))
  and (@medium::text = '' or i.medium = @medium)
  and (@kind::text = '' or (i.kind = @kind and i.medium in ('electronic', 'paper')))
  and (@number::text = '' or i.id = any(array(
       select n.id from invoices n where n.number = @number union all select r.invoice from reversals r where r.number = @number)))
  and (@serial::text = '' or i.id = any(array(
       select n.invoice from serials n where n.serial = @serial union all select r.invoice from reversals r where r.serial = @serial)))
  and (@tracking_number::text = '' or i.id = any(array(select p.invoice from parcels p where p.tracking_number = @tracking_number)))
  and (cardinality(@chosen::text[]) = 0 or i.id = any(@chosen))
  and (sqlc.narg('from')::timestamptz is null or i.issued_at >= sqlc.narg('from'))
  and (sqlc.narg('until')::timestamptz is null or i.issued_at < sqlc.narg('until'))
  and (not @by_due::boolean or (i.due_at is not null and i.status in ('approved', 'issued', 'failed')))
  and case when @by_due
      then @after::text = '' or (i.due_at, i.id) > (@after_due::timestamptz, @after)
      when @by_day::boolean and @latest::boolean
      then @after = '' or (i.issued_at, i.id) < (select b.issued_at, b.id from invoices b where b.id = @after)
      when @by_day
      then @after = '' or (i.issued_at, i.id) > (select b.issued_at, b.id from invoices b where b.id = @after)
      when @latest then @after = '' or i.id < @after
      else i.id > @after end
order by case when @latest then null when @title <> '' and not @by_day then i.compared_title when @taxpayer_id <> '' and not @by_day then i.buyer_taxpayer_id
        when @account <> '' then i.account when @vendor <> '' then i.seller end,
    case when @latest then null when @by_day then i.issued_at when @by_due then i.due_at end,
    case when @latest and @account <> '' then i.account end desc, case when @latest and @by_day then i.issued_at end desc,
    case when @latest then i.id end desc, i.id limit @page_size;

-- The same, counted and added up, of so many at most.
-- name: InvoicesSummed :one
select count(*)::int as found, coalesce(sum(f.amount), 0)::numeric as amount from (
select i.amount from invoices i
where i.status <> 'planned'
  and (@account::text = '' or i.account = any(array[@account]))
  and (@vendor::text = '' or i.seller = any(array[@vendor]))
  and (@seller::text = '' or i.seller = @seller)
  and (@status::text = '' or i.status = @status)
  and (cardinality(@statuses::text[]) = 0 or i.status = any(@statuses))
  and (not @needs_customer::boolean or i.id = any(array(
       select r.invoice from reversals r where r.status = 'awaits_buyer'
       union all select t.invoice from tickets t where t.status in ('awaiting_materials', 'awaiting_customer') and t.invoice is not null)))
  and (not @proposed::boolean or i.id = any(array(select c.invoice from corrections c where c.status = 'proposed')))
  and case @desk::text
      when 'to_print' then i.medium = 'paper' and i.status = 'issued' and i.seller = 'platform' and i.sheet_number = ''
      when 'to_ship' then i.medium = 'paper' and i.status = 'issued' and i.seller = 'platform' and i.sheet_number <> ''
      when 'to_send_again' then i.status = 'shipped' and i.seller = 'platform' and i.id = any(array(
          select p.invoice from parcels p where p.shipped_at is null))
      else true end
  and (sqlc.narg('amount_from')::numeric is null or i.amount >= sqlc.narg('amount_from'))
  and (@waiting_for::text = '' or i.waiting_for = @waiting_for
       or (@waiting_for = 'buyer_confirmation' and i.id in (select r.invoice from reversals r where r.status = 'awaits_buyer')))
  and (sqlc.narg('due_before')::timestamptz is null or (i.status = any(@promised::text[]) and i.due_at < sqlc.narg('due_before')))
  and (@title::text = '' or i.compared_title = any(array[@title]))
  and (@taxpayer_id::text = '' or i.buyer_taxpayer_id = any(array[@taxpayer_id]))
  and (@medium::text = '' or i.medium = @medium)
  and (@kind::text = '' or (i.kind = @kind and i.medium in ('electronic', 'paper')))
  and (@number::text = '' or i.id = any(array(
       select n.id from invoices n where n.number = @number union all select r.invoice from reversals r where r.number = @number)))
  and (@serial::text = '' or i.id = any(array(
       select n.invoice from serials n where n.serial = @serial union all select r.invoice from reversals r where r.serial = @serial)))
  and (@tracking_number::text = '' or i.id = any(array(select p.invoice from parcels p where p.tracking_number = @tracking_number)))
  and (cardinality(@chosen::text[]) = 0 or i.id = any(@chosen))
  and (sqlc.narg('from')::timestamptz is null or i.issued_at >= sqlc.narg('from'))
  and (sqlc.narg('until')::timestamptz is null or i.issued_at < sqlc.narg('until'))
  and (not @by_due::boolean or (i.due_at is not null and i.status in ('approved', 'issued', 'failed')))
limit @at_most) f;

-- name: InsertSerial :exec
insert into serials (serial, invoice, generation, created_at) values (@serial, @invoice, @generation, @now)
on conflict (serial) do nothing;

-- What is printed of an invoice from now on (A12); whoever freezes it has locked the invoice.
-- name: FreezeDocument :exec
insert into documents (invoice, version, serial, content, sha256, frozen_at)
select @invoice, coalesce(max(d.version), 0) + 1, sqlc.narg('serial'), @content, @sha256, @now from documents d where d.invoice = @invoice;

-- The documents in force.
-- name: DocumentsOfInvoices :many
select distinct on (invoice) * from documents where invoice = any(sqlc.slice('invoices')) order by invoice, version desc;

-- name: SetSerial :exec
update invoices set serial = @serial::text where id = @id and status = 'approved' and (serial is null or serial = @serial);

-- The provider has said that it did not accept the serial, which holds nothing from now on (I10).
-- name: SetNotAccepted :execrows
update invoices set not_accepted_at = @now::timestamptz where id = @id and status = 'approved' and serial is not null and not_accepted_at is null;

-- The serial is about to be submitted again, and holds the invoice again.
-- name: HoldAgain :execrows
update invoices set not_accepted_at = null where id = @id and status = 'approved' and not_accepted_at is not null;

-- name: SerialGeneration :one
select coalesce(max(generation), 0)::int from serials where invoice = @invoice;

-- Serials of an invoice before one of them, the newest first.
-- name: EarlierSerials :many
select e.serial from serials e join serials s on s.invoice = e.invoice and e.generation < s.generation
where s.serial = @serial order by e.generation desc;

-- name: ReserveNumber :one
update serials set reserved_number = coalesce(reserved_number, @number) where serial = @serial returning reserved_number;

-- name: SerialRow :one
select * from serials where serial = @serial;

-- name: MarkIssued :execrows
update invoices
set status = 'issued', number = @number::text, issued_at = @issued_at::timestamptz, waiting_for = '', overdue_since = null, not_accepted_at = null,
    due_at = @due_at, due_provisional = @due_provisional, calendar_version = @calendar_version
where id = @id and status = any(@sources::text[]) and serial = @serial;

-- name: MarkFailed :execrows
update invoices set status = 'failed', failure = @failure, waiting_for = 'operator', not_accepted_at = null
where id = @id and status = any(@sources::text[]) and serial = @serial;

-- name: SetWaitingFor :execrows
update invoices set waiting_for = @waiting_for
where id = @id and status = any(@waits::text[]) and waiting_for <> @waiting_for;

-- name: MarkShipped :execrows
update invoices
set status = 'shipped', waiting_for = '', overdue_since = null, courier_company = @company, tracking_number = @tracking_number,
    shipped_at = @at::timestamptz, courier_ordered_at = coalesce(courier_ordered_at, @at::timestamptz)
where id = @id and status = any(@sources::text[]) and medium = 'paper';

-- name: MarkDelivered :execrows
update invoices set status = 'delivered', delivered_at = @at::timestamptz
where id = @id and status = any(@sources::text[]);

-- What an invoice covers of each record, and what came back of it since (V4).
-- name: InvoiceOfNumber :one
select * from invoices where number = @number::text;

-- name: CoveredByInvoice :many
select * from ledger_entries
where invoice = @invoice and ((from_bucket, to_bucket) = ('reserved', 'invoiced') or from_bucket = 'invoiced') order by id;

-- What an invoice reserved of each record, and what was left out of it again (I7); one reservation for each record.
-- name: ReservationOfInvoice :many
select * from ledger_entries
where invoice = @invoice and (from_bucket, to_bucket) in (('free', 'reserved'), ('reserved', 'outstanding')) order by id;

-- name: ReduceInvoice :execrows
update invoices set amount = @amount, net = @net, tax = @tax where id = @id and status = 'approved' and (serial is null or not_accepted_at is not null);

-- name: DeleteInvoiceLines :exec
delete from invoice_lines where invoice = @invoice;

-- name: MarkCancelled :execrows
update invoices set status = 'cancelled', due_at = null, overdue_since = null, waiting_for = ''
where id = @id and status = any(@sources::text[]);

-- The parcel's address can be changed until the courier is asked for it (R4), and again when it came back (V7).
-- name: SetInvoiceAddress :exec
update invoices set address = @address where id = @id and medium = 'paper' and courier_ordered_at is null;

-- Its customer was told that it is issued; the first time stays.
-- name: RecordTold :exec
update invoices set told_at = coalesce(told_at, @now::timestamptz) where id = @id;

-- name: FixAddress :exec
update invoices set courier_ordered_at = coalesce(courier_ordered_at, @now) where id = @id;

-- name: UnfixAddress :exec
update invoices i set courier_ordered_at = null
where i.id = @id and (i.status = 'issued' or (i.status = 'shipped' and exists (select 1 from parcels p where p.invoice = i.id and p.shipped_at is null)));

-- A corrected invoice is issued anew, under the serial of the next generation (I4).
-- name: CorrectInvoice :execrows
update invoices set status = 'approved', buyer = @buyer, serial = null, not_accepted_at = null, failure = '', waiting_for = ''
where id = @id and status = any(@sources::text[]);

-- The corrections that wait for a second person.
-- name: ProposedCorrections :many
select * from corrections where invoice = any(sqlc.slice('invoices')) and status = 'proposed';

-- name: ProposeCorrection :exec
insert into corrections (invoice, n, buyer, status, proposed_by, proposed_at)
select @invoice, coalesce(max(c.n), 0) + 1, @buyer, 'proposed', @proposed_by, @now from corrections c where c.invoice = @invoice;

-- name: DecideCorrection :exec
update corrections set status = @status, decided_by = @decided_by, decided_at = @now::timestamptz where invoice = @invoice and status = 'proposed';

-- name: InsertInvoiceFiles :exec
insert into invoice_files (invoice, format, sha256, size, key, fetched_at)
select @invoice, unnest(@formats::text[]), unnest(@sha256s::text[]), unnest(@sizes::bigint[]), unnest(@keys::text[]), @now
on conflict (invoice, format) do nothing;

-- name: InvoiceFile :one
select * from invoice_files where invoice = @invoice and format = @format;

-- name: InsertCourierEvent :execrows
-- Of an event without an instant that can be believed there is one of each kind, however often it comes.
insert into courier_events (invoice, tracking_number, status, at, received_at)
select @invoice, @tracking_number, @status, @at, @now
where not (@undated::bool and exists (
    select 1 from courier_events c where c.invoice = @invoice and c.tracking_number = @tracking_number and c.status = @status))
on conflict do nothing;

-- On which sheet of paper an invoice is printed; a spoiled one is replaced until the paper is sent.
-- name: SetSheet :execrows
update invoices set sheet_code = @code, sheet_number = @number
where id = @id and status = 'issued' and medium = 'paper' and (sheet_code, sheet_number) is distinct from (@code, @number);

-- Which of some sheets are used, and by which invoice.
-- name: SheetsUsed :many
select id, sheet_number from invoices where sheet_code = @code and sheet_number = any(@numbers::text[]) and sheet_number <> '';

-- name: NoteAttempt :exec
insert into attempts (serial, what, answer, at) values (@serial, @what, @answer, @now);

-- What became of each serial of an invoice, in the order in which it happened.
-- name: ProofOfInvoice :many
select p.step::text as step, p.serial::text as serial, p.detail::text as detail, p.at::timestamptz as at
from (select 'stored' as step, s.serial, 'generation ' || s.generation as detail, s.created_at as at, 1 as rank, s.generation::bigint as n
      from serials s where s.invoice = @invoice
      union all
      select a.what, a.serial, a.answer, a.at, 2, a.id from serials s join attempts a on a.serial = s.serial where s.invoice = @invoice
      union all
      select 'answered', coalesce(i.serial, ''), coalesce(i.number, ''), i.issued_at, 3, 0 from invoices i where i.id = @invoice and i.issued_at is not null
      union all
      select 'booked', coalesce(i.serial, ''), sum(e.amount)::text, min(e.at), 4, 0
      from ledger_entries e join invoices i on i.id = e.invoice
      where e.invoice = @invoice and e.from_bucket = 'reserved' and e.to_bucket = 'invoiced' group by i.serial) p
order by p.rank > 2, case when p.rank <= 2 then p.at end, p.rank, p.n limit @page_size;
