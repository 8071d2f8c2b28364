package customers

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
)

// succeed carries out what a new certification means for a locked account, and returns the subject that has it from now
// on (R6).
func succeed(
	ctx context.Context, q *query.Queries, row query.Account, next invoice.Certification, change application.CompanyChange, who actor.Actor, now time.Time,
) (int32, error) {
	old := read.CertificationOf(row)
	means, refused := application.Succeed(old, next, change)
	switch {
	case refused != nil:
		return row.Subject, refused
	case means == application.Renamed:
		return row.Subject, rename(ctx, q, row.ID, old.Name, next.Name, who, now)
	case means == application.Succeeded:
		return row.Subject + 1, replaceSubject(ctx, q, row, now)
	default:
		return row.Subject, nil
	}
}

// rename lets templates, pending applications and invoices that are not sent yet follow the new name of the same subject.
func rename(ctx context.Context, q *query.Queries, account ids.Account, oldName, newName string, who actor.Actor, now time.Time) error {
	own, err := titlesNamed(ctx, q, account, oldName)
	if err != nil {
		return err
	}
	for _, title := range own {
		if err := q.RenameTitle(ctx, query.RenameTitleParams{ID: title.ID, Title: newName}); err != nil {
			return fmt.Errorf("rename title: %w", err)
		}
	}
	renamed, err := q.RenamePendingApplications(ctx, query.RenamePendingApplicationsParams{Account: account, OldName: oldName, NewName: newName})
	if err != nil {
		return fmt.Errorf("rename pending applications: %w", err)
	}
	events := make([]event.Event, len(renamed))
	for i, id := range renamed {
		events[i] = event.Event{Application: id, At: now, What: event.Renamed, Who: who, Detail: newName}
	}
	unsent, err := q.RenameUnsentInvoices(ctx, query.RenameUnsentInvoicesParams{Account: account, OldName: oldName, NewName: newName})
	if err != nil {
		return fmt.Errorf("rename invoices that are not sent: %w", err)
	}
	for _, row := range unsent {
		events = append(events, event.Event{Application: row.Application, Invoice: row.ID, At: now, What: event.Renamed, Who: who, Detail: newName})
	}
	return trail.Note(ctx, q, events...)
}

// replaceSubject begins another subject. Nothing of the old one may be under way; its templates go with it.
func replaceSubject(ctx context.Context, q *query.Queries, row query.Account, now time.Time) error {
	pending, err := q.PendingOfAccount(ctx, query.PendingOfAccountParams{
		Account: row.ID, Unsettled: life.Text(invoice.Unsettled), Reversing: life.Text(reversal.Life.Open()), Asking: life.Text(ticket.Life.Open()),
	})
	if err != nil {
		return fmt.Errorf("read what is pending: %w", err)
	}
	if pending > 0 {
		return refusal.New(refusal.SubjectPending, "change")
	}
	if err := checkOwesNothing(ctx, q, row); err != nil {
		return err
	}
	own, err := titlesNamed(ctx, q, row.ID, row.CertifiedName)
	if err != nil {
		return err
	}
	for _, title := range own {
		if _, err := q.DeleteTitle(ctx, query.DeleteTitleParams{Account: row.ID, ID: title.ID}); err != nil {
			return fmt.Errorf("delete title: %w", err)
		}
	}
	return q.InsertSubjectChange(ctx, query.InsertSubjectChangeParams{Account: row.ID, Subject: row.Subject + 1, Since: now})
}

// checkOwesNothing: a debt follows the account. While anything is outstanding, of whichever subject, nobody else takes it over, unless
// finance has accepted as much for this change (L13).
func checkOwesNothing(ctx context.Context, q *query.Queries, row query.Account) error {
	owed, err := q.OutstandingOfAccount(ctx, row.ID)
	if err != nil {
		return fmt.Errorf("read what is outstanding: %w", err)
	}
	if !owed.IsPositive() {
		return nil
	}
	accepted, err := q.AcceptedOutstanding(ctx, query.AcceptedOutstandingParams{Account: row.ID, Subject: row.Subject})
	if err != nil {
		return fmt.Errorf("read what finance has accepted: %w", err)
	}
	if accepted.Less(owed) {
		return refusal.New(refusal.SubjectOwes, "change", owed)
	}
	return nil
}

// titlesNamed are the templates that carry a name, in whatever spelling (A4).
func titlesNamed(ctx context.Context, q *query.Queries, account ids.Account, name string) ([]query.Title, error) {
	all, err := q.AllTitles(ctx, account)
	if err != nil {
		return nil, fmt.Errorf("read titles: %w", err)
	}
	var named []query.Title
	for _, title := range all {
		if invoice.SameTitle(title.Title, name) {
			named = append(named, title)
		}
	}
	return named, nil
}
