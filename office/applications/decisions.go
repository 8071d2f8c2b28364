package applications

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
	"kaipiao/office/invoices"
	"kaipiao/office/outbox"
	"kaipiao/office/promises"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Approve decides for an application (R1). Whoever comes second, after a cancellation or a rejection, is told the state
// it is in (R3); the same call again changes nothing. A large one is proposed by whoever comes first, and approved by a second person.
func (o *Office) Approve(
	ctx context.Context, id ids.Application, by secondperson.Clerk, reason string, now time.Time,
) (application.Application, error) {
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status == application.Approved {
			return repeated(row, by.Actor, reason)
		}
		if err := checkPending(row, application.Approve, by.Actor); err != nil {
			return err
		}
		proposed := read.ApplicationOf(row).Proposed
		if err := proposed.Check(by); err != nil {
			return err
		}
		if row.SecondPerson && proposed == nil {
			return proposeApproval(ctx, q, row, by.Actor, now)
		}
		if by.Actor == actor.Product {
			return o.approve(ctx, q, row, by.Actor, reason, now, end) // the workflow says so itself
		}
		return o.approve(ctx, q, row, by.Actor, reason, now, CloseAndTell)
	}, announceApproval(ctx, id))
}

// proposeApproval notes that the first of two people has approved, and puts the application back for the second one.
func proposeApproval(ctx context.Context, q *query.Queries, row query.Application, who actor.Actor, now time.Time) error {
	if err := q.ProposeApproval(ctx, query.ProposeApprovalParams{ID: row.ID, Who: who, Now: now}); err != nil {
		return fmt.Errorf("propose an approval: %w", err)
	}
	if err := tellWorkflow(ctx, q, row.ID, application.PendingApproval, now); err != nil {
		return err
	}
	return trail.Note(ctx, q, event.Event{Application: row.ID, At: now, What: event.ApprovalProposed, Who: who})
}

// announceApproval announces what an approval reads.
func announceApproval(ctx context.Context, id ids.Application) func(*query.Queries) {
	return func(q *query.Queries) {
		_, _ = q.InvoicesOfApplication(ctx, id)
		promises.Announce(ctx, q)
	}
}

func (o *Office) approve(
	ctx context.Context, q *query.Queries, row query.Application, who actor.Actor, reason string, now time.Time, close closing,
) error {
	planned, err := q.InvoicesOfApplication(ctx, row.ID)
	if err != nil {
		return fmt.Errorf("read invoices: %w", err)
	}
	c, err := o.promises.LockCalendar(ctx, q)
	if err != nil {
		return err
	}
	if err := close(ctx, q, row, application.Approved, who, reason, now); err != nil {
		return err
	}
	return approveInvoices(ctx, q, row, planned, promise.Issue(o.policy, c, row.Medium, row.SubmittedAt, now), who, now)
}

// ApproveWhenDue approves by itself what nobody has to review, once its cool-off is over and nobody has claimed it (R1), and answers
// where the application stands. What is stored decides, never what a workflow was started with.
func (o *Office) ApproveWhenDue(ctx context.Context, id ids.Application, now time.Time) (application.Application, error) {
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status != application.PendingApproval || row.ReviewMode != application.AutomaticReview ||
			now.Before(row.CoolOffUntil) || !row.ClaimedBy.IsNobody() {
			return nil
		}
		return o.approve(ctx, q, row, actor.Product, "", now, end)
	}, announceApproval(ctx, id))
}

// approveInvoices turns the planned invoices into approved ones, each with the instant by which it is issued. Where there are several,
// each gets a workflow of its own; a single one goes on in its application's.
func approveInvoices(
	ctx context.Context, q *query.Queries, row query.Application, planned []query.Invoice, due promise.Promise, who actor.Actor, now time.Time,
) error {
	if err := promises.WarnProvisional(ctx, q, due, now); err != nil {
		return err
	}
	for _, i := range planned {
		if !slices.Contains(invoice.Life.Sources(invoice.Approved), i.Status) {
			continue // it was refunded meanwhile (I7)
		}
		err := q.ApproveInvoice(ctx, query.ApproveInvoiceParams{
			ID: i.ID, Sources: invoices.Sources(invoice.Approved), DueAt: &due.At, DueProvisional: due.Provisional, CalendarVersion: due.CalendarVersion,
		})
		if err != nil {
			return fmt.Errorf("approve invoice: %w", err)
		}
		if err := invoices.HandToVendor(ctx, q, i, now); err != nil {
			return err
		}
		if i.Workflow == message.WorkflowOfApplication(row.ID) {
			continue // it needs no run of its own
		}
		err = outbox.Enqueue(ctx, q, now, message.StartInvoice.With(message.InvoiceStart{
			Invoice: i.ID, Application: row.ID, Account: row.Account, Seller: row.Seller, Medium: i.Medium, DueAt: due.At,
		}))
		if err != nil {
			return err
		}
	}
	if len(planned) != 1 {
		if err := q.EndRun(ctx, query.EndRunParams{Workflow: message.WorkflowOfApplication(row.ID), Who: actor.Product, Now: &now}); err != nil {
			return fmt.Errorf("end the application's run: %w", err)
		}
	}
	return trail.Note(ctx, q, event.Event{Application: row.ID, At: now, What: event.Approved, Who: who, Detail: row.DecisionReason})
}

// Reject decides against an application: the reservation is given back, and the customer is told the reason.
func (o *Office) Reject(ctx context.Context, id ids.Application, who actor.Actor, reason string, now time.Time) (application.Application, error) {
	if reason == "" {
		return application.Application{}, refusal.BadInput("reason", "Tell the customer why.", "请填写告知客户的原因。")
	}
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status == application.Rejected {
			return repeated(row, who, reason)
		}
		if err := checkPending(row, application.Reject, who); err != nil {
			return err
		}
		if err := CloseAndTell(ctx, q, row, application.Rejected, who, reason, now); err != nil {
			return err
		}
		return Unreserve(ctx, q, row, event.Event{What: event.Rejected, Who: who, Detail: reason}, now)
	})
}

// repeated lets the same call pass once more: the same one decides the same for the same reason. Anybody else comes second, and is
// told what was decided (R3).
func repeated(row query.Application, who actor.Actor, reason string) error {
	if row.DecidedBy == who && row.DecisionReason == reason {
		return nil
	}
	return refusal.New(refusal.WrongState, "", decided(row))
}

// checkPending refuses a decision about an application that was rejected, with the reason, or that is not this one's to make.
func checkPending(row query.Application, do life.Action, who actor.Actor) error {
	if row.Status == application.Rejected {
		return refusal.New(refusal.WrongState, "", decided(row))
	}
	return read.ApplicationOf(row).Check(do, who)
}

// decided says in words what was decided; the reason of a rejection, which its customer was told.
func decided(row query.Application) refusal.Words {
	told := application.Life.Words(row.Status)
	if row.Status == application.Rejected {
		told = refusal.Decided(told, row.DecisionReason)
	}
	return told
}

// Claim lets a reviewer take an application; from then on the customer cannot cancel it alone (R2). Its workflow says so to the operators.
func (o *Office) Claim(ctx context.Context, id ids.Application, who actor.Actor, now time.Time) (application.Application, error) {
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.ClaimedBy == who && row.Status == application.PendingApproval {
			return nil
		}
		if err := read.ApplicationOf(row).Check(application.Claim, who); err != nil {
			return err
		}
		if err := q.ClaimApplication(ctx, query.ClaimApplicationParams{ID: id, Who: who, Now: &now}); err != nil {
			return fmt.Errorf("claim application: %w", err)
		}
		if err := tellWorkflow(ctx, q, id, application.PendingApproval, now); err != nil {
			return err
		}
		return trail.Note(ctx, q, event.Event{Application: id, At: now, What: event.Claimed, Who: who})
	})
}

// Unclaim puts a claimed application back for everybody; its workflow goes on as if nobody had claimed it.
func (o *Office) Unclaim(ctx context.Context, id ids.Application, who actor.Actor, now time.Time) (application.Application, error) {
	return o.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if err := read.ApplicationOf(row).Check(application.Unclaim, who); err != nil || row.ClaimedBy.IsNobody() {
			return err
		}
		if err := q.ClaimApplication(ctx, query.ClaimApplicationParams{ID: id, Who: actor.Nobody}); err != nil {
			return fmt.Errorf("unclaim application: %w", err)
		}
		if err := tellWorkflow(ctx, q, id, application.PendingApproval, now); err != nil {
			return err
		}
		return trail.Note(ctx, q, event.Event{Application: id, At: now, What: event.Unclaimed, Who: who})
	})
}

// decideOn locks an application, lets work decide, tells the workflow, and reads the result. What work reads first may be announced.
func (o *Office) decideOn(
	ctx context.Context, id ids.Application, work func(*query.Queries, query.Application) error, ahead ...func(*query.Queries),
) (application.Application, error) {
	var decided application.Application
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		q.Ahead(func(q *query.Queries) {
			_, _ = q.LockAccountOfApplication(ctx, id)
			_, _ = q.LockApplication(ctx, id)
			for _, more := range ahead {
				more(q)
			}
		})
		if _, err := q.LockAccountOfApplication(ctx, id); err != nil {
			return tx.Missing(err, "application")
		}
		row, err := q.LockApplication(ctx, id)
		if err != nil {
			return fmt.Errorf("lock application: %w", err)
		}
		if err := work(q, row); err != nil {
			return err
		}
		decided, err = read.Application(ctx, q, id)
		return err
	})
	return decided, err
}

// tellWorkflow tells the application's workflow that something about it was decided outside.
func tellWorkflow(ctx context.Context, q *query.Queries, id ids.Application, status application.Status, now time.Time) error {
	return outbox.Enqueue(ctx, q, now, message.Decided.To(message.WorkflowOfApplication(id), message.DecidedNews{Status: status}))
}
