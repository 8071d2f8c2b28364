package parcels

import (
	"context"
	"fmt"
	"slices"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
)

// Sheets are the blank sheets on which some papers were printed, in the order in which they lay in the printer.
type Sheets struct {
	// Code is that of the batch, and From the number of the first sheet.
	Code       string
	From       int
	References []string
}

// Number is that of the sheet of a paper.
func (s Sheets) Number(n int) string { return fmt.Sprintf("%08d", s.From+n) }

// RecordSheets records on which sheets papers were printed: all of them, or none, because one that is missing shifts all others. A spoiled sheet is
// replaced until the paper is sent.
func (o *Office) RecordSheets(ctx context.Context, sheets Sheets, how Recording) (judged []Judged, done bool, err error) {
	work := o.tx.Change
	if how.DryRun {
		work = o.tx.Look
	}
	err = work(ctx, func(q *query.Queries) error {
		rows, err := judgeSheets(ctx, q, sheets, &judged)
		if err != nil || how.DryRun || slices.ContainsFunc(judged, func(j Judged) bool { return !j.Outcome.Good() }) {
			return err
		}
		for n, row := range rows {
			changed, err := q.SetSheet(ctx, query.SetSheetParams{ID: row.ID, Code: sheets.Code, Number: sheets.Number(n)})
			if err != nil {
				return fmt.Errorf("record a sheet: %w", err)
			}
			done = done || changed > 0
		}
		return nil
	})
	return judged, done, err
}

func judgeSheets(ctx context.Context, q *query.Queries, sheets Sheets, judged *[]Judged) ([]query.Invoice, error) {
	numbers := make([]string, len(sheets.References))
	for n := range numbers {
		numbers[n] = sheets.Number(n)
	}
	used, err := q.SheetsUsed(ctx, query.SheetsUsedParams{Code: sheets.Code, Numbers: numbers})
	if err != nil {
		return nil, fmt.Errorf("find sheets: %w", err)
	}
	found, err := q.InvoicesOfReferences(ctx, sheets.References)
	if err != nil {
		return nil, fmt.Errorf("find papers: %w", err)
	}
	by, of := map[string]ids.Invoice{}, map[string]query.Invoice{}
	for _, row := range used {
		by[row.SheetNumber] = row.ID
	}
	for _, row := range found {
		of[row.Reference] = row.Invoice
	}
	rows, seen := make([]query.Invoice, len(numbers)), map[ids.Invoice]bool{}
	*judged = make([]Judged, len(numbers))
	for n, reference := range sheets.References {
		row, is := of[reference]
		rows[n] = row
		(*judged)[n] = judgeSheet(row, is, seen[row.ID], by[numbers[n]])
		seen[row.ID] = true
	}
	return rows, nil
}

func judgeSheet(row query.Invoice, found, twice bool, usedBy ids.Invoice) Judged {
	no := func(outcome Outcome, english, chinese string) Judged {
		return Judged{outcome, row.ID, refusal.Words{English: english, Chinese: chinese}}
	}
	switch {
	case !found:
		return no(NotFound, "No paper invoice of ours has this reference.", "未找到该寄送编号对应的纸质发票。")
	case twice:
		return no(Duplicate, "Another line above has this paper.", "上面的行已有该发票。")
	case usedBy == row.ID:
		return no(Unchanged, "It is recorded on this sheet already.", "该纸张号已登记。")
	case usedBy != "":
		return no(Duplicate, "Another invoice is printed on this sheet.", "该纸张号已用于其他发票。")
	case row.Status != invoice.Issued:
		words := invoice.Life.Words(row.Status)
		return no(Refused, "It is not to be printed now: it is "+words.English+".", "当前不能打印：该发票"+words.Chinese+"。")
	default:
		return no(Updates, "It is recorded on this sheet.", "登记该纸张号。")
	}
}
