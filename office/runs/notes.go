package runs

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/office/query"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
)

// Note writes into the timeline of what a run is about that something was done to the run. A seller's desk is about nothing that has one.
func (o *Office) Note(ctx context.Context, workflow string, what event.Name, who actor.Actor, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error { return note(ctx, q, workflow, what, who, now) })
}

// GiveUpMail writes into the timeline of what a run is about that a mail cannot be sent, and opens the operators' task
// (O3), once as long as that is open.
func (o *Office) GiveUpMail(ctx context.Context, workflow, mail string, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		opened, err := tasks.OpenUndeliverable(ctx, q, workflow, mail, now)
		if err != nil || !opened {
			return err
		}
		return trail.NoteOfRun(ctx, q, workflow, event.Event{At: now, What: event.MailUndeliverable, Who: actor.Product, Detail: mail})
	})
}

func note(ctx context.Context, q *query.Queries, workflow string, what event.Name, who actor.Actor, now time.Time) error {
	return trail.NoteOfRun(ctx, q, workflow, event.Event{At: now, What: what, Who: who, Detail: workflow})
}
