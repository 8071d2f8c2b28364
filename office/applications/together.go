package applications

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office/promises"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// togetherWithin bounds a transaction in which several are decided, even if who leads it has gone.
const togetherWithin = 10 * time.Second

// errUndecided is what somebody is told whose leader has broken down. Whoever asks again under the same key is told what became of it.
var errUndecided = errors.New("nobody has decided about the application")

// Submit accepts an application or refuses it: the reservation, the planned invoices and the message that starts the workflow are stored together. Of
// two that want the same amount one is told what is left (L4).
//
// Those who come while others are being decided are decided together in one transaction, because most of what a transaction costs is there once for all
// of them. Each is refused, and named in the trail, by itself.
func (o *Office) Submit(ctx context.Context, s Submission, now time.Time) (application.Application, error) {
	if err := ctx.Err(); err != nil { // who has gone already is not decided about
		return application.Application{}, err
	}
	mine := &applying{ctx: ctx, submission: s, now: now, err: errUndecided, turn: make(chan turn, 1)}
	o.queue.enter(mine)
	for {
		next, leads, gone := o.await(mine)
		switch {
		case gone:
			return application.Application{}, ctx.Err()
		case !leads:
			return mine.accepted, mine.err
		case next.aside:
			o.submitAside(next.together, mine)
			return mine.accepted, mine.err
		}
		if decided := o.lead(next.together, mine); decided {
			return mine.accepted, mine.err
		}
	}
}

// await waits for one's turn. Who goes before that is not decided about; later it is, because others may wait for it.
func (o *Office) await(one *applying) (next turn, leads, gone bool) {
	select {
	case next, leads = <-one.turn:
	case <-one.ctx.Done():
		if o.queue.quit(one) {
			return turn{}, false, true
		}
		next, leads = <-one.turn
	}
	return next, leads, false
}

// lead decides about those of whom nobody else holds the account, and has the others wait for it by themselves. It reports whether who leads is decided.
func (o *Office) lead(together []*applying, mine *applying) (decided bool) {
	defer o.queue.ended()
	done, aside := together, map[ids.Account][]*applying{}
	defer func() { o.dismiss(done, mine) }() // also when it breaks down: nobody waits for ever
	free, err := o.submitFree(together)
	done = nil
	for _, one := range together {
		if err == nil && free[one.account()] {
			done = append(done, one)
		} else {
			aside[one.account()] = append(aside[one.account()], one)
		}
	}
	for _, group := range aside {
		group[0].turn <- turn{together: group, aside: true}
	}
	return err == nil && free[mine.account()]
}

// dismiss tells those who wait that they are decided.
func (o *Office) dismiss(together []*applying, mine *applying) {
	for _, one := range together {
		if one != mine {
			close(one.turn)
		}
	}
	o.queue.decided(accountsOf(together)...)
}

// accountsOf are the accounts of some who apply, each once.
func accountsOf(together []*applying) (accounts []ids.Account) {
	known := map[ids.Account]bool{}
	for _, one := range together {
		if !known[one.account()] {
			known[one.account()], accounts = true, append(accounts, one.account())
		}
	}
	return accounts
}

// errAllHeld: there is nobody of whom nobody else holds the account.
var errAllHeld = errors.New("all accounts are held")

// submitFree decides about those whose accounts nobody else holds, and tells which those are. It fails for all or for none.
func (o *Office) submitFree(together []*applying) (free map[ids.Account]bool, err error) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(together[0].ctx), togetherWithin)
	defer stop()
	var became outcomes
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		accounts, known := accountsOf(together), knownOf(together)
		q.Ahead(func(q *query.Queries) {
			for _, account := range accounts {
				_, _ = q.LockFreeAccount(ctx, account)
			}
			promises.Announce(ctx, q)
			announceAll(ctx, q, known, together)
		})
		free = map[ids.Account]bool{}
		for _, account := range accounts {
			_, err := q.LockFreeAccount(ctx, account)
			if err != nil && !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
			if err == nil {
				free[account] = true
			}
		}
		if len(free) == 0 {
			return errAllHeld
		}
		became, err = o.submitLocked(ctx, q, known, slices.DeleteFunc(slices.Clone(together), func(one *applying) bool { return !free[one.account()] }))
		return err
	})
	if errors.Is(err, errAllHeld) {
		err = nil
	}
	tell(became, err)
	return free, err
}

// submitAside decides about some who all apply for one account, which they may have to wait for.
func (o *Office) submitAside(together []*applying, mine *applying) {
	defer o.dismiss(together, mine)
	if len(together) > 1 && o.submitWaiting(together) == nil {
		return
	}
	// What the database does not take of one is not the others' fault: each by itself.
	for _, one := range together {
		one.err = o.tx.Change(one.ctx, func(q *query.Queries) (err error) {
			one.accepted, err = o.SubmitIn(one.ctx, q, one.submission, one.now)
			return err
		})
	}
}

// submitWaiting decides about all in one transaction, which waits for their account. It fails for all or for none.
func (o *Office) submitWaiting(together []*applying) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(together[0].ctx), togetherWithin)
	defer stop()
	var became outcomes
	err := o.tx.Change(ctx, func(q *query.Queries) (err error) {
		account, known := together[0].account(), knownOf(together)
		q.Ahead(func(q *query.Queries) {
			_, _ = q.LockAccount(ctx, account)
			promises.Announce(ctx, q)
			announceAll(ctx, q, known, together)
		})
		if _, err := q.LockAccount(ctx, account); err != nil {
			return err // each is told by itself
		}
		became, err = o.submitLocked(ctx, q, known, together)
		return err
	})
	tell(became, err)
	return err
}

// outcomes are what becomes of each, once the transaction is committed.
type outcomes map[*applying]outcome

type outcome struct {
	accepted application.Application
	err      error
}

// tell says what became of each, unless all of it was undone.
func tell(became outcomes, err error) {
	if err != nil {
		return
	}
	for one, of := range became {
		one.accepted, one.err = of.accepted, of.err
	}
}

// submitLocked decides about those whose accounts are locked: all who can be decided with what is known, and, when that is written, the others.
func (o *Office) submitLocked(ctx context.Context, q *query.Queries, known map[ids.Account]*known, together []*applying) (outcomes, error) {
	c, err := o.promises.LockCalendar(ctx, q)
	if err != nil {
		return nil, err
	}
	became := outcomes{}
	var acting *act
	for len(together) > 0 {
		judged, later, err := o.judgeKnown(ctx, q, known, together, c, became)
		if err != nil {
			return nil, err
		}
		if acting, err = o.storeInTurn(ctx, q, judged, acting); err != nil {
			return nil, err
		}
		together, known = later, knownOf(later)
		q.Ahead(func(q *query.Queries) { announceAll(ctx, q, known, together) })
	}
	return became, nil
}

func announceAll(ctx context.Context, q *query.Queries, known map[ids.Account]*known, together []*applying) {
	for _, one := range together {
		announceJudging(ctx, q, known[one.account()], one.submission, one.now)
	}
}

// judgeKnown decides about the first of each account, and about those behind it who are accepted with what it leaves. Whoever is not, and all behind, are
// decided later, when that is written: a refusal says what the register has.
func (o *Office) judgeKnown(
	ctx context.Context, q *query.Queries, known map[ids.Account]*known, together []*applying, c calendar.Calendar, became outcomes,
) (judged []verdict, later []*applying, err error) {
	for _, one := range together {
		account := known[one.account()]
		v, decided, err := o.judgeNext(ctx, q, account, one, c)
		switch {
		case err != nil && !isRefusal(err):
			return nil, nil, err
		case !decided:
			account.waits = true
			later = append(later, one)
			continue
		}
		if became[one] = (outcome{v.application, err}); err == nil && !v.before {
			v.act, v.caller = act{who: actor.Of(one.ctx), by: v.submission.By}, one.ctx
			judged = append(judged, v)
			account.accepted(v)
		}
	}
	return judged, later, nil
}

// judgeNext decides about the next one of an account, unless what is known does not suffice for it.
func (o *Office) judgeNext(
	ctx context.Context, q *query.Queries, known *known, one *applying, c calendar.Calendar,
) (v verdict, decided bool, err error) {
	first := !known.begun
	if known.begun = true; !first && !known.suffices(one.submission, one.now) {
		return verdict{}, false, nil
	}
	v, err = o.judge(ctx, q, known, one.submission, c, one.now)
	if !first && (isRefusal(err) || v.before || v.clears()) {
		return verdict{}, false, nil
	}
	return v, true, err
}

// act is in whose name something is written: who calls, and who is named in the timeline.
type act struct{ who, by actor.Actor }

// storeInTurn writes what was accepted. Those who follow each other in the same name are written together; for others the trail is told first who acts.
// It is told who acted last, nobody at first, and tells that again.
func (o *Office) storeInTurn(ctx context.Context, q *query.Queries, judged []verdict, last *act) (*act, error) {
	for len(judged) > 0 {
		first, same := judged[0], 1
		for same < len(judged) && judged[same].act == first.act && !first.clears() && !judged[same].clears() {
			same++
		}
		another := (last == nil && first.act.who != actor.Of(ctx)) || (last != nil && (*last != first.act || first.clears()))
		if another {
			if err := tx.Next(ctx, q, first.act.who); err != nil {
				return nil, err
			}
		}
		if err := o.store(ctx, q, judged[:same]...); err != nil {
			return nil, err
		}
		if last = &first.act; first.clears() {
			last = &act{} // the product has, who settled it at once
		}
		judged = judged[same:]
	}
	return last, nil
}

func isRefusal(err error) bool {
	var one *refusal.Refusal
	var several refusal.List
	return errors.As(err, &one) || errors.As(err, &several)
}

// Applying is how many submissions of an account are being decided or wait for that, in this process.
func (o *Office) Applying(account ids.Account) int { return o.queue.length(account) }
