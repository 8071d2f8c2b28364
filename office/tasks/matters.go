package tasks

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/notice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/task"
	"kaipiao/office/query"
)

// Matter is something that people have to decide: what differs from the provider (I11), a form that the buyer began (V8), a mail that was
// not handed over, or an endpoint that took no events (O3).
type Matter struct {
	Kind   task.Kind
	Seller ids.Seller
	// Subject is the document or the workflow that it is about, and Code what is the matter with it.
	Subject string
	Code    string
	Words   refusal.Words
	// Mail is what was not handed over, where that is the matter; otherwise it is nil.
	Mail *notice.Unsent
}

// OpenMatter opens its task, or finds the one that is open, and returns its id.
func OpenMatter(ctx context.Context, q *query.Queries, m Matter, now time.Time) (int64, error) {
	id, err := q.RaiseMatter(ctx, query.RaiseMatterParams{
		Kind: m.Kind, Seller: m.Seller, Subject: m.Subject, Code: contradiction.Code(m.Code), Detail: m.Words.English, DetailZh: m.Words.Chinese, Now: now,
		Mail: m.Mail,
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
