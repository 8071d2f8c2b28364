package aggregator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
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

func TestV1TheBuyersWordEndsAForm(t *testing.T) {
	for word, state := range map[taxbureau.Word]provider.State{
		taxbureau.Yes:    provider.Issued,
		taxbureau.No:     provider.Denied,
		taxbureau.Silent: provider.Lapsed,
	} {
		t.Run(string(word), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "", func(config *world.Config) { config.ConfirmWithin = 500 * time.Millisecond })
			client := patient(sandbox)
			red := issueToReverse(t, client)
			sandbox.OrderBuyer(t, red.Number, taxbureau.BuyerOrder{Used: new(true), Confirms: &word})
			_, err := client.RequestRed(t.Context(), red)
			require.NoError(t, err)
			var answer provider.Answer
			require.Eventually(t, func() bool {
				answer, err = client.QueryRed(t.Context(), red.Serial)
				return err == nil && answer.State != provider.Pending && answer.State != provider.AwaitsBuyer
			}, 10*time.Second, 10*time.Millisecond)
			require.Equal(t, state, answer.State)
			if state == provider.Issued {
				require.Len(t, reds(t, sandbox), 1)
				return
			}
			require.NotEmpty(t, answer.Reason)
			require.Empty(t, reds(t, sandbox))
		})
	}
}

// scripted is an aggregator that answers each call, by method and path, with a body.
func scripted(t *testing.T, bodies map[string]string) (client *aggregator.Client, asked func() string) {
	t.Helper()
	var last string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body json.RawMessage
		_ = json.NewDecoder(r.Body).Decode(&body)
		last = string(body)
		_, _ = w.Write([]byte(bodies[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/v1")]))
	}))
	t.Cleanup(server.Close)
	return aggregator.New(aggregator.Config{BaseURL: server.URL}), func() string { return last }
}

func TestV1AnAnswerThatIsNotKnownIsAnErrorAndNeverTheEndOfAForm(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON":              `<html>`,
		"unknown code":         `{"code":"E0001"}`,
		"no result":            `{"code":"E0000"}`,
		"another serial":       `{"code":"E0000","result":{"serial":"KP2","state":"05","status":22}}`,
		"unknown form state":   `{"code":"E0000","result":{"serial":"KP1","state":"10","status":22}}`,
		"unknown status":       `{"code":"E0000","result":{"serial":"KP1","state":"01","status":23}}`,
		"no status":            `{"code":"E0000","result":{"serial":"KP1","state":"04"}}`,
		"issued, no number":    `{"code":"E0000","result":{"serial":"KP1","state":"01","status":2,"issued_at":"2026-09-15T02:00:00Z"}}`,
		"issued, no date":      `{"code":"E0000","result":{"serial":"KP1","state":"01","status":2,"number":"26112000000000000002"}}`,
		"issued without form":  `{"code":"E0000","result":{"serial":"KP1","status":2,"number":"26112000000000000002","issued_at":"2026-09-15T02:00:00Z"}}`,
		"status of other type": `{"code":"E0000","result":{"serial":"KP1","state":"01","status":"2"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := scripted(t, map[string]string{"GET /red-forms/KP1": body, "POST /red-forms/KP1/withdraw": body})
			require.Equal(t, provider.Unknown, stateOf(client.QueryRed(t.Context(), "KP1")))
			require.Equal(t, provider.Unknown, stateOf(client.WithdrawRed(t.Context(), "KP1")))
		})
	}
}

func TestV1AUsageIsReadWholeOrNotAtAll(t *testing.T) {
	const number = "26112000000000000001"
	for result, usage := range map[string]*invoice.Usage{
		`{"number":"` + number + `","status":0,"usage":0,"booking":"01","locked":false}`: {},
		`{"number":"` + number + `","status":7,"usage":0,"booking":"03","locked":true}`:  {Locked: true},
		`{"number":"` + number + `","status":0,"usage":2,"booking":"02","locked":false}`: {Used: true, Booked: true},
		`{"number":"` + number + `","status":2,"usage":0,"booking":"01","locked":false}`: {Voided: true},
		`{"number":"` + number + `","status":8,"usage":1,"booking":"01","locked":false}`: {Used: true, FullyRed: true},
		`{"number":"` + number + `","status":3,"usage":0,"booking":"01","locked":false}`: nil,
		`{"number":"` + number + `","status":0,"usage":0,"booking":"04","locked":false}`: nil,
		`{"number":"` + number + `","usage":0,"booking":"01","locked":false}`:            nil,
		`{"number":"` + number + `","status":0,"booking":"01","locked":false}`:           nil,
		`{"number":"` + number + `","status":0,"usage":0,"locked":false}`:                nil,
		`{"number":"` + number + `","status":0,"usage":0,"booking":"01"}`:                nil,
		`{"number":"1","status":0,"usage":0,"booking":"01","locked":false}`:              nil,
	} {
		client, _ := scripted(t, map[string]string{"GET /usages/" + number: `{"code":"E0000","result":` + result + `}`})
		read, err := client.Usage(t.Context(), provider.Key{Number: number})
		require.Equal(t, usage == nil, err != nil, result)
		if usage != nil {
			require.Equal(t, *usage, read, result)
		}
	}
}

func TestV3AnAnswerThatIsNotKnownSaysNothingOfAVoid(t *testing.T) {
	for body, state := range map[string]provider.State{
		`{"code":"E0000","result":{"number":"1","status":3}}`:                      provider.Voided,
		`{"code":"E0000","result":{"number":"1","status":22,"fail_cause":"不能作废"}}`: provider.Refused,
		`{"code":"E9001","describe":"请求报文有误"}`:                                     provider.Refused,
		`{"code":"E0000","result":{"number":"1","status":31}}`:                     provider.Unknown,
		`{"code":"E0000","result":{"number":"2","status":3}}`:                      provider.Unknown,
		`{"code":"E0000"}`: provider.Unknown,
		`{"code":"E0001"}`: provider.Unknown,
		`<html>`:           provider.Unknown,
	} {
		client, _ := scripted(t, map[string]string{"POST /voids": body})
		answer, err := client.Void(t.Context(), provider.Key{Number: "1"})
		require.Equal(t, state, stateOf(answer, err), body)
		require.Equal(t, state == provider.Refused, answer.Reason != "", body)
	}
}

// What is reversed fully may have been reversed by this very serial, whose answer was lost.
func TestI4AFullyReversedDocumentIsARefusalOnlyForASerialThatIsNotKnown(t *testing.T) {
	const reversed = `{"code":"E9103","describe":"该发票已全额冲红，不能重复冲红"}`
	for queried, answer := range map[string]provider.Answer{
		`{"code":"E9500"}`: {State: provider.Refused, Reason: "该发票已全额冲红，不能重复冲红"},
		`{"code":"E0000","result":{"serial":"KP1","state":"01","status":2,"number":"26112000000000000002","issued_at":"2026-09-15T02:00:00Z"}}`: {
			State: provider.Issued, Number: "26112000000000000002", IssuedAt: time.Date(2026, 9, 15, 2, 0, 0, 0, time.UTC),
		},
		`{"code":"E9613"}`: {State: provider.Unknown},
	} {
		client, _ := scripted(t, map[string]string{"POST /red-forms": reversed, "GET /red-forms/KP1": queried})
		said, err := client.RequestRed(t.Context(), invoice.RedDocument{Serial: "KP1"})
		require.Equal(t, answer.State, stateOf(said, err), queried)
		if err == nil {
			require.Equal(t, answer, said)
		}
	}
}

func TestTheReasonsAreTheAggregatorsLetters(t *testing.T) {
	for reason, letter := range map[invoice.RedReason]string{
		invoice.RedReturn: "1", invoice.RedError: "2", invoice.RedTermination: "3", invoice.RedDiscount: "4",
	} {
		client, asked := scripted(t, map[string]string{"POST /red-forms": `{"code":"E0000"}`})
		document := providertest.Document("KP1", providertest.Seller)
		red := providertest.Reversal(document, provider.Key{Number: "26112000000000000001"})
		red.Reason = reason
		_, err := client.RequestRed(t.Context(), red)
		require.NoError(t, err)
		require.JSONEq(t, `{"serial":"`+string(red.Serial)+`","number":"26112000000000000001","reason":"`+letter+`","lines":[
			{"line":1,"net":"-1000.00","tax":"-60.00","gross":"-1060.00"},{"line":2,"net":"-297.00","tax":"-17.82","gross":"-314.82"}],
			"net":"-1297.00","tax":"-77.82","gross":"-1374.82"}`, asked())
	}
}
