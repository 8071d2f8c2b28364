package workflows

import (
	"fmt"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/message"
)

// StandingOrders carries out every standing order that is due (A14): each day at the hour of orders, by its schedule. What is due is read from the
// register page by page, so that a day that was missed is caught up with by the next run of the same month, and nothing is applied for twice.
// What fails is tried again with the whole of what is still due, ever more rarely; customers are told of what was skipped at the end.
func StandingOrders(ctx workflow.Context, start message.StandingOrdersStart) (activities.OrdersDone, error) {
	s, ctx := newSteps(ctx, nil)
	for pass := max(start.Pass, 0); ; pass++ { // whoever starts one by hand may say anything
		done, err := s.passOverOrders(ctx, start, pass)
		if err != nil || done.Failed == 0 {
			return done, err
		}
		if pass >= passesOverOrders {
			return done, temporal.NewNonRetryableApplicationError(
				fmt.Sprintf("%d standing orders or mails about them failed; tomorrow's run tries again", done.Failed), "orders_failed", nil)
		}
		s.show(ctx, fmt.Sprintf("**%d standing orders or mails about them failed**, and are tried again.", done.Failed))
		if err := workflow.Sleep(ctx, pauseUpTo(pass, longestPauseOfOrders)); err != nil {
			return done, err
		}
		start = message.StandingOrdersStart{}
	}
}

// passOverOrders carries out what is due, and then tells of what was skipped.
func (s *steps) passOverOrders(ctx workflow.Context, start message.StandingOrdersStart, pass int) (activities.OrdersDone, error) {
	done := activities.OrdersDone{Applied: start.Applied, Skipped: start.Skipped, Failed: start.Failed, Next: activities.OrdersPage{After: start.After}}
	for {
		s.show(ctx, fmt.Sprintf("Carries out **standing orders** (A14): %d applied, %d skipped, %d failed.\n\nNothing to do.",
			done.Applied, done.Skipped, done.Failed))
		var part activities.OrdersDone
		err := s.outside(carryingOut(ctx, "carry out the standing orders that are due"), standingOrders.CarryOutOrders, done.Next).Get(ctx, &part)
		if done.Add(part); err != nil {
			return done, err
		}
		if part.Next.After == "" {
			break
		}
		if isLong(ctx) { // N7, with tens of thousands of orders
			return done, workflow.NewContinueAsNewError(ctx, message.StartStandingOrders.Workflow, message.StandingOrdersStart{
				After: part.Next.After, Pass: pass, Applied: done.Applied, Skipped: done.Skipped, Failed: done.Failed,
			})
		}
	}
	for {
		var part activities.OrdersDone
		err := s.outside(carryingOut(ctx, "tell customers of what was skipped"), standingOrders.TellOfSkips, done.Next).Get(ctx, &part)
		if done.Add(part); err != nil || part.Next.After == "" {
			return done, err
		}
	}
}
