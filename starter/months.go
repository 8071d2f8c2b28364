package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"text/tabwriter"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/office/months"
	"kaipiao/office/subscribers"
	"kaipiao/office/tx"
	"kaipiao/outside"
	"kaipiao/settings"
)

// How often it is looked whether a month has begun, and what subscribers were told that need not be kept any more.
const (
	lookForMonthEvery = time.Minute
	forgetEvery       = time.Hour
)

// keepMonths makes the partitions of the months to come, and begins each month, until ctx ends. Several may do it at once.
func keepMonths(ctx context.Context, of *months.Office) {
	repeat(ctx, lookForMonthEvery, func(now time.Time) {
		if err := of.Keep(ctx, now); err != nil && ctx.Err() == nil {
			slog.Warn("a month is not begun for a moment; rows are kept with the month before", "error", err)
		}
	})
}

// forgetDeliveries forgets what subscribers were told longer ago than the policy says, until ctx ends.
func forgetDeliveries(ctx context.Context, of *subscribers.Office, keep policy.Keep) {
	repeat(ctx, forgetEvery, func(now time.Time) {
		since, some := keep.DeliveriesSince(now)
		if !some {
			return
		}
		forgotten, err := of.Forget(ctx, since)
		if err != nil && ctx.Err() == nil {
			slog.Warn("what subscribers were told is not forgotten for a moment", "error", err)
		}
		if forgotten > 0 {
			slog.Info("what subscribers were told long ago is forgotten", "deliveries", forgotten, "before", dayOf(since))
		}
	})
}

func dayOf(at time.Time) string { return at.In(calendar.Shanghai).Format(time.DateOnly) }

type monthsCommand struct{}

// Run shows the partitions, and what of the deliveries is going to be forgotten. It changes nothing.
func (monthsCommand) Run(ctx context.Context) error {
	s, err := settings.LoadToRead()
	if err != nil {
		return err
	}
	p, err := policy.LoadFor(s.Policy, outside.IsSandbox(s))
	if err != nil {
		return err
	}
	pool, err := tx.Open(ctx, s.DatabaseURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	db := tx.New(pool)
	list, err := months.New(db).List(ctx)
	if err != nil {
		return err
	}
	if err := printMonths(os.Stdout, list); err != nil {
		return err
	}
	return printOld(ctx, os.Stdout, subscribers.New(db), p.Keep, time.Now())
}

func printMonths(to io.Writer, list []months.Partition) error {
	table := tabwriter.NewWriter(to, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "TABLE\tPARTITION\tROWS, ABOUT\tMIB\tTABLESPACE")
	for _, one := range list {
		fmt.Fprintf(table, "%s\t%s\t%d\t%.1f\t%s\n", one.Of, one.Name, one.Rows, float64(one.Bytes)/(1<<20), one.Tablespace)
	}
	return table.Flush()
}

// printOld says what becomes of what subscribers were told.
func printOld(ctx context.Context, to io.Writer, of *subscribers.Office, keep policy.Keep, now time.Time) error {
	fmt.Fprintln(to, "ledger entries, events and the audit trail are kept for ever")
	since, some := keep.DeliveriesSince(now)
	if !some {
		fmt.Fprintln(to, "what subscribers were told is kept for ever (keep.deliveries_months)")
		return nil
	}
	told, owed, err := of.Old(ctx, since)
	if err != nil {
		return err
	}
	fmt.Fprintf(to, "what subscribers were told is kept since %s (keep.deliveries_months: %d): `starter serve` forgets %d deliveries of before, "+
		"and keeps %d that are still owed\n", dayOf(since), keep.DeliveriesMonths, told, owed)
	return nil
}
