package aggregator

import (
	"context"
	"fmt"

	"kaipiao/provider"
)

// Void voids a paper invoice in the month of its issue.
func (c *Client) Void(ctx context.Context, of provider.Key) (provider.Answer, error) {
	number := of.Number
	answer, err := c.post(ctx, "/voids", map[string]string{"number": number})
	if err != nil {
		return provider.Answer{}, fmt.Errorf("void %s: %w", number, err)
	}
	switch answer.Code {
	case codeOK:
		return voided(answer, number)
	case codeBadRequest:
		return provider.Answer{State: provider.Refused, Reason: answer.Describe}, nil
	case codeSessionExpired:
		return provider.Answer{State: provider.SessionExpired, Reason: answer.Describe}, nil
	default:
		return provider.Answer{}, fmt.Errorf("void %s: %w", number, answer.unexpected())
	}
}

func voided(answer envelope, number string) (provider.Answer, error) {
	var result voidResult
	if err := answer.read(&result); err != nil {
		return provider.Answer{}, fmt.Errorf("void %s: %w", number, err)
	}
	switch {
	case result.Number != number:
		return provider.Answer{}, fmt.Errorf("void %s: the aggregator answered about another number, %q", number, result.Number)
	case result.Status == stateVoided:
		return provider.Answer{State: provider.Voided}, nil
	case result.Status == stateFailed:
		return provider.Answer{State: provider.Refused, Reason: result.FailCause}, nil
	default:
		return provider.Answer{}, fmt.Errorf("void %s: the aggregator answered with the unknown status %d", number, result.Status)
	}
}
