// Package subscriber is a system that is subscribed to what happens: it keeps every message that comes, and misbehaves on
// demand.
package subscriber

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// Message is a message as it came.
type Message struct {
	// Path tells endpoints apart.
	Path string `json:"path"`
	// Headers are those of a webhook, in lower case.
	Headers map[string]string `json:"headers"`
	// Body is the text that was signed, byte for byte.
	Body string    `json:"body"`
	At   time.Time `json:"at"`
}

// Subscriber keeps the messages. It is safe for concurrent use.
type Subscriber struct {
	store  *store.Store
	faults *faults.Book
	now    func() time.Time
}

// New keeps the messages in a store under the standing faults; now tells the time of their arrival.
func New(in *store.Store, book *faults.Book, now func() time.Time) *Subscriber {
	return &Subscriber{store: in, faults: book, now: now}
}

// Register adds the endpoints and the call that lists what came. Any number of endpoints can be told apart by their last part.
func (s *Subscriber) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /webhooks", s.take)
	mux.HandleFunc("POST /webhooks/{name}", s.take)
	mux.HandleFunc("GET /webhooks", func(w http.ResponseWriter, _ *http.Request) {
		messages, err := s.All()
		if err != nil {
			jsonhttp.Failed(err).Write(w)
			return
		}
		jsonhttp.Items(messages).Write(w)
	})
}

// All lists the messages in the order of their arrival.
func (s *Subscriber) All() (messages []Message, err error) {
	err = s.store.View(func(tx store.Tx) error {
		messages, err = store.All[Message](tx, store.Webhooks)
		return err
	})
	return messages, err
}

// messageLimit is more than any message has.
const messageLimit = 1 << 20

func (s *Subscriber) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, messageLimit))
	if err != nil {
		jsonhttp.Refused(err).Write(w)
		return
	}
	message := Message{Path: r.URL.Path, Headers: headersOf(r), Body: string(body)}
	s.faults.ServeAny(w, r, faults.Webhook, message.keys(), func(mode faults.Mode) jsonhttp.Answer {
		if mode == faults.Reject {
			return jsonhttp.Problem(http.StatusGone, "A fault was ordered: this endpoint wants nothing more.")
		}
		if err := s.keep(message); err != nil {
			return jsonhttp.Failed(err)
		}
		return jsonhttp.JSON(http.StatusOK, map[string]string{"taken": message.Headers["webhook-id"]})
	})
}

// headersOf are the headers that belong to a webhook.
func headersOf(r *http.Request) map[string]string {
	headers := map[string]string{"content-type": r.Header.Get("Content-Type")}
	for name := range r.Header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "webhook-") {
			headers[lower] = r.Header.Get(name)
		}
	}
	return headers
}

// keys are what faults match: the endpoint, the id of the message, its type, and the invoice and application that it is about.
func (m Message) keys() []string {
	var told struct {
		Type string `json:"type"`
		Data struct {
			Invoice     string `json:"invoice"`
			Application string `json:"application"`
		} `json:"data"`
	}
	_ = json.Unmarshal([]byte(m.Body), &told) // what is no message has no type
	return []string{m.Path, m.Headers["webhook-id"], told.Type, told.Data.Invoice, told.Data.Application}
}

// keep writes a message down.
func (s *Subscriber) keep(message Message) error {
	message.At = s.now().UTC()
	return s.store.Update(func(tx store.Tx) error {
		sequence, err := tx.Sequence(store.Webhooks)
		if err != nil {
			return err
		}
		return store.Put(tx, store.Webhooks, fmt.Sprintf("%012d", sequence), message)
	})
}
