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

// Beginning is who signs in.
type Beginning struct {
	Who access.Identity
	// Issuer is who has signed it in.
	Issuer string
	// Before is what the browser has shown until now: that session ends, and its value is worth nothing any more.
	Before Value
}

// Begin signs somebody in. The value is a new one, whatever the browser has shown before.
func (o *Office) Begin(ctx context.Context, b Beginning, hours Hours, now time.Time) (Value, Session, error) {
	var (
		value   Value
		session Session
	)
	err := o.tx.Change(actor.With(ctx, b.Who.Actor()), func(q *query.Queries) (err error) {
		value, session, err = begin(ctx, q, b, hours, now)
		return err
	})
	return value, session, err
}

func begin(ctx context.Context, q *query.Queries, b Beginning, hours Hours, now time.Time) (Value, Session, error) {
	if b.Who.Role == access.Service {
		return Value{}, Session{}, ErrNoPages
	}
	if err := errors.Join(b.Who.Check(), hours.Check()); err != nil {
		return Value{}, Session{}, fmt.Errorf("begin a session: %w", err)
	}
	if b.Before != (Value{}) {
		if _, err := q.EndSession(ctx, query.EndSessionParams{ID: b.Before.sum(), Now: now, Who: b.Who.Actor().String()}); err != nil {
			return Value{}, Session{}, fmt.Errorf("end the session before: %w", err)
		}
	}
	value, secret, permissions := NewValue(), NewValue(), []string{}
	for _, held := range b.Who.Permissions.List() {
		permissions = append(permissions, string(held))
	}
	row := query.InsertSessionParams{
		ID: value.sum(), Name: newName(), Issuer: b.Issuer, Subject: b.Who.Subject, Role: b.Who.Role, Permissions: permissions,
		Account: b.Who.Account, Vendor: b.Who.Vendor, Secret: secret.bytes[:], Now: now, IdleUntil: now.Add(min(hours.Idle, hours.Longest)),
		ExpiresAt: now.Add(hours.Longest),
	}
	if err := q.InsertSession(ctx, row); err != nil {
		return Value{}, Session{}, fmt.Errorf("store a session: %w", err)
	}
	return value, Session{
		Name: row.Name, Issuer: row.Issuer, Who: b.Who, BegunAt: now, SeenAt: now, ExpiresAt: row.ExpiresAt, id: row.ID, secret: row.Secret,
		idleUntil: row.IdleUntil,
	}, nil
}

// SignIn is what has to be known when an issuer answers.
type SignIn struct {
	Issuer   string `json:"-"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	ReturnTo string `json:"return_to"`
}

// BeginSignIn remembers a sign-in under its state, for the browser alone that begins it.
func (o *Office) BeginSignIn(ctx context.Context, s SignIn, now time.Time) (state, browser Value, err error) {
	state, browser = NewValue(), NewValue()
	sealed, err := browser.seal(s)
	if err != nil {
		return state, browser, err
	}
	err = o.tx.Reads().InsertSignIn(ctx, query.InsertSignInParams{
		State: state.sum(), Browser: browser.sum(), Issuer: s.Issuer, Sealed: sealed, ExpiresAt: now.Add(signInLives),
	})
	if err != nil {
		return state, browser, fmt.Errorf("store a sign-in: %w", err)
	}
	return state, browser, nil
}

// TakeSignIn ends a sign-in, once; ErrNone where this browser has begun none under this state.
func (o *Office) TakeSignIn(ctx context.Context, state, browser Value, now time.Time) (SignIn, error) {
	row, err := o.tx.Reads().TakeSignIn(ctx, query.TakeSignInParams{State: state.sum(), Browser: browser.sum(), Now: now})
	if errors.Is(err, pgx.ErrNoRows) {
		return SignIn{}, ErrNone
	}
	if err != nil {
		return SignIn{}, fmt.Errorf("read a sign-in: %w", err)
	}
	s := SignIn{Issuer: row.Issuer}
	return s, browser.open(row.Sealed, &s)
}

// Link is how an upstream service sends a customer here.
type Link struct {
	Account ids.Account `json:"-"`
	// Subject is the customer's person, as the actor is called from then on.
	Subject  string `json:"-"`
	Language string `json:"language"`
	ReturnTo string `json:"return_to"`
}

// vouched is before the subjects of those for whom a service has vouched. No issuer is called so, and a local token's subject has no slash.
const vouched = "link:"

// Vouched is the customer whom a service sends here, as the actor is called: link:stack/billing/c-17. The service's word for it has no slash.
func Vouched(service access.Identity, subject string, account ids.Account) access.Identity {
	return access.Identity{Subject: vouched + service.Subject + "/" + subject, Role: access.Customer, Account: account}
}

// MakeLink makes a link for somebody, which is good once, for a minute.
func (o *Office) MakeLink(ctx context.Context, l Link, who actor.Actor, now time.Time) (ticket Value, expires time.Time, err error) {
	ticket, expires = NewValue(), now.Add(linkLives)
	sealed, err := ticket.seal(l)
	if err != nil {
		return ticket, expires, err
	}
	err = o.tx.Change(actor.With(ctx, who), func(q *query.Queries) error {
		if _, err := q.Account(ctx, l.Account); err != nil {
			return tx.Missing(err, "account")
		}
		return q.InsertConsoleLink(ctx, query.InsertConsoleLinkParams{
			ID: ticket.sum(), Account: l.Account, Subject: l.Subject, MadeBy: who, Sealed: sealed, Now: now, ExpiresAt: expires,
		})
	})
	return ticket, expires, err
}

// LookAtLink is whom a link is for, without using it: ErrUsed or ErrNone where it is not good (any more).
func (o *Office) LookAtLink(ctx context.Context, ticket Value, now time.Time) (Link, error) {
	row, err := o.tx.Reads().ConsoleLink(ctx, ticket.sum())
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Link{}, ErrNone
	case err != nil:
		return Link{}, fmt.Errorf("read a link: %w", err)
	case row.UsedAt != nil:
		return Link{}, ErrUsed
	case !now.Before(row.ExpiresAt):
		return Link{}, ErrNone
	}
	l := Link{Account: row.Account, Subject: row.Subject}
	return l, ticket.open(row.Sealed, &l)
}

// Arrive uses a link up, and signs its customer in. Of several who do so at once one is first, and the others are told ErrUsed.
func (o *Office) Arrive(ctx context.Context, ticket, before Value, hours Hours, now time.Time) (Value, Session, Link, error) {
	link, err := o.LookAtLink(ctx, ticket, now)
	if err != nil {
		return Value{}, Session{}, link, err
	}
	var (
		value   Value
		session Session
	)
	who := access.Identity{Subject: link.Subject, Role: access.Customer, Account: link.Account}
	err = o.tx.Change(actor.With(ctx, who.Actor()), func(q *query.Queries) error {
		_, err := q.UseConsoleLink(ctx, query.UseConsoleLinkParams{ID: ticket.sum(), Now: now})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrUsed
		}
		if err != nil {
			return fmt.Errorf("use a link: %w", err)
		}
		value, session, err = begin(ctx, q, Beginning{Who: who, Before: before}, hours, now)
		return err
	})
	return value, session, link, err
}
