package providertest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// reversing is a provider that also undoes what it issued.
type reversing struct {
	activities.TaxProvider
	activities.Reverser
	Account
}

// runReversals checks the promises of providers that undo documents; the others keep them by not being asked.
func runReversals(t *testing.T, account Account, newProvider func(t *testing.T) activities.TaxProvider) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, reversing){
		"an unknown red serial is not found":                        unknownRedSerial,
		"V1 an unused invoice is reversed at once":                  reversedAtOnce,
		"V2 a part is reversed, then the rest, never more":          reversedInParts,
		"I4 a red serial submitted at once by many has one number":  reversedOnceTogether,
		"V1 a form that waits for the buyer can be withdrawn":       withdrawn,
		"V3 a paper invoice is voided, and again, but not reversed": voidedAgain,
		"V3 an electronic invoice is not voided":                    electronicNotVoided,
		"a call that undoes ends with its context":                  undoingCancelled,
	} {
		t.Run(name, func(t *testing.T) {
			provider := newProvider(t)
			if reverser, reverses := provider.(activities.Reverser); reverses {
				check(t, reversing{provider, reverser, account})
			}
		})
	}
}

// RedDecided asks until the bureau has no more to do for a form: it is issued, it ended, or it waits for the buyer.
func RedDecided(t *testing.T, provider activities.Reverser, serial invoice.Serial) activities.RedAnswer {
	t.Helper()
	var answer activities.RedAnswer
	require.Eventually(t, func() bool {
		var err error
		answer, err = provider.QueryRed(t.Context(), serial)
		return err == nil && answer.State != activities.RedPending && answer.State != activities.RedNotFound
	}, decidedWithin, askedEvery, "the provider does not decide about %s", serial)
	return answer
}

// issue issues a document and returns its number.
func (r reversing) issue(t *testing.T, document invoice.Document) string {
	t.Helper()
	submit(t, r.TaxProvider, document)
	answer := Decided(t, r.TaxProvider, document.Serial)
	require.Equal(t, activities.ProviderIssued, answer.State, answer.Reason)
	return answer.Number
}

// reverse asks for a reversal and waits for what becomes of it.
func (r reversing) reverse(t *testing.T, document invoice.RedDocument) activities.RedAnswer {
	t.Helper()
	answer, err := r.RequestRed(t.Context(), document)
	require.NoError(t, err)
	if answer.State != activities.RedPending {
		return answer
	}
	return RedDecided(t, r.Reverser, document.Serial)
}

func (r reversing) usage(t *testing.T, number string) invoice.Usage {
	t.Helper()
	usage, err := r.Usage(t.Context(), number)
	require.NoError(t, err)
	return usage
}

func unknownRedSerial(t *testing.T, provider reversing) {
	serial := NewSerial()
	queried, err := provider.QueryRed(t.Context(), serial)
	require.NoError(t, err)
	withdrawn, err := provider.WithdrawRed(t.Context(), serial)
	require.NoError(t, err)
	for _, answer := range []activities.RedAnswer{queried, withdrawn} {
		require.Equal(t, activities.RedAnswer{State: activities.RedNotFound}, answer)
	}
	_, err = provider.Usage(t.Context(), "00000000000000000000")
	require.Error(t, err, "nothing is known of an invoice that does not exist")
}

func reversedAtOnce(t *testing.T, provider reversing) {
	document := Document(NewSerial(), provider.Seller)
	number := provider.issue(t, document)
	require.Equal(t, invoice.Usage{}, provider.usage(t, number))
	before := time.Now().Add(-time.Minute)
	red := Reversal(document, number)
	answer := provider.reverse(t, red)
	require.Equal(t, activities.RedIssued, answer.State, answer.Reason)
	require.Regexp(t, `^[0-9]{20}$`, answer.Number)
	require.NotEqual(t, number, answer.Number)
	require.WithinRange(t, answer.IssuedAt, before, time.Now().Add(time.Minute))
	require.Equal(t, time.UTC, answer.IssuedAt.Location())
	require.Equal(t, invoice.Usage{FullyRed: true}, provider.usage(t, number))

	again, err := provider.RequestRed(t.Context(), red)
	require.NoError(t, err)
	require.Equal(t, answer, again, "the same serial again never makes a second one")
	second := provider.reverse(t, Reversal(document, number))
	require.Equal(t, activities.RedRefused, second.State)
	require.NotEmpty(t, second.Reason)
}

func reversedInParts(t *testing.T, provider reversing) {
	document := Document(NewSerial(), provider.Seller)
	number := provider.issue(t, document)
	part := PartialReversal(document, number, 1, money.MustParse("212.00"))
	require.Equal(t, activities.RedIssued, provider.reverse(t, part).State)
	require.Equal(t, invoice.Usage{}, provider.usage(t, number), "something is left of it")

	more := provider.reverse(t, PartialReversal(document, number, 1, money.MustParse("901.00")))
	require.Equal(t, activities.RedRefused, more.State)
	require.NotEmpty(t, more.Reason)

	rest := PartialReversal(document, number, 1, money.MustParse("848.00"))
	rest = with(rest, document.Lines[1], document.Lines[1].Gross.Neg(), document.Lines[1].Net.Neg())
	answer := provider.reverse(t, rest)
	require.Equal(t, activities.RedIssued, answer.State, answer.Reason)
	require.Equal(t, invoice.Usage{FullyRed: true}, provider.usage(t, number))
}

func reversedOnceTogether(t *testing.T, provider reversing) {
	document := Document(NewSerial(), provider.Seller)
	red := Reversal(document, provider.issue(t, document))
	const callers = 8
	answers := make([]activities.RedAnswer, callers)
	failures := make([]error, callers)
	var together sync.WaitGroup
	for i := range callers {
		together.Go(func() { answers[i], failures[i] = provider.RequestRed(t.Context(), red) })
	}
	together.Wait()
	decided := RedDecided(t, provider, red.Serial)
	require.Equal(t, activities.RedIssued, decided.State, decided.Reason)
	for i := range callers {
		require.NoError(t, failures[i])
		require.NotEqual(t, activities.RedRefused, answers[i].State)
		if answers[i].Number != "" {
			require.Equal(t, decided, answers[i])
		}
	}
}

// withdrawn holds where somebody can play the buyer.
func withdrawn(t *testing.T, provider reversing) {
	if provider.BuyerUses == nil {
		return
	}
	document := Document(NewSerial(), provider.Seller)
	number := provider.issue(t, document)
	provider.BuyerUses(t, number)
	require.Equal(t, invoice.Usage{Used: true}, provider.usage(t, number))
	red := Reversal(document, number)
	require.Equal(t, activities.RedAwaitsBuyer, provider.reverse(t, red).State)
	require.Equal(t, invoice.Usage{Used: true, Locked: true}, provider.usage(t, number))

	for range 2 {
		answer, err := provider.WithdrawRed(t.Context(), red.Serial)
		require.NoError(t, err)
		require.Equal(t, activities.RedWithdrawn, answer.State)
		require.Empty(t, answer.Number)
	}
	require.Equal(t, activities.RedWithdrawn, RedDecided(t, provider, red.Serial).State)
	require.Equal(t, invoice.Usage{Used: true}, provider.usage(t, number))
	require.Equal(t, activities.RedAwaitsBuyer, provider.reverse(t, Reversal(document, number)).State, "it can be tried again")
}

func voidedAgain(t *testing.T, provider reversing) {
	document := Document(NewSerial(), provider.Seller)
	document.Medium = invoice.Paper
	number := provider.issue(t, document)
	for range 2 {
		answer, err := provider.Void(t.Context(), number)
		require.NoError(t, err)
		require.Equal(t, activities.VoidAnswer{State: activities.VoidDone}, answer)
	}
	require.Equal(t, invoice.Usage{Voided: true}, provider.usage(t, number))
	refused := provider.reverse(t, Reversal(document, number))
	require.Equal(t, activities.RedRefused, refused.State)
	require.NotEmpty(t, refused.Reason)
}

func electronicNotVoided(t *testing.T, provider reversing) {
	number := provider.issue(t, Document(NewSerial(), provider.Seller))
	answer, err := provider.Void(t.Context(), number)
	require.NoError(t, err)
	require.Equal(t, activities.VoidRefused, answer.State)
	require.NotEmpty(t, answer.Reason)
	require.Equal(t, invoice.Usage{}, provider.usage(t, number))
}

func undoingCancelled(t *testing.T, provider reversing) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	document := Document(NewSerial(), provider.Seller)
	_, err := provider.RequestRed(ctx, Reversal(document, "00000000000000000000"))
	require.ErrorIs(t, err, context.Canceled)
	_, err = provider.QueryRed(ctx, document.Serial)
	require.ErrorIs(t, err, context.Canceled)
	_, err = provider.WithdrawRed(ctx, document.Serial)
	require.ErrorIs(t, err, context.Canceled)
	_, err = provider.Void(ctx, "00000000000000000000")
	require.ErrorIs(t, err, context.Canceled)
	_, err = provider.Usage(ctx, "00000000000000000000")
	require.ErrorIs(t, err, context.Canceled)
}
