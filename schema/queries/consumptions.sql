-- name: Consumptions :many
select * from consumptions where id = any(sqlc.slice('ids'));

-- name: LockConsumption :one
select * from consumptions where id = @id for no key update;

-- name: InsertConsumptions :copyfrom
insert into consumptions (id, account, owner, payer, master, way, seller, charge, product, tax_code, tax_rate, cash, coupon, rebate,
    paid_at, resources_created_at, delivered_at, recorded_at)
values (@id, @account, @owner, @payer, @master, @way, @seller, @charge, @product, @tax_code, @tax_rate, @cash, @coupon, @rebate,
    @paid_at, @resources_created_at, @delivered_at, @recorded_at);

-- name: InsertRecords :copyfrom
insert into record_balances (consumption, account, subject, seller, charge, product, tax_code, tax_rate, paid_at, released_at)
values (@consumption, @account, @subject, @seller, @charge, @product, @tax_code, @tax_rate, @paid_at, @released_at);

-- name: SetResourcesCreated :exec
update consumptions set resources_created_at = @at::timestamptz where id = @id;

-- name: SetDelivered :exec
update consumptions set delivered_at = @at::timestamptz where id = @id;

-- name: ReleaseRecord :exec
update record_balances set released_at = sqlc.narg('released_at') where consumption = @consumption;

-- name: Refunds :many
select * from refunds where id = any(sqlc.slice('ids'));

-- name: InsertRefunds :copyfrom
insert into refunds (id, consumption, cash, reason, refunded_at, recorded_at)
values (@id, @consumption, @cash, @reason, @refunded_at, @recorded_at);
