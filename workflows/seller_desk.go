package workflows

import (
	"fmt"
	"slices"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// SellerDesk looks after one seller's troubles (I5): one operator task and one mail for each cause, and when the cause has
// passed, everybody who is parked goes on, a few at first and then more. What fails alone is let try by itself, and is told as a task
// of its own. Which invoices are parked, and who was told, stands in the register; a desk that is lost and started again loses nothing.
func SellerDesk(ctx workflow.Context, start message.SellerDeskStart) error {
	d := &deskRun{start: start, telling: map[int64]bool{}, sending: map[int64]bool{}}
	d.steps, ctx = newSteps(ctx, nil)
	d.waitThrough = d.waitUnlessLeaving
	listen(ctx, d.steps, message.Trouble, func(news message.TroubleNews) {
		d.news = true
		if t := d.tending(news.Cause); t != nil {
			t.look = true
		}
	})
	return d.run(ctx)
}

type deskRun struct {
	*steps
	start message.SellerDeskStart
	// news: somebody says that there is a cause or a task, or that one was seen to.
	news   bool
	tended []*tending
	// telling are the tasks that the operators are being mailed about, or cannot be in this run.
	telling map[int64]bool
	// sending are those whose mail is being sent anew.
	sending map[int64]bool
	// apart: somebody looks after what fails alone.
	apart bool
	// leaving: the desk goes on as a new run, when nothing is under way any more.
	leaving bool
}

// tending is what a desk does about one cause.
type tending struct {
	cause invoice.Cause
	// look: somebody says that it was seen to; try at once.
	look bool
	done bool
}

func (d *deskRun) run(ctx workflow.Context) error {
	mailing, stopMailing := workflow.WithCancel(ctx)
	defer stopMailing()
	for !d.full(ctx) {
		d.news = false
		troubles, err := d.troubles(ctx, time.Time{})
		if err != nil {
			return err
		}
		for _, trouble := range troubles {
			d.tend(ctx, trouble)
		}
		owed, err := d.owed(ctx)
		if err != nil {
			return err
		}
		d.tell(mailing, owed.Untold)
		d.sendAnew(mailing, owed.Anew)
		d.lookAfterApart(ctx, owed.Apart)
		d.showTroubles(ctx, troubles)
		if err := workflow.Await(ctx, func() bool { return d.news || d.full(ctx) }); err != nil {
			return err
		}
		d.tended = slices.DeleteFunc(d.tended, func(t *tending) bool { return t.done })
	}
	if err := d.finish(ctx, stopMailing); err != nil {
		return err
	}
	return workflow.NewContinueAsNewError(ctx, message.StartSellerDesk.Workflow, d.start)
}

func (d *deskRun) full(ctx workflow.Context) bool {
	return workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// finish ends what is under way before the desk goes on as a new run: those who try are waited for, and the mails for a while. One
// that could not be sent by then stands in the register as not told, and is sent by the new run.
func (d *deskRun) finish(ctx workflow.Context, stopMailing func()) error {
	d.leaving = true
	if _, err := awaitUntil(ctx, workflow.Now(ctx).Add(mailGrace), "until the operators are mailed", func() bool { return d.busy == 0 }); err != nil {
		return err
	}
	stopMailing()
	return workflow.Await(ctx, func() bool { return d.busy == 0 })
}

// waitUnlessLeaving has a step that met a contradiction wait until somebody has seen to it. When the desk goes on as a new run, which
// meets it again, the step ends, and closes the task.
func (d *deskRun) waitUnlessLeaving(ctx workflow.Context, _ string, condition func() bool) error {
	if err := workflow.Await(ctx, func() bool { return condition() || d.leaving }); err != nil {
		return err
	}
	if !condition() {
		return temporal.NewCanceledError()
	}
	return nil
}

// beside does something beside the desk's main line, which waits for it before it goes on as a new run.
func (d *deskRun) beside(ctx workflow.Context, work func(workflow.Context)) {
	d.aside(ctx, func(ctx workflow.Context) {
		defer func() { d.news = true }()
		work(ctx)
	})
}

// tending is what the desk does about a cause at the moment, or nil.
func (d *deskRun) tending(cause invoice.Cause) *tending {
	for _, t := range d.tended {
		if t.cause == cause && !t.done {
			return t
		}
	}
	return nil
}

func (d *deskRun) showTroubles(ctx workflow.Context, troubles []task.Trouble) {
	details := "No trouble. Waits for the first one.\n\nNothing to do."
	if len(troubles) > 0 {
		details = "Invoices are parked (I5):\n\n"
		for _, t := range troubles {
			details += fmt.Sprintf("- **%s** since %s. To do: %s\n", t.Cause, shanghai(t.Since), t.Cause.ToDo())
		}
		details += "\nThey go on by themselves when it has passed; to try at once, mark the operator task as seen to."
	}
	if d.apart {
		details += "\n\nSome documents **fail alone**; each is an operator task of its own, and is tried again by itself."
	}
	d.show(ctx, details)
}

func (d *deskRun) troubles(ctx workflow.Context, since time.Time) ([]task.Trouble, error) {
	var troubles []task.Trouble
	of := activities.TroublesOf{Seller: d.start.Seller, Since: since}
	err := d.onRegister(ctx, "read what is parked", registerActivities.ReadTroubles, of).Get(ctx, &troubles)
	return troubles, err
}

// owed is what the desk owes beside the troubles.
func (d *deskRun) owed(ctx workflow.Context) (owed activities.OwedByDesk, err error) {
	err = d.onRegister(ctx, "read who was not told, and what fails alone", registerActivities.ReadOwed, d.start.Seller).Get(ctx, &owed)
	return owed, err
}

// tell mails the operators about each task that they were not told of yet, whether this run saw it come up or an earlier one did.
func (d *deskRun) tell(ctx workflow.Context, untold []activities.Untold) {
	for _, one := range untold {
		if d.telling[one.Task] {
			continue
		}
		d.telling[one.Task] = true
		d.beside(ctx, func(ctx workflow.Context) {
			alert := activities.Alert{Cause: one.Cause, Task: one.Task}
			if one.Cause != invoice.NoCause {
				alert.Seller = d.start.Seller
			}
			err := d.outside(tellingOperators(ctx, fmt.Sprintf("mail the operators: task %d", one.Task)), notices.SendAlert, alert).Get(ctx, nil)
			if err == nil {
				err = d.onRegister(ctx, "note that they are told", registerActivities.RecordTold, one.Task).Get(ctx, nil)
			}
			d.giveUpMail(ctx, toOperators, err)
		})
	}
}

// sendAnew sends mails that were given up, and that somebody wants to have sent anew; what is given up once more waits for the next word.
func (d *deskRun) sendAnew(ctx workflow.Context, tasks []int64) {
	for _, task := range tasks {
		if d.sending[task] {
			continue
		}
		d.sending[task] = true
		d.beside(ctx, func(ctx workflow.Context) {
			defer delete(d.sending, task)
			err := d.outside(tellingOperators(ctx, fmt.Sprintf("send anew the mail of task %d", task)), notices.SendAnew, task).Get(ctx, nil)
			if err == nil || temporal.IsCanceledError(err) {
				return
			}
			workflow.GetLogger(ctx).Warn("a mail is given up once more", "task", task, "error", err)
			if err := d.onRegister(ctx, "note that it is given up once more", registerActivities.NotSentAnew, task).Get(ctx, nil); err != nil {
				workflow.GetLogger(ctx).Error("nobody knows that a mail is given up once more", "task", task, "error", err)
			}
		})
	}
}

// tend begins to look after a cause that nobody looks after yet.
func (d *deskRun) tend(ctx workflow.Context, trouble task.Trouble) {
	if d.tending(trouble.Cause) != nil {
		return
	}
	t := &tending{cause: trouble.Cause}
	d.tended = append(d.tended, t)
	d.beside(ctx, func(ctx workflow.Context) {
		if err := d.clear(ctx, t); err != nil && !d.leaving {
			workflow.GetLogger(ctx).Error("a trouble is not looked after", "seller", d.start.Seller, "cause", t.cause, "error", err)
		}
		t.done = true
	})
}

// lookAfterApart lets those try, each when its time has come, that fail alone.
func (d *deskRun) lookAfterApart(ctx workflow.Context, howMany int) {
	if d.apart || howMany == 0 {
		return
	}
	d.apart = true
	d.beside(ctx, func(ctx workflow.Context) {
		if err := d.letTryApart(ctx); err != nil && !d.leaving {
			workflow.GetLogger(ctx).Error("what fails alone is not looked after", "seller", d.start.Seller, "error", err)
		}
		d.apart = false
	})
}
