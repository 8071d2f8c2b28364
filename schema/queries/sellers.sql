-- name: SellerIsPaused :one
select exists (select from seller_pauses where seller = @seller and resumed_at is null) as paused;

-- name: SellerPause :one
select * from seller_pauses where seller = @seller and resumed_at is null;

-- name: PauseSeller :exec
insert into seller_pauses (seller, reason, paused_at, paused_by) values (@seller, @reason, @now, @who);

-- name: ResumeSeller :execrows
update seller_pauses set resumed_at = @now::timestamptz, resumed_by = @who where seller = @seller and resumed_at is null;

-- How many invoices of a seller have no serial that the provider knows of, and wait for one.
-- name: WaitingForSerial :one
select count(*)::int as waiting from invoices
where status = 'approved' and seller = @seller and (serial is null or not_accepted_at is not null);

-- The vendors that have invoices, by steps through an index.
-- name: VendorsWithInvoices :many
with recursive known (seller) as (
    (select i.seller from invoices i where i.status <> 'planned' and i.seller <> 'platform' order by i.seller limit 1)
    union all
    select (select n.seller from invoices n where n.status <> 'planned' and n.seller <> 'platform' and n.seller > k.seller order by n.seller limit 1)
    from known k where k.seller is not null)
select k.seller::text as seller from known k where k.seller is not null;
