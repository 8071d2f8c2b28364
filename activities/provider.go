package activities

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office"
	"kaipiao/provider"
)

// Provider talks to the tax provider on behalf of the workflows.
type Provider struct {
	Client provider.Client
	Office *office.Office
	Now    func() time.Time
	// Patience is how long one call waits for a document that was accepted but not issued yet, questions included.
	Patience time.Duration
	// FirstPause is the pause before the provider is asked the first time; each further pause is twice as long.
	FirstPause time.Duration
	// Register books what was issued at once, and Files brings it to its customer, for which PublishWithin is all the time that it has; zero leaves
	// that to the workflow.
	Register      *Register
	Files         *Files
	PublishWithin time.Duration
}

// IssueRequest names the invoice and the serial under which it is issued.
type IssueRequest struct {
	Invoice ids.Invoice    `json:"invoice"`
	Serial  invoice.Serial `json:"serial"`
}

// SubmitInvoice asks the provider to issue, and waits a little for the document; what is issued at once is finished in the same step. It must be
// tried once only: an error means that nothing is known, and the next thing to do is AskProvider with the same serial (I4). What was given up
// while the provider had not accepted it is not submitted, and answered as withdrawn (I10).
func (p *Provider) SubmitInvoice(ctx context.Context, request IssueRequest) (Submitted, error) {
	defer alive(ctx)()
	if held, err := p.held(ctx); held || err != nil {
		return Submitted{Answer: provider.Answer{State: provider.Held}}, err
	}
	submission, err := p.Office.Invoices.ToSubmit(ctx, request.Invoice, request.Serial, p.Now())
	if err != nil {
		return Submitted{}, failure(err)
	}
	if submission.GivenUp {
		return Submitted{Answer: provider.Answer{State: provider.Withdrawn}}, nil
	}
	answer, err := p.submitAlone(ctx, request, submission.Document)
	if err == nil && answer.State == provider.Unavailable && submission.Again {
		err = p.Office.Invoices.NotSubmitted(ctx, request.Invoice, p.Now()) // it is not asked, so what was known is still true
	}
	if err != nil || answer.State != provider.Issued {
		return Submitted{Answer: answer}, failure(err)
	}
	return p.finish(ctx, request, submission.Document.Medium, answer), nil
}

// submitAlone hands in a document, after no older serial of the invoice was issued: what was refused may have been taken up at the provider by a
// person (I4). While that is not known, nothing is submitted.
func (p *Provider) submitAlone(ctx context.Context, request IssueRequest, document invoice.Document) (provider.Answer, error) {
	earlier, err := p.Office.Invoices.Earlier(ctx, request.Serial)
	if err != nil {
		return provider.Answer{}, err
	}
	for _, serial := range earlier {
		answer, err := p.Client.Query(ctx, serial)
		switch {
		case err != nil:
			return provider.Answer{}, fmt.Errorf("ask about the earlier serial %s: %w", serial, err)
		case answer.State.NotAsked():
			return answer, nil
		case answer.Number != "":
			return provider.Answer{}, contradiction.New(contradiction.RefusedAndIssued, request.Invoice, request.Serial, serial, answer.Number)
		}
	}
	return p.submit(ctx, request, document)
}

// held reports whether nothing may be submitted, because the register was restored and is not mended yet.
func (p *Provider) held(ctx context.Context) (bool, error) {
	held, err := p.Office.Restores.Holds(ctx)
	return held, failure(err)
}

// submit hands in a document under its serial, with a number where the provider draws them beforehand.
func (p *Provider) submit(ctx context.Context, request IssueRequest, document invoice.Document) (answer provider.Answer, err error) {
	if document.ReservedNumber == "" {
		document.ReservedNumber, err = p.reserve(ctx, document)
		if errors.Is(err, provider.ErrUnavailable) {
			return provider.Answer{State: provider.Unavailable}, nil
		}
		if err != nil {
			return provider.Answer{}, err
		}
	}
	answer, err = p.Client.Submit(ctx, document)
	if err != nil {
		return provider.Answer{}, fmt.Errorf("submit serial %s: %w", request.Serial, err)
	}
	return p.await(ctx, answer, p.Client.Query, request.Serial), nil
}

// reserve draws the number and stores it before it is used, so that a later try uses the same one. Most providers draw none.
func (p *Provider) reserve(ctx context.Context, document invoice.Document) (string, error) {
	number, err := p.Client.ReserveNumber(ctx, document)
	if errors.Is(err, provider.ErrNumberOnIssue) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reserve a number for serial %s: %w", document.Serial, err)
	}
	return p.Office.Invoices.ReserveNumber(ctx, document.Serial, number)
}

// await asks again about what is pending, with growing pauses, until the provider has decided or patience ends. A question
// that brings no news changes nothing: that it was accepted is certain.
func (p *Provider) await(ctx context.Context, last provider.Answer, ask asking, serial invoice.Serial) provider.Answer {
	ctx, enough := context.WithTimeout(ctx, p.Patience)
	defer enough()
	for pause := p.FirstPause; last.State == provider.Pending; pause *= 2 {
		select {
		case <-ctx.Done():
			return last
		case <-time.After(pause):
		}
		answer := provider.Heard(ask(ctx, serial))
		switch answer.State {
		case provider.Unknown, provider.NotFound, provider.Unavailable:
		default:
			last = answer
		}
	}
	return last
}

// asking is a question what became of a serial.
type asking func(context.Context, invoice.Serial) (provider.Answer, error)

// AskProvider asks what became of a serial.
func (p *Provider) AskProvider(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	defer alive(ctx)()
	answer, err := p.Client.Query(ctx, serial)
	if err != nil {
		return provider.Answer{}, failure(fmt.Errorf("ask about serial %s: %w", serial, err))
	}
	// The question is part of the proof that it was issued once; what was said counts whether it is noted or not.
	if err := p.Office.Invoices.NoteAsked(ctx, serial, string(answer.State), p.Now()); err != nil {
		slog.WarnContext(ctx, "a question to the provider is not noted", "serial", serial, "error", err)
	}
	return answer, nil
}
