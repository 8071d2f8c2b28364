// Command worker runs the workflows and the activities. Several of them may run side by side.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"kaipiao/adapters/files"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/settings"
	"kaipiao/workflows"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	s, err := settings.Load()
	if err != nil {
		return err
	}
	if s.DatabaseURL == "" {
		return errors.New("no database: start the stack with `make run`, or set KAIPIAO_DATABASE_URL")
	}
	p, err := policy.Load(s.Policy)
	if err != nil {
		return err
	}
	published, err := calendar.Published()
	if err != nil {
		return err
	}
	pool, err := pgxpool.New(ctx, s.DatabaseURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	store, err := files.Open(s.FilesDir)
	if err != nil {
		return err
	}
	temporal, err := dial(ctx, s)
	if err != nil {
		return err
	}
	defer temporal.Close()
	workers, err := build(temporal, s, p, office.New(pool, p, published), store)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	for _, w := range workers {
		if err := w.Start(); err != nil {
			return fmt.Errorf("start the worker: %w", err)
		}
	}
	if err := openDesk(ctx, temporal); err != nil {
		return err
	}
	fmt.Println("worker ready")
	<-ctx.Done()
	for _, w := range workers {
		w.Stop()
	}
	return store.Close()
}

// openDesk makes sure that the platform's desk runs; those of other sellers start with their first trouble.
func openDesk(ctx context.Context, temporal client.Client) error {
	_, err := temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: message.WorkflowOfSellerDesk(invoice.Platform), TaskQueue: workflows.TaskQueue, StaticSummary: "troubles of the seller " + invoice.Platform,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, workflows.SellerDeskWorkflow, workflows.DeskStart{Seller: invoice.Platform})
	if err != nil {
		return fmt.Errorf("open the seller's desk: %w", err)
	}
	return nil
}

// dialFor is how long the worker waits for Temporal to come up.
const dialFor = time.Minute

// dial connects to Temporal, and waits for it while it starts.
func dial(ctx context.Context, s settings.Settings) (client.Client, error) {
	ctx, stop := context.WithTimeout(ctx, dialFor)
	defer stop()
	options := client.Options{
		HostPort: s.TemporalAddr, Namespace: s.TemporalNamespace,
		Logger: sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))),
	}
	for {
		connected, err := client.DialContext(ctx, options)
		if err == nil {
			return connected, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("Temporal at %s does not answer (KAIPIAO_TEMPORAL_ADDR): %w", s.TemporalAddr, err)
		case <-time.After(time.Second):
		}
	}
}
