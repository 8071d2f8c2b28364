package taxbureau_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
	"kaipiao/sandbox/world"
)

// told is one callback.
type told struct {
	signature string
	body      map[string]string
}

// V8, V9: what others do at the bureau is called back for, signed, until it is taken; silently done things are not.
func TestV9TheProviderCallsBackForWhatOthersDo(t *testing.T) {
	calls := make(chan told, 10)
	refusals := 2 // the customer is away for a moment
	customer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if refusals > 0 {
			refusals--
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		said := told{signature: r.Header.Get("X-Signature"), body: map[string]string{}}
		_ = json.Unmarshal(body, &said.body)
		calls <- said
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(customer.Close)
	sandbox := sandboxtest.Start(t, "", func(config *world.Config) {
		config.ProviderEventsURL, config.ProviderSecret = customer.URL, []byte("secret")
	})
	client := aggregator.New(aggregator.Config{BaseURL: sandbox.URL + "/provider"})
	issue := func() string {
		document := providertest.Document(providertest.NewSerial(), providertest.Seller)
		_, err := client.Submit(t.Context(), document)
		require.NoError(t, err)
		answer := providertest.Decided(t, client, document.Serial)
		require.Equal(t, provider.Issued, answer.State)
		return answer.Number
	}
	silent, number := issue(), issue()
	sandbox.Elsewhere(t, "reds", taxbureau.Deed{Number: silent, Silent: true})
	form := sandbox.Elsewhere(t, "red-forms", taxbureau.Deed{Number: number})
	select {
	case said := <-calls:
		require.Equal(t, map[string]string{"serial": form.Serial, "number": number}, said.body)
		require.Regexp(t, `^[0-9a-f]{64}$`, said.signature)
	case <-time.After(10 * time.Second):
		t.Fatal("nobody called back")
	}
	require.Empty(t, calls, "what is done silently is not told")
	response, err := http.Post(sandbox.URL+"/bureau/red-forms/"+form.Serial+"/withdraw", "application/json", http.NoBody)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	stands, err := client.QueryRed(t.Context(), invoice.Serial(form.Serial))
	require.NoError(t, err)
	require.Equal(t, provider.Withdrawn, stands.State, "the buyer has taken it back")
}
