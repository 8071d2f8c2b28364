package activities

import (
	"errors"
	"fmt"

	"go.temporal.io/sdk/temporal"

	"kaipiao/courier"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/refusal"
	"kaipiao/provider"
)

// ErrRefusedForGood says that the mail server refused finally: asking again with the same changes nothing.
var ErrRefusedForGood = errors.New("refused for good")

// The types of failure that workflows tell apart; a refusal's type is its code.
const (
	// FailureFileMissing: the provider does not have the file yet.
	FailureFileMissing = "file_missing"
	// FailureRefused: an outside system refused for good; trying again cannot help.
	FailureRefused = "refused_for_good"
	// FailureContradiction: two things cannot both be true; trying again never helps, and a person has to look. The error's detail
	// is what contradicts what.
	FailureContradiction = "contradiction"
	// FailureMessageRefused: a message through Temporal did not pass its check; nothing was done.
	FailureMessageRefused = "message_refused"
	// FailureOutside: an outside system or our database did not do what was asked; trying again may help.
	FailureOutside = "outside"
)

// failure is the one table from errors to Temporal's failures. It must be the outermost error of an activity: wrapped
// once more, a failure loses its type and is retried for ever. What was done all the same may go with it, as details.
func failure(err error, details ...any) error {
	var refused *refusal.Refusal
	var met *contradiction.Contradiction
	switch {
	case err == nil:
		return nil
	case errors.As(err, &met):
		return temporal.NewApplicationErrorWithOptions(met.English, FailureContradiction, temporal.ApplicationErrorOptions{
			NonRetryable: true, Cause: err, Details: []any{*met},
		})
	case errors.As(err, &refused):
		return temporal.NewApplicationErrorWithOptions(refused.English(), string(refused.Code), temporal.ApplicationErrorOptions{
			NonRetryable: true, Cause: err, Category: temporal.ApplicationErrorCategoryBenign, Details: details,
		})
	case errors.Is(err, ErrRefusedForGood), errors.Is(err, courier.ErrRefusedForGood):
		return temporal.NewApplicationErrorWithOptions(err.Error(), FailureRefused, temporal.ApplicationErrorOptions{NonRetryable: true, Cause: err, Details: details})
	case errors.Is(err, provider.ErrFileMissing):
		return temporal.NewApplicationErrorWithOptions(err.Error(), FailureFileMissing, temporal.ApplicationErrorOptions{
			Cause: err, Category: temporal.ApplicationErrorCategoryBenign,
		})
	default:
		return temporal.NewApplicationErrorWithOptions(err.Error(), FailureOutside, temporal.ApplicationErrorOptions{Cause: err})
	}
}

// stepFailure is the same for what a workflow does in the register. It only carries out what was decided, so a refusal that
// is no answer to it is a contradiction: the workflow would die of it otherwise.
func stepFailure(err error) error {
	var refused *refusal.Refusal
	var met *contradiction.Contradiction
	if errors.As(err, &refused) && !errors.As(err, &met) {
		err = fmt.Errorf("%w (%w)", contradiction.New(contradiction.StepRefused, refused.English(), refused.Chinese()), err)
	}
	return failure(err)
}

// ContradictionIn finds out whether an activity failed because of a contradiction, and which.
func ContradictionIn(err error) (contradiction.Contradiction, bool) {
	var met contradiction.Contradiction
	var failed *temporal.ApplicationError
	if !errors.As(err, &failed) || failed.Type() != FailureContradiction {
		return met, false
	}
	if err := failed.Details(&met); err != nil || met.Code == "" {
		met = contradiction.Contradiction{Code: contradiction.StepRefused, English: failed.Message(), Chinese: failed.Message()}
	}
	return met, true
}
