package aggregator

import (
	"context"
	"fmt"

	"kaipiao/activities"
)

// Void voids a paper invoice in the month of its issue.
func (c *Client) Void(ctx context.Context, number string) (activities.VoidAnswer, error) {
	answer, err := c.post(ctx, "/voids", map[string]string{"number": number})
	if err != nil {
		return activities.VoidAnswer{}, fmt.Errorf("void %s: %w", number, err)
	}
	switch answer.Code {
	case codeOK:
		return voided(answer, number)
	case codeBadRequest:
		return activities.VoidAnswer{State: activities.VoidRefused, Reason: answer.Describe}, nil
	case codeSessionExpired:
		return activities.VoidAnswer{State: activities.VoidSessionExpired, Reason: answer.Describe}, nil
	default:
		return activities.VoidAnswer{}, fmt.Errorf("void %s: %w", number, answer.unexpected())
	}
}

func voided(answer envelope, number string) (activities.VoidAnswer, error) {
	var result voidResult
	if err := answer.read(&result); err != nil {
		return activities.VoidAnswer{}, fmt.Errorf("void %s: %w", number, err)
	}
	switch {
	case result.Number != number:
		return activities.VoidAnswer{}, fmt.Errorf("void %s: the aggregator answered about another number, %q", number, result.Number)
	case result.Status == stateVoided:
		return activities.VoidAnswer{State: activities.VoidDone}, nil
	case result.Status == stateFailed:
		return activities.VoidAnswer{State: activities.VoidRefused, Reason: result.FailCause}, nil
	default:
		return activities.VoidAnswer{}, fmt.Errorf("void %s: the aggregator answered with the unknown status %d", number, result.Status)
	}
}
