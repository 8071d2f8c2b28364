-- name: Records :many
select * from record_balances where consumption = any(sqlc.slice('consumptions'));

-- The records that an invoice concerns.
-- name: RecordsOfInvoice :many
select * from record_balances where consumption = any(array(select e.to_consumption from ledger_entries e where e.invoice = @invoice));

-- All entries in one statement, because the projections follow once for each. What caused an entry is empty where it is nothing.
-- name: InsertLedgerEntries :exec
insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount,
    refund, application, invoice, at)
select unnest(@accounts::text[]), unnest(@sellers::text[]), unnest(@tax_codes::text[]), unnest(@from_consumptions::text[]),
    unnest(@from_buckets::text[]), unnest(@to_consumptions::text[]), unnest(@to_buckets::text[]), unnest(@amounts::numeric[]),
    nullif(unnest(@refunds::text[]), ''), nullif(unnest(@applications::text[]), ''), nullif(unnest(@invoices::text[]), ''),
    unnest(@ats::timestamptz[]);

-- The records of the account's present subject that can be invoiced at an instant, oldest first, from behind a position. Nobody needs to know the
-- subject before, so that it is asked for together with the account.
-- name: FreeRecords :many
select consumption, product, tax_code, tax_rate, released_at, free from record_balances
where account = @account and subject = (select a.subject from accounts a where a.id = @account) and seller = @seller and free > 0 and released_at <= @at::timestamptz
  and (released_at, consumption) > (@after_released_at::timestamptz, @after_consumption::text)
order by released_at, consumption limit @page_size;

-- Bounds on both ends instead of equalities: the order then fits one index only, and the planner cannot walk through
-- the records of other codes instead.
-- name: FreeRecordsOfTaxCode :many
select consumption, product, tax_code, tax_rate, released_at, free from record_balances
where free > 0 and released_at <= @at::timestamptz
  and (account, subject, seller, tax_code, released_at, consumption)
      > (@account, @subject::int, @seller::text, @tax_code::text, @after_released_at::timestamptz, @after_consumption::text)
  and (account, subject, seller, tax_code) <= (@account, @subject, @seller, @tax_code)
order by account, subject, seller, tax_code, released_at, consumption limit @page_size;

-- name: OutstandingRecords :many
select consumption, tax_code, outstanding from record_balances
where account = @account and subject = (select a.subject from accounts a where a.id = @account) and seller = @seller and outstanding > 0
order by consumption;

-- name: LedgerTotals :many
select * from ledger_totals where account = @account and subject = @subject order by seller, tax_code, charge;

-- What is outstanding of all subjects of an account.
-- name: OutstandingOfAccount :one
select coalesce(sum(outstanding), 0)::numeric from ledger_totals where account = @account;

-- The same of several accounts.
-- name: OutstandingOfAccounts :many
select account, sum(outstanding)::numeric as outstanding from ledger_totals where account = any(@accounts::text[]) group by account;

-- What is or was outstanding at an instant of an account's other subjects (L13); nothing, where there was one alone.
-- name: OutstandingOfOthers :many
with legs as (
    select from_consumption as consumption, -amount as owed
    from ledger_entries where ledger_entries.account = @account and ledger_entries.at > @at::timestamptz and from_bucket = 'outstanding'
    union all
    select to_consumption, amount
    from ledger_entries where ledger_entries.account = @account and ledger_entries.at > @at::timestamptz and to_bucket = 'outstanding'
), moved as (
    select b.subject, b.seller, b.tax_code, sum(l.owed) as owed
    from legs l join record_balances b on b.consumption = any(array[l.consumption]) where b.subject <> @subject group by b.subject, b.seller, b.tax_code
)
select t.subject, t.seller, t.tax_code, (sum(t.outstanding) + coalesce(max(m.owed), 0))::numeric as amount
from ledger_totals t left join moved m using (subject, seller, tax_code)
where t.account = @account and t.subject <> @subject
group by t.subject, t.seller, t.tax_code
having sum(t.outstanding) + coalesce(max(m.owed), 0) > 0
order by t.subject, t.seller, t.tax_code;

-- Whether an agent has paid for what an account consumed of a seller (L6), and whether a master invoices some of it (A13).
-- name: InvoicedByOthers :one
select exists(select from consumptions c
        where c.account = @account and c.owner <> c.account and c.payer is not null and c.seller = @seller
          and c.paid_at >= @since::timestamptz and c.paid_at < @until::timestamptz) as by_agent,
    exists(select from consumptions c
        where c.account = @account and c.owner <> c.account and c.payer is null and c.seller = @seller
          and c.paid_at >= @since::timestamptz and c.paid_at < @until::timestamptz) as by_master;

-- What is free but not released at an instant, to be taken off the totals; few records, whatever the history.
-- name: UnreleasedFree :many
select seller, tax_code, charge, sum(free)::numeric as amount
from record_balances
where account || '/' || subject = @account::text || '/' || @subject::int and -free < 0 and coalesce(released_at, 'infinity') > @at::timestamptz
group by seller, tax_code, charge;

-- What was moved after an instant, to be taken off the totals when looking back. Nothing, when looking ahead: each balance is looked up by itself, because
-- the planner expects many entries, and would read all balances for them.
-- name: MovedAfter :many
with legs as (
    select from_consumption as consumption, from_bucket as bucket, -amount as delta
    from ledger_entries where ledger_entries.account = @account and ledger_entries.at > @at::timestamptz
    union all
    select to_consumption, to_bucket, amount
    from ledger_entries where ledger_entries.account = @account and ledger_entries.at > @at::timestamptz
)
select b.seller, b.tax_code, b.charge,
       coalesce(sum(delta) filter (where bucket = 'free' and b.released_at <= @at::timestamptz), 0)::numeric as free,
       coalesce(sum(delta) filter (where bucket = 'reserved'), 0)::numeric as reserved,
       coalesce(sum(delta) filter (where bucket = 'invoiced'), 0)::numeric as invoiced,
       coalesce(-sum(delta) filter (where bucket = 'outstanding'), 0)::numeric as outstanding
from legs l join record_balances b on b.consumption = any(array[l.consumption])
where b.subject = @subject
group by b.seller, b.tax_code, b.charge;

-- name: NextReleases :many
select released_at::timestamptz as at, sum(free)::numeric as amount
from record_balances
where account = @account and subject = @subject and seller = @seller and free > 0 and released_at > @at::timestamptz
group by released_at order by released_at limit @page_size;

-- The account's own records, and those that others invoice: an agent who has paid (L6), or its master (A13). Bounds as above: or the planner
-- may walk through the records of other accounts.
-- name: AccountRecords :many
with page as (
    (select b.consumption, false as by_others
     from record_balances b
     where (b.account, b.subject, b.seller, b.consumption) > (@account, @subject::int, @seller::text, @after::text)
       and (b.account, b.subject, b.seller) <= (@account, @subject, @seller)
     order by b.account, b.subject, b.seller, b.consumption limit @page_size)
    union all
    (select c.id, true
     from consumptions c
     where c.account = @account and c.owner <> c.account and c.seller = @seller and c.id > @after
       and c.paid_at >= @since::timestamptz and c.paid_at < @until::timestamptz
     order by c.id limit @page_size)
), cut as (
    select consumption, by_others from page order by consumption limit @page_size
)
select sqlc.embed(b), sqlc.embed(c), cut.by_others
from cut join record_balances b on b.consumption = any(array[cut.consumption]) join consumptions c on c.id = any(array[cut.consumption])
order by cut.consumption;

-- The same by when they were paid, narrowed: the latest first, or the oldest, from behind a position to the other end of the time asked for. Each tab
-- reads an index of its own, and the parts of the other tabs are not carried out at all. What is not released yet, and what is outstanding, are few,
-- whatever the history: they are read and then sorted (offset 0 keeps the planner from walking through everything that is left in that order instead).
-- name: LatestRecords :many
with page as (
    (select b.consumption, b.paid_at, false as by_others
     from record_balances b
     where @counts::text in ('', 'invoiceable') and b.free > 0
       and (b.account, b.subject, b.seller, b.paid_at, b.consumption)
           < (@account, @subject::int, @seller::text, @last_paid::timestamptz, @last_id::text)
       and (b.account, b.subject, b.seller, b.paid_at) >= (@account, @subject::int, @seller::text, @paid_end::timestamptz)
       and (@counts::text = '' or (b.released_at <= @at::timestamptz) is true)
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.account desc, b.subject desc, b.seller desc, b.paid_at desc, b.consumption desc limit @page_size)
    union all
    (select b.consumption, b.paid_at, false as by_others
     from record_balances b
     where @counts::text in ('', 'none') and b.free <= 0
       and (b.account, b.subject, b.seller, b.paid_at, b.consumption)
           < (@account, @subject::int, @seller::text, @last_paid::timestamptz, @last_id::text)
       and (b.account, b.subject, b.seller, b.paid_at) >= (@account, @subject::int, @seller::text, @paid_end::timestamptz)
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.account desc, b.subject desc, b.seller desc, b.paid_at desc, b.consumption desc limit @page_size)
    union all
    (select b.consumption, b.paid_at, false
     from (select * from record_balances r where r.account || '/' || r.subject = @account || '/' || @subject::int and -r.free < 0
         and coalesce(r.released_at, 'infinity') > @at::timestamptz offset 0) b
     where @counts::text = 'not_yet' and b.seller = @seller::text
       and (b.paid_at, b.consumption) < (@last_paid::timestamptz, @last_id::text) and b.paid_at >= @paid_end::timestamptz
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.paid_at desc, b.consumption desc limit @page_size)
    union all
    (select b.consumption, b.paid_at, false
     from (select * from record_balances r where r.account = @account and r.subject = @subject::int and r.outstanding > 0 offset 0) b
     where @counts::text = 'outstanding' and b.seller = @seller::text
       and (b.paid_at, b.consumption) < (@last_paid::timestamptz, @last_id::text) and b.paid_at >= @paid_end::timestamptz
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.paid_at desc, b.consumption desc limit @page_size)
    union all
    (select c.id, c.paid_at, true
     from consumptions c
     where @counts::text in ('', 'none') and c.account = @account and c.owner <> c.account and c.seller = @seller::text
       and (c.paid_at, c.id) < (@last_paid::timestamptz, @last_id::text) and c.paid_at >= @paid_end::timestamptz
       and c.paid_at >= @since::timestamptz and c.paid_at < @until::timestamptz
       and (@product::text = '' or position(lower(@product::text) in lower(c.product)) > 0)
       and (@code::text = '' or starts_with(c.tax_code, @code::text))
     order by c.paid_at desc, c.id desc limit @page_size)
), cut as (
    select consumption, paid_at, by_others from page order by paid_at desc, consumption desc limit @page_size
)
select sqlc.embed(b), sqlc.embed(c), cut.by_others
from cut join record_balances b on b.consumption = any(array[cut.consumption]) join consumptions c on c.id = any(array[cut.consumption])
order by cut.paid_at desc, cut.consumption desc;

-- name: OldestRecords :many
with page as (
    (select b.consumption, b.paid_at, false as by_others
     from record_balances b
     where @counts::text in ('', 'invoiceable') and b.free > 0
       and (b.account, b.subject, b.seller, b.paid_at, b.consumption)
           > (@account, @subject::int, @seller::text, @last_paid::timestamptz, @last_id::text)
       and (b.account, b.subject, b.seller, b.paid_at) < (@account, @subject::int, @seller::text, @paid_end::timestamptz)
       and (@counts::text = '' or (b.released_at <= @at::timestamptz) is true)
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.account, b.subject, b.seller, b.paid_at, b.consumption limit @page_size)
    union all
    (select b.consumption, b.paid_at, false as by_others
     from record_balances b
     where @counts::text in ('', 'none') and b.free <= 0
       and (b.account, b.subject, b.seller, b.paid_at, b.consumption)
           > (@account, @subject::int, @seller::text, @last_paid::timestamptz, @last_id::text)
       and (b.account, b.subject, b.seller, b.paid_at) < (@account, @subject::int, @seller::text, @paid_end::timestamptz)
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.account, b.subject, b.seller, b.paid_at, b.consumption limit @page_size)
    union all
    (select b.consumption, b.paid_at, false
     from (select * from record_balances r where r.account || '/' || r.subject = @account || '/' || @subject::int and -r.free < 0
         and coalesce(r.released_at, 'infinity') > @at::timestamptz offset 0) b
     where @counts::text = 'not_yet' and b.seller = @seller::text
       and (b.paid_at, b.consumption) > (@last_paid::timestamptz, @last_id::text) and b.paid_at < @paid_end::timestamptz
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.paid_at, b.consumption limit @page_size)
    union all
    (select b.consumption, b.paid_at, false
     from (select * from record_balances r where r.account = @account and r.subject = @subject::int and r.outstanding > 0 offset 0) b
     where @counts::text = 'outstanding' and b.seller = @seller::text
       and (b.paid_at, b.consumption) > (@last_paid::timestamptz, @last_id::text) and b.paid_at < @paid_end::timestamptz
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.paid_at, b.consumption limit @page_size)
    union all
    (select c.id, c.paid_at, true
     from consumptions c
     where @counts::text in ('', 'none') and c.account = @account and c.owner <> c.account and c.seller = @seller::text
       and (c.paid_at, c.id) > (@last_paid::timestamptz, @last_id::text) and c.paid_at < @paid_end::timestamptz
       and c.paid_at >= @since::timestamptz and c.paid_at < @until::timestamptz
       and (@product::text = '' or position(lower(@product::text) in lower(c.product)) > 0)
       and (@code::text = '' or starts_with(c.tax_code, @code::text))
     order by c.paid_at, c.id limit @page_size)
), cut as (
    select consumption, paid_at, by_others from page order by paid_at, consumption limit @page_size
)
select sqlc.embed(b), sqlc.embed(c), cut.by_others
from cut join record_balances b on b.consumption = any(array[cut.consumption]) join consumptions c on c.id = any(array[cut.consumption])
order by cut.paid_at, cut.consumption;

-- What such a list has on all its pages together, up to some thousand records: how many there are of each tab, and what is left of them. What others
-- invoice is among those of which nothing counts.
-- name: RecordsSummary :one
with found as (
    (select b.free, b.outstanding, b.cash, b.refunded, b.released_at, false as by_others
     from record_balances b
     where b.free > 0 and (b.account, b.subject, b.seller, b.paid_at) >= (@account, @subject::int, @seller::text, @paid_from::timestamptz)
       and (b.account, b.subject, b.seller, b.paid_at) < (@account, @subject::int, @seller::text, @paid_until::timestamptz)
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.account, b.subject, b.seller, b.paid_at, b.consumption limit @most)
    union all
    (select b.free, b.outstanding, b.cash, b.refunded, b.released_at, false as by_others
     from record_balances b
     where b.free <= 0 and (b.account, b.subject, b.seller, b.paid_at) >= (@account, @subject::int, @seller::text, @paid_from::timestamptz)
       and (b.account, b.subject, b.seller, b.paid_at) < (@account, @subject::int, @seller::text, @paid_until::timestamptz)
       and (@product::text = '' or position(lower(@product::text) in lower(b.product)) > 0)
       and (@code::text = '' or starts_with(b.tax_code, @code::text))
     order by b.account, b.subject, b.seller, b.paid_at, b.consumption limit @most)
    union all
    (select 0, 0, b.cash, b.refunded, null, true
     from consumptions c join record_balances b on b.consumption = c.id
     where c.account = @account and c.owner <> c.account and c.seller = @seller
       and c.paid_at >= @since::timestamptz and c.paid_at < @until::timestamptz
       and (@product::text = '' or position(lower(@product::text) in lower(c.product)) > 0)
       and (@code::text = '' or starts_with(c.tax_code, @code::text))
       and c.paid_at >= @paid_from::timestamptz and c.paid_at < @paid_until::timestamptz
     limit @most)
)
select count(*)::int as every,
       (count(*) filter (where free > 0 and released_at <= @at::timestamptz))::int as invoiceable,
       (count(*) filter (where free > 0 and (released_at is null or released_at > @at)))::int as not_yet,
       (count(*) filter (where outstanding > 0))::int as outstanding,
       (count(*) filter (where free = 0))::int as none,
       coalesce(sum(free) filter (where free > 0 and released_at <= @at), 0)::numeric as invoiceable_amount,
       coalesce(sum(free) filter (where free > 0 and (released_at is null or released_at > @at)), 0)::numeric as not_yet_amount,
       coalesce(sum(outstanding), 0)::numeric as outstanding_amount
from found;

-- Of whom an account has bought, or was sold to: the platform, and marketplace vendors.
-- name: SellersOfAccount :many
select distinct seller from ledger_totals where account = @account and subject = @subject order by seller limit @most;

-- An audit reads everything, and may do so from end to end, with help.
-- name: ReadFromEndToEnd :exec
select set_config('enable_seqscan', 'on', true), set_config('max_parallel_workers_per_gather', '2', true);

-- Every place where the identity does not hold, recomputed from the entries alone (L11). None, always.
-- name: AuditLedger :many
with legs as (
    select account, seller, tax_code, from_bucket as bucket, -amount as delta from ledger_entries
    union all
    select account, seller, tax_code, to_bucket, amount from ledger_entries
), sums as (
    select account, seller, tax_code,
           coalesce(-sum(delta) filter (where bucket = 'cash'), 0) as cash,
           coalesce(sum(delta) filter (where bucket = 'refunded'), 0) as refunded,
           coalesce(sum(delta) filter (where bucket = 'free'), 0) as free,
           coalesce(sum(delta) filter (where bucket = 'reserved'), 0) as reserved,
           coalesce(sum(delta) filter (where bucket = 'invoiced'), 0) as invoiced,
           coalesce(-sum(delta) filter (where bucket = 'outstanding'), 0) as outstanding
    from legs group by account, seller, tax_code
), paid as (
    select owner as account, seller, tax_code, sum(cash) as cash from consumptions where cash > 0 group by owner, seller, tax_code
), totals as (
    select account, seller, tax_code, sum(free) as free, sum(reserved) as reserved, sum(invoiced) as invoiced,
           sum(outstanding) as outstanding
    from ledger_totals group by account, seller, tax_code
)
select p.account, p.seller, p.tax_code
from paid p
left join sums s using (account, seller, tax_code)
left join totals t using (account, seller, tax_code)
where s.cash is distinct from p.cash
   or s.cash - s.refunded <> s.free + s.reserved + s.invoiced - s.outstanding
   or (t.free, t.reserved, t.invoiced, t.outstanding) is distinct from (s.free, s.reserved, s.invoiced, s.outstanding);

-- The invoices of an account's present subject that cover records of which something is outstanding, and how much of them each covers: what is
-- undone of one of them pays off what is outstanding of its records first (V4, L7).
-- name: InvoicesOfOutstanding :many
select i.id, i.number, i.status, i.medium, i.kind, i.amount, i.issued_at, c.consumption, c.covers, b.tax_code, b.outstanding
from (select e.invoice, e.to_consumption as consumption,
          sum(case when e.to_bucket = 'invoiced' then e.amount else -e.amount end)::numeric as covers
      from record_balances o
      join ledger_entries e on (e.to_consumption = o.consumption or e.from_consumption = o.consumption)
          and e.invoice is not null and (e.to_bucket = 'invoiced' or e.from_bucket = 'invoiced')
      where o.account = @account and o.subject = @subject and o.seller = @seller and o.outstanding > 0
      group by e.invoice, e.to_consumption) c
join invoices i on i.id = c.invoice
join record_balances b on b.consumption = c.consumption
where c.covers > 0 and i.status = any(@reversible::text[])
order by i.issued_at desc, i.id, c.consumption limit @page_size;
