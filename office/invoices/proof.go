package invoices

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// ProofStep is one step of the proof that an invoice was issued once (I4).
type ProofStep struct {
	// Step is stored, submitted, asked, answered or booked.
	Step   string
	Serial invoice.Serial
	// Detail is the generation of the serial, the provider's answer, the number, or the amount that was booked.
	Detail string
	At     time.Time
}

// mostSteps is how many steps a proof has: a serial is asked about for weeks, ever more rarely.
const mostSteps = 500

// NoteAsked stores that the provider was asked about a serial, and what it said.
func (o *Office) NoteAsked(ctx context.Context, serial invoice.Serial, answer string, now time.Time) error {
	return o.noteAttempt(ctx, serial, "asked", answer, now)
}

func (o *Office) noteAttempt(ctx context.Context, serial invoice.Serial, what, answer string, now time.Time) error {
	err := o.tx.Reads().NoteAttempt(ctx, query.NoteAttemptParams{Serial: serial, What: what, Answer: answer, Now: now})
	if err != nil {
		return fmt.Errorf("note what was done under serial %s: %w", serial, err)
	}
	return nil
}

// Proof lists what was done under each serial of an invoice: stored before the first call, submitted, asked about, answered and booked.
func (o *Office) Proof(ctx context.Context, id ids.Invoice) ([]ProofStep, error) {
	rows, err := o.tx.Reads().ProofOfInvoice(ctx, query.ProofOfInvoiceParams{Invoice: id, PageSize: mostSteps})
	if err != nil {
		return nil, fmt.Errorf("read the proof of an invoice: %w", err)
	}
	steps := make([]ProofStep, len(rows))
	for n, row := range rows {
		steps[n] = ProofStep{Step: row.Step, Serial: invoice.Serial(row.Serial), Detail: row.Detail, At: row.At}
	}
	return steps, nil
}
