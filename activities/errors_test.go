package activities

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"kaipiao/courier"
	"kaipiao/domain/contradiction"
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
		{contradiction.New(contradiction.VendorsInvoice, "i", "isv-1"), FailureContradiction, true},
		{
			fmt.Errorf("%w (%w)", contradiction.New(contradiction.StepRefused, "no", "否"), refusal.New(refusal.NotFound, "", "invoice")),
			FailureContradiction, true,
		},
		{errors.New("connection reset"), FailureOutside, false},
	} {
		var told *temporal.ApplicationError
		require.ErrorAs(t, failure(c.err), &told, c.kind)
		require.Equal(t, c.kind, told.Type())
		require.Equal(t, c.final, told.NonRetryable(), c.kind)
	}
	require.NoError(t, failure(nil))
}

// What the register refuses a workflow as an error is no answer to it: it contradicts what was decided.
func TestARefusedStepContradicts(t *testing.T) {
	for _, c := range []struct {
		err  error
		kind string
	}{
		{fmt.Errorf("read: %w", refusal.New(refusal.NotFound, "", "invoice")), FailureContradiction},
		{contradiction.New(contradiction.VendorsInvoice, "i", "isv-1"), FailureContradiction},
		{errors.New("connection reset"), FailureOutside},
	} {
		var told *temporal.ApplicationError
		require.ErrorAs(t, stepFailure(c.err), &told)
		require.Equal(t, c.kind, told.Type())
	}
	require.NoError(t, stepFailure(nil))
}

// The sentences travel with the failure, and a failure that has lost them is a contradiction all the same.
func TestWhatContradictsWhatTravelsWithTheFailure(t *testing.T) {
	met := contradiction.New(contradiction.NumberTaken, "invoice i", "26332000000123456789")
	found, contradicts := ContradictionIn(fmt.Errorf("step: %w", stepFailure(met)))
	require.True(t, contradicts)
	require.Equal(t, *met, found)
	found, contradicts = ContradictionIn(stepFailure(refusal.New(refusal.NotFound, "", "invoice")))
	require.True(t, contradicts)
	require.Equal(t, contradiction.StepRefused, found.Code)
	require.Equal(t, "登记库拒绝执行下一步：未找到该对象（invoice）。", found.Chinese)
	found, contradicts = ContradictionIn(temporal.NewNonRetryableApplicationError("lost", FailureContradiction, nil))
	require.True(t, contradicts)
	require.Equal(t, "lost", found.English)
	for _, other := range []error{nil, errors.New("connection reset"), failure(refusal.New(refusal.NotFound, "", "invoice"))} {
		_, contradicts = ContradictionIn(other)
		require.False(t, contradicts)
	}
}
