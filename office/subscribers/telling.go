package subscribers

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kaipiao/domain/accounting"
	"kaipiao/domain/ids"
	"kaipiao/domain/webhook"
)

// Teller is what telling subscribers needs of the world outside the register.
type Teller struct {
	// Clock tells the time, and Random a number between 0 and 1.
	Clock  func() time.Time
	Random func() float64
	// Document reads what accounting books of an event, for an endpoint that asks for documents.
	Document func(context.Context, webhook.Event) (*accounting.Document, error)
	// Call tells an endpoint of one event, once. It may be told of the same event again.
	Call func(context.Context, webhook.Claimed) webhook.Outcome
	// Failed hears what the database refused; it is tried again with the next sweep.
	Failed func(error)
}

// settleTimeout bounds the note of what came of a call, which is made although the process is stopping.
const settleTimeout = 5 * time.Second

// TellSubscribers tells every endpoint what it is owed (O3) until ctx ends: at once when an event is written, and in sweeps
// for what is due again. Each endpoint has a goroutine of its own, so that a slow one holds up nobody, and no transaction is
// open while one is called. Several processes may do so side by side.
func (o *Office) TellSubscribers(ctx context.Context, teller Teller) error {
	var desk desk
	defer desk.work.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	return o.tx.WheneverTold(ctx, "kaipiao_webhooks", func(ctx context.Context) error {
		endpoints, err := o.tx.Reads().WebhooksToServe(ctx, teller.Clock())
		if err != nil {
			return fmt.Errorf("read which webhooks are owed something: %w", err)
		}
		for _, endpoint := range endpoints {
			desk.serve(endpoint, func() { o.tell(ctx, endpoint, teller) })
		}
		return nil
	})
}

// desk serves each endpoint in one goroutine at most.
type desk struct {
	mu      sync.Mutex
	work    sync.WaitGroup
	serving map[ids.Webhook]*served
}

// served is an endpoint that is being served. Again: something may have become due since it was last looked at.
type served struct{ again bool }

// serve starts serving an endpoint, or has whoever serves it look once more.
func (d *desk) serve(endpoint ids.Webhook, work func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now, found := d.serving[endpoint]; found {
		now.again = true
		return
	}
	if d.serving == nil {
		d.serving = map[ids.Webhook]*served{}
	}
	mine := &served{}
	d.serving[endpoint] = mine
	d.work.Go(func() {
		for done := false; !done; done = d.leave(endpoint, mine) {
			work()
		}
	})
}

// leave ends the service of an endpoint, unless there may be more to do.
func (d *desk) leave(endpoint ids.Webhook, mine *served) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if mine.again {
		mine.again = false
		return false
	}
	delete(d.serving, endpoint)
	return true
}

// tell tells one endpoint what is due now, in rounds of a few at once, until nothing is.
func (o *Office) tell(ctx context.Context, endpoint ids.Webhook, teller Teller) {
	for ctx.Err() == nil {
		claimed, err := o.ClaimDeliveries(ctx, endpoint, webhook.AtOnce, teller.Clock())
		if err != nil && ctx.Err() == nil {
			teller.Failed(err)
		}
		if len(claimed) == 0 {
			return
		}
		var calls sync.WaitGroup
		for _, one := range claimed {
			calls.Go(func() {
				if err := o.tellOnce(ctx, one, teller); err != nil {
					teller.Failed(err)
				}
			})
		}
		calls.Wait()
	}
}

// tellOnce makes one call, and notes what came of it even when the process is stopping.
func (o *Office) tellOnce(ctx context.Context, c webhook.Claimed, teller Teller) error {
	outcome := teller.outcome(ctx, c)
	now := teller.Clock()
	verdict := webhook.Judge(outcome.Kind, c.Attempts, *c.Since, now, teller.Random())
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer stop()
	return o.SettleDelivery(ctx, c, outcome.Answer, verdict, now)
}

// outcome is what comes of one call, or why there is none.
func (t Teller) outcome(ctx context.Context, c webhook.Claimed) webhook.Outcome {
	if c.Endpoint.GoneAt != nil {
		return webhook.Outcome{Kind: webhook.Gone, Answer: "not sent: the endpoint is gone"}
	}
	if c.OwesDocument() {
		document, err := t.Document(ctx, c.Event)
		if err != nil {
			t.Failed(err)
			return webhook.Outcome{Kind: webhook.NotSent, Answer: "not sent: its document could not be read"}
		}
		c.Document = document
	}
	return t.Call(ctx, c)
}
