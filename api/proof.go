package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// Proof is what was done under each serial of an invoice (I4).
type Proof struct {
	Once  bool        `json:"once" doc:"Whether it is booked just once, under the serial that was stored before the first call."`
	Steps []ProofStep `json:"steps" nullable:"false" doc:"What was done, in the order in which it happened; answers and bookings at the end."`
}

// TransformSchema says what is too long for a tag.
func (ProofStep) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return explain(s, map[string]string{
		"step": "What was done. `stored`: the serial, before the first call; `submitted`: to the provider; `asked`: what became of it; " +
			"`answered`: it is issued; `booked`: in the ledger.",
	})
}

// ProofStep is one step of it.
type ProofStep struct {
	Step   string          `json:"step" enum:"stored,submitted,asked,answered,booked"`
	Serial *invoice.Serial `json:"serial" nullable:"true" doc:"Under which serial; null for a vendor's own invoice."`
	Detail string          `json:"detail" doc:"The serial's generation, what the provider said, the number, or the amount in CNY." example:"issued"`
	At     time.Time       `json:"at" doc:"When it was done, in UTC, to the microsecond." example:"2026-09-18T02:00:00.123456Z"`
}

type proofAnswer struct{ Body Proof }

func (s *surface) getProof(ctx context.Context, in *ObjectPath[ids.Invoice]) (*proofAnswer, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	steps, err := s.Office.Invoices.Proof(ctx, in.ID)
	shown, booked := Proof{Steps: make([]ProofStep, len(steps))}, 0
	for n, step := range steps {
		shown.Steps[n] = ProofStep{Step: step.Step, Serial: orNull(step.Serial), Detail: step.Detail, At: step.At.UTC()}
		if step.Step == "booked" && step.Serial == i.Serial {
			booked++
		}
	}
	shown.Once = booked == 1
	return &proofAnswer{Body: shown}, err
}
