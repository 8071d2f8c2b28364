package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"text/tabwriter"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/office/sessions"
	"kaipiao/office/tx"
	"kaipiao/settings"
)

// sweepEvery is how often sessions that have ended are forgotten.
const sweepEvery = 5 * time.Minute

// sweepSessions forgets what has ended, until ctx ends.
func sweepSessions(ctx context.Context, of *sessions.Office) {
	repeat(ctx, sweepEvery, func(now time.Time) {
		if err := of.Sweep(ctx, now); err != nil && ctx.Err() == nil {
			slog.Warn("sessions that have ended are not forgotten for a moment", "error", err)
		}
	})
}

// sessionsCommand is about who is signed in with a browser.
type sessionsCommand struct {
	List listSessionsCommand `cmd:"" help:"Who is signed in, those who came last first."`
	End  endSessionsCommand  `cmd:"" help:"Send somebody away, wherever it is signed in."`
}

type listSessionsCommand struct {
	Subject string `help:"Only this one: its issuer's name, a slash, and what the issuer calls it." placeholder:"corp/7f3c"`
}

type endSessionsCommand struct {
	Subject string `required:"" help:"Who: its issuer's name, a slash, and what the issuer calls it." placeholder:"corp/7f3c"`
}

// mostListed is how many sessions are shown.
const mostListed = 1000

// Run lists them.
func (c listSessionsCommand) Run(ctx context.Context) error {
	return withSessions(ctx, func(of *sessions.Office) error {
		list, err := of.List(ctx, c.Subject, mostListed, time.Now())
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
		fmt.Fprintln(table, "SESSION\tROLE\tSUBJECT\tACCOUNT\tBEGUN\tSEEN\tENDS")
		for _, s := range list {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.Name, s.Who.Role, s.Who.Subject, s.Identity().Account, onClock(s.BegunAt), onClock(s.SeenAt),
				onClock(s.ExpiresAt))
		}
		return table.Flush()
	})
}

func onClock(at time.Time) string { return at.In(calendar.Shanghai).Format(time.DateTime) }

// errNobodySignedIn is an error, because who is sent away twice may have been misspelt.
var errNobodySignedIn = errors.New("nobody is signed in under this subject; `starter sessions list` shows who is")

// Run ends them. What the subject does next is answered with the sign-in page; that it may not sign in again, its issuer has to say.
func (c endSessionsCommand) Run(ctx context.Context) error {
	return withSessions(ctx, func(of *sessions.Office) error {
		names, err := of.EndAllOf(ctx, c.Subject, operator(), time.Now())
		if err != nil {
			return err
		}
		if len(names) == 0 {
			return errNobodySignedIn
		}
		for _, name := range names {
			fmt.Println("ended", name)
		}
		return nil
	})
}

// operator is who sits at this machine, for the trail: somebody who reaches the database by a program's password.
func operator() actor.Actor {
	name := "starter"
	if who, err := user.Current(); err == nil {
		name += "/" + who.Username
	}
	return actor.Actor{Kind: actor.Database, Name: name}
}

func withSessions(ctx context.Context, do func(*sessions.Office) error) error {
	s, err := settings.LoadWithDatabase()
	if err != nil {
		return err
	}
	pool, err := tx.Open(ctx, s.DatabaseURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	return do(sessions.New(tx.New(pool)))
}
