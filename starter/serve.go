package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"kaipiao/access/token"
	"kaipiao/adapters/documents"
	"kaipiao/adapters/files"
	"kaipiao/adapters/sheets"
	"kaipiao/api"
	"kaipiao/api/limits"
	"kaipiao/api/server"
	"kaipiao/courier/sf"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/domain/webhook"
	"kaipiao/metrics"
	"kaipiao/office"
	"kaipiao/office/tx"
	"kaipiao/outside"
	"kaipiao/program"
	"kaipiao/provider/nuonuo"
	"kaipiao/settings"
	"kaipiao/temporalgate"
	"kaipiao/tracing"
	"kaipiao/typeface"
)

type serveCommand struct{}

// metricsAddr is where the figures are served, where no other address is set.
const metricsAddr = "127.0.0.1:9464"

// How long a caller of ours that is not the API's may take to send a request's head, and how long what runs may take to end when we stop.
const (
	headTimeout = 10 * time.Second
	stopGrace   = 10 * time.Second
)

// memoryLimit is where the runtime begins to collect garbage sooner than it would, unless GOMEMLIMIT says otherwise. What is worked at one
// time is bounded far below it.
const memoryLimit = 192 << 20

// Run serves the API, and hands accepted work to Temporal, until it is stopped. It runs without Temporal: what is
// accepted meanwhile starts when Temporal is back.
func (serveCommand) Run(ctx context.Context) error {
	s, err := settings.LoadWithDatabase()
	if err != nil {
		return err
	}
	s.Log.Open(os.Stderr)
	lastSpans, err := tracing.Open(ctx, "kaipiao-api", program.Version())
	if err != nil {
		return err
	}
	defer lastSpans()
	let, err := admissionOf(s)
	if err != nil {
		return err
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	listener, err := listen(s.HTTPAddr)
	if err != nil {
		return err
	}
	pool, replica, err := openDatabases(ctx, s)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer pool.Close()
	store, err := files.OpenAt(ctx, files.Place{Directory: s.FilesDir, URL: s.FilesURL, Plaintext: bool(s.FilesPlaintext)})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	gate, err := temporalgate.Lazy(temporalgate.From(s))
	if err != nil {
		return errors.Join(err, listener.Close(), store.Close())
	}
	defer gate.Close()
	s.TemporalNamespace = gate.Namespace() // Temporal's own variables may say it
	codec, err := listenCodec(ctx, s)
	if err != nil {
		return errors.Join(err, listener.Close(), store.Close())
	}
	handler, register, err := buildAPI(s, let, pool, replica, store)
	if err != nil {
		return errors.Join(err, listener.Close(), store.Close())
	}
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return dispatch(ctx, s.DatabaseURL, gate.Send) })
	work.Go(func() error { return tellSubscribers(ctx, s.DatabaseURL, let.policy, let.targets) })
	work.Go(func() error { return server.Serve(ctx, listener, handler, let.bounds.Connections) })
	work.Go(func() error { return serveCodec(ctx, codec, s, let.callers.Verify) })
	work.Go(func() error { return followReplica(ctx, replica, s.DatabaseURL, s.DatabaseReplicaURL) })
	work.Go(func() error { sealTrail(ctx, register.Trail); return nil })
	work.Go(func() error { keepMonths(ctx, register.Months); return nil })
	work.Go(func() error { forgetDeliveries(ctx, register.Subscribers, let.policy.Keep); return nil })
	work.Go(func() error { sweepSessions(ctx, register.Sessions); return nil })
	work.Go(func() error {
		metrics.Serve(ctx, cmp.Or(s.MetricsAddr, metricsAddr), api.Metrics(register), metrics.Certificates(outside.Certificates(s)))
		return nil
	})
	fmt.Printf("API ready at http://%s\n", listener.Addr())
	return errors.Join(work.Wait(), store.Close())
}

// admission is whose tokens are good, which endpoints may be subscribed, how much callers may call, and the policy in force.
type admission struct {
	policy  policy.Policy
	callers token.ByIssuer
	targets webhook.Targets
	bounds  limits.Limits
}

func admissionOf(s settings.Settings) (let admission, err error) {
	if let.callers, err = trusted(s); err != nil {
		return let, err
	}
	if let.targets, err = webhook.ParseTargets(s.WebhookTargets); err != nil {
		return let, fmt.Errorf("KAIPIAO_WEBHOOK_TARGETS: %w", err)
	}
	if let.bounds, err = limits.Load(s.Limits); err != nil {
		return let, fmt.Errorf("KAIPIAO_LIMITS: %w", err)
	}
	let.policy, err = policy.LoadFor(s.Policy, outside.IsSandbox(s))
	return let, err
}

// listen takes the port, or says in one line which variable chooses another.
func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use by another process; set KAIPIAO_HTTP_ADDR to a free address", address)
	}
	if err != nil {
		return nil, fmt.Errorf("%s (KAIPIAO_HTTP_ADDR) cannot be listened on: %w", address, err)
	}
	return listener, nil
}

// buildAPI wires the HTTP surface with the register behind it.
func buildAPI(s settings.Settings, let admission, pool *pgxpool.Pool, replica *tx.Replica, store *files.Store) (http.Handler, *office.Office, error) {
	published, err := calendar.Published()
	if err != nil {
		return nil, nil, err
	}
	font, err := typeface.Load(s.Font)
	if err != nil {
		return nil, nil, fmt.Errorf("the font %s is missing; run `make deps`, or set KAIPIAO_FONT: %w", s.Font, err)
	}
	register := office.New(pool, let.policy, published)
	register.ReadListsFrom(replica)
	provider, _, err := outside.Providers(s, register.Providers, 0)
	if err != nil {
		return nil, nil, err
	}
	courier, err := outside.Courier(s, 0)
	if err != nil {
		return nil, nil, err
	}
	waybills, _ := courier.(api.Waybiller) // nil for a courier that prints none
	handler, err := serveAll(s, api.Options{
		Office: register, Files: store, Press: documents.NewPress(font), Policy: let.policy, Verifier: let.callers, Workbook: sheets.Table,
		Provider: provider, Waybills: waybills,
		CourierSecret: []byte(s.CourierSecret), ProviderSecret: []byte(s.ProviderSecret), ReadSF: sf.ReadPush, ReadNuonuo: nuonuo.ReadCallback,
		Now: time.Now, Ready: register.Ping, WebhookTargets: let.targets,
		WorkflowURL: s.WorkflowURL, PublicURL: s.PublicURL, Gate: limits.NewGate(let.bounds, time.Now),
		TimedPushes: s.CallbackTimes == settings.Required, OverHTTPS: strings.HasPrefix(s.PublicURL, "https://"),
	})
	return handler, register, err
}
