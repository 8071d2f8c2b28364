-- name: InsertReversal :exec
insert into reversals (id, invoice, n, kind, reason, status, serial, net, tax, gross, requested_by, requested_at)
values (@id, @invoice, @n, @kind, @reason, 'requested', sqlc.narg('serial'), @net, @tax, @gross, @requested_by, @now);

-- What others began: a form of the buyer's that waits for finance (V8), or what was made elsewhere or by the vendor and exists
-- already (V9, V10).
-- name: InsertReversalOfOthers :execrows
insert into reversals (id, invoice, n, kind, reason, status, origin, seller, serial, form_number, net, tax, gross, requested_by, requested_at, asked_at,
    confirm_by, number, issued_at, ended_at)
values (@id, @invoice, @n, @kind, @reason, @status, @origin, @seller, sqlc.narg('serial'), sqlc.narg('form_number'), @net, @tax, @gross, @requested_by, @now::timestamptz,
    sqlc.narg('asked_at'), sqlc.narg('confirm_by'), sqlc.narg('number'), sqlc.narg('issued_at'),
    case when @status::text = 'done' then @now::timestamptz end);

-- name: SayWord :execrows
update reversals set status = 'requested', word = @word, word_by = @who, word_at = @now::timestamptz
where id = @id and status = any(@sources::text[]);

-- name: ReversalsOfBuyers :many
select r.* from reversals r
where r.origin = 'buyer'
  and (@status::text = '' or r.status = @status)
  and (@account::text = '' or (select i.account from invoices i where i.id = r.invoice) = @account)
  and (@number::text = '' or r.id = any(array(
       select f.id from reversals f where f.number = @number
       union all select f.id from reversals f join invoices i on i.id = f.invoice where i.number = @number)))
  and (@serial::text = '' or r.serial = @serial)
  and (sqlc.narg('from')::timestamptz is null or r.requested_at >= sqlc.narg('from'))
  and (sqlc.narg('until')::timestamptz is null or r.requested_at < sqlc.narg('until'))
  and r.id > @after
order by r.id limit @page_size;

-- name: InsertReversalLines :copyfrom
insert into reversal_lines (reversal, line, net, tax, gross) values (@reversal, @line, @net, @tax, @gross);

-- name: Reversal :one
select * from reversals where id = @id;

-- name: LockReversal :one
select * from reversals where id = @id for no key update;

-- name: OpenReversal :one
select * from reversals where invoice = @invoice and status = any(@open::text[]);

-- Those that have ended and are owed something still: a mail, or the red document's files.
-- name: UnsettledReversals :many
select * from reversals where invoice = @invoice and ended_at is not null and settled_at is null order by n;

-- name: AskToWithdraw :exec
update reversals set withdraw_asked_at = coalesce(withdraw_asked_at, @now::timestamptz) where id = @id;

-- name: SettleReversal :exec
update reversals set settled_at = coalesce(settled_at, @now::timestamptz) where id = @id;

-- name: ReversalOfSerial :one
select * from reversals where serial = @serial;

-- name: NoteForm :exec
update reversals set form_number = @form_number where serial = @serial and form_number is null;

-- name: ReversalsOfInvoices :many
select * from reversals where invoice = any(sqlc.slice('invoices')) order by invoice, n;

-- name: LinesOfReversals :many
select * from reversal_lines where reversal = any(sqlc.slice('reversals')) order by reversal, line;

-- What was undone of an invoice's lines, or is being undone.
-- name: ReversedLines :many
select u.line, sum(u.net)::numeric as net, sum(u.tax)::numeric as tax, sum(u.gross)::numeric as gross
from reversal_lines u join reversals r on r.id = u.reversal
where r.invoice = @invoice and r.status = any(@statuses::text[]) group by u.line order by u.line;

-- name: ReversalNumberTaken :one
select exists(select 1 from reversals where seller = @seller and number = @number::text);

-- name: FilesOfReversals :many
select * from reversal_files where reversal = any(sqlc.slice('reversals')) order by reversal, array_position(array['pdf', 'ofd', 'xml'], format);

-- name: InsertReversalFiles :exec
insert into reversal_files (reversal, format, sha256, size, key, fetched_at)
select @reversal, unnest(@formats::text[]), unnest(@sha256s::text[]), unnest(@sizes::bigint[]), unnest(@keys::text[]), @now
on conflict (reversal, format) do nothing;

-- name: AwaitBuyer :execrows
update reversals set status = 'awaits_buyer', asked_at = @now::timestamptz, confirm_by = @confirm_by::timestamptz
where id = @id and status = any(@sources::text[]);

-- The mails are counted by their place, so that one that is sent twice counts once.
-- name: RecordReminded :exec
update reversals set reminded = greatest(reminded, @mails::int) where id = @id;

-- name: EndReversal :execrows
update reversals set status = @status, number = sqlc.narg('number'), issued_at = sqlc.narg('issued_at'),
    why = @why, ended_at = @now::timestamptz, overdue_since = null
where id = @id and status = any(@sources::text[]);

-- name: MarkReversalOverdue :execrows
update reversals set overdue_since = @since::timestamptz where id = @id and overdue_since is null and status = any(@open::text[]);

-- The files of what was issued are owed all the same (I6): one that is parked for them goes on to wait.
-- name: MarkReversed :execrows
update invoices
set status = @status, due_at = null, due_provisional = false, overdue_since = null,
    waiting_for = case when @waits::boolean then waiting_for else '' end
where id = @id and status = any(@sources::text[]);

-- The invoices that replace others.
-- name: Replacements :many
select a.replaces::text as replaced, i.id from applications a join invoices i on i.application = a.id
where a.replaces = any(@invoices::text[]) and i.status = any(@known::text[]) order by i.id;
