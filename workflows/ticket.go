package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"kaipiao/domain/register"
)

// Ticket waits for finance to decide what a customer asks for (R2, R4). It escalates when the decision is late, and never
// decides by itself; what was decided is done already when it hears of it.
func Ticket(ctx workflow.Context, start register.TicketStart) (register.TicketStatus, error) {
	var status register.TicketStatus
	TicketDecided.listen(ctx, func(d register.TicketDecided) { status = d.Status })
	promise := promiseWatch{missed: register.Missed{Application: start.Application, Ticket: start.Ticket}}
	promise.begin(register.TicketStage, start.WarnAt, start.DueAt)
	promise.listen(ctx)
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Asks for **%s** of application %s. Waits for **finance**, due %s.\n\nTo do: finance accepts or refuses it.",
		start.Kind, start.Application, shanghai(start.DueAt)))
	if _, err := promise.await(ctx, time.Time{}, "finance accepts or refuses", func() bool { return status.Closed() }); err != nil {
		return status, err
	}
	if err := promise.kept(ctx); err != nil {
		return status, err
	}
	return status, promise.finish(ctx)
}
