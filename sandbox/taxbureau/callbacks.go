package taxbureau

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"kaipiao/sandbox/push"
	"kaipiao/sandbox/store"
)

const callbackTimeout = 5 * time.Second

// callback is what the provider tells its customer: that something was done to a document, and under which serial. What was
// done, the customer asks.
type callback struct {
	Serial string `json:"serial,omitempty"`
	Number string `json:"number,omitempty"`
}

// owedCallback is one that was not taken yet.
type owedCallback struct {
	Key string   `json:"key"`
	Say callback `json:"say"`
}

// Callbacks tells the customer of the provider what others have done at the bureau, each in order and until it is taken.
type Callbacks struct {
	store  *store.Store
	url    string
	secret []byte
	client *http.Client
	owing  chan struct{}
}

// NewCallbacks calls an address back, signed with a secret; without an address it calls nobody.
func NewCallbacks(in *store.Store, url string, secret []byte) *Callbacks {
	return &Callbacks{store: in, url: url, secret: secret, client: &http.Client{Timeout: callbackTimeout}, owing: make(chan struct{}, 1)}
}

// owe writes down that the customer is to be told.
func (c *Callbacks) owe(tx store.Tx, say callback) error {
	if c.url == "" {
		return nil
	}
	sequence, err := tx.Sequence(store.Callbacks)
	if err != nil {
		return fmt.Errorf("owe a callback: %w", err)
	}
	key := fmt.Sprintf("%020d", sequence)
	return store.Put(tx, store.Callbacks, key, owedCallback{key, say})
}

// wake has them told now.
func (c *Callbacks) wake() {
	select {
	case c.owing <- struct{}{}:
	default: // it is awake
	}
}

// Run tells what is owed until the context ends.
func (c *Callbacks) Run(ctx context.Context) error {
	defer c.client.CloseIdleConnections()
	for {
		var owed []owedCallback
		err := c.store.View(func(tx store.Tx) (err error) {
			owed, err = store.All[owedCallback](tx, store.Callbacks)
			return err
		})
		if err != nil {
			return err
		}
		for _, next := range owed {
			if !c.tell(ctx, next.Say) {
				return nil // the context has ended
			}
			if err := c.store.Update(func(tx store.Tx) error { return store.Delete(tx, store.Callbacks, next.Key) }); err != nil {
				return err
			}
		}
		if len(owed) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-c.owing:
		}
	}
}

// tell repeats one callback until it is taken, or refused for good; it reports false when the context ends before.
func (c *Callbacks) tell(ctx context.Context, say callback) bool {
	for wait := push.FirstPause; ; wait = min(2*wait, push.LongestPause) {
		status, err := push.Send(ctx, c.client, c.url, c.secret, say)
		switch {
		case err != nil:
			slog.Error("a callback cannot be sent", "number", say.Number, "reason", err)
		case status/100 == 2:
			return true
		case status/100 == 4 && status != http.StatusUnauthorized && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests:
			slog.Warn("a callback is refused for good", "number", say.Number, "status", status)
			return true
		}
		if !push.Pause(ctx, wait) {
			return false
		}
	}
}
