package aggregator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
)

// issueToReverse issues a document and makes the request that reverses all of it.
func issueToReverse(t *testing.T, client *aggregator.Client) invoice.RedDocument {
	t.Helper()
	document := providertest.Document(providertest.NewSerial(), providertest.Seller)
	return providertest.Reversal(document, provider.Key{Serial: document.Serial, Number: issueOne(t, client, document)})
}

// reds are the red documents among the legal ones.
func reds(t *testing.T, sandbox *sandboxtest.Sandbox) []taxbureau.LegalDocument {
	t.Helper()
	found := []taxbureau.LegalDocument{}
	for _, document := range sandbox.Issued(t) {
		if document.RedOf != nil {
			found = append(found, document)
		}
	}
	return found
}

func TestI4EveryFaultOfReversingEndsInOneRedDocumentOrNone(t *testing.T) {
	for _, given := range []struct {
		mode      faults.Mode
		requested provider.State // what the first request says
		committed bool           // the bureau issues although the first request may not have said so
		decided   provider.State // what becomes of it once the same serial has been requested again
	}{
		{faults.Error500, provider.Unknown, false, provider.Issued},
		{faults.Hang, provider.Unknown, true, provider.Issued},
		{faults.DropAfterCommit, provider.Unknown, true, provider.Issued},
		{faults.SessionExpired, provider.SessionExpired, false, provider.Issued},
		{faults.Reject, provider.Pending, false, provider.Refused},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			client := patient(sandbox)
			red := issueToReverse(t, client)
			sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: given.mode, Times: 1, Match: string(red.Serial)})

			require.Equal(t, given.requested, stateOf(struck(sandbox, given.mode).RequestRed(t.Context(), red)))
			time.Sleep(2 * sandboxtest.IssueDelay)
			require.Equal(t, given.committed, len(reds(t, sandbox)) == 1)

			_, err := client.RequestRed(t.Context(), red)
			require.NoError(t, err)
			answer := providertest.RedDecided(t, client, red.Serial)
			require.Equal(t, given.decided, answer.State)
			legal := reds(t, sandbox)
			if given.decided == provider.Refused {
				require.NotEmpty(t, answer.Reason)
				require.Empty(t, legal)
				return
			}
			require.Len(t, legal, 1)
			require.Equal(t, string(red.Serial), legal[0].Serial)
			require.Equal(t, answer.Number, legal[0].Number)
			require.Equal(t, red.Number, *legal[0].RedOf)
			require.True(t, legal[0].Amount.Equal(red.Gross))
		})
	}
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
		{faults.Query, faults.SessionExpired, provider.SessionExpired},
		{faults.Query, faults.Pending, provider.Pending},
		{faults.Red, faults.Pending, provider.Pending},
	} {
		t.Run(string(given.operation)+" "+string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			client := patient(sandbox)
			red := issueToReverse(t, client)
			_, err := client.RequestRed(t.Context(), red)
			require.NoError(t, err)
			issued := providertest.RedDecided(t, client, red.Serial)
			sandbox.Order(t, faults.Fault{Operation: given.operation, Mode: given.mode, Times: 2, Match: string(red.Serial)[:8]})

			for range 2 {
				answer, err := struck(sandbox, given.mode).QueryRed(t.Context(), red.Serial)
				require.Equal(t, given.state, stateOf(answer, err))
				require.Empty(t, answer.Number)
			}
			require.Equal(t, issued, providertest.RedDecided(t, client, red.Serial), "after two times the fault is over")
			require.Len(t, reds(t, sandbox), 1)
		})
	}
}

func TestI4AKnownSerialWhoseFormCannotBeAskedAboutIsPending(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := patient(sandbox)
	red := issueToReverse(t, client)
	_, err := client.RequestRed(t.Context(), red)
	require.NoError(t, err)
	providertest.RedDecided(t, client, red.Serial)
	sandbox.Order(t, faults.Fault{Operation: faults.Query, Mode: faults.Error500, Times: 1})
	require.Equal(t, provider.Pending, stateOf(client.RequestRed(t.Context(), red)))
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
			sandbox := sandboxtest.Start(t, "")
			client := patient(sandbox)
			red := issueToReverse(t, client)
			sandbox.OrderBuyer(t, red.Number, taxbureau.BuyerOrder{Booked: new(true)})
			_, err := client.RequestRed(t.Context(), red)
			require.NoError(t, err)
			sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: given.mode, Times: 1})

			require.Equal(t, given.first, stateOf(struck(sandbox, given.mode).WithdrawRed(t.Context(), red.Serial)))
			require.Equal(t, given.then, stateOf(client.QueryRed(t.Context(), red.Serial)))
			require.Equal(t, provider.Withdrawn, stateOf(client.WithdrawRed(t.Context(), red.Serial)))
			require.Empty(t, reds(t, sandbox))
		})
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
			sandbox := sandboxtest.Start(t, "")
			client := patient(sandbox)
			document := providertest.Document(providertest.NewSerial(), providertest.Seller)
			document.Medium = invoice.Paper
			number := issueOne(t, client, document)
			sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: given.mode, Times: 1, Match: number})

			require.Equal(t, given.first, stateOf(struck(sandbox, given.mode).Void(t.Context(), provider.Key{Number: number})))
			require.Equal(t, given.committed, sandbox.Issued(t)[0].Voided)
			require.Equal(t, provider.Voided, stateOf(client.Void(t.Context(), provider.Key{Number: number})))
			require.Len(t, sandbox.Issued(t), 1)
			require.True(t, sandbox.Issued(t)[0].Voided)
		})
	}
}

func TestV1AUsageThatIsNotToldIsUnknown(t *testing.T) {
	for _, mode := range []faults.Mode{
		faults.Error500, faults.Hang, faults.DropAfterCommit, faults.Reject, faults.QuotaExhausted, faults.SessionExpired,
	} {
		t.Run(string(mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			number := issueToReverse(t, patient(sandbox)).Number
			sandbox.Order(t, faults.Fault{Operation: faults.Query, Mode: mode, Times: 1})
			_, err := struck(sandbox, mode).Usage(t.Context(), provider.Key{Number: number})
			require.Error(t, err)
			sandbox.Order(t, faults.Fault{Operation: faults.Query, Mode: faults.Pending})
			usage, err := patient(sandbox).Usage(t.Context(), provider.Key{Number: number})
			require.NoError(t, err, "there is nothing to decide about")
			require.Equal(t, invoice.Usage{}, usage)
		})
	}
}

func TestI4AProviderThatCannotBeReachedSaysNothingOfAForm(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := patient(sandbox)
	red := issueToReverse(t, client)
	sandbox.Stop()
	require.Equal(t, provider.Unknown, stateOf(client.RequestRed(t.Context(), red)))
	require.Equal(t, provider.Unknown, stateOf(client.QueryRed(t.Context(), red.Serial)))
	require.Equal(t, provider.Unknown, stateOf(client.WithdrawRed(t.Context(), red.Serial)))
	require.Equal(t, provider.Unknown, stateOf(client.Void(t.Context(), provider.Key{Number: red.Number})))
	_, err := client.Usage(t.Context(), provider.Key{Number: red.Number})
	require.Error(t, err)
}
