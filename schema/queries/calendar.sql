-- Whoever promises something holds this until it has committed; whoever loads a schedule waits for them, so that no promise
-- is made by the old calendar once the new one is there (I3).
-- name: HoldCalendar :exec
select pg_advisory_xact_lock_shared(720001);

-- name: ReplaceCalendar :exec
select pg_advisory_xact_lock(720001);

-- name: CalendarYears :many
select * from calendar_years order by year;

-- name: StoreCalendarYear :exec
insert into calendar_years (year, source, off, worked_weekends, revision, loaded_by, loaded_at)
values (@year, @source, @off, @worked_weekends, @revision, @who, @now)
on conflict (year) do update set source = @source, off = @off, worked_weekends = @worked_weekends, revision = @revision, loaded_by = @who, loaded_at = @now;

-- name: PromisedReviews :many
select * from applications where status = 'pending_approval' and review_mode = 'manual' and id > @after order by id limit @page_size;

-- name: MoveReview :exec
update applications set review_due_at = @due_at, review_provisional = @provisional where id = @id and status = 'pending_approval';

-- name: PromisedPapers :many
select * from invoices where medium = 'paper' and status = any(@dated::text[]) and id > @after order by id limit @page_size;

-- What is parked goes on in the order of the new due dates.
-- name: MoveInvoice :exec
with held as (update parked p set due_at = @due_at::timestamptz where p.invoice = @id)
update invoices i set due_at = @due_at::timestamptz, due_provisional = @provisional, calendar_version = @calendar_version
where i.id = @id and i.status = @status;

-- name: PromisedTickets :many
select * from tickets where status = any(@promised::text[]) and id > @after order by id limit @page_size;

-- name: MoveTicket :exec
update tickets set due_at = @due_at::timestamptz, due_provisional = @provisional where id = @id and status = any(@promised::text[]);

-- name: CloseCalendarTask :exec
update operator_tasks set closed_at = @now, closed_by = @who where kind = 'calendar' and closed_at is null;
