-- name: InsertImport :execrows
insert into imports (id, terms, file, sha256, size, requested_by, received_at, status, progress, report)
values (@id, @terms, @file, @sha256, @size, @requested_by, @now, 'received', @progress, @report)
on conflict (id) do nothing;

-- name: FindImport :one
select * from imports where id = @id;

-- name: LockImport :one
select * from imports where id = @id for no key update;

-- name: ListImports :many
select * from imports
where @before::text = '' or (received_at, id) < (select b.received_at, b.id from imports b where b.id = @before)
order by received_at desc, id desc limit @page_size;

-- name: BeginReading :exec
update imports set status = 'reading', reading = reading + 1, progress = @progress, report = @report where id = @id;

-- name: NoteProgress :exec
update imports set progress = @progress where id = @id;

-- name: BeginBooking :exec
update imports set status = 'booking', progress = @progress, report = @report where id = @id;

-- name: NoteBooked :exec
update imports set booked_to = @booked_to, progress = @progress where id = @id;

-- name: EndImport :exec
update imports set status = @status, progress = @progress, report = @report, ended_at = @now::timestamptz where id = @id;

-- What was read of a file is forgotten, a table at a time.
-- name: ForgetSums :exec
delete from import_sums where import = @import;

-- name: ForgetImportAccounts :exec
delete from import_accounts where import = @import;

-- name: ForgetItems :exec
delete from import_items where import = @import;

-- name: ForgetRemarks :exec
delete from import_remarks where import = @import;

-- The sums of some rows are added to those of rows before.
-- name: AddSums :exec
insert into import_sums (import, account, month, service, publisher, vendor, period_end, charged, credited, rows, line)
select @import::text, s ->> 'account', s ->> 'month', s ->> 'service', s ->> 'publisher', s ->> 'vendor', (s ->> 'period_end')::timestamptz,
    (s ->> 'charged')::numeric, (s ->> 'credited')::numeric, (s ->> 'rows')::int, (s ->> 'line')::int
from jsonb_array_elements(@sums::jsonb) s
on conflict (import, account, month, service, publisher) do update set
    period_end = greatest(import_sums.period_end, excluded.period_end), charged = import_sums.charged + excluded.charged,
    credited = import_sums.credited + excluded.credited, rows = import_sums.rows + excluded.rows, line = least(import_sums.line, excluded.line);

-- The last name in the file stands.
-- name: AddImportAccounts :exec
insert into import_accounts (import, id, name)
select @import::text, a.key, a.value from jsonb_each_text(@names::jsonb) a
on conflict (import, id) do update set name = excluded.name where excluded.name <> '';

-- The accounts and months of a bill, some at a time.
-- name: BillMonths :many
select distinct account, month from import_sums
where import = @import and (account, month) > (@after_account::text, @after_month::text)
order by account, month limit @page_size;

-- name: SumsOfMonths :many
select account, month, service, publisher, vendor, period_end, charged::text as charged, credited::text as credited, rows, line from import_sums
where import = @import and (account, month) > (@after_account::text, @after_month::text) and (account, month) <= (@to_account::text, @to_month::text)
order by account, month, service, publisher;

-- name: CountSums :one
select count(*)::int from import_sums where import = @import;

-- name: InsertItems :copyfrom
insert into import_items (import, n, line, consumption, content) values (@import, @n, @line, @consumption, @content);

-- name: ItemsToBook :many
select * from import_items where import = @import and n > @after order by n limit @page_size;

-- A row that stands in a table twice, alike, counts once.
-- name: DropRepeated :execrows
delete from import_items i using import_items f
where i.import = @import and f.import = i.import and f.consumption = i.consumption and f.n < i.n and f.content = i.content;

-- Rows whose id stands in the table before, with other content.
-- name: ItemsThatDiffer :many
select i.n, i.line, i.consumption, f.line as first_line from import_items i
join lateral (select f.n, f.line from import_items f where f.import = i.import and f.consumption = i.consumption order by f.n limit 1) f on f.n < i.n
where i.import = @import and i.n > @after order by i.n limit @page_size;

-- name: DropItems :exec
delete from import_items where import = @import and n = any(@ns::bigint[]);

-- name: CountImportAccounts :one
select count(*)::int as named, (count(*) filter (where not exists (select from accounts a where a.id = i.id)))::int as fresh
from import_accounts i where i.import = @import;

-- The accounts that are not known, some at a time; one that is known stays as it is.
-- name: MakeImportedAccounts :many
with page as (
    select i.id, i.name from import_accounts i where i.import = @import and i.id > @after order by i.id limit @page_size
), made as (
    insert into accounts (id, certification, certified_name, taxpayer_id, region, email, created_at, updated_at)
    select p.id, 'none', p.name, '', 'mainland', '', @now, @now from page p order by p.id
    on conflict (id) do nothing
)
select id from page order by id;

-- name: InsertRemarks :exec
insert into import_remarks (import, kind, line, remark)
select @import::text, r.value ->> 'kind', (r.value ->> 'line')::int, r.value from jsonb_array_elements(@remarks::jsonb) with ordinality as r (value, n)
order by r.n;

-- name: Remarks :many
select * from import_remarks where import = @import and id > @after order by id limit @page_size;
