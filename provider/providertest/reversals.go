package providertest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
)

// reversing is a provider whose documents are undone.
type reversing struct {
	provider.Client
	Account
}

// runReversals checks the promises of undoing what was issued.
func runReversals(t *testing.T, account Account, newClient func(t *testing.T) provider.Client) {
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
		t.Run(name, func(t *testing.T) { check(t, reversing{newClient(t), account}) })
	}
}

// RedDecided asks until the bureau has no more to do for a form: it is issued, it ended, or it waits for the buyer.
func RedDecided(t *testing.T, client provider.Client, serial invoice.Serial) provider.Answer {
	t.Helper()
	return decided(t, client.QueryRed, serial)
}

// issue issues a document and returns by what it is found.
func (r reversing) issue(t *testing.T, document invoice.Document) provider.Key {
	t.Helper()
	submit(t, r.Client, document)
	answer := Decided(t, r.Client, document.Serial)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	return provider.Key{Serial: document.Serial, Number: answer.Number}
}

// reverse asks for a reversal and waits for what becomes of it.
func (r reversing) reverse(t *testing.T, document invoice.RedDocument) provider.Answer {
	t.Helper()
	answer, err := r.RequestRed(t.Context(), document)
	require.NoError(t, err)
	if answer.State != provider.Pending {
		return answer
	}
	return RedDecided(t, r.Client, document.Serial)
}

// used requires what the buyer has done with an invoice, as far as the provider tells it.
func (r reversing) used(t *testing.T, key provider.Key, want invoice.Usage, because ...any) {
	t.Helper()
	usage, err := r.Usage(t.Context(), key)
	require.NoError(t, err)
	if !r.Capabilities().TellsUsage {
		require.True(t, usage.Unknown, "what is not told is unknown")
		require.Equal(t, invoice.Usage{Voided: usage.Voided, FullyRed: usage.FullyRed, Unknown: true}, usage, "nothing else is made up")
		require.True(t, want.Voided || !usage.Voided, because...)
		require.True(t, want.FullyRed || !usage.FullyRed, because...)
		return
	}
	require.Equal(t, want, usage, because...)
}

func unknownRedSerial(t *testing.T, client reversing) {
	serial := NewSerial()
	queried, err := client.QueryRed(t.Context(), serial)
	require.NoError(t, err)
	withdrawn, err := client.WithdrawRed(t.Context(), serial)
	require.NoError(t, err)
	for _, answer := range []provider.Answer{queried, withdrawn} {
		require.Equal(t, provider.Answer{State: provider.NotFound}, answer)
	}
	if client.Capabilities().TellsUsage {
		_, err = client.Usage(t.Context(), nothing())
		require.Error(t, err, "nothing is known of an invoice that does not exist")
	}
}

func reversedAtOnce(t *testing.T, client reversing) {
	document := Document(NewSerial(), client.Seller)
	key := client.issue(t, document)
	client.used(t, key, invoice.Usage{})
	before := time.Now().Add(-time.Minute)
	red := Reversal(document, key)
	answer := client.reverse(t, red)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	require.Regexp(t, `^[0-9]{20}$`, answer.Number)
	require.NotEqual(t, key.Number, answer.Number)
	require.Regexp(t, `^[0-9]{18,20}$`, answer.Form, "the form has a number of its own")
	require.WithinRange(t, answer.IssuedAt, before, time.Now().Add(time.Minute))
	require.Equal(t, time.UTC, answer.IssuedAt.Location())
	client.used(t, key, invoice.Usage{FullyRed: true})

	again, err := client.RequestRed(t.Context(), red)
	require.NoError(t, err)
	require.Equal(t, answer, again, "the same serial again never makes a second one")
	second := client.reverse(t, Reversal(document, key))
	require.Equal(t, provider.Refused, second.State)
	require.NotEmpty(t, second.Reason)
}

func reversedInParts(t *testing.T, client reversing) {
	document := Document(NewSerial(), client.Seller)
	key := client.issue(t, document)
	part := PartialReversal(document, key, 1, money.MustParse("212.00"))
	require.Equal(t, provider.Issued, client.reverse(t, part).State)
	client.used(t, key, invoice.Usage{}, "something is left of it")

	more := client.reverse(t, PartialReversal(document, key, 1, money.MustParse("901.00")))
	require.Equal(t, provider.Refused, more.State)
	require.NotEmpty(t, more.Reason)

	rest := PartialReversal(document, key, 1, money.MustParse("848.00"))
	rest = with(rest, document.Lines[1], document.Lines[1].Gross.Neg(), document.Lines[1].Net.Neg())
	answer := client.reverse(t, rest)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	client.used(t, key, invoice.Usage{FullyRed: true})
}

func reversedOnceTogether(t *testing.T, client reversing) {
	document := Document(NewSerial(), client.Seller)
	red := Reversal(document, client.issue(t, document))
	const callers = 8
	answers := make([]provider.Answer, callers)
	failures := make([]error, callers)
	var together sync.WaitGroup
	for i := range callers {
		together.Go(func() { answers[i], failures[i] = client.RequestRed(t.Context(), red) })
	}
	together.Wait()
	decided := RedDecided(t, client, red.Serial)
	require.Equal(t, provider.Issued, decided.State, decided.Reason)
	for i := range callers {
		require.NoError(t, failures[i])
		require.NotEqual(t, provider.Refused, answers[i].State)
		if answers[i].Number != "" {
			require.Equal(t, decided, answers[i])
		}
	}
}

// withdrawn holds where somebody can play the buyer.
func withdrawn(t *testing.T, client reversing) {
	if client.BuyerUses == nil {
		return
	}
	document := Document(NewSerial(), client.Seller)
	key := client.issue(t, document)
	client.BuyerUses(t, key.Number)
	client.used(t, key, invoice.Usage{Used: true})
	red := Reversal(document, key)
	require.Equal(t, provider.AwaitsBuyer, client.reverse(t, red).State)
	client.used(t, key, invoice.Usage{Used: true, Locked: true})
	again, err := client.RequestRed(t.Context(), red)
	require.NoError(t, err)
	require.Equal(t, provider.AwaitsBuyer, again.State, "I4: the same serial again is that form, and no refusal")

	for range 2 {
		answer := turned(t, client.WithdrawRed, red.Serial)
		require.Equal(t, provider.Withdrawn, answer.State)
		require.Empty(t, answer.Number)
	}
	require.Equal(t, provider.Withdrawn, RedDecided(t, client, red.Serial).State)
	client.used(t, key, invoice.Usage{Used: true})
	require.Equal(t, provider.AwaitsBuyer, client.reverse(t, Reversal(document, key)).State, "it can be tried again")
}

// turned does something to a form, and does it again while that is under way: not every provider has done it when it answers.
func turned(t *testing.T, do func(context.Context, invoice.Serial) (provider.Answer, error), serial invoice.Serial) (answer provider.Answer) {
	t.Helper()
	require.Eventually(t, func() bool {
		var err error
		answer, err = do(t.Context(), serial)
		require.NoError(t, err)
		return answer.State != provider.Pending
	}, decidedWithin, askedEvery, "it is not decided what becomes of the form %s", serial)
	return answer
}

func voidedAgain(t *testing.T, client reversing) {
	document := Document(NewSerial(), client.Seller)
	document.Medium = invoice.Paper
	key := client.issue(t, document)
	if !client.Capabilities().VoidsPaper {
		answer, err := client.Void(t.Context(), key)
		require.NoError(t, err)
		require.Equal(t, provider.Refused, answer.State)
		require.NotEmpty(t, answer.Reason)
		return
	}
	for range 2 {
		require.Equal(t, provider.Answer{State: provider.Voided}, client.voided(t, key))
	}
	client.used(t, key, invoice.Usage{Voided: true})
	refused := client.reverse(t, Reversal(document, key))
	require.Equal(t, provider.Refused, refused.State)
	require.NotEmpty(t, refused.Reason)
}

// voided voids a document, and asks again while it is not decided.
func (r reversing) voided(t *testing.T, key provider.Key) (answer provider.Answer) {
	t.Helper()
	require.Eventually(t, func() bool {
		var err error
		answer, err = r.Void(t.Context(), key)
		require.NoError(t, err)
		return answer.State != provider.Pending
	}, decidedWithin, askedEvery, "it is not decided whether it is void")
	return answer
}

func electronicNotVoided(t *testing.T, client reversing) {
	key := client.issue(t, Document(NewSerial(), client.Seller))
	answer, err := client.Void(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, provider.Refused, answer.State)
	require.NotEmpty(t, answer.Reason)
	client.used(t, key, invoice.Usage{})
}

func undoingCancelled(t *testing.T, client reversing) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	document := Document(NewSerial(), client.Seller)
	_, err := client.RequestRed(ctx, Reversal(document, nothing()))
	require.ErrorIs(t, err, context.Canceled)
	_, err = client.QueryRed(ctx, document.Serial)
	require.ErrorIs(t, err, context.Canceled)
	_, err = client.WithdrawRed(ctx, document.Serial)
	require.ErrorIs(t, err, context.Canceled)
	if client.Capabilities().VoidsPaper {
		_, err = client.Void(ctx, nothing())
		require.ErrorIs(t, err, context.Canceled)
	}
	if client.Capabilities().TellsUsage {
		_, err = client.Usage(ctx, nothing())
		require.ErrorIs(t, err, context.Canceled)
	}
}
