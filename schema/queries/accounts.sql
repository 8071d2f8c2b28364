-- name: InsertAccount :exec
insert into accounts (id, certification, certified_name, taxpayer_id, region, email, created_at, updated_at)
values (@id, @certification, @certified_name, @taxpayer_id, @region, @email, @now, @now);

-- name: UpdateAccount :exec
update accounts
set certification = @certification, certified_name = @certified_name, taxpayer_id = @taxpayer_id, region = @region, email = @email,
    subject = @subject, updated_at = @now
where id = @id;

-- name: SetRecipients :exec
update accounts set email = @email, updated_at = @now where id = @id;

-- name: LockAccount :one
select * from accounts where id = @id for no key update;

-- Nobody, where somebody else holds the account.
-- name: LockFreeAccount :one
select id from accounts where id = @id for no key update skip locked;

-- name: InsertSubjectChange :exec
insert into subject_changes (account, subject, since) values (@account, @subject, @since);

-- The subject changes of some accounts, the latest first.
-- name: SubjectChanges :many
select * from subject_changes where account = any(sqlc.slice('accounts')) order by account, subject desc;

-- name: AllTitles :many
select * from titles where account = @account;

-- name: RenameTitle :exec
update titles set title = @title where id = @id;

-- The pending applications under the old name follow the new one (R6); their events are written with them.
-- name: RenamePendingApplications :many
update applications set buyer_name = @new_name
where account = @account and status = 'pending_approval' and buyer_name = @old_name
returning id;

-- So do the invoices that the tax provider has not got: no serial is stored, or the one that is was not accepted or refused for good
-- (I10). What a vendor has in its queue it may be issuing in this moment (I8). The title of others stays.
-- name: RenameUnsentInvoices :many
update invoices i
set buyer = jsonb_set(coalesce(i.buyer, jsonb_build_object('name', a.buyer_name, 'taxpayer_id', a.buyer_taxpayer_id,
    'address_phone', a.buyer_address_phone, 'bank_account', a.buyer_bank_account)), '{name}', to_jsonb(@new_name::text))
from applications a
where i.account = @account and a.id = i.application and i.seller = 'platform'
  and (i.status = 'failed' or (i.status = 'approved' and (i.serial is null or i.not_accepted_at is not null)))
  and coalesce(i.buyer ->> 'name', a.buyer_name) = @old_name::text
returning i.id, i.application;

-- What is under way for an account's present subject (R6).
-- name: PendingOfAccount :one
select (select count(*) from applications a where a.account = @account and a.status = 'pending_approval')
     + (select count(*) from invoices i where i.account = @account and i.status = any(@unsettled::text[]))
     + (select count(*) from reversals r join invoices i on i.id = r.invoice where i.account = @account and r.status = any(@reversing::text[]))
     + (select count(*) from tickets t where t.account = @account and t.status = any(@asking::text[])) as pending;

-- name: Account :one
select * from accounts where id = @id;

-- An account, and the saved title and address with these ids or, where none is given, its default ones (A5): what is not there has
-- no id.
-- name: Applicant :one
select sqlc.embed(a), coalesce(t.id, '') as title_id, coalesce(t.title, '') as title, coalesce(t.taxpayer_id, '') as title_taxpayer_id,
    coalesce(t.address_phone, '') as address_phone, coalesce(t.bank_account, '') as bank_account,
    coalesce(d.id, '') as address_id, coalesce(d.recipient, '') as recipient, coalesce(d.phone, '') as phone,
    coalesce(d.region, '') as address_region, coalesce(d.street, '') as street
from accounts a
left join titles t on t.account = a.id and (t.id = @title or (@title = '' and t.is_default))
left join addresses d on d.account = a.id and (d.id = @address or (@address = '' and d.is_default))
where a.id = @id;

-- name: Accounts :many
select * from accounts
where (@title::text = '' or compared_title(certified_name) = @title)
  and (@taxpayer_id::text = '' or taxpayer_id = @taxpayer_id)
  and id > @after
order by id limit @page_size;

-- Whoever changes the ledger of accounts locks them first, in the order of their ids, so that nobody can deadlock.
-- name: LockAccounts :many
select id from accounts where id = any(sqlc.slice('ids')) order by id for no key update;

-- name: Titles :many
select * from titles where account = @account and id > @after order by id limit @page_size;

-- name: Title :one
select * from titles where account = @account and id = @id;

-- name: DefaultTitle :one
select * from titles where account = @account and is_default;

-- name: ClearDefaultTitle :exec
update titles set is_default = false where account = @account and is_default;

-- name: InsertTitle :exec
insert into titles (id, account, title, taxpayer_id, address_phone, bank_account, is_default, created_at)
values (@id, @account, @title, @taxpayer_id, @address_phone, @bank_account, @is_default, @now);

-- name: UpdateTitle :execrows
update titles set title = @title, taxpayer_id = @taxpayer_id, address_phone = @address_phone, bank_account = @bank_account,
    is_default = @is_default
where account = @account and id = @id;

-- name: DeleteTitle :execrows
delete from titles where account = @account and id = @id;

-- name: Addresses :many
select * from addresses where account = @account and id > @after order by id limit @page_size;

-- name: Address :one
select * from addresses where account = @account and id = @id;

-- name: DefaultAddress :one
select * from addresses where account = @account and is_default;

-- name: ClearDefaultAddress :exec
update addresses set is_default = false where account = @account and is_default;

-- name: InsertAddress :exec
insert into addresses (id, account, recipient, phone, region, street, is_default, created_at)
values (@id, @account, @recipient, @phone, @region, @street, @is_default, @now);

-- name: UpdateAddress :execrows
update addresses set recipient = @recipient, phone = @phone, region = @region, street = @street, is_default = @is_default
where account = @account and id = @id;

-- name: DeleteAddress :execrows
delete from addresses where account = @account and id = @id;

-- name: ConfirmTaxpayerID :exec
insert into confirmed_taxpayer_ids (account, taxpayer_id, reason, confirmed_by, confirmed_at)
values (@account, @taxpayer_id, @reason, @confirmed_by, @now)
on conflict do nothing;

-- name: ConfirmedTaxpayerID :one
select * from confirmed_taxpayer_ids where account = @account and taxpayer_id = @taxpayer_id;
