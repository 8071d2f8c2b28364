package activities

import (
	"context"
	"fmt"
	"log/slog"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
	"kaipiao/provider"
)

// RequestRed enters the red-letter form of a reversal, and waits a little for what comes of it. As with SubmitInvoice an
// error means that nothing is known, and the next thing to do is AskRed with the same serial (I4).
func (p *Provider) RequestRed(ctx context.Context, reversal ids.Reversal) (provider.Answer, error) {
	defer alive(ctx)()
	if held, err := p.held(ctx); held || err != nil {
		return provider.Answer{State: provider.Held}, err
	}
	document, err := p.Office.Reversals.RedDocument(ctx, reversal)
	if err != nil {
		return provider.Answer{}, failure(err)
	}
	answer, err := p.Client.RequestRed(ctx, document)
	if err != nil {
		return provider.Answer{}, failure(fmt.Errorf("enter the red-letter form %s: %w", document.Serial, err))
	}
	return p.noteForm(ctx, document.Serial, p.await(ctx, answer, p.Client.QueryRed, document.Serial)), nil
}

// noteForm stores the number of a form, as soon as the provider tells it, and hands the answer on. That the number is not stored is no error of the
// step: the next answer tells it again.
func (p *Provider) noteForm(ctx context.Context, serial invoice.Serial, answer provider.Answer) provider.Answer {
	if answer.Form == "" {
		return answer
	}
	if err := p.Office.Reversals.NoteForm(ctx, serial, answer.Form); err != nil {
		slog.WarnContext(ctx, "the number of a red-letter form is not stored", "serial", serial, "error", err)
	}
	return answer
}

// AskRed asks what became of the form of a serial.
func (p *Provider) AskRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	defer alive(ctx)()
	answer, err := p.Client.QueryRed(ctx, serial)
	if err != nil {
		return provider.Answer{}, failure(fmt.Errorf("ask about the red-letter form %s: %w", serial, err))
	}
	return p.noteForm(ctx, serial, answer), nil
}

// WithdrawRed takes back a form that the buyer has not confirmed, and answers with where it stands then.
func (p *Provider) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	defer alive(ctx)()
	answer, err := p.Client.WithdrawRed(ctx, serial)
	if err != nil {
		return provider.Answer{}, failure(fmt.Errorf("withdraw the red-letter form %s: %w", serial, err))
	}
	return p.noteForm(ctx, serial, answer), nil
}

// RedAnswer is finance's word to a form that the buyer began (V8).
type RedAnswer struct {
	Serial invoice.Serial `json:"serial"`
	Word   reversal.Word  `json:"word"`
}

// AnswerRed says it to the provider, and answers with where the form stands then. It may be repeated.
func (p *Provider) AnswerRed(ctx context.Context, answer RedAnswer) (provider.Answer, error) {
	say := p.Client.ConfirmRed
	if answer.Word == reversal.Declining {
		say = p.Client.DenyRed
	}
	stands, err := say(ctx, answer.Serial)
	if err != nil {
		return provider.Answer{}, failure(fmt.Errorf("%s the red-letter form %s: %w", answer.Word, answer.Serial, err))
	}
	return p.noteForm(ctx, answer.Serial, p.await(ctx, stands, p.Client.QueryRed, answer.Serial)), nil
}

// VoidInvoice voids a paper invoice in the month of its issue (V3). Voiding again answers the same, so it may be repeated.
func (p *Provider) VoidInvoice(ctx context.Context, invoiceID ids.Invoice) (provider.Answer, error) {
	defer alive(ctx)()
	if held, err := p.held(ctx); held || err != nil {
		return provider.Answer{State: provider.Held}, err
	}
	issued, err := p.Office.Invoices.Invoice(ctx, invoiceID)
	if err != nil {
		return provider.Answer{}, failure(err)
	}
	answer, err := p.Client.Void(ctx, provider.Key{Serial: issued.Serial, Number: issued.Number})
	if err != nil {
		return provider.Answer{}, failure(fmt.Errorf("void invoice %s: %w", invoiceID, err))
	}
	return answer, nil
}
