package aggregator_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
)

// patient is a client with the usual time-out.
func patient(sandbox *sandboxtest.Sandbox) *aggregator.Client {
	return aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"})
}

// struck is the client for a call that a fault strikes: it does not wait long for an answer that is held.
func struck(sandbox *sandboxtest.Sandbox, mode faults.Mode) *aggregator.Client {
	if mode != faults.Hang {
		return patient(sandbox)
	}
	return aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider", Timeout: 250 * time.Millisecond})
}

// stateOf is the state of what was heard.
func stateOf(answer provider.Answer, err error) provider.State {
	return provider.Heard(answer, err).State
}

func TestI4EveryFaultOfIssuingEndsInOneDocumentOrNone(t *testing.T) {
	for _, given := range []struct {
		mode      faults.Mode
		submitted provider.State // what the first submission says
		committed bool           // the bureau issues although the first submission may not have said so
		decided   provider.State // what becomes of it once the same serial has been submitted again
	}{
		{faults.Error500, provider.Unknown, false, provider.Issued},
		{faults.Hang, provider.Unknown, true, provider.Issued},
		{faults.DropAfterCommit, provider.Unknown, true, provider.Issued},
		{faults.QuotaExhausted, provider.QuotaExhausted, false, provider.Issued},
		{faults.SessionExpired, provider.SessionExpired, false, provider.Issued},
		{faults.Reject, provider.Pending, false, provider.Refused},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			client := patient(sandbox)
			document := providertest.Document(providertest.NewSerial(), providertest.Seller)
			sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: given.mode, Times: 1})

			require.Equal(t, given.submitted, stateOf(struck(sandbox, given.mode).Submit(t.Context(), document)))
			time.Sleep(2 * sandboxtest.IssueDelay)
			require.Equal(t, given.committed, len(sandbox.Issued(t)) == 1)

			_, err := client.Submit(t.Context(), document)
			require.NoError(t, err)
			answer := providertest.Decided(t, client, document.Serial)
			require.Equal(t, given.decided, answer.State)
			legal := sandbox.Issued(t)
			if given.decided == provider.Refused {
				require.NotEmpty(t, answer.Reason)
				require.Empty(t, legal)
				return
			}
			require.Len(t, legal, 1)
			require.Equal(t, string(document.Serial), legal[0].Serial)
			require.Equal(t, answer.Number, legal[0].Number)
			require.Equal(t, document.Gross, legal[0].Amount)
		})
	}
}

func TestFaultsOfQueryingSayNothingFalse(t *testing.T) {
	for _, given := range []struct {
		operation faults.Operation
		mode      faults.Mode
		state     provider.State
		number    bool
	}{
		{faults.Query, faults.Error500, provider.Unknown, false},
		{faults.Query, faults.Hang, provider.Unknown, false},
		{faults.Query, faults.DropAfterCommit, provider.Unknown, false},
		{faults.Query, faults.Reject, provider.Unknown, false},
		{faults.Query, faults.Pending, provider.Pending, false},
		{faults.Query, faults.QuotaExhausted, provider.QuotaExhausted, false},
		{faults.Query, faults.SessionExpired, provider.SessionExpired, false},
		{faults.Query, faults.SealFailed, provider.SealFailed, true},
		// What issuing leaves undecided or unsealed shows when it is asked about.
		{faults.Issue, faults.Pending, provider.Pending, false},
		{faults.Issue, faults.SealFailed, provider.SealFailed, true},
	} {
		t.Run(string(given.operation)+" "+string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			client := patient(sandbox)
			document := providertest.Document(providertest.NewSerial(), providertest.Seller)
			_, err := client.Submit(t.Context(), document)
			require.NoError(t, err)
			issued := providertest.Decided(t, client, document.Serial)
			sandbox.Order(t, faults.Fault{Operation: given.operation, Mode: given.mode, Times: 2, Match: string(document.Serial)[:8]})

			for range 2 {
				answer, err := struck(sandbox, given.mode).Query(t.Context(), document.Serial)
				require.Equal(t, given.state, stateOf(answer, err))
				require.Equal(t, given.number, answer.Number != "")
			}
			require.Equal(t, issued, providertest.Decided(t, client, document.Serial), "after two times the fault is over")
			require.Len(t, sandbox.Issued(t), 1)
		})
	}
}

func TestI5AFailedSealShowsOnceTheDocumentExistsHoweverEarlyItIsAskedFor(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := patient(sandbox)
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.SealFailed, Times: 1})
	_, err := client.Query(t.Context(), document.Serial)
	require.NoError(t, err)
	_, err = client.Submit(t.Context(), document)
	require.NoError(t, err)

	unsealed := providertest.Decided(t, client, document.Serial)
	require.Equal(t, provider.SealFailed, unsealed.State)
	sealed := providertest.Decided(t, client, document.Serial)
	require.Equal(t, provider.Issued, sealed.State)
	require.Equal(t, unsealed.Number, sealed.Number)
}

func TestI6FaultsOfFilesAreMissingOrUnknown(t *testing.T) {
	missing, failed := true, false
	for _, given := range []struct {
		operation faults.Operation
		mode      faults.Mode
		missing   bool
	}{
		{faults.File, faults.Error500, failed},
		{faults.File, faults.Hang, failed},
		{faults.File, faults.DropAfterCommit, failed},
		{faults.File, faults.QuotaExhausted, failed},
		{faults.File, faults.SessionExpired, failed},
		{faults.File, faults.Reject, missing},
		{faults.File, faults.Pending, missing},
		{faults.File, faults.SealFailed, missing},
		{faults.File, faults.FileMissing, missing},
		{faults.Query, faults.FileMissing, missing},
		{faults.Issue, faults.FileMissing, missing},
	} {
		t.Run(string(given.operation)+" "+string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			client := patient(sandbox)
			number := issueOne(t, client, providertest.Document(providertest.NewSerial(), providertest.Seller))
			sandbox.Order(t, faults.Fault{Operation: given.operation, Mode: given.mode, Times: 1})

			content, err := struck(sandbox, given.mode).File(t.Context(), provider.Key{Number: number}, invoice.XML)
			require.Error(t, err)
			require.Empty(t, content)
			require.Equal(t, given.missing, errors.Is(err, provider.ErrFileMissing), err)

			content, err = client.File(t.Context(), provider.Key{Number: number}, invoice.XML)
			require.NoError(t, err, "after one time the fault is over")
			require.Contains(t, string(content), number)
		})
	}
}

func TestI6AnUnsealedDocumentHasNoFilesUntilItIsSealed(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := patient(sandbox)
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	number := issueOne(t, client, document)
	sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.SealFailed, Match: string(document.Serial)})

	_, err := client.File(t.Context(), provider.Key{Number: number}, invoice.PDF)
	require.ErrorIs(t, err, provider.ErrFileMissing)

	sandbox.ClearFaults(t)
	_, err = client.File(t.Context(), provider.Key{Number: number}, invoice.PDF)
	require.NoError(t, err)
}

func TestAPaperInvoiceHasNumberButNoFiles(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := patient(sandbox)
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	document.Medium, document.Kind = invoice.Paper, invoice.Special
	number := issueOne(t, client, document)
	for _, format := range invoice.FileFormats {
		_, err := client.File(t.Context(), provider.Key{Number: number}, format)
		require.ErrorIs(t, err, provider.ErrFileMissing)
	}
}

func TestI6ACharacterThatTheFontLacksMakesThePDFMissingAndNothingElse(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := patient(sandbox)
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	document.Buyer = invoice.Party{Name: "𠮷田"}
	number := issueOne(t, client, document)

	_, err := client.File(t.Context(), provider.Key{Number: number}, invoice.PDF)
	require.ErrorIs(t, err, provider.ErrFileMissing)
	content, err := client.File(t.Context(), provider.Key{Number: number}, invoice.XML)
	require.NoError(t, err)
	require.Contains(t, string(content), "𠮷田")
}

func TestAProviderThatCannotBeReachedIsUnknown(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := patient(sandbox)
	sandbox.Stop()
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	require.Equal(t, provider.Unknown, stateOf(client.Submit(t.Context(), document)))
	require.Equal(t, provider.Unknown, stateOf(client.Query(t.Context(), document.Serial)))
	_, err := client.File(t.Context(), provider.Key{Number: "26112000000000000001"}, invoice.PDF)
	require.Error(t, err)
	require.NotErrorIs(t, err, provider.ErrFileMissing)
}

// elsewhere answers everything by sending the caller to another place, and counts who follows.
func elsewhere(t *testing.T) (address string, followed *atomic.Int64) {
	t.Helper()
	followed = new(atomic.Int64)
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	t.Cleanup(other.Close)
	sends := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(sends.Close)
	return sends.URL, followed
}

// S7: a provider that sends us elsewhere has said nothing; what we sent goes nowhere else.
func TestS7WhoSendsUsElsewhereIsNotFollowed(t *testing.T) {
	address, followed := elsewhere(t)
	client := aggregator.New(aggregator.Config{BaseURL: address})
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	require.Equal(t, provider.Unknown, stateOf(client.Submit(t.Context(), document)))
	require.Equal(t, provider.Unknown, stateOf(client.Query(t.Context(), document.Serial)))
	_, err := client.File(t.Context(), provider.Key{Number: "26112000000000000001"}, invoice.PDF)
	require.Error(t, err)
	require.Zero(t, followed.Load())
}

// issueOne issues a document and returns its number.
func issueOne(t *testing.T, client *aggregator.Client, document invoice.Document) string {
	t.Helper()
	_, err := client.Submit(t.Context(), document)
	require.NoError(t, err)
	answer := providertest.Decided(t, client, document.Serial)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	return answer.Number
}
