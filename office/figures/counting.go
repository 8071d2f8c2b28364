package figures

import (
	"context"

	"github.com/shopspring/decimal"

	"kaipiao/domain/money"
	"kaipiao/office/query"
)

// days makes a row of zeros for each day, because a day on which nothing happened is a zero.
func (f *Figure) days(span Span) {
	if f.Rows != nil {
		return
	}
	f.Rows = []Row{}
	for day := span.From; !span.To.Before(day); day = day.AddDays(1) {
		row := Row{Label: day.String(), Values: make([]*money.Amount, len(f.Columns))}
		for n := range row.Values {
			if f.Columns[n].Unit == Count {
				row.Values[n] = new(money.Amount)
			}
		}
		f.Rows = append(f.Rows, row)
	}
}

func (f *Figure) at(label string) *Row {
	for n := range f.Rows {
		if f.Rows[n].Label == label {
			return &f.Rows[n]
		}
	}
	return nil
}

// put puts a value where it belongs.
func (f *Figure) put(span Span, label, series string, value money.Amount) {
	f.days(span)
	row := f.at(label)
	for n, column := range f.Columns {
		if row != nil && column.Name == series {
			row.Values[n] = &value
		}
	}
}

// timeToIssue has a gap on each day on which nothing was issued.
func (o *Office) timeToIssue(ctx context.Context, q *query.Queries, f *Figure, span Span) error {
	f.Columns = []Column{{"median", Minutes}, {"most", Minutes}, {"promised", Minutes}}
	f.days(span)
	rows, err := q.FigureTimeToIssue(ctx, query.FigureTimeToIssueParams{
		Since: span.From.At(0, 0, 0), Until: span.To.AddDays(1).At(0, 0, 0), Seller: string(span.Seller),
	})
	for _, row := range rows {
		f.put(span, row.Label, "median", row.Median)
		f.put(span, row.Label, "most", row.Most)
	}
	promised := money.Round(decimal.NewFromFloat(o.promised.Minutes()))
	for n := range f.Rows {
		f.Rows[n].Values[2] = &promised
	}
	return err
}

// present is what is so now.
func present(ctx context.Context, q *query.Queries, name Name, span Span) (Figure, error) {
	f := Figure{Name: name, Rows: []Row{}}
	if name == Parked {
		f.Columns = []Column{{"parked", Count}, {"net", CNY}}
		rows, err := q.FigureParked(ctx, string(span.Seller))
		for _, row := range rows {
			f.Rows = append(f.Rows, Row{row.Label, []*money.Amount{&row.Parked, &row.Net}})
		}
		return f, err
	}
	rows, err := q.FigureLedger(ctx, string(span.Seller))
	f.Columns = []Column{{"outstanding", CNY}}
	if name == Unbilled {
		f.Columns = []Column{{"free", CNY}, {"reserved", CNY}}
	}
	for _, row := range rows {
		values := []*money.Amount{&row.Outstanding}
		if name == Unbilled {
			values = []*money.Amount{&row.Free, &row.Reserved}
		}
		f.Rows = append(f.Rows, Row{row.Label, values})
	}
	return f, err
}
