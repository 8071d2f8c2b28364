package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/office"
)

// Provider talks to the tax provider on behalf of the workflows.
type Provider struct {
	TaxProvider TaxProvider
	Reverser    Reverser
	Office      *office.Office
	// Patience is how long one call waits for a document that was accepted but not issued yet.
	Patience time.Duration
	// FirstPause is the pause before the provider is asked the first time; each further pause is twice as long.
	FirstPause time.Duration
}

// IssueRequest names the invoice and the serial under which it is issued.
type IssueRequest struct {
	Invoice string         `json:"invoice"`
	Serial  invoice.Serial `json:"serial"`
}

// SubmitInvoice asks the provider to issue, and waits a little for the document. It must be tried once only: an error
// means that nothing is known, and the next thing to do is AskProvider with the same serial (I4).
func (p *Provider) SubmitInvoice(ctx context.Context, request IssueRequest) (ProviderAnswer, error) {
	document, err := p.Office.Invoices.Document(ctx, request.Invoice, request.Serial)
	if err != nil {
		return ProviderAnswer{}, failure(err)
	}
	if reserver, reserves := p.TaxProvider.(NumberReserver); reserves && document.ReservedNumber == "" {
		if document.ReservedNumber, err = p.reserve(ctx, reserver, request.Serial); errors.Is(err, ErrUnavailable) {
			return ProviderAnswer{State: ProviderUnavailable}, nil
		}
		if err != nil {
			return ProviderAnswer{}, failure(err)
		}
	}
	answer, err := p.TaxProvider.Submit(ctx, document)
	if err != nil {
		return ProviderAnswer{}, failure(fmt.Errorf("submit serial %s: %w", request.Serial, err))
	}
	if answer.State != ProviderPending {
		return answer, nil
	}
	return await(ctx, p, answer, func() (ProviderAnswer, bool, bool) {
		asked, err := p.TaxProvider.Query(ctx, request.Serial)
		news := err == nil && asked.State != ProviderNotFound && asked.State != ProviderUnavailable
		return asked, news, asked.State != ProviderPending
	}), nil
}

// reserve draws the number and stores it before it is used, so that a later try uses the same one.
func (p *Provider) reserve(ctx context.Context, reserver NumberReserver, serial invoice.Serial) (string, error) {
	number, err := reserver.ReserveNumber(ctx, serial)
	if errors.Is(err, ErrNumberOnIssue) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reserve a number for serial %s: %w", serial, err)
	}
	return p.Office.Invoices.ReserveNumber(ctx, serial, number)
}

// await asks again, with growing pauses, until the provider has decided or patience ends; a question that brings no news
// changes nothing. Ask tells whether there is news, and whether it is decided.
func await[Answer any](ctx context.Context, p *Provider, last Answer, ask func() (answer Answer, news, decided bool)) Answer {
	waited := time.Duration(0)
	for pause := p.FirstPause; waited < p.Patience; pause *= 2 {
		select {
		case <-ctx.Done():
			return last
		case <-time.After(pause):
		}
		waited += pause
		answer, news, decided := ask()
		if !news {
			continue
		}
		if last = answer; decided {
			return answer
		}
	}
	return last
}

// AskProvider asks what became of a serial.
func (p *Provider) AskProvider(ctx context.Context, serial invoice.Serial) (ProviderAnswer, error) {
	answer, err := p.TaxProvider.Query(ctx, serial)
	if err != nil {
		return ProviderAnswer{}, failure(fmt.Errorf("ask about serial %s: %w", serial, err))
	}
	return answer, nil
}
