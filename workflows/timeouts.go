package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// How long the clients of the outside world wait for one answer; the worker builds them with these. The activity of each outlasts
// what is called in it, so that what the other side has said is heard.
const (
	ProviderAnswersWithin = 15 * time.Second
	// ProviderPatience is how long a document that was taken, and is not issued yet, is waited for within the call; asking begins
	// after FirstPauseAtProvider, and each further pause is twice as long.
	ProviderPatience     = 8 * time.Second
	FirstPauseAtProvider = 250 * time.Millisecond
	// PublishWithin is how long the step that issues an e-invoice tries to bring it to its customer, too.
	PublishWithin        = 10 * time.Second
	CourierAnswersWithin = 30 * time.Second
	// QuestionsToCourier is how often a courier that does not answer is asked where a parcel is, before its silence counts.
	QuestionsToCourier = 5
	MailServerWithin   = 15 * time.Second
)

// How long one try of an activity may take.
const (
	registering = 10 * time.Second // in our own database
	submitting  = 70 * time.Second // draw a number, store it, submit, wait a little, and finish what was issued at once
	asking      = 40 * time.Second
	fetching    = 2 * time.Minute // every file of an invoice, and its mail
	ordering    = 3 * time.Minute // the courier's answer, and the mails about it
	mailing     = 2 * time.Minute // connecting, and each reply
	comparing   = 4 * time.Hour   // ledger, register and provider; it says that it lives
	// heartbeat is how long a comparison may say nothing: one page of the provider's list, or one repair.
	heartbeat = 2 * time.Minute
	// comparingAtMost ends before the next night's comparison begins.
	comparingAtMost = 20 * time.Hour
	// sweepAtMost is how long a sweep tries one part of its work; the next one comes soon.
	sweepAtMost = 5 * time.Minute
	// readingAtMost is how long one try may read a file of consumption, bookingAtMost how long some pages of it may be booked.
	readingAtMost = 6 * time.Hour
	bookingAtMost = 30 * time.Minute
	// makingOnce is how long one try may make a file that somebody asked for, makingAtMost how long it is tried.
	makingOnce   = 6 * time.Hour
	makingAtMost = 24 * time.Hour
	// carryingOutAtMost is how long one try may carry out a page of standing orders.
	carryingOutAtMost = 30 * time.Minute
	// workerDied is after how long without a sign of life an activity's worker is given up; another one tries again then.
	workerDied = 15 * time.Second
)

// untilItAnswers is longer than any outage.
const untilItAnswers = 10 * 365 * 24 * time.Hour

// How long to wait before the provider is asked again, doubling from the first to the longest.
const (
	firstAsk   = 2 * time.Second
	longestAsk = 5 * time.Minute
	// notFoundGrace is how long a provider may not know a serial that was just submitted (I4).
	notFoundGrace = 2 * time.Minute
	// fileGrace is how long the files of an issued invoice are asked for before it is parked for them (I6).
	fileGrace = 2 * time.Minute
	// quickSeals is how many questions a document is given to be sealed before it is parked for it: about a minute.
	quickSeals = 5
	// parkedAtMost is after how long a parked invoice tries by itself, should nobody let it go: a lost message strands nothing.
	parkedAtMost = 12 * time.Hour
)

// How often standing orders that fail are gone over again in a run (A14), with pauses that double up to the longest; the next day tries again, too.
const (
	passesOverOrders     = 12
	longestPauseOfOrders = time.Hour
)

// looksAgainAfter is after how long a caller's workflow looks again whether its application is settled, should nobody tell it.
const looksAgainAfter = 12 * time.Hour

// betweenLooks is how soon the register is asked again, at the earliest, whether an application is approved.
const betweenLooks = time.Second

// How a reversal waits: the buyer is asked about ever more rarely, and reminded twice while it has time to confirm (V1).
const (
	longestAskOfBuyer = time.Hour
	// answerBefore is how long before a form of the buyer's lapses finance is late with its word (V8).
	answerBefore = 24 * time.Hour
)

// remindersAfter is when the customer is mailed that the buyer has to confirm: at once, and twice again.
var remindersAfter = [...]time.Duration{0, 24 * time.Hour, 48 * time.Hour}

// financeAnswersBy is when finance is late with its word to a form that was put before it at an instant and lapses at another; with less
// time, in the middle of the two. It is the same for every run.
func financeAnswersBy(asked, lapsesAt time.Time) time.Time {
	if by := lapsesAt.Add(-answerBefore); by.After(asked) {
		return by
	}
	return asked.Add(lapsesAt.Sub(asked) / 2)
}

// How a seller's desk lets parked invoices try again (I5): one after a pause, which doubles from the first to the longest
// while it is in vain; then ever more, up to the largest batch, with a breath between two.
const (
	firstTry       = 10 * time.Second
	longestTry     = 5 * time.Minute
	betweenBatches = time.Second
	largestBatch   = 512
	// answersWithin is how long a batch is waited for before the next ones may try. Who has given no answer by then goes on trying, and
	// is put back after settleWithin: a dead one holds nobody up.
	answersWithin = 20 * time.Second
	settleWithin  = 3 * time.Minute
	// longestSilence is the longest pause while nobody says how it went.
	longestSilence = time.Minute
	// mailGrace is how long a desk that goes on as a new run waits for its mails; the new run sends what was not.
	mailGrace = time.Minute
)

// quickly is for our own database: repeated until it answers, because nothing can go on without it.
func quickly(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		Summary:             summary,
		StartToCloseTimeout: registering,
		// Without it the SDK takes the time-out of one try as that of all of them, and a run fails for good with its first outage of seconds.
		ScheduleToCloseTimeout: untilItAnswers,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 100 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: longestAsk},
	})
}

// noting is for what Temporal itself is asked about a run.
func noting(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:             summary,
		StartToCloseTimeout: registering,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute, MaximumAttempts: 10},
	})
}

// sweeping is for holding a page of what must run against what runs; the next sweep comes soon.
func sweeping(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:                summary,
		StartToCloseTimeout:    asking,
		HeartbeatTimeout:       workerDied,
		ScheduleToCloseTimeout: sweepAtMost,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 10 * time.Second},
	})
}

// carryingOut is for a page of standing orders; each is a transaction of its own, so that a page may be gone over again.
func carryingOut(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:             summary,
		StartToCloseTimeout: carryingOutAtMost,
		HeartbeatTimeout:    workerDied,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
}

// onceAtProvider is for submitting: one try, on the queue that keeps to the provider's pace. A time-out means "unknown" and is
// answered by asking, never by trying again (I4).
func onceAtProvider(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:           ProviderTaskQueue,
		Summary:             summary,
		StartToCloseTimeout: submitting,
		HeartbeatTimeout:    workerDied,
		RetryPolicy:         &temporal.RetryPolicy{MaximumAttempts: 1},
	})
}

// askingProvider is for questions, which may be repeated; the workflow itself paces them.
func askingProvider(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:           ProviderTaskQueue,
		Summary:             summary,
		StartToCloseTimeout: asking,
		HeartbeatTimeout:    workerDied,
		RetryPolicy:         &temporal.RetryPolicy{MaximumAttempts: 1},
	})
}

// fetchingFiles is for files that may come a little late, and the mail that carries them; what is missing after that parks the invoice,
// and never undoes it (I6).
func fetchingFiles(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:                summary,
		StartToCloseTimeout:    fetching,
		HeartbeatTimeout:       workerDied,
		ScheduleToCloseTimeout: fileGrace,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 2 * time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute},
	})
}

// orderingCourier is for parcels: repeated until the courier takes the order, which it does once per reference. One that is stopped is waited for,
// so that what takes the order back comes after it.
func orderingCourier(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:             summary,
		StartToCloseTimeout: ordering,
		HeartbeatTimeout:    workerDied,
		WaitForCancellation: true,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 2 * time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute},
	})
}

// askingCourier is for where a parcel is: the activity itself counts how often a courier is silent (QuestionsToCourier), and our own database is asked
// until it answers.
func askingCourier(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:             summary,
		StartToCloseTimeout: asking,
		HeartbeatTimeout:    workerDied,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Minute, BackoffCoefficient: 2, MaximumInterval: time.Hour},
	})
}

// tellingCustomer is for mail: tried for a day; an invoice does not fail because a mailbox does.
func tellingCustomer(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:                summary,
		StartToCloseTimeout:    mailing,
		HeartbeatTimeout:       workerDied,
		ScheduleToCloseTimeout: 24 * time.Hour,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 2 * time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute},
	})
}

// tellingOperators is for the mails of a desk, which goes on as a new run: one that is on its way then is waited for, so that the new run
// knows whether it was handed over.
func tellingOperators(ctx workflow.Context, summary string) workflow.Context {
	ctx = tellingCustomer(ctx, summary)
	options := workflow.GetActivityOptions(ctx)
	options.WaitForCancellation = true
	return workflow.WithActivityOptions(ctx, options)
}

// reconciling is for a comparison with the provider: tried again for as long as the night's is the present one.
func reconciling(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:                summary,
		StartToCloseTimeout:    comparing,
		HeartbeatTimeout:       heartbeat,
		ScheduleToCloseTimeout: comparingAtMost,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 5 * time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute},
	})
}

// readingFile is for reading a file of consumption from its beginning to its end: as long as it takes.
func readingFile(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:             summary,
		StartToCloseTimeout: readingAtMost,
		HeartbeatTimeout:    workerDied,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
}

// bookingFile is for some pages of a file that was judged good.
func bookingFile(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:             summary,
		StartToCloseTimeout: bookingAtMost,
		HeartbeatTimeout:    workerDied,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
}

// makingExport is for a file that somebody asked for, from its beginning to its end; whoever waits for it is told after a day at the latest.
func makingExport(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		Summary:                summary,
		StartToCloseTimeout:    makingOnce,
		ScheduleToCloseTimeout: makingAtMost,
		HeartbeatTimeout:       workerDied,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
}

// pauseBeforeAsk doubles from firstAsk to longestAsk; n counts the questions asked so far.
func pauseBeforeAsk(n int) time.Duration { return pauseUpTo(n, longestAsk) }

// pauseUpTo doubles from firstAsk to a longest pause.
func pauseUpTo(n int, longest time.Duration) time.Duration {
	return min(firstAsk<<min(n, 12), longest)
}
