package applications

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
	"kaipiao/tracing"
)

// Those who apply for one account at the same time wait for each other, because its balance is one (L4). Instead of going one by one, those who have
// come while somebody else was decided are decided in one transaction, in the order in which they came: what is slow is then waited for once.
const (
	// togetherAtMost is how many are decided in one transaction.
	togetherAtMost = 16
	// togetherWithin bounds such a transaction, even if who leads it has gone.
	togetherWithin = 10 * time.Second
)

// applying is a submission on its way in, and what became of it.
type applying struct {
	ctx        context.Context //nolint:containedctx // it says who applies, to whoever decides it
	submission Submission
	now        time.Time

	accepted application.Application
	err      error
	// turn has those with whom it is decided, and who wait for it; it is closed when somebody else has decided it.
	turn chan []*applying
}

// queues are those who wait in this process, of each account of which somebody is being decided.
type queues struct {
	mutex  sync.Mutex
	behind map[ids.Account][]*applying
	// inside is how many are being decided.
	inside map[ids.Account]int
}

func newQueues() *queues {
	return &queues{behind: map[ids.Account][]*applying{}, inside: map[ids.Account]int{}}
}

func (q *queues) length(account ids.Account) int {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.inside[account] + len(q.behind[account])
}

// enter reports whether nobody of the account is being decided; otherwise it waits behind them.
func (q *queues) enter(one *applying) (first bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	account := one.submission.Request.Account
	if q.inside[account] == 0 {
		q.inside[account] = 1
		return true
	}
	q.behind[account] = append(q.behind[account], one)
	return false
}

// quit reports whether one could still be taken out of its queue.
func (q *queues) quit(one *applying) bool {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	account := one.submission.Request.Account
	at := slices.Index(q.behind[account], one)
	if at < 0 {
		return false
	}
	q.behind[account] = slices.Delete(slices.Clone(q.behind[account]), at, at+1)
	return true
}

// leave has those decided who have come meanwhile; the first of them leads.
func (q *queues) leave(account ids.Account) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	behind := q.behind[account]
	if len(behind) == 0 {
		delete(q.behind, account)
		delete(q.inside, account)
		return
	}
	next := min(len(behind), togetherAtMost)
	q.inside[account] = next
	q.behind[account] = slices.Clone(behind[next:])
	behind[0].turn <- behind[:next:next]
}

// Submit accepts an application or refuses it: the reservation, the planned invoices and the message that starts the workflow are stored together. Of
// two that want the same amount one is told what is left (L4).
func (o *Office) Submit(ctx context.Context, s Submission, now time.Time) (application.Application, error) {
	mine := &applying{ctx: ctx, submission: s, now: now, turn: make(chan []*applying, 1)}
	together := []*applying{mine}
	if !o.queues.enter(mine) {
		led, leads, gone := o.await(mine)
		switch {
		case gone:
			return application.Application{}, ctx.Err()
		case !leads:
			return mine.accepted, mine.err
		}
		together = led
	}
	defer o.queues.leave(s.Request.Account)
	o.submitTogether(together)
	return mine.accepted, mine.err
}

// await waits for the turn of one. Who goes before that is not decided about; later it is, because others may wait for it.
func (o *Office) await(one *applying) (together []*applying, leads, gone bool) {
	select {
	case together, leads = <-one.turn:
	case <-one.ctx.Done():
		if o.queues.quit(one) {
			return nil, false, true
		}
		together, leads = <-one.turn
	}
	return together, leads, false
}

// submitTogether decides about each, and tells those who wait.
func (o *Office) submitTogether(together []*applying) {
	defer func() {
		for _, other := range together[1:] {
			close(other.turn)
		}
	}()
	if len(together) > 1 && o.submitInOne(together) == nil {
		return
	}
	// What the database does not take of one is not the others' fault: each by itself.
	for _, one := range together {
		one.accepted, one.err = o.submitAlone(one)
	}
}

func (o *Office) submitAlone(one *applying) (accepted application.Application, err error) {
	err = o.tx.Change(one.ctx, func(q *query.Queries) (err error) {
		accepted, err = o.SubmitIn(one.ctx, q, one.submission, one.now)
		return err
	})
	return accepted, err
}

// submitInOne decides about all in one transaction. Who is refused has changed nothing, and holds up nobody. It fails for all or for none.
func (o *Office) submitInOne(together []*applying) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(together[0].ctx), togetherWithin)
	defer stop()
	return o.tx.Change(ctx, func(q *query.Queries) error {
		for i, one := range together {
			if i > 0 {
				if err := tx.Next(ctx, q, actor.Of(one.ctx)); err != nil {
					return err
				}
			}
			one.accepted, one.err = o.SubmitIn(tracing.As(ctx, one.ctx), q, one.submission, one.now)
			if one.err != nil && !isRefusal(one.err) {
				return one.err
			}
		}
		return nil
	})
}

func isRefusal(err error) bool {
	var one *refusal.Refusal
	var several refusal.List
	return errors.As(err, &one) || errors.As(err, &several)
}

// Applying is how many submissions of an account are being decided or wait for that, in this process.
func (o *Office) Applying(account ids.Account) int { return o.queues.length(account) }
