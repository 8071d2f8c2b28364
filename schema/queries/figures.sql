-- Applications of each day, by how they are reviewed. A day is one of Asia/Shanghai. It is written once for each group, and not for each row.
-- name: FigureApplications :many
select to_char(d.day, 'YYYY-MM-DD')::text as label, d.series::text as series, d.value::numeric as value
from (select (a.submitted_at at time zone 'Asia/Shanghai')::date as day, a.review_mode as series, count(*) as value
      from applications a
      where a.submitted_at >= @since::timestamptz and a.submitted_at < @until::timestamptz and (@seller::text = '' or a.seller = @seller)
      group by 1, 2) d
order by d.day, d.series;

-- Invoices of each day of issue, by what they are made of; also those that were undone later.
-- name: FigureInvoices :many
select to_char(d.day, 'YYYY-MM-DD')::text as label, d.series::text as series, d.value::numeric as value
from (select (i.issued_at at time zone 'Asia/Shanghai')::date as day, i.medium as series, count(*) as value
      from invoices i
      where i.issued_at >= @since::timestamptz and i.issued_at < @until::timestamptz and i.issued_at is not null and (@seller::text = '' or i.seller = @seller)
      group by 1, 2) d
order by d.day, d.series;

-- How many minutes e-invoices took from approval to issue, of each day of issue: the middle one, and what nineteen of twenty did not exceed.
-- name: FigureTimeToIssue :many
select to_char(d.day, 'YYYY-MM-DD')::text as label, round((d.median / 60)::numeric, 2)::numeric as median, round((d.most / 60)::numeric, 2)::numeric as most
from (select (i.issued_at at time zone 'Asia/Shanghai')::date as day,
          percentile_cont(0.5) within group (order by extract(epoch from i.issued_at - a.decided_at)) as median,
          percentile_cont(0.95) within group (order by extract(epoch from i.issued_at - a.decided_at)) as most
      from invoices i join applications a on a.id = any(array[i.application]) -- each by its key, whatever the planner expects
      where i.issued_at >= @since::timestamptz and i.issued_at < @until::timestamptz and i.issued_at is not null and i.medium = 'electronic'
          and a.decided_at is not null and (@seller::text = '' or i.seller = @seller)
      group by 1) d
order by d.day;

-- Promises that were missed, by the day on which they were, and by stage (I9).
-- name: FigureMissed :many
select to_char(o.opened_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')::text as label, o.stage::text as series, count(*)::numeric as value
from operator_tasks o
where o.kind = 'promise' and o.opened_at >= @since::timestamptz and o.opened_at < @until::timestamptz and (@seller::text = '' or o.seller = @seller)
group by 1, 2 order by 1, 2;

-- What is parked now, by cause (I5).
-- name: FigureParked :many
select p.cause::text as label, count(*)::numeric as parked, sum(p.net)::numeric as net
from parked p where (@seller::text = '' or p.seller = @seller) group by 1 order by 1;

-- What was consumed and is not invoiced, and what was invoiced and is owed back, by seller, as the ledger stands.
-- name: FigureLedger :many
select t.seller::text as label, sum(t.free)::numeric as free, sum(t.reserved)::numeric as reserved, sum(t.outstanding)::numeric as outstanding
from ledger_totals t where (@seller::text = '' or t.seller = @seller) group by 1 order by 1;
