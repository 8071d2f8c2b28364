package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/accounting"
	"kaipiao/domain/ids"
	"kaipiao/domain/webhook"
	"kaipiao/office/subscribers"
)

// sent is a message as an endpoint has it.
type sent struct {
	Type string
	Data struct {
		Invoice  ids.Invoice
		Document *accounting.Document
	}
	text string
}

// tell tells the endpoints what they are owed, all of which they take, and answers what each of them was told.
func (s *service) tell(documents func(context.Context, webhook.Event) (*accounting.Document, error), hooks ...string) map[string][]sent {
	s.t.Helper()
	ctx, stop := context.WithCancel(s.t.Context())
	var mu sync.Mutex
	told, now, ended := map[string][]sent{}, s.now, make(chan error, 1)
	go func() {
		ended <- s.register.Subscribers.TellSubscribers(ctx, subscribers.Teller{
			Clock: func() time.Time { return now }, Random: func() float64 { return 0 }, Document: documents,
			Call: func(_ context.Context, c webhook.Claimed) webhook.Outcome {
				mu.Lock()
				defer mu.Unlock()
				body, err := c.Body()
				var one sent
				if err := errors.Join(err, json.Unmarshal(body, &one)); err != nil {
					s.t.Error(err)
				}
				one.text = string(body)
				told[string(c.Endpoint.ID)] = append(told[string(c.Endpoint.ID)], one)
				return webhook.Outcome{Kind: webhook.Taken}
			},
			Failed: func(err error) { s.t.Log(err) },
		})
	}()
	require.Eventually(s.t, func() bool {
		for _, hook := range hooks {
			for _, d := range s.deliveries(hook, "?status=waiting") {
				if d.answer == "" {
					return false
				}
			}
		}
		return true
	}, 20*time.Second, 20*time.Millisecond)
	stop()
	require.ErrorIs(s.t, <-ended, context.Canceled)
	return told
}

// O3, P6: an endpoint that asks for documents is told each with its event, as the list has it; one that does not is told ids and states alone.
func TestO3AnEndpointIsToldWhatAccountingBooks(t *testing.T) {
	// given two endpoints, an e-invoice that is red-issued in two parts, and a paper that is voided
	s, ctx := newService(t), context.Background()
	plain := s.must(upstream, post, "/v1/webhooks", object{"url": "https://example.com/plain"})
	books := s.must(upstream, post, "/v1/webhooks", object{"url": "https://example.com/books", "documents": true})
	require.Equal(t, []any{false, true}, []any{plain["documents"], books["documents"]})
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	application := s.applied("e", eInvoice("53.00"))
	e := s.approved(application)[0]
	s.issued(e, "26110000000000000001")
	s.keep(e, "ofd", "PK\x03\x04 e")
	s.keep(e, "pdf", "%PDF-1.7 e")
	for part, number := range map[string]string{"10.00": "26110000000000000091", "5.00": "26110000000000000092"} {
		s.now = s.now.Add(time.Minute)
		body := object{"reason": "return", "lines": []object{{"line": 1, "net": part}}}
		s.redIssued(s.must(finance, post, "/v1/invoices/"+e+"/red-issue", body, "Idempotency-Key", part)["id"].(string), number)
	}
	onSheet := s.applied("paper", onPaper("10.00"))
	p := s.approved(onSheet)[0]
	s.issued(p, "26110000000000000002")
	s.ticket("t", object{"kind": "cancel", "application": onSheet, "note": ""})
	ticket := s.must(finance, get, "/v1/tickets", nil)["items"].([]any)[0].(object)["id"].(string)
	s.must(finance, post, "/v1/tickets/"+ticket+"/accept", nil)
	void, err := s.register.Reversals.Next(ctx, ids.Invoice(p))
	require.NoError(t, err)
	require.NoError(t, s.register.Reversals.RecordReversed(ctx, void.ID, "", nil, s.now))

	// when they are told
	told := s.tell(s.register.Accounting.OfEvent, plain["id"].(string), books["id"].(string))

	// then both hear the same events, and one of them what is booked of each
	var types []string
	documents := map[string]accounting.Document{}
	for _, message := range told[plain["id"].(string)] {
		require.NotContains(t, message.text, "document\":", message.text)
		require.NotContains(t, message.text, "北京")
	}
	require.Len(t, told[books["id"].(string)], len(told[plain["id"].(string)]))
	for _, message := range told[books["id"].(string)] {
		if of := message.Data.Document; of != nil {
			types = append(types, message.Type)
			documents[of.ID+" "+string(of.Event)] = *of
			require.Equal(t, message.Data.Invoice, of.Invoice)
			addsUp(t, *of)
		}
	}
	require.ElementsMatch(t, []string{
		"invoice.issued", "invoice.partly_red_issued", "invoice.partly_red_issued", "invoice.issued", "invoice.voided",
	}, types)
	require.Len(t, documents, 5)
	for _, of := range []string{application, onSheet} {
		listed, err := json.Marshal(s.must(upstream, get, "/v1/applications/"+of+"/documents", nil)["items"])
		require.NoError(t, err)
		var list []accounting.Document
		require.NoError(t, json.Unmarshal(listed, &list))
		for _, document := range list {
			require.Equal(t, document, documents[document.ID+" "+string(document.Event)])
		}
	}
}

// O3: a document that cannot be read is a call that is not made: it is tried again, and nothing is told without it.
func TestO3WithoutItsDocumentNothingIsTold(t *testing.T) {
	s := newService(t)
	books := s.must(upstream, post, "/v1/webhooks", object{"url": "https://example.com/books", "documents": true})["id"].(string)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	s.issued(s.approved(s.applied("e", eInvoice("53.00")))[0], "26110000000000000001")
	told := s.tell(func(context.Context, webhook.Event) (*accounting.Document, error) {
		return nil, errors.New("the database is away")
	}, books)
	for _, message := range told[books] {
		require.NotEqual(t, "invoice.issued", message.Type)
	}
	waiting := s.deliveries(books, "?status=waiting")
	require.Len(t, waiting, 1)
	require.Equal(t, []any{"invoice.issued", "not sent: its document could not be read", 1.0}, []any{waiting[0].kind, waiting[0].answer, waiting[0].attempts})
	require.NotNil(t, waiting[0].next)
}
