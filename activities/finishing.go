package activities

import (
	"context"
	"log/slog"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// Submitted is what became of a submission. What the provider issues at once is finished in the same step, as far as that succeeds.
type Submitted struct {
	provider.Answer
	// Booked: the register has the document; nil where the workflow has to book it.
	Booked *IssuedBooked `json:"booked,omitempty"`
	// Published: the files of the e-invoice are in the house, and its customer knows but for the mails that are owed; nil where the workflow has to
	// see to both.
	Published *Owed `json:"published,omitempty"`
}

// finish books what was issued, and brings an e-invoice to its customer. Whatever does not succeed is left to the workflow, which tries it again for
// as long as it takes: that the document exists is known, and is never an error of this step (I4, I6).
func (p *Provider) finish(ctx context.Context, request IssueRequest, medium invoice.Medium, answer provider.Answer) Submitted {
	done := Submitted{Answer: answer}
	booked, err := p.Register.RecordIssued(ctx, Issued{
		Invoice: request.Invoice, Serial: request.Serial, Number: answer.Number, IssuedAt: answer.IssuedAt,
	})
	if err != nil {
		slog.WarnContext(ctx, "what was issued is not booked at once", "invoice", request.Invoice, "error", err)
		return done
	}
	done.Booked = &booked
	if medium != invoice.Electronic || p.PublishWithin == 0 {
		return done
	}
	ctx, enough := context.WithTimeout(ctx, p.PublishWithin)
	defer enough()
	owed, err := p.Files.Publish(ctx, PublishRequest{Invoice: request.Invoice})
	if err != nil {
		slog.InfoContext(ctx, "the files of what was issued do not come at once", "invoice", request.Invoice, "error", err)
		return done
	}
	done.Published = &owed
	return done
}
