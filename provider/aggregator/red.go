package aggregator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// RequestRed enters a red-letter form. A serial that the aggregator knows is asked about instead: it never makes a second
// red document (I4).
func (c *Client) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	answer, err := c.post(ctx, "/red-forms", toRedWire(document))
	if err != nil {
		return provider.Answer{}, fmt.Errorf("reverse %s as %s: %w", document.Number, document.Serial, err)
	}
	switch answer.Code {
	case codeOK:
		return provider.Answer{State: provider.Pending}, nil
	case codeBadRequest:
		return provider.Answer{State: provider.Refused, Reason: answer.Describe}, nil
	case codeDuplicate:
		return provider.Having(c.QueryRed(ctx, document.Serial)), nil
	case codeFullyReversed:
		found, err := c.QueryRed(ctx, document.Serial)
		return provider.ReversedBy(found, err, answer.Describe)
	default:
		return redNotAnswered(answer, "reverse", document.Serial)
	}
}

// QueryRed asks what became of the form of a serial.
func (c *Client) QueryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	answer, err := c.get(ctx, "/red-forms/"+url.PathEscape(string(serial)))
	if err != nil {
		return provider.Answer{}, fmt.Errorf("query red %s: %w", serial, err)
	}
	return redForm(answer, "query red", serial)
}

// WithdrawRed takes a form back, and answers with where it stands then.
func (c *Client) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	answer, err := c.post(ctx, "/red-forms/"+url.PathEscape(string(serial))+"/withdraw", struct{}{})
	if err != nil {
		return provider.Answer{}, fmt.Errorf("withdraw red %s: %w", serial, err)
	}
	return redForm(answer, "withdraw red", serial)
}

// ConfirmRed confirms a form that the buyer began, and answers with where it stands then.
func (c *Client) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.answerRed(ctx, serial, "confirm")
}

// DenyRed denies a form that the buyer began, and answers with where it stands then.
func (c *Client) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.answerRed(ctx, serial, "deny")
}

func (c *Client) answerRed(ctx context.Context, serial invoice.Serial, word string) (provider.Answer, error) {
	answer, err := c.post(ctx, "/red-forms/"+url.PathEscape(string(serial))+"/"+word, struct{}{})
	if err != nil {
		return provider.Answer{}, fmt.Errorf("%s red %s: %w", word, serial, err)
	}
	return redForm(answer, word+" red", serial)
}

func redForm(answer envelope, call string, serial invoice.Serial) (provider.Answer, error) {
	switch answer.Code {
	case codeOK:
		var result redResult
		err := answer.read(&result)
		if err == nil && result.Serial != string(serial) {
			err = fmt.Errorf("the aggregator answered about another serial, %q", result.Serial)
		}
		read, failed := redOutcome(result)
		if err = cmp.Or(err, failed); err != nil {
			return provider.Answer{}, fmt.Errorf("%s %s: %w", call, serial, err)
		}
		read.Form = result.Form
		return read, nil
	case codeUnknownSerial:
		return provider.Answer{State: provider.NotFound}, nil
	default:
		return redNotAnswered(answer, call, serial)
	}
}

// redNotAnswered reads the outcomes that any call about a form may have. A code that is not known says nothing about the
// form, so it is an error and never a final refusal (I4).
func redNotAnswered(answer envelope, call string, serial invoice.Serial) (provider.Answer, error) {
	if answer.Code == codeSessionExpired {
		return provider.Answer{State: provider.SessionExpired, Reason: answer.Describe}, nil
	}
	return provider.Answer{}, fmt.Errorf("%s %s: %w", call, serial, answer.unexpected())
}

// redOutcome reads where a form stands. First its own state, because most forms end without a red document.
func redOutcome(result redResult) (provider.Answer, error) {
	switch result.State {
	case formAwaitsBuyer:
		return provider.Answer{State: provider.AwaitsBuyer}, nil
	case formAwaitsSeller:
		return provider.Answer{State: provider.AwaitsSeller}, nil
	case formDeclined:
		return provider.Answer{State: provider.Declined, Reason: result.FailCause}, nil
	case formDenied:
		return provider.Answer{State: provider.Denied, Reason: result.FailCause}, nil
	case formLapsed:
		return provider.Answer{State: provider.Lapsed, Reason: result.FailCause}, nil
	case formWithdrawn, formWithdrawnLater:
		return provider.Answer{State: provider.Withdrawn, Reason: result.FailCause}, nil
	case "", formNotToBeConfirmed, formConfirmed:
		return redDocument(result)
	default:
		return provider.Answer{}, fmt.Errorf("the aggregator answered with the unknown form state %q", result.State)
	}
}

var errRedDocument = errors.New("the aggregator's answer has no form state, no number or no date")

// redDocument reads what became of the red document. One without a number, or of no form, would be no answer at all.
func redDocument(result redResult) (provider.Answer, error) {
	switch result.Status {
	case stateIssuing:
		return provider.Answer{State: provider.Pending}, nil
	case stateFailed:
		return provider.Answer{State: provider.Refused, Reason: result.FailCause}, nil
	case stateIssued:
		if result.State == "" || result.Number == "" || result.IssuedAt.IsZero() {
			return provider.Answer{}, errRedDocument
		}
		return provider.Answer{State: provider.Issued, Number: result.Number, IssuedAt: result.IssuedAt.UTC()}, nil
	default:
		return provider.Answer{}, fmt.Errorf("the aggregator answered with the unknown status %d", result.Status)
	}
}
