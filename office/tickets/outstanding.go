package tickets

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/event"
	"kaipiao/domain/secondperson"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// proposeAcceptance notes that the first of two people would accept what is outstanding, and puts the ticket back for the second one. It
// reports false where there is nothing to propose, or where a second person confirms the same amount; another amount is proposed anew.
func proposeAcceptance(ctx context.Context, q *query.Queries, row query.Ticket, by secondperson.Clerk, now time.Time) (bool, error) {
	if !row.AcceptOutstanding {
		return false, (*secondperson.Proposal)(nil).Check(by)
	}
	owed, err := q.OutstandingOfAccount(ctx, row.Account)
	if err != nil {
		return false, fmt.Errorf("read what is outstanding: %w", err)
	}
	proposed := read.TicketOf(row).Proposed
	if !owed.Equal(row.ProposedAmount) {
		proposed = nil
	}
	if err := proposed.Check(by); err != nil || proposed != nil || !owed.IsPositive() {
		return false, err
	}
	err = q.ProposeAcceptance(ctx, query.ProposeAcceptanceParams{ID: row.ID, Who: by.Actor, Amount: owed, Now: now})
	if err != nil {
		return false, fmt.Errorf("propose to accept what is outstanding: %w", err)
	}
	return true, trail.Note(ctx, q, eventOfTicket(row, event.AcceptanceProposed, by.Actor, owed.String(), now))
}

// acceptOutstanding notes how much is outstanding of all subjects, where finance is asked to accept it: so much does not keep another subject
// from taking the account over (L13).
func acceptOutstanding(ctx context.Context, _ *Office, q *query.Queries, row query.Ticket, a acceptance) error {
	if !row.AcceptOutstanding {
		return nil
	}
	owed, err := q.OutstandingOfAccount(ctx, row.Account)
	if err != nil {
		return fmt.Errorf("read what is outstanding: %w", err)
	}
	account, err := q.Account(ctx, row.Account)
	if err != nil {
		return tx.Missing(err, "account")
	}
	err = q.AcceptOutstanding(ctx, query.AcceptOutstandingParams{ID: row.ID, Amount: owed, Subject: account.Subject})
	if err != nil {
		return fmt.Errorf("store what is accepted: %w", err)
	}
	return trail.Note(ctx, q, event.Event{Ticket: row.ID, At: a.now, What: event.OutstandingAccepted, Who: a.who, Detail: owed.String()})
}
