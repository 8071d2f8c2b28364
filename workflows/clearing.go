package workflows

import (
	"fmt"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/task"

	"go.temporal.io/sdk/workflow"
)

// pace is how many of the parked may try next, and after which pause.
type pace struct {
	size  int
	pause time.Duration
}

// clear lets one parked invoice try, then two, four, and so on as long as it goes well, until nobody is parked any more. A
// vain try begins again with one, after a longer pause.
func (d *deskRun) clear(ctx workflow.Context, t *tending) error {
	next := pace{1, firstTry}
	for {
		what := fmt.Sprintf("%s: before %d of the parked may try", t.cause, next.size)
		_, err := awaitUntil(ctx, workflow.Now(ctx).Add(next.pause), what, func() bool { return t.look || d.leaving })
		if err != nil || d.leaving {
			return err
		}
		t.look = false
		released, left, err := d.try(ctx, t.cause, next.size)
		if err != nil {
			return err
		}
		if left.Parked+left.Trying > 0 {
			next = next.after(released, left)
			continue
		}
		if closed, err := d.close(ctx, t.cause); closed || err != nil {
			return err
		}
	}
}

// after is the pace after some have tried: faster while all pass, slower while some do, and from the beginning when none does. Where
// nobody says how it went the next one may try soon, because those who are silent are perhaps dead.
func (p pace) after(released int, left task.Trouble) pace {
	silent := left.Trying - left.Late
	passed := released - silent - left.InVain
	switch {
	case left.InVain > 0 && passed > 0:
		return pace{max(1, p.size/2), firstTry}
	case left.InVain > 0:
		return pace{1, min(2*max(p.pause, firstTry), longestTry)}
	case released == 0 && left.Trying == 0: // nobody may try: the seller is paused
		return pace{1, min(2*max(p.pause, firstTry), longestTry)}
	case passed <= 0 && left.Trying > 0:
		return pace{1, min(2*max(p.pause, firstTry), longestSilence)}
	default:
		return pace{min(2*p.size, largestBatch), betweenBatches}
	}
}

// try lets some try, and waits until they have said how it went, for a while. It returns how many it let go, and what is left.
func (d *deskRun) try(ctx workflow.Context, cause invoice.Cause, size int) (int, task.Trouble, error) {
	var released activities.Released
	batch := activities.Batch{Seller: d.start.Seller, Cause: cause, Size: size, Patience: settleWithin}
	err := d.onRegister(ctx, fmt.Sprintf("let %d try", size), registerActivities.Release, batch).Get(ctx, &released)
	if err != nil {
		return 0, task.Trouble{}, err
	}
	for wait, waited := time.Second, time.Duration(0); ; wait = min(2*wait, answersWithin-waited) {
		troubles, err := d.troubles(ctx, released.At)
		if err != nil {
			return 0, task.Trouble{}, err
		}
		left := task.Trouble{Cause: cause}
		for _, trouble := range troubles {
			if trouble.Cause == cause {
				left = trouble
			}
		}
		if left.Trying == left.Late || waited >= answersWithin {
			return released.Count, left, nil
		}
		timer := workflow.NewTimerWithOptions(ctx, wait, workflow.TimerOptions{Summary: "until those who try have said how it went"})
		if err := timer.Get(ctx, nil); err != nil {
			return 0, task.Trouble{}, err
		}
		waited += wait
	}
}

// close closes the operator task, unless somebody was parked in this moment.
func (d *deskRun) close(ctx workflow.Context, cause invoice.Cause) (bool, error) {
	var closed bool
	batch := activities.Batch{Seller: d.start.Seller, Cause: cause}
	err := d.onRegister(ctx, "close the operator task", registerActivities.CloseTrouble, batch).Get(ctx, &closed)
	return closed, err
}

// letTryApart lets those try that fail alone, each when its time has come, until there is none any more.
func (d *deskRun) letTryApart(ctx workflow.Context) error {
	for {
		var apart activities.Apart
		batch := activities.Batch{Seller: d.start.Seller, Patience: settleWithin}
		err := d.onRegister(ctx, "let those try that fail alone", registerActivities.ReleaseAlone, batch).Get(ctx, &apart)
		if err != nil || apart.Count == 0 {
			return err
		}
		next := apart.NextAt
		if soonest := workflow.Now(ctx).Add(firstTry); next.Before(soonest) {
			next = soonest
		}
		if _, err := awaitUntil(ctx, next, "before those that fail alone may try", func() bool { return d.leaving }); err != nil || d.leaving {
			return err
		}
	}
}
