-- name: InsertReconciliation :execrows
insert into reconciliations (id, window_from, window_to, number, goes_on, repairs, requested_by, begun_at)
values (@id, @window_from, @window_to, @number, @goes_on, @repairs, @requested_by, @now)
on conflict (id) do nothing;

-- name: Reconciliation :one
select * from reconciliations where id = @id;

-- name: LockReconciliation :one
select * from reconciliations where id = @id for no key update;

-- name: Reconciliations :many
select * from reconciliations
where @before::text = '' or (begun_at, id) < (select b.begun_at, b.id from reconciliations b where b.id = @before)
order by begun_at desc, id desc limit @page_size;

-- Where the last comparison of everything ended.
-- name: LastReconciliation :one
select * from reconciliations where ended_at is not null and number = '' order by ended_at desc limit 1;

-- Until when everything was compared, and repaired, without a gap: by those that went on where the last of them ended. What somebody looked
-- at besides, or only looked at, fills no gap.
-- name: ReconciledUntil :one
select window_to from reconciliations
where ended_at is not null and number = '' and goes_on and repairs order by window_to desc limit 1;

-- name: EndReconciliation :execrows
update reconciliations set ended_at = @now::timestamptz, documents = @documents::int, invoices = @invoices::int, reversals = @reversals::int
where id = @id and ended_at is null;

-- A page of the provider's list; one that comes twice changes nothing.
-- name: KeepListed :exec
insert into listed_documents (reconciliation, kind, serial, number, of, document)
select @reconciliation::text, d ->> 'kind', d ->> 'serial', d ->> 'number', d ->> 'of', d
from jsonb_array_elements(@documents::jsonb) d
on conflict (reconciliation, kind, serial, number) do nothing;

-- name: ForgetListed :execrows
delete from listed_documents where reconciliation = @reconciliation;

-- name: CountListed :one
select count(*)::int from listed_documents where reconciliation = @reconciliation;

-- What the provider listed, with what the register has: a document by its serial, and what is taken from a blue invoice by the
-- number of that one. A blue invoice that is not booked yet is known by its serial, which the same list has.
-- name: ListedAndOurs :many
select l.id, l.document, coalesce(i.id, '')::text as invoice, coalesce(i.status, '')::text as invoice_status,
    coalesce(i.serial = l.serial, false)::boolean as in_force, coalesce(i.number, '')::text as invoice_number,
    coalesce(i.net, 0)::numeric as invoice_net, coalesce(i.tax, 0)::numeric as invoice_tax, coalesce(i.amount, 0)::numeric as invoice_gross,
    i.issued_at as invoice_issued_at,
    coalesce(r.id, '')::text as reversal, coalesce(r.status, '')::text as reversal_status, coalesce(r.number, '')::text as reversal_number,
    coalesce(r.net, 0)::numeric as reversal_net, coalesce(r.tax, 0)::numeric as reversal_tax, coalesce(r.gross, 0)::numeric as reversal_gross,
    r.issued_at as reversal_issued_at, coalesce((b.document ->> 'undone')::boolean, false)::boolean as of_undone,
    coalesce(b.serial, '')::text as of_serial
from listed_documents l
left join serials s on l.kind = 'blue' and s.serial = l.serial
left join reversals asked on l.kind in ('red', 'buyers_form') and asked.serial = l.serial
left join listed_documents b on l.of <> '' and b.reconciliation = l.reconciliation and b.kind = 'blue' and b.number = l.of
left join serials bs on bs.serial = b.serial
left join invoices named on l.of <> '' and named.number = l.of
left join invoices i on i.id = coalesce(s.invoice, asked.invoice, named.id, bs.invoice)
left join reversals voiding on l.kind = 'void' and voiding.invoice = i.id and voiding.kind = 'void' and voiding.status = 'requested'
left join reversals r on r.id = coalesce(asked.id, voiding.id)
where l.reconciliation = @reconciliation and l.id > @after
order by l.id limit @page_size;

-- What was issued in the window according to the register, and the provider does not list.
-- name: InvoicesNotListed :many
select i.* from invoices i
where i.seller = @seller and i.issued_at >= @since::timestamptz and i.issued_at < @until::timestamptz
  and not exists (select 1 from listed_documents l where l.reconciliation = @reconciliation and l.kind = 'blue' and l.serial = i.serial)
  and i.id > @after order by i.id limit @page_size;

-- A void of ours is made after it was asked for; the provider's instant of it is not known here.
-- name: ReversalsNotListed :many
select r.* from reversals r join invoices i on i.id = r.invoice
where i.seller = @seller and r.status = 'done' and (
    (r.kind = 'red' and r.issued_at >= @since::timestamptz and r.issued_at < @until::timestamptz
        and not exists (select 1 from listed_documents l where l.reconciliation = @reconciliation and l.kind = 'red' and l.serial = r.serial))
 or (r.kind = 'void' and r.origin = 'seller' and r.requested_at >= @since::timestamptz and r.ended_at < @until::timestamptz
        and not exists (select 1 from listed_documents l where l.reconciliation = @reconciliation and l.kind = 'void' and l.number = i.number)))
  and r.id > @after order by r.id limit @page_size;

-- Serials that were submitted long ago, are not parked, and of which nothing became.
-- name: UnansweredInvoices :many
select i.* from invoices i join serials s on s.serial = i.serial
where i.status = 'approved' and i.seller = @seller and s.created_at < @before::timestamptz
  and not exists (select 1 from parked p where p.invoice = i.id)
  and not exists (select 1 from listed_documents l where l.reconciliation = @reconciliation and l.kind = 'blue' and l.serial = i.serial)
  and i.id > @after order by i.id limit @page_size;

-- name: UnansweredReversals :many
select r.* from reversals r
where r.status = 'requested' and r.requested_at < @before::timestamptz and coalesce(r.word_at, r.requested_at) < @before::timestamptz
  and not exists (select 1 from parked p where p.reversal = r.id)
  and not exists (select 1 from listed_documents l where l.reconciliation = @reconciliation
      and ((l.kind = 'red' and l.serial = r.serial)
        or (l.kind = 'void' and r.kind = 'void' and l.of = (select i.number from invoices i where i.id = r.invoice))))
  and r.id > @after order by r.id limit @page_size;

-- What the register has of the window.
-- name: CountOurs :one
select
    (select count(*) from invoices i where i.seller = @seller and i.issued_at >= @since::timestamptz and i.issued_at < @until::timestamptz)::int as invoices,
    (select count(*) from reversals r where r.status = 'done' and r.ended_at >= @since::timestamptz and r.ended_at < @until::timestamptz)::int as reversals;

-- Where the ledger has not invoiced what the register says is left of an invoice, of those to which something happened in the window.
-- name: LedgerDifferences :many
with touched as (
    select i.id from invoices i where i.issued_at >= @since::timestamptz and i.issued_at < @until::timestamptz
    union
    select r.invoice from reversals r where r.status = 'done' and r.ended_at >= @since::timestamptz and r.ended_at < @until::timestamptz
)
select i.*,
    (i.amount - coalesce((select sum(r.gross) from reversals r where r.invoice = i.id and r.status = 'done'), 0))::numeric as left_here,
    coalesce((select sum(case when e.to_bucket = 'invoiced' then e.amount else -e.amount end) from ledger_entries e
        where e.invoice = i.id and ((e.from_bucket, e.to_bucket) = ('reserved', 'invoiced') or e.from_bucket = 'invoiced')), 0)::numeric as in_ledger
from invoices i
where i.id in (select id from touched)
  and i.amount - coalesce((select sum(r.gross) from reversals r where r.invoice = i.id and r.status = 'done'), 0)
   <> coalesce((select sum(case when e.to_bucket = 'invoiced' then e.amount else -e.amount end) from ledger_entries e
        where e.invoice = i.id and ((e.from_bucket, e.to_bucket) = ('reserved', 'invoiced') or e.from_bucket = 'invoiced')), 0)
  and i.id > @after order by i.id limit @page_size;

-- name: InsertDifference :exec
insert into differences (reconciliation, kind, serial, number, invoice, reversal, ours, theirs, ledger, found_at)
values (@reconciliation, @kind, @serial, @number, sqlc.narg('invoice'), sqlc.narg('reversal'), sqlc.narg('ours'), sqlc.narg('theirs'),
    sqlc.narg('ledger'), @now)
on conflict (reconciliation, kind, serial, number, invoice) do nothing;

-- name: Difference :one
select * from differences where id = @id;

-- name: Differences :many
select * from differences where reconciliation = @reconciliation and id > @after order by id limit @page_size;

-- What nothing was done about yet.
-- name: OpenDifferences :many
select * from differences where reconciliation = @reconciliation and outcome = '' order by id;

-- name: SettleDifference :execrows
update differences set outcome = @outcome, repaired_at = @now::timestamptz, repaired_by = @who where id = @id and repaired_at is null and outcome = '';

-- name: GiveDifferenceToPeople :execrows
update differences set outcome = 'task', task = @task where id = @id and repaired_at is null;

-- Somebody has seen to the task: nothing is left to do about what it is about.
-- name: SettleDifferencesOfTask :exec
update differences set repaired_at = @now::timestamptz, repaired_by = @who where task = @task and repaired_at is null;

-- name: DifferenceFigures :many
select reconciliation, count(*)::int as found, count(*) filter (where repaired_at is not null)::int as repaired
from differences where reconciliation = any(@reconciliations::text[]) group by reconciliation;

-- name: DifferencesByKind :many
select kind, count(*)::int as found, count(*) filter (where repaired_at is null)::int as left_over
from differences where reconciliation = @reconciliation group by kind order by kind;

-- What may have been issued although the register does not know it, with how many serials it had: the next serial of each is computed.
-- name: Unissued :many
select i.*, (select count(*) from serials s where s.invoice = i.id)::int as serials from invoices i
where i.seller = @seller and i.number is null and i.status in ('planned', 'approved', 'failed') and i.id > @after
order by i.id limit @page_size;
