package tickets

import (
	"context"
	"slices"

	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Filter narrows the list of tickets; zero values do not narrow.
type Filter struct {
	// OnlyOf: a customer sees its own account's, whatever else is asked for.
	OnlyOf   ids.Account
	Account  ids.Account
	Statuses []ticket.Status
	// Turn: those that are not decided, and where it is somebody's turn.
	Turn ticket.Turn
	// ByDue: those that are not decided, the most urgent first, and at the end those of which nothing is owed.
	ByDue bool
	// Latest: the latest first.
	Latest bool
	// Standing: those that are not decided. ClaimedBy: of them those that somebody has claimed, or nobody, where it is empty.
	Standing  bool
	ClaimedBy *string
	// Proposed: of those, what waits for a second person (L13), or what does not.
	Proposed *bool
	Kinds    []ticket.Kind
	// Number is that of an invoice that a ticket concerns.
	Number string
	// Opened: those that were opened then, in that order.
	Opened paging.Span
}

// Ticket reads one ticket; it refuses with not_found.
func (o *Office) Ticket(ctx context.Context, id ids.Ticket) (ticket.Ticket, error) {
	var found ticket.Ticket
	err := o.tx.Look(ctx, func(q *query.Queries) (err error) {
		found, err = read.Ticket(ctx, q, id)
		return err
	})
	return found, err
}

// List lists tickets: oldest first, as they were opened where the list is narrowed to a time, or by when finance owes something.
func (o *Office) List(ctx context.Context, filter Filter, page paging.Request) (paging.Page[ticket.Ticket], error) {
	var result paging.Page[ticket.Ticket]
	asked, err := filter.parameters(page)
	if err != nil {
		return result, err
	}
	err = filter.in(o.tx).Look(ctx, func(q *query.Queries) error {
		if err := q.PlanForWhatIsAsked(ctx); err != nil {
			return tx.Missing(err, "tickets")
		}
		rows, err := q.Tickets(ctx, asked)
		if err != nil {
			return tx.Missing(err, "tickets")
		}
		whole, err := read.Tickets(ctx, q, rows)
		if err != nil {
			return err
		}
		result = paging.Of(whole, page, func(t ticket.Ticket) ticket.Ticket { return t }, filter.cursor)
		return nil
	})
	return result, err
}

// Summary counts what List would list.
func (o *Office) Summary(ctx context.Context, filter Filter) (paging.Summary, error) {
	asked, err := filter.parameters(paging.Request{})
	if err != nil {
		return paging.Summary{}, err
	}
	var found int32
	err = filter.in(o.tx).Look(ctx, func(q *query.Queries) (err error) {
		if err = q.PlanForWhatIsAsked(ctx); err == nil {
			found, err = q.TicketsCounted(ctx, query.TicketsCountedParams{
				OwnAccount: asked.OwnAccount, Account: asked.Account, Status: asked.Status, Statuses: asked.Statuses, ClaimedBy: asked.ClaimedBy,
				Kind: asked.Kind, Kinds: asked.Kinds, Number: asked.Number, From: asked.From, Until: asked.Until, Standing: asked.Standing, Proposed: asked.Proposed,
				AtMost: paging.CapOfCounts + 1,
			})
		}
		return err
	})
	if err != nil {
		return paging.Summary{}, tx.Missing(err, "tickets")
	}
	return paging.Summary{Count: min(int(found), paging.CapOfCounts), Capped: found > paging.CapOfCounts}, nil
}

func (f Filter) cursor(t ticket.Ticket) string {
	switch {
	case !f.ByDue:
		return string(t.ID)
	case t.Due == nil:
		return paging.DueCursor(nil, t.ID)
	default:
		return paging.DueCursor(&t.Due.At, t.ID)
	}
}

// in is where it is read: a queue that people work on is acted on at once, and read in the database itself.
func (f Filter) in(db *tx.DB) tx.Looks { //nolint:ireturn // one of two
	if f.ByDue || f.Standing || f.Turn != "" || f.ClaimedBy != nil || f.Proposed != nil {
		return db
	}
	return db.Lists()
}

func (f Filter) parameters(page paging.Request) (query.TicketsParams, error) {
	asked := query.TicketsParams{
		OwnAccount: string(f.OnlyOf), Account: string(f.Account), Number: f.Number, ClaimedBy: f.ClaimedBy,
		Standing: f.Standing || f.ByDue || f.ClaimedBy != nil || f.Proposed != nil, Proposed: f.Proposed,
		From: f.Opened.From, Until: f.Opened.Until, ByDay: f.Opened.Given() && !f.ByDue,
		ByDue: f.ByDue, Latest: f.Latest, After: page.After, PageSize: paging.Size(page),
	}
	statuses, err := f.statuses()
	if err != nil {
		return asked, err
	}
	asked.Status, asked.Statuses = paging.OneOrMore(statuses)
	asked.Kind, asked.Kinds = paging.OneOrMore(f.Kinds)
	if f.ByDue {
		asked.AfterDue, asked.After, err = paging.AfterDue(page)
	}
	return asked, err
}

// statuses are those that the list is narrowed to, by themselves and by whose turn it is.
func (f Filter) statuses() ([]ticket.Status, error) {
	if f.Turn == ticket.NobodysTurn {
		return f.Statuses, nil
	}
	among := f.Statuses
	if len(among) == 0 {
		among = ticket.Life.Names()
	}
	of := slices.DeleteFunc(slices.Clone(among), func(status ticket.Status) bool { return status.Turn() != f.Turn })
	if len(of) == 0 {
		return nil, refusal.BadInput("status", "In this state it is not the turn of those that are asked for.", "处于此状态时并不轮到所选的一方。")
	}
	return of, nil
}

// Timeline lists what happened to a ticket, oldest first. After is the id of the last event seen.
func (o *Office) Timeline(ctx context.Context, id ids.Ticket, after int64, size int) ([]event.Event, error) {
	rows, err := o.tx.Reads().TicketTimeline(ctx, query.TicketTimelineParams{
		Ticket: &id, After: after, PageSize: int32(size), //nolint:gosec // the edge allows 200 at most
	})
	if err != nil {
		return nil, tx.Missing(err, "timeline")
	}
	events := make([]event.Event, len(rows))
	for i, row := range rows {
		events[i] = trail.EventOf(row)
	}
	return events, nil
}
