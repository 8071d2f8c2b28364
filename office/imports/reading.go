package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Reading is one reading of a file: what it finds is kept beside the ledger until the whole file is judged. Nobody but the latest reading
// of a file may write. It is used by one goroutine.
type Reading struct {
	office *Office
	of     ids.Import
	number int32
	n      int64
	// Report is what was found so far.
	Report bill.Report
	// kept are the remarks that are kept, of each kind.
	kept map[string]int
}

// mostRemarks is how many remarks of one kind are kept; the report counts all.
const mostRemarks = 10_000

// BeginReading begins to read a file, from its beginning: what an earlier reading found is forgotten. It answers nil where the file was
// read and judged before.
func (o *Office) BeginReading(ctx context.Context, id ids.Import) (*Reading, bill.Import, error) {
	var found bill.Import
	var begun *Reading
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		begun = nil
		row, err := q.LockImport(ctx, id)
		if err != nil {
			return tx.Missing(err, "import")
		}
		if found = importOf(row); found.Status != bill.Received && found.Status != bill.Reading {
			return nil
		}
		for _, forget := range []func(context.Context, ids.Import) error{q.ForgetSums, q.ForgetImportAccounts, q.ForgetItems, q.ForgetRemarks} {
			if err := forget(ctx, id); err != nil {
				return fmt.Errorf("forget what was read before: %w", err)
			}
		}
		begun = &Reading{office: o, of: id, number: row.Reading + 1, kept: map[string]int{}}
		return q.BeginReading(ctx, query.BeginReadingParams{ID: id})
	})
	if err != nil {
		return nil, found, err
	}
	return begun, found, nil
}

// change does something in the name of this reading.
func (r *Reading) change(ctx context.Context, work func(*query.Queries) error) error {
	return r.office.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockImport(ctx, r.of)
		if err != nil {
			return tx.Missing(err, "import")
		}
		if row.Reading != r.number || row.Status != bill.Reading {
			return ErrOutrun
		}
		return work(q)
	})
}

// Progress says how far the reading has come.
func (r *Reading) Progress(ctx context.Context, readBytes int64) error {
	return r.change(ctx, func(q *query.Queries) error {
		return q.NoteProgress(ctx, query.NoteProgressParams{ID: r.of, Progress: bill.Progress{Rows: r.Report.Rows, ReadBytes: readBytes}})
	})
}

// sum is a sum as it is kept: exact, as text.
type sum struct {
	Account   ids.Account `json:"account"`
	Month     string      `json:"month"`
	Service   string      `json:"service"`
	Publisher string      `json:"publisher"`
	Vendor    ids.Seller  `json:"vendor"`
	PeriodEnd time.Time   `json:"period_end"`
	Charged   string      `json:"charged"`
	Credited  string      `json:"credited"`
	Rows      int         `json:"rows"`
	Line      int         `json:"line"`
}

// TakeSums adds what some rows of a bill come to, to what rows before came to.
func (r *Reading) TakeSums(ctx context.Context, sums []bill.Sum, names map[ids.Account]string) error {
	if len(sums) == 0 {
		return nil
	}
	rows := make([]sum, len(sums))
	for i, s := range sums {
		rows[i] = sum{s.Account, s.Month, s.Service, s.Publisher, s.Vendor, s.PeriodEnd, s.Charged.String(), s.Credited.String(), s.Rows, s.Line}
	}
	written, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("write sums: %w", err)
	}
	return r.change(ctx, func(q *query.Queries) error {
		if err := q.AddSums(ctx, query.AddSumsParams{Import: string(r.of), Sums: written}); err != nil {
			return fmt.Errorf("store sums: %w", err)
		}
		return r.takeAccounts(ctx, q, names)
	})
}

func (r *Reading) takeAccounts(ctx context.Context, q *query.Queries, names map[ids.Account]string) error {
	written, err := json.Marshal(names)
	if err != nil {
		return fmt.Errorf("write accounts: %w", err)
	}
	if err := q.AddImportAccounts(ctx, query.AddImportAccountsParams{Import: string(r.of), Names: written}); err != nil {
		return fmt.Errorf("store accounts: %w", err)
	}
	return nil
}

// TakeItems keeps consumption to be booked, in its order.
func (r *Reading) TakeItems(ctx context.Context, items []bill.Item) error {
	if len(items) == 0 {
		return nil
	}
	names := map[ids.Account]string{}
	for _, item := range items {
		for _, account := range []ids.Account{item.Consumption.Account, item.Consumption.Payer} {
			if account != "" {
				names[account] = string(account)
			}
		}
	}
	return r.change(ctx, func(q *query.Queries) error {
		if err := r.keepItems(ctx, q, items); err != nil {
			return err
		}
		return r.takeAccounts(ctx, q, names)
	})
}

func (r *Reading) keepItems(ctx context.Context, q *query.Queries, items []bill.Item) error {
	rows := make([]query.InsertItemsParams, len(items))
	for i, item := range items {
		rows[i] = query.InsertItemsParams{
			Import: r.of, N: r.n + int64(i) + 1, Line: int32(item.Line), Consumption: item.Consumption.ID, Content: item.Consumption, //nolint:gosec // a line
		}
	}
	if _, err := q.InsertItems(ctx, rows); err != nil {
		return fmt.Errorf("store what is to be booked: %w", err)
	}
	r.n += int64(len(items))
	return nil
}

// BadRows is the kind under which bad rows are kept.
const BadRows = "bad_row"

// remark is one line of the report.
type remark struct {
	Kind   string     `json:"kind"`
	Line   int        `json:"line"`
	Reason string     `json:"reason,omitempty"`
	Note   *bill.Note `json:"note,omitempty"`
}

// TakeBad keeps rows that cannot be used.
func (r *Reading) TakeBad(ctx context.Context, rows []bill.BadRow) error {
	r.Report.Bad += len(rows)
	var remarks []remark
	for _, row := range rows {
		remarks = append(remarks, remark{Kind: BadRows, Line: row.Line, Reason: row.Reason})
	}
	return r.takeRemarks(ctx, remarks)
}

// takeNotes keeps what is to be said of groups.
func (r *Reading) takeNotes(ctx context.Context, notes []bill.Note) error {
	r.Report.Remark(notes...)
	var remarks []remark
	for i, note := range notes {
		remarks = append(remarks, remark{Kind: string(note.Kind), Line: note.Line, Note: &notes[i]})
	}
	return r.takeRemarks(ctx, remarks)
}

func (r *Reading) takeRemarks(ctx context.Context, remarks []remark) error {
	var kept []remark
	for _, one := range remarks {
		if r.kept[one.Kind]++; r.kept[one.Kind] <= mostRemarks {
			kept = append(kept, one)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	written, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("write remarks: %w", err)
	}
	return r.change(ctx, func(q *query.Queries) error {
		if err := q.InsertRemarks(ctx, query.InsertRemarksParams{Import: string(r.of), Remarks: written}); err != nil {
			return fmt.Errorf("store remarks: %w", err)
		}
		return nil
	})
}
