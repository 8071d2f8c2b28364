package baiwang_test

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
	"kaipiao/provider/baiwang"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
)

// impatient is a client that does not wait long for an answer that is held, with the memory of another.
func impatient(mode faults.Mode) func(*baiwang.Config) {
	return func(config *baiwang.Config) {
		if mode == faults.Hang {
			config.Timeout = 250 * time.Millisecond
		}
	}
}

// sharing is a change that has clients share one memory.
func sharing() func(*baiwang.Config) {
	memory := providertest.NewMemory(time.Now)
	return func(config *baiwang.Config) { config.Memory = memory }
}

// stateOf is the state of what was heard.
func stateOf(answer provider.Answer, err error) provider.State {
	return provider.Heard(answer, err).State
}

func TestI4EveryFaultOfIssuingEndsInOneDocumentOrNone(t *testing.T) {
	for _, given := range []struct {
		mode      faults.Mode
		submitted provider.State // what the first submission says
		committed bool           // the bureau issues although the first submission did not say so
		queried   provider.State // what is known of the serial then
		again     provider.State // what the same serial submitted again says
	}{
		{faults.Error500, provider.Unknown, false, provider.NotFound, provider.Issued},
		{faults.Hang, provider.Unknown, true, provider.Issued, provider.Issued},
		{faults.DropAfterCommit, provider.Unknown, true, provider.Issued, provider.Issued},
		{faults.QuotaExhausted, provider.QuotaExhausted, false, provider.NotFound, provider.Issued},
		{faults.SessionExpired, provider.SessionExpired, false, provider.NotFound, provider.Issued},
		{faults.Reject, provider.Refused, false, provider.NotFound, provider.Refused},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := started(t)
			patient, memory := client(t, sandbox), sharing()
			document := providertest.Document(providertest.NewSerial(), providertest.Seller)
			sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: given.mode, Times: 1})

			require.Equal(t, given.submitted, stateOf(client(t, sandbox, memory, impatient(given.mode)).Submit(t.Context(), document)))
			require.Equal(t, given.committed, len(sandbox.Issued(t)) == 1)
			require.Equal(t, given.queried, stateOf(patient.Query(t.Context(), document.Serial)))

			answer, err := patient.Submit(t.Context(), document)
			require.NoError(t, err)
			require.Equal(t, given.again, answer.State)
			legal := sandbox.Issued(t)
			if given.again == provider.Refused {
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

// I4: what the vendor answers instead of a document says nothing of it, not even that it was not accepted.
func TestI4FaultsOfQueryingSayNothingFalse(t *testing.T) {
	for _, given := range []struct {
		operation faults.Operation
		mode      faults.Mode
		state     provider.State
	}{
		{faults.Query, faults.Error500, provider.Unknown},
		{faults.Query, faults.Hang, provider.Unknown},
		{faults.Query, faults.DropAfterCommit, provider.Unknown},
		{faults.Query, faults.Reject, provider.Unknown},
		{faults.Query, faults.QuotaExhausted, provider.Unknown},
		{faults.Query, faults.SessionExpired, provider.Unknown},
		{faults.Query, faults.Pending, provider.NotFound},
		{faults.Issue, faults.Pending, provider.NotFound},
		{faults.Query, faults.SealFailed, provider.Issued}, // there is nothing like it
	} {
		t.Run(string(given.operation)+" "+string(given.mode), func(t *testing.T) {
			sandbox := started(t)
			patient := client(t, sandbox)
			document := providertest.Document(providertest.NewSerial(), providertest.Seller)
			issued := issueOne(t, patient, document)
			sandbox.Order(t, faults.Fault{Operation: given.operation, Mode: given.mode, Match: string(document.Serial)[:8]})
			for range 2 {
				require.Equal(t, given.state, stateOf(client(t, sandbox, impatient(given.mode)).Query(t.Context(), document.Serial)))
			}
			sandbox.ClearFaults(t)
			require.Equal(t, issued, providertest.Decided(t, patient, document.Serial))
			require.Len(t, sandbox.Issued(t), 1)
		})
	}
}

func TestI6FaultsOfFilesAreMissingOrUnknown(t *testing.T) {
	missing, failed := true, false
	for mode, given := range map[faults.Mode]bool{
		faults.Error500: failed, faults.Hang: failed, faults.DropAfterCommit: failed, faults.QuotaExhausted: failed, faults.SessionExpired: failed,
		faults.Reject: missing, faults.Pending: missing, faults.SealFailed: missing, faults.FileMissing: missing,
	} {
		t.Run(string(mode), func(t *testing.T) {
			sandbox := started(t)
			patient := client(t, sandbox)
			key := provider.Key{Number: issueOne(t, patient, providertest.Document(providertest.NewSerial(), providertest.Seller)).Number}
			_, err := patient.File(t.Context(), key, invoice.PDF)
			require.ErrorIs(t, err, provider.ErrFileMissing, "they are only made when they are asked for")
			sandbox.Order(t, faults.Fault{Operation: faults.File, Mode: mode, Times: 1})

			content, err := client(t, sandbox, impatient(mode)).File(t.Context(), key, invoice.PDF)
			require.Error(t, err)
			require.Empty(t, content)
			require.Equal(t, given, errors.Is(err, provider.ErrFileMissing), err)
			_, err = patient.File(t.Context(), key, invoice.PDF)
			require.NoError(t, err, "after one time the fault is over")
		})
	}
}

func TestI6WhatHasNoFilesAtTheVendorIsMissingHere(t *testing.T) {
	sandbox := started(t)
	made := client(t, sandbox, everything)
	paper := providertest.Document(providertest.NewSerial(), providertest.Seller)
	paper.Medium, paper.Kind = invoice.Paper, invoice.Special
	rare := providertest.Document(providertest.NewSerial(), providertest.Seller)
	rare.Buyer = invoice.Party{Name: "𠮷田"}
	for range 2 {
		for _, format := range invoice.FileFormats {
			_, err := made.File(t.Context(), provider.Key{Number: issueOne(t, made, paper).Number}, format)
			require.ErrorIs(t, err, provider.ErrFileMissing)
		}
		_, err := made.File(t.Context(), provider.Key{Number: issueOne(t, made, rare).Number}, invoice.PDF)
		require.ErrorIs(t, err, provider.ErrFileMissing, "the font lacks a character")
	}
	content, err := made.File(t.Context(), provider.Key{Number: issueOne(t, made, rare).Number}, invoice.XML)
	require.NoError(t, err)
	require.Contains(t, string(content), "𠮷田")
}

// reds are the red documents among the legal ones.
func reds(t *testing.T, sandbox *sandboxtest.Sandbox) (found []taxbureau.LegalDocument) {
	t.Helper()
	for _, document := range sandbox.Issued(t) {
		if document.RedOf != nil {
			found = append(found, document)
		}
	}
	return found
}

// issueToReverse issues a document and makes the request that reverses all of it.
func issueToReverse(t *testing.T, made *baiwang.Client) invoice.RedDocument {
	t.Helper()
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	return providertest.Reversal(document, provider.Key{Serial: document.Serial, Number: issueOne(t, made, document).Number})
}

// With one reading of the list of forms a day, as the vendor has it.
func TestI4EveryFaultOfReversingEndsInOneRedDocumentOrNone(t *testing.T) {
	for _, given := range []struct {
		mode      faults.Mode
		requested provider.State // what the first request says
		committed bool           // the bureau issues although the first request did not say so
		decided   provider.State // what becomes of it once the same serial has been requested again
	}{
		{faults.Error500, provider.Unknown, false, provider.Issued},
		{faults.Hang, provider.Unknown, true, provider.Issued},
		{faults.DropAfterCommit, provider.Unknown, true, provider.Issued},
		{faults.SessionExpired, provider.SessionExpired, false, provider.Issued},
		{faults.Reject, provider.Refused, false, provider.Refused},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			memory := sharing()
			patient := client(t, sandbox, memory)
			red := issueToReverse(t, patient)
			sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: given.mode, Times: 1, Match: string(red.Serial)})

			require.Equal(t, given.requested, stateOf(client(t, sandbox, memory, impatient(given.mode)).RequestRed(t.Context(), red)))
			time.Sleep(2 * sandboxtest.IssueDelay)
			require.Equal(t, given.committed, len(reds(t, sandbox)) == 1)
			require.Equal(t, provider.NotFound, stateOf(patient.QueryRed(t.Context(), red.Serial)), "the names of the form are lost with the answer")

			answer, err := patient.RequestRed(t.Context(), red)
			require.NoError(t, err)
			if given.decided == provider.Refused {
				require.Equal(t, provider.Refused, answer.State)
				require.NotEmpty(t, answer.Reason)
				require.Empty(t, reds(t, sandbox))
				return
			}
			answer = providertest.RedDecided(t, patient, red.Serial)
			require.Equal(t, provider.Issued, answer.State)
			legal := reds(t, sandbox)
			require.Len(t, legal, 1)
			require.Equal(t, []string{string(red.Serial), answer.Number, red.Number}, []string{legal[0].Serial, legal[0].Number, *legal[0].RedOf})
			require.True(t, legal[0].Amount.Equal(red.Gross))
		})
	}
}

// I4: a repeated request may be refused because the first one, whose answer was lost, has taken the invoice. That is found out before
// anybody says that it failed, and while it cannot be found out nothing is known.
func TestI4ARepeatedFormIsNotRefusedForWhatItTookItself(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	memory := sharing()
	patient := client(t, sandbox, memory)
	red := issueToReverse(t, patient)
	sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: faults.DropAfterCommit, Times: 1, Match: string(red.Serial)})
	require.Equal(t, provider.Unknown, stateOf(patient.RequestRed(t.Context(), red)))
	time.Sleep(2 * sandboxtest.IssueDelay)

	locked := answering(t, map[string]string{"baiwang.output.redinvoice.add": refusal("70035", "该发票已被其他红字发票信息确认单锁定")}, sandbox.URL)
	refused := client(t, sandbox, memory, func(config *baiwang.Config) { config.BaseURL = locked })
	require.Equal(t, provider.Issued, stateOf(refused.RequestRed(t.Context(), red)))
	require.Equal(t, provider.Issued, stateOf(patient.QueryRed(t.Context(), red.Serial)), "its names are known now")

	other := issueToReverse(t, patient)
	sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: faults.Error500, Times: 1, Match: string(other.Serial)})
	require.Equal(t, provider.Unknown, stateOf(patient.RequestRed(t.Context(), other)))
	require.Equal(t, provider.Unknown, stateOf(refused.RequestRed(t.Context(), other)), "the list was read already that day")
}

func TestI4FaultsOfQueryingAFormSayNothingFalse(t *testing.T) {
	for _, given := range []struct {
		operation faults.Operation
		mode      faults.Mode
		state     provider.State
	}{
		{faults.Query, faults.Error500, provider.Unknown},
		{faults.Query, faults.Hang, provider.Unknown},
		{faults.Query, faults.DropAfterCommit, provider.Unknown},
		{faults.Query, faults.Reject, provider.Unknown},
		{faults.Query, faults.QuotaExhausted, provider.Unknown},
		{faults.Query, faults.SessionExpired, provider.Unknown},
		{faults.Query, faults.Pending, provider.Pending},
		{faults.Red, faults.Pending, provider.Pending},
	} {
		t.Run(string(given.operation)+" "+string(given.mode), func(t *testing.T) {
			sandbox := started(t)
			memory := sharing()
			patient := client(t, sandbox, memory)
			red := issueToReverse(t, patient)
			_, err := patient.RequestRed(t.Context(), red)
			require.NoError(t, err)
			issued := providertest.RedDecided(t, patient, red.Serial)
			sandbox.Order(t, faults.Fault{Operation: given.operation, Mode: given.mode, Times: 2, Match: string(red.Serial)[:8]})
			for range 2 {
				require.Equal(t, given.state, stateOf(client(t, sandbox, memory, impatient(given.mode)).QueryRed(t.Context(), red.Serial)))
			}
			require.Equal(t, issued, providertest.RedDecided(t, patient, red.Serial), "after two times the fault is over")
			require.Len(t, reds(t, sandbox), 1)
		})
	}
}

func TestV1EveryFaultOfWithdrawingLeavesTheFormInOneState(t *testing.T) {
	for _, given := range []struct {
		mode  faults.Mode
		first provider.State // what the first withdrawal says
		then  provider.State // where the form stands after it
	}{
		{faults.Error500, provider.Unknown, provider.AwaitsBuyer},
		{faults.Hang, provider.Unknown, provider.Withdrawn},
		{faults.DropAfterCommit, provider.Unknown, provider.Withdrawn},
		{faults.SessionExpired, provider.SessionExpired, provider.AwaitsBuyer},
		{faults.Reject, provider.AwaitsBuyer, provider.AwaitsBuyer},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := started(t)
			memory := sharing()
			patient := client(t, sandbox, memory)
			red := issueToReverse(t, patient)
			sandbox.OrderBuyer(t, red.Number, taxbureau.BuyerOrder{Booked: new(true)})
			require.Equal(t, provider.AwaitsBuyer, stateOf(patient.RequestRed(t.Context(), red)))
			sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: given.mode, Times: 1})

			require.Equal(t, given.first, stateOf(client(t, sandbox, memory, impatient(given.mode)).WithdrawRed(t.Context(), red.Serial)))
			require.Equal(t, given.then, stateOf(patient.QueryRed(t.Context(), red.Serial)))
			require.Equal(t, provider.Withdrawn, stateOf(patient.WithdrawRed(t.Context(), red.Serial)))
			require.Empty(t, reds(t, sandbox))
		})
	}
}

func TestV1TheBuyersWordEndsAForm(t *testing.T) {
	for word, state := range map[taxbureau.Word]provider.State{taxbureau.Yes: provider.Issued, taxbureau.No: provider.Denied} {
		sandbox := started(t)
		patient := client(t, sandbox)
		red := issueToReverse(t, patient)
		sandbox.OrderBuyer(t, red.Number, taxbureau.BuyerOrder{Used: new(true), Confirms: &word})
		_, err := patient.RequestRed(t.Context(), red)
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			return stateOf(patient.QueryRed(t.Context(), red.Serial)) == state
		}, 10*time.Second, 10*time.Millisecond, word)
	}
}

func TestV3EveryFaultOfVoidingEndsInAVoidDocumentOrAWholeOne(t *testing.T) {
	for _, given := range []struct {
		mode      faults.Mode
		first     provider.State
		committed bool // it is void although the first call may not have said so
	}{
		{faults.Error500, provider.Unknown, false},
		{faults.Hang, provider.Unknown, true},
		{faults.DropAfterCommit, provider.Unknown, true},
		{faults.SessionExpired, provider.SessionExpired, false},
		{faults.Reject, provider.Refused, false},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := started(t)
			patient := client(t, sandbox, everything)
			document := providertest.Document(providertest.NewSerial(), providertest.Seller)
			document.Medium = invoice.Paper
			key := provider.Key{Number: issueOne(t, patient, document).Number}
			sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: given.mode, Times: 1, Match: key.Number})

			require.Equal(t, given.first, stateOf(client(t, sandbox, everything, impatient(given.mode)).Void(t.Context(), key)))
			require.Equal(t, given.committed, sandbox.Issued(t)[0].Voided)
			require.Equal(t, provider.Voided, stateOf(patient.Void(t.Context(), key)))
			require.Len(t, sandbox.Issued(t), 1)
		})
	}
}

func TestI4AProviderThatCannotBeReachedIsUnknown(t *testing.T) {
	sandbox := started(t)
	patient := client(t, sandbox, everything)
	red := issueToReverse(t, patient)
	sandbox.Stop()
	require.Equal(t, provider.Unknown, stateOf(patient.Submit(t.Context(), red.Blue)))
	require.Equal(t, provider.Unknown, stateOf(patient.Query(t.Context(), red.Blue.Serial)))
	require.Equal(t, provider.Unknown, stateOf(patient.RequestRed(t.Context(), red)))
	require.Equal(t, provider.Unknown, stateOf(patient.Void(t.Context(), provider.Key{Number: red.Number})))
	_, err := patient.Usage(t.Context(), provider.Key{Number: red.Number})
	require.Error(t, err)
	_, err = patient.File(t.Context(), provider.Key{Number: red.Number}, invoice.PDF)
	require.Error(t, err)
	require.NotErrorIs(t, err, provider.ErrFileMissing)
}

// S7: a provider that sends us elsewhere has said nothing; what we sent, and what lets us in, goes nowhere else.
func TestS7WhoSendsUsElsewhereIsNotFollowed(t *testing.T) {
	followed := new(atomic.Int64)
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	t.Cleanup(other.Close)
	sends := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(sends.Close)
	made, err := baiwang.New(configured(sends.URL))
	require.NoError(t, err)
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	require.Equal(t, provider.Unknown, stateOf(made.Submit(t.Context(), document)))
	require.Equal(t, provider.Unknown, stateOf(made.Query(t.Context(), document.Serial)))

	for _, address := range []string{sends.URL + "/file.pdf", "file:///etc/passwd", "ftp://example.com/x.pdf", "http://user:word@example.com/x.pdf", "::"} {
		answers := answering(t, map[string]string{
			"baiwang.output.format.create": `{"success":true,"response":{"fileType":"pdf","queryData":"` + address + `"}}`,
		}, "")
		made, err := baiwang.New(configured(answers))
		require.NoError(t, err)
		_, err = made.File(t.Context(), provider.Key{Number: "26112000000000000001"}, invoice.PDF)
		require.Error(t, err, address)
		require.NotErrorIs(t, err, provider.ErrFileMissing)
	}
	require.Zero(t, followed.Load())
}

// issueOne issues a document.
func issueOne(t *testing.T, made *baiwang.Client, document invoice.Document) provider.Answer {
	t.Helper()
	_, err := made.Submit(t.Context(), document)
	require.NoError(t, err)
	answer := providertest.Decided(t, made, document.Serial)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	return answer
}
