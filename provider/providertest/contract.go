package providertest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
)

// How long a provider may take to decide, and how often it is asked: every three seconds at most is what aggregators
// advise, but the first answers are soon there.
const (
	decidedWithin = time.Minute
	askedEvery    = 50 * time.Millisecond
)

// Account is the test account that a provider is reached with.
type Account struct {
	Seller invoice.Party
	// BuyerUses makes the buyer of an invoice use it at the bureau; nil where nobody can play the buyer.
	BuyerUses func(t *testing.T, number string)
}

// Run checks that a provider keeps the promises of its ports.
func Run(t *testing.T, account Account, newProvider func(t *testing.T) activities.TaxProvider) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, activities.TaxProvider, invoice.Party){
		"an unknown serial is not found":                                                 unknownSerial,
		"a document is issued with a number of twenty digits":                            issued,
		"case 41, I4: a serial submitted again is fetched, and makes no second document": issuedOnce,
		"I4 a serial submitted at once by many has one number":                           issuedOnceTogether,
		"a document that the bureau refuses is failed for good":                          refused,
		"I6 files come in their format or are missing":                                   files,
		"a number that does not exist has no file":                                       noFile,
		"a call ends with its context":                                                   cancelled,
		"a reserved number is the document's":                                            reserved,
	} {
		t.Run(name, func(t *testing.T) { check(t, newProvider(t), account.Seller) })
	}
	runReversals(t, account, newProvider)
}

// Decided asks until the provider has decided, or the test fails.
func Decided(t *testing.T, provider activities.TaxProvider, serial invoice.Serial) activities.ProviderAnswer {
	t.Helper()
	var answer activities.ProviderAnswer
	require.Eventually(t, func() bool {
		var err error
		answer, err = provider.Query(t.Context(), serial)
		return err == nil && answer.State != activities.ProviderPending && answer.State != activities.ProviderNotFound
	}, decidedWithin, askedEvery, "the provider does not decide about %s", serial)
	return answer
}

func unknownSerial(t *testing.T, provider activities.TaxProvider, _ invoice.Party) {
	answer, err := provider.Query(t.Context(), NewSerial())
	require.NoError(t, err)
	require.Equal(t, activities.ProviderAnswer{State: activities.ProviderNotFound}, answer)
}

func issued(t *testing.T, provider activities.TaxProvider, seller invoice.Party) {
	serial := NewSerial()
	before := time.Now().Add(-time.Minute)
	submit(t, provider, Document(serial, seller))
	answer := Decided(t, provider, serial)
	require.Equal(t, activities.ProviderIssued, answer.State, answer.Reason)
	require.Regexp(t, `^[0-9]{20}$`, answer.Number)
	require.WithinRange(t, answer.IssuedAt, before, time.Now().Add(time.Minute))
	require.Equal(t, time.UTC, answer.IssuedAt.Location())
}

func issuedOnce(t *testing.T, provider activities.TaxProvider, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	submit(t, provider, document)
	first := Decided(t, provider, document.Serial)
	again, err := provider.Submit(t.Context(), document)
	require.NoError(t, err)
	require.Contains(t, []activities.ProviderState{activities.ProviderIssued, activities.ProviderPending}, again.State)
	require.Equal(t, first, Decided(t, provider, document.Serial))
}

func issuedOnceTogether(t *testing.T, provider activities.TaxProvider, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	const callers = 8
	answers := make([]activities.ProviderAnswer, callers)
	failures := make([]error, callers)
	var together sync.WaitGroup
	for i := range callers {
		together.Go(func() { answers[i], failures[i] = provider.Submit(t.Context(), document) })
	}
	together.Wait()
	decided := Decided(t, provider, document.Serial)
	require.Equal(t, activities.ProviderIssued, decided.State, decided.Reason)
	for i := range callers {
		require.NoError(t, failures[i])
		if answers[i].Number != "" {
			require.Equal(t, decided.Number, answers[i].Number)
		}
	}
}

func refused(t *testing.T, provider activities.TaxProvider, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	document.Kind = invoice.Special
	document.Buyer.TaxpayerID = "" // mandatory on a special invoice
	answer, err := provider.Submit(t.Context(), document)
	require.NoError(t, err)
	if answer.State == activities.ProviderPending {
		answer = Decided(t, provider, document.Serial)
	}
	require.Equal(t, activities.ProviderFailed, answer.State)
	require.NotEmpty(t, answer.Reason)
	require.Empty(t, answer.Number)
}

func files(t *testing.T, provider activities.TaxProvider, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	submit(t, provider, document)
	number := Decided(t, provider, document.Serial).Number
	beginnings := map[invoice.FileFormat]string{invoice.PDF: "%PDF-", invoice.OFD: "PK", invoice.XML: "<?xml"}
	for _, format := range invoice.FileFormats {
		content, err := provider.File(t.Context(), number, format)
		if errors.Is(err, activities.ErrFileMissing) {
			continue // 乐企 gives no OFD
		}
		require.NoError(t, err)
		require.Equal(t, beginnings[format], string(content[:len(beginnings[format])]), "the beginning of the %s", format)
		again, err := provider.File(t.Context(), number, format)
		require.NoError(t, err)
		require.Equal(t, content, again, "a file fetched twice is the same")
	}
}

func noFile(t *testing.T, provider activities.TaxProvider, _ invoice.Party) {
	content, err := provider.File(t.Context(), "00000000000000000000", invoice.PDF)
	require.Error(t, err)
	require.Empty(t, content)
}

func cancelled(t *testing.T, provider activities.TaxProvider, seller invoice.Party) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := provider.Submit(ctx, Document(NewSerial(), seller))
	require.ErrorIs(t, err, context.Canceled)
	_, err = provider.Query(ctx, NewSerial())
	require.ErrorIs(t, err, context.Canceled)
	_, err = provider.File(ctx, "00000000000000000000", invoice.PDF)
	require.ErrorIs(t, err, context.Canceled)
}

// reserved holds for providers that hand out numbers beforehand; the others keep it by not being asked.
func reserved(t *testing.T, provider activities.TaxProvider, seller invoice.Party) {
	reserver, reserves := provider.(activities.NumberReserver)
	if !reserves {
		return
	}
	document := Document(NewSerial(), seller)
	number, err := reserver.ReserveNumber(t.Context(), document.Serial)
	require.NoError(t, err)
	require.Regexp(t, `^[0-9]{20}$`, number)
	again, err := reserver.ReserveNumber(t.Context(), document.Serial)
	require.NoError(t, err)
	require.Equal(t, number, again)
	other, err := reserver.ReserveNumber(t.Context(), NewSerial())
	require.NoError(t, err)
	require.NotEqual(t, number, other)

	document.ReservedNumber = number
	submit(t, provider, document)
	answer := Decided(t, provider, document.Serial)
	require.Equal(t, activities.ProviderIssued, answer.State, answer.Reason)
	require.Equal(t, number, answer.Number)
}

// submit hands a document in; what is not refused at once is being decided.
func submit(t *testing.T, provider activities.TaxProvider, document invoice.Document) {
	t.Helper()
	answer, err := provider.Submit(t.Context(), document)
	require.NoError(t, err)
	require.Contains(t, []activities.ProviderState{activities.ProviderPending, activities.ProviderIssued}, answer.State)
}
