-- name: InsertTicket :exec
insert into tickets (id, kind, account, application, invoice, address, note, status, due_at, due_provisional, opened_by, opened_at)
values (@id, @kind, @account, @application, @invoice, @address, @note, 'open', @due_at, @due_provisional, @opened_by, @now);

-- name: Ticket :one
select * from tickets where id = @id;

-- name: LockTicket :one
select * from tickets where id = @id for no key update;

-- A customer sees its own account's tickets only.
-- name: Tickets :many
select * from tickets
where (@account::text = '' or account = @account) and (@status::text = '' or status = @status) and id > @after
order by id limit @page_size;

-- name: DecideTicket :execrows
update tickets set status = @status, decided_by = @who, decision_reason = @reason, decided_at = @now, overdue_since = null
where id = @id and status not in ('done', 'refused');

-- The paper that is out has to come back first.
-- name: AwaitMaterials :execrows
update tickets set status = 'awaiting_materials' where id = @id and status = 'open';

-- name: MarkTicketOverdue :execrows
update tickets set overdue_since = @since::timestamptz where id = @id and overdue_since is null and status not in ('done', 'refused');
