package workflows

import (
	"fmt"
	"slices"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"

	"go.temporal.io/sdk/workflow"
)

// SellerDesk looks after one seller's troubles (I5): one operator task and one mail for each cause, and when the cause has
// passed, everybody who is parked goes on in the order of their due dates, a few at first and then more. Which invoices are
// parked stands in the register; a desk that is lost and started again loses nothing.
func SellerDesk(ctx workflow.Context, start message.SellerDeskStart) error {
	d := &deskRun{start: start, told: map[invoice.Cause]bool{}}
	d.steps, ctx = newSteps(ctx, nil)
	for _, cause := range start.Told {
		d.told[cause] = true
	}
	listen(ctx, message.Trouble, func(news message.TroubleNews) {
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
	// news: somebody says that there is a cause, or that one was seen to.
	news   bool
	tended []*tending
	told   map[invoice.Cause]bool
}

// tending is what a desk does about one cause.
type tending struct {
	cause invoice.Cause
	// look: somebody says that it was seen to; try at once.
	look bool
	done bool
}

func (d *deskRun) run(ctx workflow.Context) error {
	for !workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
		d.news = false
		troubles, err := d.troubles(ctx, time.Time{})
		if err != nil {
			return err
		}
		for _, trouble := range troubles {
			d.tend(ctx, trouble)
		}
		d.showTroubles(ctx, troubles)
		if err := workflow.Await(ctx, func() bool { return d.news }); err != nil {
			return err
		}
		d.tended = slices.DeleteFunc(d.tended, func(t *tending) bool { return t.done })
	}
	d.leave(ctx)
	return workflow.NewContinueAsNewError(ctx, message.StartSellerDesk.Workflow, d.next())
}

// next is what the desk goes on with as a new run; the causes in the order of their table, because maps have none.
func (d *deskRun) next() message.SellerDeskStart {
	next := message.SellerDeskStart{Seller: d.start.Seller}
	for _, cause := range invoice.Causes() {
		if d.told[cause] {
			next.Told = append(next.Told, cause)
		}
	}
	return next
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
	d.show(ctx, details)
}

func (d *deskRun) troubles(ctx workflow.Context, since time.Time) ([]task.Trouble, error) {
	var troubles []task.Trouble
	of := activities.TroublesOf{Seller: d.start.Seller, Since: since}
	err := d.onRegister(ctx, "read what is parked", registerActivities.ReadTroubles, of).Get(ctx, &troubles)
	return troubles, err
}

// tend begins to look after a cause that nobody looks after yet.
func (d *deskRun) tend(ctx workflow.Context, trouble task.Trouble) {
	if d.tending(trouble.Cause) != nil {
		return
	}
	t := &tending{cause: trouble.Cause}
	d.tended = append(d.tended, t)
	if !d.told[trouble.Cause] {
		d.told[trouble.Cause] = true
		workflow.Go(ctx, func(ctx workflow.Context) {
			alert := activities.Alert{Seller: d.start.Seller, Cause: t.cause}
			sent := d.outside(tellingCustomer(ctx, "mail the operators: "+string(t.cause)), notices.SendAlert, alert)
			tolerate(ctx, "alert", string(d.start.Seller), sent.Get(ctx, nil))
		})
	}
	workflow.Go(ctx, func(ctx workflow.Context) {
		if err := d.clear(ctx, t); err != nil {
			workflow.GetLogger(ctx).Error("a trouble is not looked after", "seller", d.start.Seller, "cause", t.cause, "error", err)
		}
		t.done, d.news = true, true
	})
}

// clear lets one parked invoice try, then two, four, and so on as long as it goes well, until nobody is parked any more. A
// vain try begins again with one, after a longer pause.
func (d *deskRun) clear(ctx workflow.Context, t *tending) error {
	size, pause := 1, firstTry
	for {
		_, err := awaitUntil(ctx, workflow.Now(ctx).Add(pause), fmt.Sprintf("%s: before %d of the parked may try", t.cause, size), func() bool { return t.look })
		if err != nil || workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return err
		}
		t.look = false
		left, err := d.try(ctx, t.cause, size)
		switch {
		case err != nil:
			return err
		case left.Parked+left.Trying == 0:
			if closed, err := d.close(ctx, t.cause); closed || err != nil {
				return err
			}
		case left.InVain > 0:
			size, pause = 1, min(2*max(pause, firstTry), longestTry)
		default:
			size, pause = min(2*size, largestBatch), betweenBatches
		}
	}
}

// try lets some invoices try, and waits until they have said how it went, for a while.
func (d *deskRun) try(ctx workflow.Context, cause invoice.Cause, size int) (task.Trouble, error) {
	var released activities.Released
	batch := activities.Batch{Seller: d.start.Seller, Cause: cause, Size: size}
	err := d.onRegister(ctx, fmt.Sprintf("let %d try", size), registerActivities.Release, batch).Get(ctx, &released)
	if err != nil {
		return task.Trouble{}, err
	}
	for wait, waited := time.Second, time.Duration(0); ; wait *= 2 {
		troubles, err := d.troubles(ctx, released.At)
		if err != nil {
			return task.Trouble{}, err
		}
		left := task.Trouble{Cause: cause}
		for _, trouble := range troubles {
			if trouble.Cause == cause {
				left = trouble
			}
		}
		if left.Trying == 0 || left.InVain > 0 || waited >= settleWithin {
			return left, nil
		}
		if err := workflow.NewTimerWithOptions(ctx, wait, workflow.TimerOptions{Summary: "until those who try have said how it went"}).Get(ctx, nil); err != nil {
			return task.Trouble{}, err
		}
		waited += wait
	}
}

// close closes the operator task, unless somebody was parked in this moment.
func (d *deskRun) close(ctx workflow.Context, cause invoice.Cause) (bool, error) {
	var closed bool
	batch := activities.Batch{Seller: d.start.Seller, Cause: cause}
	err := d.onRegister(ctx, "close the operator task", registerActivities.CloseTrouble, batch).Get(ctx, &closed)
	if closed {
		d.told[cause] = false
	}
	return closed, err
}
