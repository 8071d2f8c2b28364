package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/access"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// seenEvery is how often it is written down that a session is used.
const seenEvery = time.Minute

// Find is who shows a value, and that it is used. With ErrNone comes the session that has ended, where it is still known.
func (o *Office) Find(ctx context.Context, value Value, hours Hours, now time.Time) (Session, error) {
	row, err := o.tx.Reads().Session(ctx, value.sum())
	if errors.Is(err, pgx.ErrNoRows) {
		return Session{}, ErrNone
	}
	if err != nil {
		return Session{}, fmt.Errorf("read a session: %w", err)
	}
	s, err := sessionOf(row)
	switch {
	case err != nil:
		return s, err
	case s.EndedAt != nil || s.Over(now) || now.After(s.BegunAt.Add(hours.Longest)):
		return s, ErrNone
	case now.Sub(s.SeenAt) < seenEvery:
		return s, nil
	}
	err = o.tx.Reads().SeeSession(ctx, query.SeeSessionParams{ID: s.id, Now: now, IdleUntil: now.Add(hours.Idle), Before: now.Add(-seenEvery)})
	if err != nil {
		return s, fmt.Errorf("write that a session is used: %w", err)
	}
	return s, nil
}

// Switch has a customer act for an account of its group; for its own where none is named. Whether it may is the caller's to know.
func (o *Office) Switch(ctx context.Context, s Session, account ids.Account) error {
	if account == s.Who.Account {
		account = ""
	}
	return o.tx.Change(actor.With(ctx, s.Who.Actor()), func(q *query.Queries) error {
		switched, err := q.SwitchSession(ctx, query.SwitchSessionParams{ID: s.id, ActingFor: tx.Optional(account)})
		if err == nil && switched == 0 {
			return ErrNone
		}
		return err
	})
}

// End signs somebody out. What has ended stays as it is.
func (o *Office) End(ctx context.Context, s Session, now time.Time) error {
	who := s.Who.Actor()
	return o.tx.Change(actor.With(ctx, who), func(q *query.Queries) error {
		_, err := q.EndSession(ctx, query.EndSessionParams{ID: s.id, Now: now, Who: who.String()})
		return err
	})
}

// EndNamed signs somebody out of one of its own sessions, by the session's name; ErrNone where it has no such one, or not any more.
func (o *Office) EndNamed(ctx context.Context, who access.Identity, name string, now time.Time) error {
	by := who.Actor()
	return o.tx.Change(actor.With(ctx, by), func(q *query.Queries) error {
		ended, err := q.EndSessionNamed(ctx, query.EndSessionNamedParams{Subject: who.Subject, Name: name, Now: now, Who: by.String()})
		if err == nil && ended == 0 {
			return ErrNone
		}
		return err
	})
}

// EndAllOf sends somebody away, wherever it is signed in, and names the sessions.
func (o *Office) EndAllOf(ctx context.Context, subject string, who actor.Actor, now time.Time) (names []string, err error) {
	err = o.tx.Change(actor.With(ctx, who), func(q *query.Queries) (err error) {
		names, err = q.EndSessionsOf(ctx, query.EndSessionsOfParams{Subject: subject, Now: now, Who: who.String()})
		return err
	})
	return names, err
}

// List is who is signed in, those who came last first: everybody, or one subject.
func (o *Office) List(ctx context.Context, subject string, most int32, now time.Time) ([]Session, error) {
	rows, err := o.tx.Reads().Sessions(ctx, query.SessionsParams{Subject: subject, Now: now, Most: most})
	if err != nil {
		return nil, fmt.Errorf("read the sessions: %w", err)
	}
	list := make([]Session, len(rows))
	for n, row := range rows {
		if list[n], err = sessionOf(row); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Sweep forgets what has ended long ago.
func (o *Office) Sweep(ctx context.Context, now time.Time) error {
	q := o.tx.Reads()
	_, sessions := q.SweepSessions(ctx, now.Add(-sessionsKept))
	_, signIns := q.SweepSignIns(ctx, now)
	_, links := q.SweepConsoleLinks(ctx, now.Add(-sessionsKept))
	_, forms := q.SweepForms(ctx, now)
	return errors.Join(sessions, signIns, links, forms)
}

// Form is what somebody had typed when its session had ended.
type Form struct {
	// Page is where it was typed, and Target where it was sent.
	Page   string              `json:"page"`
	Target string              `json:"target"`
	Fields map[string][]string `json:"fields"`
}

// mostForms is how many forms of one person are kept at a time.
const mostForms = 20

// KeepForm keeps a form for the browser that sent it, until the same person is signed in again; ErrNone where it has too many.
func (o *Office) KeepForm(ctx context.Context, subject string, f Form, now time.Time) (Value, error) {
	value := NewValue()
	sealed, err := value.seal(f)
	if err != nil {
		return value, err
	}
	kept, err := o.tx.Reads().KeepForm(ctx, query.KeepFormParams{
		ID: value.sum(), Subject: subject, Sealed: sealed, ExpiresAt: now.Add(formLives), Most: mostForms,
	})
	if err == nil && kept == 0 {
		err = ErrNone
	}
	if err != nil {
		return value, fmt.Errorf("keep a form: %w", err)
	}
	return value, nil
}

// KeptForm is the form that a browser has sent as this person; ErrNone where there is none.
func (o *Office) KeptForm(ctx context.Context, value Value, subject string, now time.Time) (Form, error) {
	row, err := o.tx.Reads().KeptForm(ctx, query.KeptFormParams{ID: value.sum(), Subject: subject, Now: now})
	if errors.Is(err, pgx.ErrNoRows) {
		return Form{}, ErrNone
	}
	if err != nil {
		return Form{}, fmt.Errorf("read a kept form: %w", err)
	}
	var f Form
	return f, value.open(row.Sealed, &f)
}

// DropForm forgets it.
func (o *Office) DropForm(ctx context.Context, value Value) error {
	if err := o.tx.Reads().DropForm(ctx, value.sum()); err != nil {
		return fmt.Errorf("drop a kept form: %w", err)
	}
	return nil
}
