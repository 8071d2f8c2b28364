-- name: IdempotencyKey :one
select * from idempotency_keys where account = @account and key = @key;

-- name: InsertIdempotencyKey :exec
insert into idempotency_keys (account, key, request, application, ticket, reversal, created_at)
values (@account, @key, @request, sqlc.narg('application'), sqlc.narg('ticket'), sqlc.narg('reversal'), @now);

-- name: InsertApplication :exec
insert into applications (id, account, seller, kind, medium, status, review_mode, cool_off_until, review_due_at, review_provisional,
    gross, offset_amount, total, rounding_drift, buyer_name, buyer_taxpayer_id, buyer_address_phone, buyer_bank_account, address,
    email, remark, submitted_at, replaces, second_person)
values (@id, @account, @seller, @kind, @medium, @status, @review_mode, @cool_off_until, @review_due_at, @review_provisional,
    @gross, @offset_amount, @total, @rounding_drift, @buyer_name, @buyer_taxpayer_id, @buyer_address_phone, @buyer_bank_account, @address,
    @email, @remark, @submitted_at, sqlc.narg('replaces'), @second_person);

-- The invoices planned for one application; what they have in common is named once.
-- name: InsertInvoices :exec
insert into invoices (application, account, seller, kind, medium, status, due_at, due_provisional, calendar_version,
    id, position, amount, net, tax, tax_rate, workflow)
select @application, @account, @seller, @kind, @medium, 'planned', @due_at::timestamptz, @due_provisional, @calendar_version,
    unnest(@ids::text[]), unnest(@positions::int[]), unnest(@amounts::numeric[]), unnest(@nets::numeric[]), unnest(@taxes::numeric[]),
    unnest(@tax_rates::text[]), unnest(@workflows::text[]);

-- name: InsertInvoiceLines :exec
insert into invoice_lines (invoice, line, product, tax_code, tax_rate, gross, net, tax)
select unnest(@invoices::text[]), unnest(@lines::int[]), unnest(@products::text[]), unnest(@tax_codes::text[]),
    unnest(@tax_rates::text[]), unnest(@grosses::numeric[]), unnest(@nets::numeric[]), unnest(@taxes::numeric[]);

-- name: Application :one
select * from applications where id = @id;

-- Applications, as a list is narrowed: in the order of their ids, between two instants in the order in which they were submitted, or what is
-- undecided by when it is due. As for invoices, the order by what it is narrowed to is none.
-- name: Applications :many
select a.* from applications a
where (@account::text = '' or a.account = any(array[@account]))
  and (@seller::text = '' or a.seller = @seller)
  and (@status::text = '' or a.status = @status)
  and (cardinality(@statuses::text[]) = 0 or a.status = any(@statuses))
  and (not @undecided::boolean or a.status = 'pending_approval')
  and (sqlc.narg('claimed_by')::text is null or a.claimed_by = sqlc.narg('claimed_by'))
  and (sqlc.narg('proposed')::boolean is null or (a.proposed_by <> '') = sqlc.narg('proposed'))
  and (@review_mode::text = '' or a.review_mode = @review_mode)
  and (sqlc.narg('amount_from')::numeric is null or a.gross >= sqlc.narg('amount_from'))
  and (sqlc.narg('due_before')::timestamptz is null or (a.status = 'pending_approval' and a.review_due_at < sqlc.narg('due_before')))
  and (@title::text = '' or compared_title(a.buyer_name) = any(array[@title]))
  and (@taxpayer_id::text = '' or a.buyer_taxpayer_id = any(array[@taxpayer_id]))
  and (@medium::text = '' or a.medium = @medium)
  and (@kind::text = '' or (a.kind = @kind and a.medium in ('electronic', 'paper')))
  and (@number::text = '' or a.id = any(array(
       select i.application from invoices i where i.number = @number
       union all select i.application from reversals r join invoices i on i.id = r.invoice where r.number = @number)))
  and (@serial::text = '' or a.id = any(array(
       select i.application from serials n join invoices i on i.id = n.invoice where n.serial = @serial
       union all select i.application from reversals r join invoices i on i.id = r.invoice where r.serial = @serial)))
  and (@tracking_number::text = '' or a.id = any(array(
       select i.application from parcels p join invoices i on i.id = p.invoice where p.tracking_number = @tracking_number)))
  and (sqlc.narg('from')::timestamptz is null or a.submitted_at >= sqlc.narg('from'))
  and (sqlc.narg('until')::timestamptz is null or a.submitted_at < sqlc.narg('until'))
  and case when @by_due::boolean
      then @after::text = '' or (a.review_due_at, a.id) > (@after_due::timestamptz, @after)
      when @by_day::boolean and @latest::boolean
      then @after = '' or (a.submitted_at, a.id) < (select b.submitted_at, b.id from applications b where b.id = @after)
      when @by_day
      then @after = '' or (a.submitted_at, a.id) > (select b.submitted_at, b.id from applications b where b.id = @after)
      when @latest then @after = '' or a.id < @after
      else a.id > @after end
order by case when @latest then null when @title <> '' and not @by_day then compared_title(a.buyer_name) when @taxpayer_id <> '' and not @by_day then a.buyer_taxpayer_id
        when @account <> '' then a.account end,
    case when @latest then null when @by_day then a.submitted_at when @by_due then a.review_due_at end,
    case when @latest and @account <> '' then a.account end desc, case when @latest and @by_day then a.submitted_at end desc,
    case when @latest then a.id end desc, a.id limit @page_size;

-- The same, counted and added up, of so many at most.
-- name: ApplicationsSummed :one
select count(*)::int as found, coalesce(sum(f.gross), 0)::numeric as amount from (
select a.gross from applications a
where (@account::text = '' or a.account = any(array[@account]))
  and (@seller::text = '' or a.seller = @seller)
  and (@status::text = '' or a.status = @status)
  and (cardinality(@statuses::text[]) = 0 or a.status = any(@statuses))
  and (not @undecided::boolean or a.status = 'pending_approval')
  and (sqlc.narg('claimed_by')::text is null or a.claimed_by = sqlc.narg('claimed_by'))
  and (sqlc.narg('proposed')::boolean is null or (a.proposed_by <> '') = sqlc.narg('proposed'))
  and (@review_mode::text = '' or a.review_mode = @review_mode)
  and (sqlc.narg('amount_from')::numeric is null or a.gross >= sqlc.narg('amount_from'))
  and (sqlc.narg('due_before')::timestamptz is null or (a.status = 'pending_approval' and a.review_due_at < sqlc.narg('due_before')))
  and (@title::text = '' or compared_title(a.buyer_name) = any(array[@title]))
  and (@taxpayer_id::text = '' or a.buyer_taxpayer_id = any(array[@taxpayer_id]))
  and (@medium::text = '' or a.medium = @medium)
  and (@kind::text = '' or (a.kind = @kind and a.medium in ('electronic', 'paper')))
  and (@number::text = '' or a.id = any(array(
       select i.application from invoices i where i.number = @number
       union all select i.application from reversals r join invoices i on i.id = r.invoice where r.number = @number)))
  and (@serial::text = '' or a.id = any(array(
       select i.application from serials n join invoices i on i.id = n.invoice where n.serial = @serial
       union all select i.application from reversals r join invoices i on i.id = r.invoice where r.serial = @serial)))
  and (@tracking_number::text = '' or a.id = any(array(
       select i.application from parcels p join invoices i on i.id = p.invoice where p.tracking_number = @tracking_number)))
  and (sqlc.narg('from')::timestamptz is null or a.submitted_at >= sqlc.narg('from'))
  and (sqlc.narg('until')::timestamptz is null or a.submitted_at < sqlc.narg('until'))
limit @at_most) f;

-- Exactly one of approve, reject and cancel wins: the row changes once (R3).
-- name: DecideApplication :execrows
update applications
set status = @status, decided_at = @now, decided_by = @who, decision_reason = @reason, overdue_since = null
where id = @id and status = any(@sources::text[]);

-- One of two people has approved what is large; it is put back for the second one.
-- name: ProposeApproval :exec
update applications set proposed_by = @who, proposed_at = @now::timestamptz, claimed_by = '', claimed_at = null where id = @id;

-- Nobody claims it where it is put back.
-- name: ClaimApplication :exec
update applications set claimed_by = @who, claimed_at = sqlc.narg('now') where id = @id;

-- What the account applied for before, the latest first.
-- name: EarlierApplications :many
select * from applications where account = @account and id < @before order by id desc limit @page_size;

-- Locked, so that a claim and a cancellation cannot cross (R2).
-- name: LockApplication :one
select * from applications where id = @id for no key update;

-- The account first, as everywhere: whoever changes the ledger holds its lock.
-- name: LockAccountOfApplication :one
select id from accounts where id = (select a.account from applications a where a.id = @application) for no key update;

-- name: SetApplicationAddress :execrows
update applications set address = @address where id = @id and medium = 'paper';

-- name: InvoicesOfApplication :many
select * from invoices where application = @application order by position;

-- name: LinesOfApplication :many
select l.* from invoice_lines l join invoices i on i.id = l.invoice where i.application = @application order by i.position, l.line;

-- What an application took out of the free amounts: reserved for its invoices, or offset against debts.
-- name: TakenByApplication :many
select * from ledger_entries where application = @application and from_bucket = 'free' order by id;

-- What a vendor sold comes into its queue (I8).
-- name: ApproveInvoice :exec
update invoices set status = 'approved', waiting_for = case when seller = 'platform' then '' else 'vendor' end,
    due_at = @due_at, due_provisional = @due_provisional, calendar_version = @calendar_version
where id = @id and status = any(@sources::text[]);

-- name: CancelPlannedInvoices :exec
update invoices set status = 'cancelled', due_at = null where application = @application and status = 'planned';

-- A workflow of a caller's waits for an application (P14).
-- name: AwaitApplication :exec
insert into awaited (application, workflow) values (@application, @workflow) on conflict do nothing;

-- name: AwaitApplicationNoMore :exec
delete from awaited where application = @application and workflow = @workflow;
