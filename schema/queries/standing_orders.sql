-- name: StandingOrder :one
select * from standing_orders where account = @account;

-- name: InsertStandingOrder :exec
insert into standing_orders (account, day, kind, medium, title, address, email, remark, enabled, first_month, changed_by, changed_at)
values (@account, @day, @kind, @medium, @title, @address, @email, @remark, @enabled, @first_month, @changed_by, @changed_at);

-- name: UpdateStandingOrder :exec
update standing_orders
set day = @day, kind = @kind, medium = @medium, title = @title, address = @address, email = @email, remark = @remark, enabled = @enabled,
    first_month = @first_month, changed_by = @changed_by, changed_at = @changed_at
where account = @account;

-- name: DisableStandingOrder :exec
update standing_orders set enabled = false, changed_by = @changed_by, changed_at = @changed_at where account = @account and enabled;

-- name: DeleteStandingOrder :execrows
delete from standing_orders where account = @account;

-- Accounts whose order of a month is due by a day of it, and not carried out.
-- name: DueStandingOrders :many
select o.account from standing_orders o
where o.enabled and o.account > @after::text and o.day <= @day::int and o.first_month <= @month::text
  and not exists (select from standing_order_runs r where r.account = o.account and r.month = @month)
order by o.account limit @page_size;

-- name: StandingOrderRun :one
select * from standing_order_runs where account = @account and month = @month;

-- name: InsertStandingOrderRun :exec
insert into standing_order_runs (account, month, at, application, reasons) values (@account, @month, @at, sqlc.narg('application'), @reasons);

-- Latest first, from before a month.
-- name: StandingOrderRuns :many
select * from standing_order_runs where account = @account and (@before::text = '' or month < @before::text) order by month desc limit @page_size;

-- What customers are to be told, and where: the order's own addresses, or the account's.
-- name: SkipsToTell :many
select sqlc.embed(r), coalesce(nullif(o.email, ''), a.email)::text as email, a.certified_name
from standing_order_runs r join accounts a on a.id = r.account left join standing_orders o on o.account = r.account
where r.reasons is not null and r.told_at is null and (r.account, r.month) > (@after_account::text, @after_month::text)
order by r.account, r.month limit @page_size;

-- name: TellSkip :exec
update standing_order_runs set told_at = @told_at::timestamptz where account = @account and month = @month and told_at is null;
