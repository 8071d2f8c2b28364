package activities

import (
	"errors"

	"go.temporal.io/sdk/temporal"

	"kaipiao/courier"
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
	// FailureOutside: an outside system or our database did not do what was asked; trying again may help.
	FailureOutside = "outside"
)

// failure is the one table from errors to Temporal's failures. It must be the outermost error of an activity: wrapped
// once more, a failure loses its type and is retried for ever.
func failure(err error) error {
	var refused *refusal.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return temporal.NewApplicationErrorWithOptions(refused.English(), string(refused.Code), temporal.ApplicationErrorOptions{
			NonRetryable: true, Cause: err, Category: temporal.ApplicationErrorCategoryBenign,
		})
	case errors.Is(err, ErrRefusedForGood), errors.Is(err, courier.ErrRefusedForGood):
		return temporal.NewApplicationErrorWithOptions(err.Error(), FailureRefused, temporal.ApplicationErrorOptions{NonRetryable: true, Cause: err})
	case errors.Is(err, provider.ErrFileMissing):
		return temporal.NewApplicationErrorWithOptions(err.Error(), FailureFileMissing, temporal.ApplicationErrorOptions{
			Cause: err, Category: temporal.ApplicationErrorCategoryBenign,
		})
	default:
		return temporal.NewApplicationErrorWithOptions(err.Error(), FailureOutside, temporal.ApplicationErrorOptions{Cause: err})
	}
}
