// Package figures counts what finance and auditors want to know of a span of days, or of now. It decides nothing.
package figures

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Name is what a figure is called.
type Name string

// The figures. Those of days have a row for each; the others have what is so now.
const (
	Applications Name = "applications_per_day"
	Invoices     Name = "invoices_per_day"
	TimeToIssue  Name = "time_to_issue"
	Overdue      Name = "overdue"
	Parked       Name = "parked_by_cause"
	Unbilled     Name = "unbilled"
	Outstanding  Name = "outstanding"
)

// Names are all of them, in the order in which they are shown.
func Names() []Name {
	return []Name{Applications, Invoices, TimeToIssue, Overdue, Parked, Unbilled, Outstanding}
}

// Unit is what the values of a column are.
type Unit string

// The units.
const (
	Count   Unit = "count"
	Minutes Unit = "minutes"
	CNY     Unit = "cny"
)

// Column is a series of values.
type Column struct {
	Name string
	Unit Unit
}

// Row is what is so of a label: a civil day in Asia/Shanghai, a cause or a seller. A value is nil where there is none, which is not nothing.
type Row struct {
	Label  string
	Values []*money.Amount
}

// Figure is a table of numbers.
type Figure struct {
	Name    Name
	PerDay  bool
	Columns []Column
	Rows    []Row
}

// Span is from one civil day to another one, which is in it, of one seller or of all.
type Span struct {
	From, To calendar.Date
	Seller   ids.Seller
}

// Office counts.
type Office struct {
	tx *tx.DB
	// promised is how soon e-invoices are to be issued.
	promised time.Duration
}

// New makes it.
func New(db *tx.DB, p policy.Policy) *Office {
	return &Office{db, time.Duration(p.Issue.ElectronicTarget)}
}

// Figure counts one.
func (o *Office) Figure(ctx context.Context, name Name, span Span) (counted Figure, err error) {
	err = o.tx.Lists().Read(ctx, func(q *query.Queries) (err error) {
		counted, err = o.count(ctx, q, name, span)
		return err
	})
	return counted, err
}

func (o *Office) count(ctx context.Context, q *query.Queries, name Name, span Span) (Figure, error) {
	since, until := span.From.At(0, 0, 0), span.To.AddDays(1).At(0, 0, 0)
	figure := Figure{Name: name, PerDay: true}
	var err error
	switch name {
	case Applications:
		figure.Columns = counts("automatic", "manual")
		rows, failed := q.FigureApplications(ctx, query.FigureApplicationsParams{Since: since, Until: until, Seller: string(span.Seller)})
		for _, row := range rows {
			figure.put(span, row.Label, row.Series, row.Value)
		}
		err = failed
	case Invoices:
		figure.Columns = counts("electronic", "paper")
		rows, failed := q.FigureInvoices(ctx, query.FigureInvoicesParams{Since: since, Until: until, Seller: string(span.Seller)})
		for _, row := range rows {
			figure.put(span, row.Label, row.Series, row.Value)
		}
		err = failed
	case Overdue:
		figure.Columns = counts("review", "issue", "ship", "ticket", "confirm")
		rows, failed := q.FigureMissed(ctx, query.FigureMissedParams{Since: since, Until: until, Seller: string(span.Seller)})
		for _, row := range rows {
			figure.put(span, row.Label, row.Series, row.Value)
		}
		err = failed
	case TimeToIssue:
		err = o.timeToIssue(ctx, q, &figure, span)
	default:
		figure, err = present(ctx, q, name, span)
	}
	if err != nil {
		return Figure{}, fmt.Errorf("count %s: %w", name, err)
	}
	if figure.PerDay {
		figure.days(span)
	}
	return figure, nil
}

func counts(names ...string) []Column {
	columns := make([]Column, len(names))
	for n, name := range names {
		columns[n] = Column{name, Count}
	}
	return columns
}
