package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
)

// Approve decides for an application (R1). Whoever comes second, after a cancellation or a rejection, is told the state
// it is in (R3); approving again changes nothing.
func (r *Register) Approve(ctx context.Context, id, who, reason string, now time.Time) (application.Application, error) {
	return r.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status == application.Approved {
			return nil
		}
		if err := claimedByOther(row, who); err != nil {
			return err
		}
		end := closeAndTell
		if who == actor.Product {
			end = close // the workflow says so itself
		}
		if err := end(ctx, q, row, application.Approved, who, reason, now); err != nil {
			return err
		}
		return r.approveInvoices(ctx, q, row, who, now)
	})
}

// approveInvoices turns the planned invoices into approved ones, each with the instant by which it is issued.
func (r *Register) approveInvoices(ctx context.Context, q *query.Queries, row query.Application, who string, now time.Time) error {
	planned, err := q.InvoicesOfApplication(ctx, row.ID)
	if err != nil {
		return fmt.Errorf("read invoices: %w", err)
	}
	c, err := r.promising(ctx, q)
	if err != nil {
		return err
	}
	due := promise.Issue(r.policy, c, row.Medium, row.SubmittedAt, now)
	if err := warnProvisional(ctx, q, due, now); err != nil {
		return err
	}
	for _, i := range planned {
		_, err := q.ApproveInvoice(ctx, query.ApproveInvoiceParams{
			ID: i.ID, Sources: sources(invoice.Approved), DueAt: &due.At, DueProvisional: due.Provisional, CalendarVersion: due.CalendarVersion,
		})
		if err != nil {
			return fmt.Errorf("approve invoice: %w", err)
		}
		if err := handToVendor(ctx, q, i, now); err != nil {
			return err
		}
	}
	return note(ctx, q, noted{application: row.ID, at: now, what: "approved", who: who, detail: row.DecisionReason})
}

// Reject decides against an application: the reservation is given back, and the customer is told the reason.
func (r *Register) Reject(ctx context.Context, id, who, reason string, now time.Time) (application.Application, error) {
	return r.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status == application.Rejected {
			return nil
		}
		if err := claimedByOther(row, who); err != nil {
			return err
		}
		if err := closeAndTell(ctx, q, row, application.Rejected, who, reason, now); err != nil {
			return err
		}
		return giveBack(ctx, q, row, noted{what: "rejected", who: who, detail: reason}, now)
	})
}

// Cancel takes an application back, as long as no reviewer has claimed it (R2). The reservation is given back to the
// cent. Cancelling again changes nothing.
func (r *Register) Cancel(ctx context.Context, id, who, reason string, now time.Time) (application.Application, error) {
	return r.cancel(ctx, id, who, reason, now, closeAndTell)
}

// CancelInWorkflow is Cancel for the application's own workflow. It needs no message; one that comes while it ends would
// throw away its last task, and with it the answer to whoever asked (R5).
func (r *Register) CancelInWorkflow(ctx context.Context, id, who, reason string, now time.Time) (application.Application, error) {
	return r.cancel(ctx, id, who, reason, now, close)
}

// closing moves an application out of pending_approval.
type closing func(ctx context.Context, q *query.Queries, row query.Application, status application.Status, who, reason string, now time.Time) error

func (r *Register) cancel(ctx context.Context, id, who, reason string, now time.Time, end closing) (application.Application, error) {
	return r.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		switch {
		case row.Status == application.Cancelled:
			return nil
		case row.Status == application.Approved, row.Status == application.PendingApproval && row.ClaimedBy != "":
			return refusal.New(refusal.NeedsTicket, "")
		}
		if err := end(ctx, q, row, application.Cancelled, who, reason, now); err != nil {
			return err
		}
		return giveBack(ctx, q, row, noted{what: "cancelled", who: who, detail: reason}, now)
	})
}

// Claim lets a reviewer take an application; from then on the customer cannot cancel it alone (R2).
func (r *Register) Claim(ctx context.Context, id, who string, now time.Time) (application.Application, error) {
	return r.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.ClaimedBy == who && row.Status == application.PendingApproval {
			return nil
		}
		claimed, err := q.ClaimApplication(ctx, query.ClaimApplicationParams{ID: id, Who: who})
		if err != nil {
			return fmt.Errorf("claim application: %w", err)
		}
		if claimed == 0 {
			return refusal.New(refusal.WrongState, "", stateOf(row))
		}
		return note(ctx, q, noted{application: id, at: now, what: "claimed", who: who})
	})
}

// claimedByOther: who has claimed an application decides about it, and neither a colleague nor the clock (R1).
func claimedByOther(row query.Application, who string) error {
	if row.Status == application.PendingApproval && row.ClaimedBy != "" && row.ClaimedBy != who {
		return refusal.New(refusal.WrongState, "", stateOf(row))
	}
	return nil
}

// Unclaim puts a claimed application back for everybody; its workflow goes on as if nobody had claimed it.
func (r *Register) Unclaim(ctx context.Context, id, who string, now time.Time) (application.Application, error) {
	return r.decideOn(ctx, id, func(q *query.Queries, row query.Application) error {
		if row.Status != application.PendingApproval {
			return refusal.New(refusal.WrongState, "", stateOf(row))
		}
		unclaimed, err := q.UnclaimApplication(ctx, id)
		if err != nil || unclaimed == 0 {
			return err
		}
		if err := tellWorkflow(ctx, q, id, application.PendingApproval, now); err != nil {
			return err
		}
		return note(ctx, q, noted{application: id, at: now, what: "unclaimed", who: who})
	})
}

// stateOf says in words why an application cannot be claimed or decided.
func stateOf(row query.Application) string {
	if row.Status == application.PendingApproval {
		return "claimed by " + row.ClaimedBy
	}
	return string(row.Status)
}

// decideOn locks an application, lets work decide, tells the workflow, and reads the result.
func (r *Register) decideOn(ctx context.Context, id string, work func(*query.Queries, query.Application) error) (application.Application, error) {
	var decided application.Application
	err := r.change(ctx, func(q *query.Queries) error {
		row, err := q.Application(ctx, id)
		if err != nil {
			return missing(err, "application")
		}
		// The account first, as everywhere: whoever changes the ledger holds its lock.
		if _, err := q.LockAccounts(ctx, []string{row.Account}); err != nil {
			return fmt.Errorf("lock account: %w", err)
		}
		if row, err = q.LockApplication(ctx, id); err != nil {
			return fmt.Errorf("lock application: %w", err)
		}
		if err := work(q, row); err != nil {
			return err
		}
		decided, err = readApplication(ctx, q, id)
		return err
	})
	return decided, err
}

// closeAndTell closes an application, and tells its workflow that it was decided.
func closeAndTell(ctx context.Context, q *query.Queries, row query.Application, status application.Status, who, reason string, now time.Time) error {
	if err := close(ctx, q, row, status, who, reason, now); err != nil {
		return err
	}
	return tellWorkflow(ctx, q, row.ID, status, now)
}

// close moves an application out of pending_approval, once (R3).
func close(ctx context.Context, q *query.Queries, row query.Application, status application.Status, who, reason string, now time.Time) error {
	decided, err := q.DecideApplication(ctx, query.DecideApplicationParams{ID: row.ID, Status: status, Who: who, Reason: reason, Now: &now})
	if err != nil {
		return fmt.Errorf("decide application: %w", err)
	}
	if decided == 0 {
		return refusal.New(refusal.WrongState, "", string(row.Status))
	}
	return keepLate(ctx, q, row.OverdueSince, message.WorkflowOfApplication(row.ID), now)
}

// tellWorkflow tells the application's workflow that something about it was decided outside.
func tellWorkflow(ctx context.Context, q *query.Queries, id string, status application.Status, now time.Time) error {
	payload, err := json.Marshal(message.Decided{Status: status})
	if err != nil {
		return err
	}
	return enqueue(ctx, q, query.InsertOutboxParams{
		WorkflowID: message.WorkflowOfApplication(id), Kind: message.SignalWorkflow, Signal: message.DecidedSignal, Payload: payload, Now: now,
	})
}

// giveBack undoes everything an application took out of the free amounts, and cancels its planned invoices.
func giveBack(ctx context.Context, q *query.Queries, row query.Application, why noted, now time.Time) error {
	taken, err := q.TakenByApplication(ctx, &row.ID)
	if err != nil {
		return fmt.Errorf("read reservation: %w", err)
	}
	entries := make([]ledger.Entry, len(taken))
	for i, entry := range taken {
		entries[i] = undo(entry)
		entries[i].At = now
	}
	if err := post(ctx, q, entries); err != nil {
		return err
	}
	if _, err := q.CancelPlannedInvoices(ctx, row.ID); err != nil {
		return fmt.Errorf("cancel planned invoices: %w", err)
	}
	why.application, why.at = row.ID, now
	return note(ctx, q, why)
}
