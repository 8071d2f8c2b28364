// Package accounting has the use cases about what an accounting system books: each document that was issued, red-issued or voided, with all
// that is booked of it.
package accounting

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kaipiao/domain/accounting"
	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
	"kaipiao/domain/webhook"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// atOnce is how many documents are read at a time.
const atOnce = 100

// Office reads them, each page in one snapshot.
type Office struct {
	tx     *tx.DB
	policy policy.Policy
}

// New makes it.
func New(db *tx.DB, p policy.Policy) *Office { return &Office{tx: db, policy: p} }

// booked says which event of which document is meant.
type booked struct {
	event   accounting.Event
	id      string
	invoice ids.Invoice
	at      time.Time
}

// EachDocument calls found with everything that happened to documents in the time, in that order: of an account, or of all.
func (o *Office) EachDocument(ctx context.Context, terms export.Terms, found func(accounting.Document) error) error {
	last := booked{at: terms.Since()}
	for {
		var events []booked
		var page []accounting.Document
		err := o.tx.Look(ctx, func(q *query.Queries) error {
			if err := q.PlanForWhatIsAsked(ctx); err != nil {
				return err
			}
			rows, err := q.DocumentsBooked(ctx, query.DocumentsBookedParams{
				Until: terms.Until(), AfterAt: last.at, AfterID: last.id, Account: string(terms.Account), PageSize: atOnce,
			})
			if err != nil {
				return err
			}
			events = make([]booked, len(rows))
			for i, row := range rows {
				events[i] = booked{accounting.Event(row.Event), row.ID, row.Invoice, row.At}
			}
			page, err = o.documents(ctx, q, events)
			return err
		})
		if err != nil {
			return fmt.Errorf("read documents: %w", err)
		}
		for _, document := range page {
			if err := found(document); err != nil {
				return err
			}
		}
		if len(events) < atOnce {
			return nil
		}
		last = events[len(events)-1]
	}
}

// OfEvent reads the document that an event tells of, as it stands now. Which of an invoice's red documents is meant stands in the event's detail,
// by its number or its id.
func (o *Office) OfEvent(ctx context.Context, e webhook.Event) (*accounting.Document, error) {
	var documents []accounting.Document
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		rows, err := q.DocumentsOfInvoice(ctx, e.Invoice)
		if err != nil {
			return err
		}
		events := make([]booked, 0, len(rows))
		for _, row := range rows {
			if row.Event == string(e.Books()) {
				events = append(events, booked{e.Books(), row.ID, row.Invoice, row.At})
			}
		}
		documents, err = o.documents(ctx, q, events)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the document of an event: %w", err)
	}
	for _, document := range documents {
		if e.Books() != accounting.RedIssued || e.Detail == document.Number || e.Detail == document.ID {
			return &document, nil
		}
	}
	return nil, fmt.Errorf("event %d has no document", e.ID)
}

// OfApplication lists what happened to all documents of an application, in that order. Of one that is not there it is nothing.
func (o *Office) OfApplication(ctx context.Context, id ids.Application, page paging.Request) (paging.Page[accounting.Document], error) {
	after, err := afterCursor(page.After)
	if err != nil {
		return paging.Page[accounting.Document]{}, err
	}
	var next string
	var documents []accounting.Document
	err = o.tx.Look(ctx, func(q *query.Queries) error {
		rows, err := q.DocumentsOfApplication(ctx, query.DocumentsOfApplicationParams{
			Application: id, AfterAt: after.at, AfterID: after.id, PageSize: paging.Size(page),
		})
		if err != nil {
			return err
		}
		if next = ""; len(rows) > page.Size {
			rows = rows[:page.Size]
			next = cursor(rows[page.Size-1])
		}
		events := make([]booked, len(rows))
		for i, row := range rows {
			events[i] = booked{accounting.Event(row.Event), row.ID, row.Invoice, row.At}
		}
		documents, err = o.documents(ctx, q, events)
		return err
	})
	if err != nil {
		return paging.Page[accounting.Document]{}, fmt.Errorf("read documents: %w", err)
	}
	return paging.Page[accounting.Document]{Items: documents, Next: next}, nil
}

// cursor is where the list goes on behind a row.
func cursor(row query.DocumentsOfApplicationRow) string {
	return strconv.FormatInt(row.At.UnixMicro(), 10) + "." + row.ID
}

// afterCursor reads such a cursor.
func afterCursor(cursor string) (after booked, err error) {
	if cursor == "" {
		return after, nil
	}
	instant, id, _ := strings.Cut(cursor, ".")
	micros, err := strconv.ParseInt(instant, 10, 64)
	if err != nil || id == "" {
		return after, refusal.BadInput("cursor", "This cursor was not handed out by a list.", "该游标不是由列表接口给出的。")
	}
	return booked{at: time.UnixMicro(micros), id: id}, nil
}
