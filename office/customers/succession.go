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

// rename lets templates and pending applications follow the new name of the same subject.
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
