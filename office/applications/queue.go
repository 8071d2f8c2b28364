package applications

import (
	"context"
	"slices"
	"sync"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
)

// togetherAtMost is how many are decided in one transaction.
const togetherAtMost = 16

// applying is a submission on its way in, and what became of it.
type applying struct {
	ctx        context.Context //nolint:containedctx // it says who applies, to whoever decides it
	submission Submission
	now        time.Time

	accepted application.Application
	err      error
	// turn says that it leads, and whom; it is closed when somebody else has decided it.
	turn chan turn
}

func (a *applying) account() ids.Account { return a.submission.Request.Account }

// turn is a transaction that somebody leads.
type turn struct {
	// together are who is decided in it, the one who leads included: the first of each account, then the second of each, and so on.
	together []*applying
	// aside: they are all of one account, which others hold, and wait for it by themselves.
	aside bool
}

// queue is who applies in this process and waits to be decided. A few transactions are led at the same time; as long as they are not too many, whoever
// comes leads one. Those who come while enough are under way are decided together, with one of each account before a second one of any, so that an
// account with many who apply does not keep the others waiting. Of one account only one transaction is under way, and its own go in the order in which
// they came.
type queue struct {
	mutex   sync.Mutex
	waiting map[ids.Account][]*applying
	// ready are the accounts of which somebody waits and nobody is being decided, in their order.
	ready []ids.Account
	// inside is how many of an account are being decided.
	inside map[ids.Account]int
	// leading is how many transactions are under way, but for those set aside; leaders is how many may be.
	leading, leaders int
}

func newQueue(leaders int) *queue {
	return &queue{waiting: map[ids.Account][]*applying{}, inside: map[ids.Account]int{}, leaders: leaders}
}

func (q *queue) length(account ids.Account) int {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.inside[account] + len(q.waiting[account])
}

// enter puts one behind those who wait. Its turn comes over its channel, at once where nobody is ahead of it.
func (q *queue) enter(one *applying) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	account := one.account()
	q.waiting[account] = append(q.waiting[account], one)
	if len(q.waiting[account]) == 1 && q.inside[account] == 0 {
		q.ready = append(q.ready, account)
	}
	q.call()
}

// quit reports whether one could still be taken out of the queue.
func (q *queue) quit(one *applying) bool {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	account := one.account()
	at := slices.Index(q.waiting[account], one)
	if at < 0 {
		return false
	}
	q.keep(account, slices.Delete(slices.Clone(q.waiting[account]), at, at+1))
	if len(q.waiting[account]) == 0 {
		q.ready = slices.DeleteFunc(q.ready, func(ready ids.Account) bool { return ready == account })
	}
	return true
}

// decided lets those in who wait for an account.
func (q *queue) decided(accounts ...ids.Account) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for _, account := range accounts {
		delete(q.inside, account)
		if len(q.waiting[account]) > 0 {
			q.ready = append(q.ready, account)
		}
	}
	q.call()
}

// ended: one transaction less is under way.
func (q *queue) ended() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.leading--
	q.call()
}

// call gives those their turn who are next, as long as more transactions may be led.
func (q *queue) call() {
	for q.leading < q.leaders && len(q.ready) > 0 {
		q.leading++
		together := q.next()
		together[0].turn <- turn{together: together}
	}
}

// next takes those out who are next: of the accounts that are ready one each, then a second one each, and so on.
func (q *queue) next() (together []*applying) {
	accounts := q.ready[:min(len(q.ready), togetherAtMost)]
	q.ready = slices.Clone(q.ready[len(accounts):])
	for more := true; more && len(together) < togetherAtMost; {
		more = false
		for _, account := range accounts {
			if len(q.waiting[account]) == 0 || len(together) == togetherAtMost {
				continue
			}
			together, more = append(together, q.waiting[account][0]), true
			q.keep(account, q.waiting[account][1:])
			q.inside[account]++
		}
	}
	return together
}

// keep keeps who still waits for an account.
func (q *queue) keep(account ids.Account, waiting []*applying) {
	if len(waiting) == 0 {
		delete(q.waiting, account)
		return
	}
	q.waiting[account] = waiting
}
