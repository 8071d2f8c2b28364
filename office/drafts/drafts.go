// Package drafts keeps what somebody has typed on the pages, or ticked in a list, and not handed in yet: one form of a kind for a person and an
// account, for a day.
package drafts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// KeptFor is how long a form is kept after it was last saved.
const KeptFor = 24 * time.Hour

// Kind is what a form is for.
type Kind string

// The kinds.
const (
	// Application is what the three steps have been told.
	Application Kind = "application"
	// ChosenInvoices are those that are ticked in the list.
	ChosenInvoices Kind = "chosen_invoices"
)

// Owner is whose form it is, and what for: a person, for an account.
type Owner struct {
	Account ids.Account
	Person  string
	Kind    Kind
}

// Draft is a form, as it was typed.
type Draft struct {
	// Key is under what it is handed in: one application comes of it, however often that is pressed.
	Key string
	// Revision counts what was saved.
	Revision int
	Form     []byte
}

// Office keeps them.
type Office struct{ tx *tx.DB }

// New makes it.
func New(db *tx.DB) *Office { return &Office{tx: db} }

// Draft reads somebody's form; there may be none.
func (o *Office) Draft(ctx context.Context, of Owner, now time.Time) (Draft, bool, error) {
	row, err := o.tx.Reads().Draft(ctx, query.DraftParams{Account: of.Account, Person: of.Person, Kind: string(of.Kind), Now: now})
	if errors.Is(err, pgx.ErrNoRows) {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, fmt.Errorf("read a draft: %w", err)
	}
	return Draft{Key: row.Key, Revision: int(row.Revision), Form: row.Form}, true, nil
}

// Begin starts a new form in the place of the one before. Forms that nobody came back to are forgotten with it.
func (o *Office) Begin(ctx context.Context, of Owner, key string, form []byte, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		if err := q.ForgetOldDrafts(ctx, now); err != nil {
			return fmt.Errorf("forget old drafts: %w", err)
		}
		return q.BeginDraft(ctx, query.BeginDraftParams{
			Account: of.Account, Person: of.Person, Kind: string(of.Kind), Key: key, Form: form, ExpiresAt: now.Add(KeptFor),
		})
	})
}

// Save keeps a form that was changed; it reports false where another window has saved it, or begun another one, since it was read.
func (o *Office) Save(ctx context.Context, of Owner, d Draft, now time.Time) (saved bool, err error) {
	err = o.tx.Change(ctx, func(q *query.Queries) error {
		changed, err := q.SaveDraft(ctx, query.SaveDraftParams{
			Account: of.Account, Person: of.Person, Kind: string(of.Kind), Key: d.Key, Revision: int32(d.Revision), //nolint:gosec // it counts clicks
			Form: d.Form, ExpiresAt: now.Add(KeptFor),
		})
		saved = changed == 1
		return err
	})
	return saved, err
}

// Forget drops somebody's form.
func (o *Office) Forget(ctx context.Context, of Owner) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		return q.ForgetDraft(ctx, query.ForgetDraftParams{Account: of.Account, Person: of.Person, Kind: string(of.Kind)})
	})
}
