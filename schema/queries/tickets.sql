-- name: InsertTicket :exec
insert into tickets (id, kind, account, application, invoice, address, note, status, due_at, due_provisional, opened_by, opened_at, turned_at,
    decided_by, decided_at, accept_outstanding)
values (@id, @kind, @account, sqlc.narg('application'), sqlc.narg('invoice'), @address, @note, @status, sqlc.narg('due_at'), @due_provisional,
    @opened_by, @now, @now, @decided_by, sqlc.narg('decided_at'), @accept_outstanding);

-- The ticket by which a whole application was taken back (R2).
-- name: TicketThatTookBack :one
select * from tickets where application = @application and invoice is null and kind = 'cancel' and status = 'done' order by decided_at desc limit 1;

-- What finance accepted of what is outstanding, for the present subject's leaving (L13).
-- name: AcceptOutstanding :exec
update tickets set accepted_amount = @amount, accepted_subject = @subject where id = @id and accept_outstanding;

-- One of two people has accepted so much; the ticket is put back for the second one.
-- name: ProposeAcceptance :exec
update tickets set proposed_by = @who, proposed_at = @now::timestamptz, proposed_amount = @amount, claimed_by = '', claimed_at = null where id = @id;

-- name: AcceptedOutstanding :one
select coalesce(max(accepted_amount), 0)::numeric from tickets where account = @account and accepted_subject = @subject::int and accepted_subject > 0;

-- name: Ticket :one
select * from tickets where id = @id;

-- name: LockTicket :one
select * from tickets where id = @id for no key update;

-- Tickets, as a list is narrowed: in the order of their ids, between two instants in the order in which they were opened, or what is not decided
-- by when it is due, and at the end those of which nothing is owed. A customer sees those of its own account only. A number is that of the
-- invoice that a ticket concerns.
-- name: Tickets :many
select t.* from tickets t
where (@own_account::text = '' or t.account = @own_account)
  and (@account::text = '' or t.account = @account)
  and (@status::text = '' or t.status = @status)
  and (cardinality(@statuses::text[]) = 0 or t.status = any(@statuses))
  and (sqlc.narg('claimed_by')::text is null or t.claimed_by = sqlc.narg('claimed_by'))
  and (@kind::text = '' or t.kind = @kind)
  and (cardinality(@kinds::text[]) = 0 or t.kind = any(@kinds))
  and (@number::text = '' or t.id = any(array(
       select c.id from tickets c join invoices i on i.id = c.invoice where i.number = @number
       union all select c.id from tickets c join invoices i on i.application = c.application where i.number = @number and c.invoice is null)))
  and (sqlc.narg('from')::timestamptz is null or t.opened_at >= sqlc.narg('from'))
  and (sqlc.narg('until')::timestamptz is null or t.opened_at < sqlc.narg('until'))
  and (sqlc.narg('proposed')::boolean is null or (t.proposed_by <> '') = sqlc.narg('proposed'))
  and (not @standing::boolean or t.status not in ('done', 'refused'))
  and case when @by_due::boolean
      then @after::text = '' or (coalesce(t.due_at, '9999-12-31 00:00:00+00'), t.id) > (@after_due::timestamptz, @after)
      when @by_day::boolean and @latest::boolean
      then @after = '' or (t.opened_at, t.id) < (select b.opened_at, b.id from tickets b where b.id = @after)
      when @by_day
      then @after = '' or (t.opened_at, t.id) > (select b.opened_at, b.id from tickets b where b.id = @after)
      when @latest then @after = '' or t.id < @after
      else t.id > @after end
order by case when @latest then null when @by_day then t.opened_at when @by_due then coalesce(t.due_at, '9999-12-31 00:00:00+00') end,
    case when @latest and @by_day then t.opened_at end desc, case when @latest then t.id end desc, t.id limit @page_size;

-- The same, counted, of so many at most.
-- name: TicketsCounted :one
select count(*)::int as found from (
select t.id from tickets t
where (@own_account::text = '' or t.account = @own_account)
  and (@account::text = '' or t.account = @account)
  and (@status::text = '' or t.status = @status)
  and (cardinality(@statuses::text[]) = 0 or t.status = any(@statuses))
  and (sqlc.narg('claimed_by')::text is null or t.claimed_by = sqlc.narg('claimed_by'))
  and (@kind::text = '' or t.kind = @kind)
  and (cardinality(@kinds::text[]) = 0 or t.kind = any(@kinds))
  and (@number::text = '' or t.id = any(array(
       select c.id from tickets c join invoices i on i.id = c.invoice where i.number = @number
       union all select c.id from tickets c join invoices i on i.application = c.application where i.number = @number and c.invoice is null)))
  and (sqlc.narg('from')::timestamptz is null or t.opened_at >= sqlc.narg('from'))
  and (sqlc.narg('until')::timestamptz is null or t.opened_at < sqlc.narg('until'))
  and (sqlc.narg('proposed')::boolean is null or (t.proposed_by <> '') = sqlc.narg('proposed'))
  and (not @standing::boolean or t.status not in ('done', 'refused'))
limit @at_most) f;

-- name: OpenTicketOf :one
select * from tickets where invoice = @invoice and kind = @kind and status = any(@open::text[]) order by id limit 1;

-- name: DecideTicket :execrows
update tickets
set status = @status, decided_by = @who, decision_reason = @reason, decided_at = @now, overdue_since = null, withdrawn = @withdrawn,
    turn = turn + 1, turned_at = @now
where id = @id and status = any(@sources::text[]);

-- It is somebody's turn. A late turn has ended, and the next one has a promise of its own.
-- name: TurnTicket :execrows
update tickets
set status = @status, due_at = sqlc.narg('due_at'), due_provisional = @due_provisional, overdue_since = null, turn = turn + 1,
    turned_at = @now::timestamptz
where id = @id and status = any(@sources::text[]);

-- Nobody claims it where it is put back.
-- name: ClaimTicket :exec
update tickets set claimed_by = @who, claimed_at = sqlc.narg('now') where id = @id;

-- name: SetTicketAsk :exec
update tickets set asked_because = @because where id = @id;

-- name: ConfirmTicket :exec
update tickets set confirmed_at = sqlc.narg('at') where id = @id;

-- name: MarkTicketOverdue :execrows
update tickets set overdue_since = @since::timestamptz where id = @id and due_at <= @since and overdue_since is null and status = any(@promised::text[]);

-- name: InsertMaterial :exec
insert into ticket_materials (id, ticket, n, type, content_type, sha256, size, key, freight, added_by, added_at)
values (@id, @ticket, @n, @type, @content_type, @sha256,
    @size, @key, @freight, @added_by, @now);

-- name: SameMaterial :one
select * from ticket_materials where ticket = @ticket and type = @type and sha256 = @sha256;

-- name: MaterialsOfTickets :many
select * from ticket_materials where ticket = any(sqlc.slice('tickets')) order by ticket, n;

-- name: CountMaterials :one
select count(*)::int from ticket_materials where ticket = @ticket;

-- The invoices that tickets mean: one, or all of an application.
-- name: InvoicesOfTickets :many
select t.id as ticket, sqlc.embed(i) from tickets t
join invoices i on i.application = t.application and (t.invoice is null or i.id = t.invoice)
where t.id = any(sqlc.slice('tickets')) order by t.id, i.position;

-- What a ticket of this kind always needs; one that is needed already stays as it is.
-- name: NeedMaterial :exec
insert into ticket_needs (ticket, type, after) values (@ticket, @type, 0) on conflict (ticket, type) do nothing;

-- Asked for anew: what is there does not count.
-- name: NeedMaterialAnew :exec
insert into ticket_needs (ticket, type, after)
values (@ticket, @type, (select coalesce(max(n), 0) from ticket_materials m where m.ticket = @ticket))
on conflict (ticket, type) do update set after = excluded.after;

-- name: MissingMaterials :many
select n.ticket, n.type from ticket_needs n
where n.ticket = any(sqlc.slice('tickets'))
  and not exists (select 1 from ticket_materials m where m.ticket = n.ticket and m.type = n.type and m.n > n.after)
order by n.ticket, n.type;

-- name: InsertProformaLines :copyfrom
insert into proforma_lines (ticket, line, consumption, amount) values (@ticket, @line, @consumption, @amount);

-- name: GiveUpProforma :exec
update proforma_lines set given_up = true where ticket = @ticket and not given_up;

-- name: ProformaLinesOfTickets :many
select * from proforma_lines where ticket = any(sqlc.slice('tickets')) order by ticket, line;

-- The tickets on whose pro-forma invoices records stand.
-- name: ProformasOfRecords :many
select * from proforma_lines where consumption = any(sqlc.slice('consumptions')) and not given_up;

-- The pro-forma invoices on which some records stand are outdated.
-- name: OutdateProformas :many
update tickets set outdated_at = @now::timestamptz
where id = any(select l.ticket from proforma_lines l where l.consumption = any(sqlc.slice('consumptions')) and not l.given_up)
returning *;

-- Another template takes the place of what is outdated.
-- name: RenewProforma :exec
update tickets set outdated_at = null where id = @id and outdated_at is not null;

-- The records that can be invoiced at an instant and stand on no pro-forma invoice, oldest first.
-- name: RecordsForProforma :many
select b.consumption from record_balances b
where b.account = @account and b.subject = @subject and b.seller = @seller and b.free > 0 and b.released_at <= @at::timestamptz
  and not exists (select 1 from proforma_lines l where l.consumption = b.consumption and not l.given_up)
order by b.released_at, b.consumption limit @page_size;

-- What happened to one ticket.
-- name: TicketTimeline :many
select e.* from events e where e.ticket = @ticket and e.id > @after order by e.id limit @page_size;
