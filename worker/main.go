// Command worker runs the workflows and the activities. Several of them may run side by side.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"kaipiao/adapters/files"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/metrics"
	"kaipiao/office"
	"kaipiao/office/tx"
	"kaipiao/outside"
	"kaipiao/program"
	"kaipiao/settings"
	"kaipiao/temporalgate"
	"kaipiao/tracing"
)

// metricsAddr is where the figures are served, where no other address is set: beside the API's.
const metricsAddr = "127.0.0.1:9465"

// lookForSchedules is how often the schedules are looked for: Temporal may have lost them.
const lookForSchedules = 30 * time.Second

func main() {
	program.Parse("worker", "Runs the workflows and the activities of Kaipiao, until it is stopped. Several may run side by side. "+
		"Where things are is said by the environment (KAIPIAO_…, see docs/operations.md).", &struct{}{})
	program.WritePrivately()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

// errNoBuild: runs would be pinned to a name that another build has, too.
var errNoBuild = errors.New("this build does not know its version, or was changed after its commit: say in KAIPIAO_BUILD_ID what tells it from others, " +
	"or unset KAIPIAO_DEPLOYMENT")

func run(ctx context.Context) error {
	s, err := settingsOfBuild()
	if err != nil {
		return err
	}
	s.Log.Open(os.Stderr)
	lastSpans, err := tracing.Open(ctx, "kaipiao-worker", program.Version())
	if err != nil {
		return err
	}
	defer lastSpans()
	p, err := policy.LoadFor(s.Policy, outside.IsSandbox(s))
	if err != nil {
		return err
	}
	published, err := calendar.Published()
	if err != nil {
		return err
	}
	pool, err := tx.Open(ctx, s.DatabaseURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	store, err := files.OpenAt(ctx, files.Place{Directory: s.FilesDir, URL: s.FilesURL, Plaintext: bool(s.FilesPlaintext)})
	if err != nil {
		return err
	}
	gate, err := temporalgate.Await(ctx, temporalgate.From(s))
	if err != nil {
		return err
	}
	defer gate.Close()
	register := office.New(pool, p, published)
	workers, owed, err := build(gate, s, p, register, store)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	for _, w := range workers {
		if err := w.Start(); err != nil {
			return fmt.Errorf("start the worker: %w", err)
		}
	}
	go openPlatformsDesk(ctx, register)
	go gate.KeepSchedules(ctx, lookForSchedules, func(err error) { slog.Warn("a schedule is not there yet; it is made later", "error", err) })
	go metrics.Serve(ctx, cmp.Or(s.MetricsAddr, metricsAddr), metrics.Certificates(outside.Certificates(s)))
	handedOver := make(chan struct{})
	go func() { handMailsOver(ctx, register, owed); close(handedOver) }()
	fmt.Println("worker ready")
	sayVersion(ctx, gate, s)
	<-ctx.Done()
	<-handedOver
	for _, w := range workers {
		w.Stop()
	}
	return store.Close()
}

// settingsOfBuild are the settings, with what this build is called where workers have versions.
func settingsOfBuild() (settings.Settings, error) {
	s, err := settings.LoadWithDatabase()
	if s.BuildID = cmp.Or(s.BuildID, program.Build()); err == nil && s.Deployment != "" && s.BuildID == "" {
		err = errNoBuild
	}
	return s, err
}

// sayVersion says where workers have versions whether this one gets any work: a build is made current by a person.
func sayVersion(ctx context.Context, gate *temporalgate.Gate, s settings.Settings) {
	if s.Deployment == "" {
		return
	}
	found, err := gate.Versions(ctx, time.Now())
	switch {
	case err != nil:
		slog.Warn("the versions of the workers are not known for a moment", "deployment", s.Deployment, "build", s.BuildID, "error", err)
	case found.Current == s.BuildID:
		slog.Info("this build of the workers is current", "deployment", s.Deployment, "build", s.BuildID)
	default:
		slog.Warn("this build of the workers is not current, and gets only what is pinned to it; `starter release current` changes that",
			"deployment", s.Deployment, "build", s.BuildID, "current", found.Current)
	}
}
