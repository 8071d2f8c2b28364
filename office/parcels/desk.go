package parcels

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/read"
)

// Scan is one line of the print desk: a paper's reference, and the courier's number of the parcel that it is in.
type Scan struct{ Reference, TrackingNumber, Company string }

// Outcome is what becomes of a line.
type Outcome string

// The outcomes.
const (
	// Updates: its number is recorded, or would be.
	Updates Outcome = "updates"
	// Unchanged: just this number is recorded already.
	Unchanged Outcome = "unchanged"
	// NotFound: nothing of ours that is on paper has this reference.
	NotFound Outcome = "not_found"
	// Duplicate: another paper has this number, or another line.
	Duplicate Outcome = "duplicate"
	// ShippedAlready: it is on its way under another number.
	ShippedAlready Outcome = "shipped_already"
	// Malformed: the line cannot be read.
	Malformed Outcome = "malformed"
	// Refused: it is not to be sent now.
	Refused Outcome = "refused"
)

// Good reports whether nothing is wrong with a line.
func (o Outcome) Good() bool { return o == Updates || o == Unchanged }

// Judged is a line with what becomes of it, and why.
type Judged struct {
	Outcome Outcome
	Invoice ids.Invoice
	refusal.Words
}

// Recording says how lines are recorded.
type Recording struct {
	// DryRun: nothing is recorded.
	DryRun bool
	// AllOrNothing: nothing is recorded where anything is wrong; otherwise what is good is.
	AllOrNothing bool
}

// codes are what references and tracking numbers are made of.
var codes = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// RecordShipments records what the print desk has handed to the courier, in one transaction, and says of each line what became of it. Done says
// whether anything was recorded.
func (o *Office) RecordShipments(ctx context.Context, lines []Scan, how Recording, who actor.Actor, at time.Time) (judged []Judged, done bool, err error) {
	work := o.tx.Change
	if how.DryRun {
		work = o.tx.Look
	}
	err = work(ctx, func(q *query.Queries) error {
		var rows map[int]query.Invoice
		if judged, rows, err = judgeShipments(ctx, q, lines, !how.DryRun, who); err != nil || how.DryRun {
			return err
		}
		if how.AllOrNothing && slices.ContainsFunc(judged, func(j Judged) bool { return !j.Outcome.Good() }) {
			return nil
		}
		for n, line := range lines {
			if judged[n].Outcome != Updates {
				continue
			}
			if err := ship(ctx, q, rows[n], line.Company, line.TrackingNumber, who, at); err != nil {
				return err
			}
			done = true
		}
		return nil
	})
	return judged, done, err
}

// judgeShipments says what becomes of each line. Invoices are locked in the order of their ids, so that two who record at once never wait for each
// other for ever.
func judgeShipments(
	ctx context.Context, q *query.Queries, lines []Scan, lock bool, who actor.Actor,
) (judged []Judged, rows map[int]query.Invoice, err error) {
	judged, rows = make([]Judged, len(lines)), map[int]query.Invoice{}
	var references, numbers []string
	for _, line := range lines {
		references, numbers = append(references, line.Reference), append(numbers, line.TrackingNumber)
	}
	found, err := q.InvoicesOfReferences(ctx, references)
	if err != nil {
		return nil, nil, fmt.Errorf("find papers: %w", err)
	}
	known, err := q.TrackingNumbersKnown(ctx, numbers)
	if err != nil {
		return nil, nil, fmt.Errorf("find tracking numbers: %w", err)
	}
	of, taken := map[string]query.Invoice{}, map[string]ids.Invoice{}
	slices.SortFunc(found, func(a, b query.InvoicesOfReferencesRow) int { return compareIDs(a.Invoice.ID, b.Invoice.ID) })
	for _, row := range found {
		invoice := row.Invoice
		if lock {
			if invoice, err = q.LockInvoice(ctx, row.Invoice.ID); err != nil {
				return nil, nil, fmt.Errorf("lock a paper: %w", err)
			}
		}
		of[row.Reference] = invoice
	}
	for _, row := range known {
		taken[row.TrackingNumber] = row.Invoice
	}
	seen := map[string]bool{}
	for n, line := range lines {
		row, is := of[line.Reference]
		if judged[n], err = judgeShipment(ctx, q, line, row, is, taken[line.TrackingNumber], who); err != nil {
			return nil, nil, err
		}
		if judged[n].Outcome == Updates && (seen["t"+line.TrackingNumber] || seen["i"+string(row.ID)]) {
			judged[n] = Judged{Duplicate, row.ID, refusal.Words{
				English: "Another line above has this number or this paper.", Chinese: "上面的行已有该单号或该发票。",
			}}
		}
		seen["t"+line.TrackingNumber], seen["i"+string(row.ID)] = true, seen["i"+string(row.ID)] || is
		rows[n] = row
	}
	return judged, rows, nil
}

func compareIDs(a, b ids.Invoice) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

func judgeShipment(
	ctx context.Context, q *query.Queries, line Scan, row query.Invoice, found bool, taken ids.Invoice, who actor.Actor,
) (Judged, error) {
	no := func(outcome Outcome, english, chinese string) (Judged, error) {
		return Judged{outcome, row.ID, refusal.Words{English: english, Chinese: chinese}}, nil
	}
	switch {
	case !codes.MatchString(line.Reference) || !codes.MatchString(line.TrackingNumber):
		return no(Malformed, "A reference and a tracking number have letters, digits and hyphens only.", "寄送编号和快递单号只能含字母、数字和连字符。")
	case !found:
		return no(NotFound, "No paper invoice of ours has this reference.", "未找到该寄送编号对应的纸质发票。")
	case row.TrackingNumber == line.TrackingNumber:
		return no(Unchanged, "Just this number is recorded already.", "该单号已登记。")
	case taken != "":
		return no(Duplicate, "Another paper is on its way under this number.", "该单号已用于其他发票。")
	}
	present, err := read.PresentParcel(ctx, q, row)
	if err != nil {
		return Judged{}, err
	}
	if present.Reference != line.Reference {
		return no(ShippedAlready, "This is the label of an earlier parcel; print the new one.", "这是先前包裹的标签，请使用新的寄送编号。")
	}
	return judgeToSend(ctx, q, row, present, who)
}

// judgeToSend says whether a paper is to be sent now, as shipping it alone would.
func judgeToSend(ctx context.Context, q *query.Queries, row query.Invoice, present parcel.Parcel, who actor.Actor) (Judged, error) {
	_, err := checkToSend(ctx, q, row, who)
	var refused *refusal.Refusal
	switch {
	case err == nil:
		return Judged{Updates, row.ID, refusal.Words{English: "Its number is recorded.", Chinese: "登记该单号。"}}, nil
	case !errors.As(err, &refused):
		return Judged{}, err
	case present.ShippedAt != nil:
		return Judged{ShippedAlready, row.ID, refusal.Words{
			English: "It is on its way under " + present.TrackingNumber + ".", Chinese: "已寄出，单号 " + present.TrackingNumber + "。",
		}}, nil
	default:
		return Judged{Refused, row.ID, refusal.Words{English: refused.English(), Chinese: refused.Chinese()}}, nil
	}
}
