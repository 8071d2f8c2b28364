package activities

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"kaipiao/courier"
	"kaipiao/domain/refusal"
	"kaipiao/provider"
)

// The one table from errors to Temporal's failures: what may be tried again, and what not.
func TestTheTableOfFailures(t *testing.T) {
	for _, c := range []struct {
		err   error
		kind  string
		final bool
	}{
		{refusal.New(refusal.WrongState, "", "issued"), string(refusal.WrongState), true},
		{fmt.Errorf("read: %w", refusal.New(refusal.NotFound, "", "invoice")), string(refusal.NotFound), true},
		{fmt.Errorf("ship: %w", courier.ErrRefusedForGood), FailureRefused, true},
		{fmt.Errorf("mail: %w", ErrRefusedForGood), FailureRefused, true},
		{fmt.Errorf("fetch: %w", provider.ErrFileMissing), FailureFileMissing, false},
		{fmt.Errorf("fetch: %w", provider.ErrUnavailable), FailureOutside, false},
		{errors.New("connection reset"), FailureOutside, false},
	} {
		var told *temporal.ApplicationError
		require.ErrorAs(t, failure(c.err), &told, c.kind)
		require.Equal(t, c.kind, told.Type())
		require.Equal(t, c.final, told.NonRetryable(), c.kind)
	}
	require.NoError(t, failure(nil))
}
