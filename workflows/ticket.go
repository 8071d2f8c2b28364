package workflows

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/promise"
	"kaipiao/domain/ticket"

	"go.temporal.io/sdk/workflow"
)

// Ticket waits for finance, and for the customer wherever it is the customer's turn, until the ticket is decided (R2, R4,
// V3, V6, A9). It tells the customer what is wanted of it, escalates when finance is late, and never decides by itself;
// what was decided is done already when it hears of it.
func Ticket(ctx workflow.Context, start message.TicketStart) (ticket.Status, error) {
	t := &ticketRun{id: start.Ticket}
	t.steps, ctx = newSteps(ctx, nil)
	t.promise = promiseWatch{steps: t.steps, missed: message.Missed{Ticket: start.Ticket}}
	t.promise.begin("", time.Time{}, time.Time{})
	t.watching(&t.promise)
	t.goesOnAs(ctx, message.StartTicket.Workflow, start, nil)
	listen(ctx, t.steps, message.TicketDecided, func(d message.TicketDecidedNews) { t.decided = d })
	listen(ctx, t.steps, message.TicketTurned, func(turned message.TicketTurnedNews) {
		if turned.Turn > t.now.Turn { // the register said it otherwise when the run began
			t.turns = append(t.turns, turned)
		}
	})
	t.promise.listen(ctx)
	return t.run(ctx)
}

type ticketRun struct {
	*steps
	id      ids.Ticket
	at      activities.TicketStanding
	promise promiseWatch
	// now is whose turn it is, and turns what came after it.
	now     message.TicketTurnedNews
	turns   []message.TicketTurnedNews
	decided message.TicketDecidedNews
}

func (t *ticketRun) run(ctx workflow.Context) (ticket.Status, error) {
	if err := t.takeUp(ctx); err != nil {
		return t.now.Status, err
	}
	for !t.decided.Status.Closed() {
		if err := t.takeTurn(ctx); err != nil {
			return t.now.Status, err
		}
	}
	if err := t.promise.kept(ctx); err != nil {
		return t.decided.Status, err
	}
	t.tellEnd(ctx)
	if err := workflow.Await(ctx, func() bool { return t.busy == 0 }); err != nil {
		return t.decided.Status, err
	}
	return t.decided.Status, t.settleRun(ctx)
}

// takeUp learns from the register where the ticket stands; what was said of its turns before is the past.
func (t *ticketRun) takeUp(ctx workflow.Context) error {
	if err := hearAll(ctx); err != nil {
		return err
	}
	err := t.onRegister(ctx, "read where the ticket stands", registerActivities.TakeUpTicket, t.id).Get(ctx, &t.at)
	if err != nil {
		return err
	}
	t.now, t.promise.missed.Application = t.at.Now, t.at.Application
	t.turns = slices.DeleteFunc(t.turns, func(turned message.TicketTurnedNews) bool { return turned.Turn <= t.now.Turn })
	if !t.decided.Status.Closed() {
		t.decided = t.at.Decided
	}
	return nil
}

// takeTurn waits through one turn. Only what finance owes is promised, anew in each of its turns (I9).
func (t *ticketRun) takeTurn(ctx workflow.Context) error {
	t.promise.begin(promise.TicketStage, t.now.WarnAt, t.now.DueAt)
	t.show(ctx, t.details())
	t.tellTurn(ctx)
	_, err := t.promise.await(ctx, time.Time{}, t.awaited(), func() bool { return t.decided.Status.Closed() || len(t.turns) > 0 })
	if err != nil || len(t.turns) == 0 {
		return err
	}
	// What came meanwhile is the past; the customer is told only what is so now.
	t.now, t.turns = t.turns[len(t.turns)-1], nil
	if err := t.promise.kept(ctx); err != nil {
		return err
	}
	waiting, due := WaitingForAttribute.ValueUnset(), DueAttribute.ValueUnset()
	if t.now.Status.Turn() == ticket.CustomersTurn {
		waiting = WaitingForAttribute.ValueSet(string(ticket.CustomersTurn))
	}
	if !t.now.DueAt.IsZero() {
		due = DueAttribute.ValueSet(t.now.DueAt)
	}
	return workflow.UpsertTypedSearchAttributes(ctx, waiting, due)
}

// details say in plain words whom the ticket waits for, until when, and what to do (O2).
func (t *ticketRun) details() string {
	asks := fmt.Sprintf("Asks for **%s**.", t.at.Kind)
	if t.at.Application != "" {
		asks = fmt.Sprintf("Asks for **%s** of application %s.", t.at.Kind, t.at.Application)
	}
	proforma := t.at.Kind == ticket.Proforma
	switch {
	case t.now.Status == ticket.AwaitsMaterials:
		return asks + fmt.Sprintf(" Waits for the **customer**, without a limit; missing: %s.\n\nTo do: nothing, until the customer has handed it in. "+
			"When an original arrives, finance records it as original_received.", named(t.now.Missing))
	case t.now.Status == ticket.AwaitsCustomer:
		return asks + " Waits for the **customer**, without a limit, to confirm the pro-forma invoice.\n\n" +
			"To do: nothing; the customer confirms it or asks for changes."
	case proforma && t.now.Status == ticket.Verifying:
		return asks + fmt.Sprintf(" The customer has confirmed it. Waits for **finance**, due %s.\n\nTo do: affix the seal and hand in the stamped_scan.",
			shanghai(t.promise.missed.DueAt))
	case proforma:
		return asks + fmt.Sprintf(" The customer wants it otherwise. Waits for **finance**, due %s.\n\nTo do: hand in another template.",
			shanghai(t.promise.missed.DueAt))
	case t.now.Status == ticket.Verifying:
		return asks + fmt.Sprintf(" Everything is there. Waits for **finance**, due %s.\n\nTo do: verify the materials; accept it, refuse it, or ask for more.",
			shanghai(t.promise.missed.DueAt))
	default:
		return asks + fmt.Sprintf(" Waits for **finance**, due %s.\n\nTo do: finance accepts or refuses it, or asks for materials.",
			shanghai(t.promise.missed.DueAt))
	}
}

// awaited names what a turn waits for, on its timers.
func (t *ticketRun) awaited() string {
	if t.now.Status.Turn() == ticket.CustomersTurn {
		return "the customer's turn"
	}
	return "finance accepts or refuses"
}

func named(types []ticket.MaterialType) string {
	names := make([]string, len(types))
	for i, kind := range types {
		names[i] = string(kind)
	}
	return strings.Join(names, ", ")
}

// tellTurn tells the customer that it is its turn.
func (t *ticketRun) tellTurn(ctx workflow.Context) {
	switch t.now.Status {
	case ticket.AwaitsMaterials:
		t.tell(ctx, notice.TicketMaterials, t.now.Turn)
	case ticket.AwaitsCustomer:
		t.tell(ctx, notice.TicketConfirm, t.now.Turn)
	default:
	}
}

// tellEnd tells the customer what became of its ticket. Another address shows in the parcel's own mails, and who withdrew
// a ticket knows it.
func (t *ticketRun) tellEnd(ctx workflow.Context) {
	switch {
	case t.decided.Withdrawn:
	case t.decided.Status == ticket.Refused:
		t.tell(ctx, notice.TicketRefused, 0)
	case t.at.Kind != ticket.ChangeAddress:
		t.tell(ctx, notice.TicketDone, 0)
	}
}

// tell mails the customer while the ticket goes on; it waits for nobody's mailbox.
func (t *ticketRun) tell(ctx workflow.Context, about notice.About, turn int) {
	request := activities.TicketNotice{Ticket: t.id, What: about, Turn: turn}
	t.aside(ctx, func(ctx workflow.Context) {
		sent := t.outside(tellingCustomer(ctx, fmt.Sprintf("mail the customer: %s", about)), notices.SendTicketNotice, request)
		t.giveUpMail(ctx, notice.Unsent{Ticket: t.id, About: about, Number: turn}, sent.Get(ctx, nil))
	})
}
