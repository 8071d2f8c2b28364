package tasks

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/task"
	"kaipiao/office/query"
)

// Matter is something that people have to decide: what differs from the provider (I11), or a form that the buyer began (V8).
type Matter struct {
	Kind   task.Kind
	Seller ids.Seller
	// Subject is the document or the workflow that it is about, and Code what is the matter with it.
	Subject string
	Code    string
	Words   refusal.Words
}

// OpenMatter opens its task, or finds the one that is open, and returns its id.
func OpenMatter(ctx context.Context, q *query.Queries, m Matter, now time.Time) (int64, error) {
	id, err := q.RaiseMatter(ctx, query.RaiseMatterParams{
		Kind: m.Kind, Seller: m.Seller, Subject: m.Subject, Code: contradiction.Code(m.Code), Detail: m.Words.English, DetailZh: m.Words.Chinese, Now: now,
	})
	if err != nil {
		return 0, fmt.Errorf("open an operator task: %w", err)
	}
	return id, nil
}

// CloseMatter closes the tasks of a kind about a subject: it is decided.
func CloseMatter(ctx context.Context, q *query.Queries, kind task.Kind, subject string, who actor.Actor, now time.Time) error {
	if err := q.CloseMatter(ctx, query.CloseMatterParams{Kind: kind, Subject: subject, Who: who, Now: &now}); err != nil {
		return fmt.Errorf("close operator tasks: %w", err)
	}
	return nil
}
