package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"

	"go.temporal.io/sdk/workflow"
)

// promiseWatch escalates a promise once when it is missed, and never stops the work (I9). It costs a timer only while its
// workflow waits for something anyway.
type promiseWatch struct {
	*steps
	missed message.Missed
	warnAt time.Time
	warned bool
	broken bool
	// moved: the promise was changed while somebody waits.
	moved bool
}

// begin watches over the promise of another stage; a zero dueAt promises nothing, a zero warnAt warns of nothing.
func (p *promiseWatch) begin(stage promise.Stage, warnAt, dueAt time.Time) {
	p.missed.Stage, p.missed.DueAt, p.warnAt = stage, dueAt, warnAt
	p.warned, p.broken = warnAt.IsZero() || dueAt.IsZero(), dueAt.IsZero()
}

// follow watches over what the register says is promised now; what is watched over already goes on to be.
func (p *promiseWatch) follow(stage promise.Stage, warnAt, dueAt time.Time) {
	if p.missed.Stage != stage || !p.missed.DueAt.Equal(dueAt) {
		p.begin(stage, warnAt, dueAt)
	}
}

// listen takes in that the promise of the present stage moved, because another schedule of working days was loaded (I3).
func (p *promiseWatch) listen(ctx workflow.Context) {
	listen(ctx, p.steps, message.DueChanged, func(news message.DueChangedNews) {
		if news.Stage != p.missed.Stage || p.missed.DueAt.IsZero() {
			return
		}
		p.begin(news.Stage, news.WarnAt, news.DueAt)
		p.moved = true
		if err := workflow.UpsertTypedSearchAttributes(ctx, DueAttribute.ValueSet(news.DueAt)); err != nil {
			workflow.GetLogger(ctx).Error("the new due date is not shown", "error", err)
		}
	})
}

// next is the instant at which something is to be escalated, or zero.
func (p *promiseWatch) next() time.Time {
	switch {
	case p.broken:
		return time.Time{}
	case p.warned:
		return p.missed.DueAt
	default:
		return earliest(p.warnAt, p.missed.DueAt)
	}
}

// earliest is the earlier instant; a zero one never comes.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// escalate does what is due by now: the warning, then the breach.
func (p *promiseWatch) escalate(ctx workflow.Context) error {
	now := workflow.Now(ctx)
	switch {
	case !p.broken && !now.Before(p.missed.DueAt):
		p.warned, p.broken = true, true
		return p.breach(ctx)
	case !p.warned && !now.Before(p.warnAt):
		p.warned = true
		return p.onRegister(ctx, "note that the promise is at risk", registerActivities.WarnOfPromise, p.missed).Get(ctx, nil)
	default:
		return nil
	}
}

// breach marks the row and the workflow, raises the operator task and mails the operators, while the work goes on.
func (p *promiseWatch) breach(ctx workflow.Context) error {
	var late bool
	err := p.onRegister(ctx, "mark the missed promise", registerActivities.MissPromise, p.missed).Get(ctx, &late)
	if err != nil || !late {
		return err
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, OverdueAttribute.ValueSet(true)); err != nil {
		return err
	}
	missed := p.missed
	p.aside(ctx, func(ctx workflow.Context) {
		sent := p.outside(tellingCustomer(ctx, "mail the operators: promise missed"), notices.SendAlert, activities.Alert{Missed: &missed})
		p.giveUpMail(ctx, toOperators, sent.Get(ctx, nil))
	})
	return nil
}

// kept ends the watch of a stage: a workflow that was late is so no more.
func (p *promiseWatch) kept(ctx workflow.Context) error {
	late := p.broken && !p.missed.DueAt.IsZero()
	p.begin(p.missed.Stage, time.Time{}, time.Time{})
	if !late {
		return nil
	}
	return workflow.UpsertTypedSearchAttributes(ctx, OverdueAttribute.ValueSet(false))
}

// await waits for a condition, until an instant at the latest unless it is zero, and meanwhile keeps watch. It reports
// whether the condition came true.
func (p *promiseWatch) await(ctx workflow.Context, until time.Time, summary string, condition func() bool) (bool, error) {
	for {
		if condition() {
			return true, nil
		}
		if p.mayRest(ctx) {
			return false, p.goOnAs()
		}
		if err := p.escalate(ctx); err != nil {
			return false, err
		}
		p.moved = false
		woken := func() bool { return condition() || p.moved || p.mayRest(ctx) }
		next := earliest(until, p.next())
		if next.IsZero() {
			if err := workflow.Await(ctx, woken); err != nil {
				return false, err
			}
			continue
		}
		what := summary
		if next.Before(until) || until.IsZero() {
			what = fmt.Sprintf("%s; promise of the stage %s", summary, p.missed.Stage)
		}
		came, err := awaitUntil(ctx, next, what, woken)
		if err != nil {
			return false, err
		}
		if came {
			continue // condition, or another promise
		}
		if !until.IsZero() && !workflow.Now(ctx).Before(until) {
			return false, p.escalate(ctx)
		}
	}
}
