package providertest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
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
	// RedElsewhere makes a red document of all of an invoice at the bureau, without the client, and BuyerBegins has its buyer
	// begin a red-letter form; nil where nobody can.
	RedElsewhere func(t *testing.T, number string)
	BuyerBegins  func(t *testing.T, number string)
}

// Run checks that a provider keeps the promises of its port.
func Run(t *testing.T, account Account, newClient func(t *testing.T) provider.Client) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, provider.Client, invoice.Party){
		"an unknown serial is not found":                                                 unknownSerial,
		"a document is issued with a number of twenty digits":                            issued,
		"case 41, I4: a serial submitted again is fetched, and makes no second document": issuedOnce,
		"I4 a serial submitted at once by many has one number":                           issuedOnceTogether,
		"a document that the bureau refuses is failed for good":                          refused,
		"I6 files come in their format or are missing":                                   files,
		"a number that does not exist has no file":                                       noFile,
		"a call ends with its context":                                                   cancelled,
		"a reserved number is the document's":                                            reserved,
		"I5 how a seller stands is told":                                                 standing,
	} {
		t.Run(name, func(t *testing.T) { check(t, newClient(t), account.Seller) })
	}
	runReversals(t, account, newClient)
	runLists(t, account, newClient)
}

// Decided asks until the provider has decided about a document, or the test fails.
func Decided(t *testing.T, client provider.Client, serial invoice.Serial) provider.Answer {
	t.Helper()
	return decided(t, client.Query, serial)
}

// decided asks until the answer is neither "not yet" nor "never heard of it".
func decided(t *testing.T, ask func(context.Context, invoice.Serial) (provider.Answer, error), serial invoice.Serial) provider.Answer {
	t.Helper()
	var answer provider.Answer
	require.Eventually(t, func() bool {
		var err error
		answer, err = ask(t.Context(), serial)
		return err == nil && answer.State != provider.Pending && answer.State != provider.NotFound
	}, decidedWithin, askedEvery, "the provider does not decide about %s", serial)
	return answer
}

// nothing is the key of a document that does not exist.
func nothing() provider.Key { return provider.Key{Serial: NewSerial(), Number: "00000000000000000000"} }

// standing is told of the seller of the account. Nothing may be made up: a call that ends early is an error.
func standing(t *testing.T, client provider.Client, seller invoice.Party) {
	stands, err := client.Standing(t.Context(), seller.TaxpayerID)
	require.NoError(t, err)
	told := []invoice.Session{invoice.SessionUnknown}
	if client.Capabilities().TellsSession {
		told = []invoice.Session{invoice.SessionOK, invoice.SessionLogin}
	}
	require.Contains(t, told, stands.Session)
	if client.Capabilities().TellsQuota {
		require.Regexp(t, `^[0-9]{4}-[0-9]{2}$`, stands.Period)
		require.False(t, stands.Remaining.IsNegative())
	} else {
		require.Empty(t, stands.Period)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stands, err = client.Standing(ctx, seller.TaxpayerID)
	if client.Capabilities().TellsQuota || client.Capabilities().TellsSession {
		require.ErrorIs(t, err, context.Canceled)
		require.Zero(t, stands)
	}
}

func unknownSerial(t *testing.T, client provider.Client, _ invoice.Party) {
	answer, err := client.Query(t.Context(), NewSerial())
	require.NoError(t, err)
	require.Equal(t, provider.Answer{State: provider.NotFound}, answer)
}

func issued(t *testing.T, client provider.Client, seller invoice.Party) {
	serial := NewSerial()
	before := time.Now().Add(-time.Minute)
	submit(t, client, Document(serial, seller))
	answer := Decided(t, client, serial)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	require.Regexp(t, `^[0-9]{20}$`, answer.Number)
	require.WithinRange(t, answer.IssuedAt, before, time.Now().Add(time.Minute))
	require.Equal(t, time.UTC, answer.IssuedAt.Location())
}

func issuedOnce(t *testing.T, client provider.Client, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	submit(t, client, document)
	first := Decided(t, client, document.Serial)
	again, err := client.Submit(t.Context(), document)
	require.NoError(t, err)
	require.Contains(t, []provider.State{provider.Issued, provider.Pending}, again.State)
	require.Equal(t, first, Decided(t, client, document.Serial))
}

func issuedOnceTogether(t *testing.T, client provider.Client, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	const callers = 8
	answers := make([]provider.Answer, callers)
	failures := make([]error, callers)
	var together sync.WaitGroup
	for i := range callers {
		together.Go(func() { answers[i], failures[i] = client.Submit(t.Context(), document) })
	}
	together.Wait()
	decided := Decided(t, client, document.Serial)
	require.Equal(t, provider.Issued, decided.State, decided.Reason)
	for i := range callers {
		require.NoError(t, failures[i])
		if answers[i].Number != "" {
			require.Equal(t, decided.Number, answers[i].Number)
		}
	}
}

func refused(t *testing.T, client provider.Client, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	document.Kind = invoice.Special
	document.Buyer.TaxpayerID = "" // mandatory on a special invoice
	answer, err := client.Submit(t.Context(), document)
	require.NoError(t, err)
	if answer.State == provider.Pending {
		answer = Decided(t, client, document.Serial)
	}
	require.Equal(t, provider.Refused, answer.State)
	require.NotEmpty(t, answer.Reason)
	require.Empty(t, answer.Number)
}

func files(t *testing.T, client provider.Client, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	submit(t, client, document)
	key := provider.Key{Serial: document.Serial, Number: Decided(t, client, document.Serial).Number}
	beginnings := map[invoice.FileFormat]string{invoice.PDF: "%PDF-", invoice.OFD: "PK", invoice.XML: "<?xml"}
	for _, format := range invoice.FileFormats {
		if !slices.Contains(client.Capabilities().Formats, format) {
			_, err := client.File(t.Context(), key, format)
			require.ErrorIs(t, err, provider.ErrNotOffered)
			continue // 乐企 gives no OFD
		}
		content := filed(t, client, key, format)
		require.Equal(t, beginnings[format], string(content[:len(beginnings[format])]), "the beginning of the %s", format)
		require.Equal(t, content, filed(t, client, key, format), "a file fetched twice is the same")
	}
}

// filed fetches a file, which may be missing for a while (I6).
func filed(t *testing.T, client provider.Client, key provider.Key, format invoice.FileFormat) []byte {
	t.Helper()
	var content []byte
	require.Eventually(t, func() bool {
		var err error
		content, err = client.File(t.Context(), key, format)
		if err != nil {
			require.ErrorIs(t, err, provider.ErrFileMissing)
		}
		return err == nil
	}, decidedWithin, askedEvery, "there is no %s", format)
	return content
}

func noFile(t *testing.T, client provider.Client, _ invoice.Party) {
	content, err := client.File(t.Context(), nothing(), invoice.PDF)
	require.Error(t, err)
	require.Empty(t, content)
}

func cancelled(t *testing.T, client provider.Client, seller invoice.Party) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Submit(ctx, Document(NewSerial(), seller))
	require.ErrorIs(t, err, context.Canceled)
	_, err = client.Query(ctx, NewSerial())
	require.ErrorIs(t, err, context.Canceled)
	_, err = client.File(ctx, nothing(), invoice.PDF)
	require.ErrorIs(t, err, context.Canceled)
}

// reserved: a provider that hands out numbers beforehand hands out one for each serial; the others say that they do not.
func reserved(t *testing.T, client provider.Client, seller invoice.Party) {
	document := Document(NewSerial(), seller)
	number, err := client.ReserveNumber(t.Context(), document)
	if !client.Capabilities().ReservesNumbers {
		require.ErrorIs(t, err, provider.ErrNumberOnIssue)
		require.Empty(t, number)
		return
	}
	require.NoError(t, err)
	require.Regexp(t, `^[0-9]{20}$`, number)
	again, err := client.ReserveNumber(t.Context(), document)
	require.NoError(t, err)
	require.Equal(t, number, again)
	other, err := client.ReserveNumber(t.Context(), Document(NewSerial(), seller))
	require.NoError(t, err)
	require.NotEqual(t, number, other)

	document.ReservedNumber = number
	submit(t, client, document)
	answer := Decided(t, client, document.Serial)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	require.Equal(t, number, answer.Number)
}

// submit hands a document in; what is not refused at once is being decided.
func submit(t *testing.T, client provider.Client, document invoice.Document) {
	t.Helper()
	answer, err := client.Submit(t.Context(), document)
	require.NoError(t, err)
	require.Contains(t, []provider.State{provider.Pending, provider.Issued}, answer.State)
}
