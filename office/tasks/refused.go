package tasks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/task"
	"kaipiao/office/outbox"
	"kaipiao/office/query"
)

// OpenRefused opens the task of a serial that the provider refused for good, once, and has the seller's desk mail the operators (I4).
// Subject is the workflow of the document.
func OpenRefused(ctx context.Context, q *query.Queries, seller ids.Seller, subject, document string, serial invoice.Serial, now time.Time) error {
	said := task.RefusedForGood(document, serial)
	_, err := q.RaiseOfDocument(ctx, query.RaiseOfDocumentParams{
		Kind: task.Refused, Seller: seller, Subject: subject, Code: contradiction.Code(serial), Detail: said.English, DetailZh: said.Chinese, Now: now,
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // it was opened before
	}
	if err != nil {
		return fmt.Errorf("open the task of a refused serial: %w", err)
	}
	return outbox.TellDesk(ctx, q, seller, invoice.NoCause, now)
}

// OpenUndeliverable opens the task of a mail that cannot be sent, and reports whether it was not open before.
func OpenUndeliverable(ctx context.Context, q *query.Queries, workflow, mail string, now time.Time) (bool, error) {
	seller, err := sellerOf(ctx, q, workflow)
	if err != nil {
		return false, err
	}
	said := task.CannotBeMailed(workflow, mail)
	_, err = q.RaiseOfDocument(ctx, query.RaiseOfDocumentParams{
		Kind: task.Undeliverable, Seller: seller, Subject: workflow, Code: contradiction.Code(mail), Detail: said.English, DetailZh: said.Chinese, Now: now,
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("open the task of a mail that cannot be sent: %w", err)
	}
	return true, nil
}

// CloseRefused closes it: the document was corrected or given up, or is asked for anew.
func CloseRefused(ctx context.Context, q *query.Queries, subject string, who actor.Actor, now time.Time) error {
	if err := q.CloseOfSubject(ctx, query.CloseOfSubjectParams{Kind: task.Refused, Subject: subject, Who: who, Now: &now}); err != nil {
		return fmt.Errorf("close the task of a refused serial: %w", err)
	}
	return nil
}
