// Package stack runs all parts of Kaipiao on one machine: Postgres, Temporal, the sandbox of the outside world, the worker and
// the API. It keeps them running, and stops them in order.
package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strconv"

	"kaipiao/devstack/freeport"
	"kaipiao/devstack/postgres"
	"kaipiao/devstack/process"
	"kaipiao/domain/policy"
	"kaipiao/settings"
)

// Options say how a stack runs.
type Options struct {
	// Show takes what the parts say; nil leaves it to their logs.
	Show io.Writer
	// News takes one line whenever a part died and was started again.
	News io.Writer
	// Quiet leaves worker and API out: nobody changes the register but whoever works with it.
	Quiet bool
	// Silent leaves out where everything is, on standard output.
	Silent bool
	// Route may change what a program is told before it starts: an address to that of a proxy in between. The stack's own file
	// says where the parts themselves are.
	Route func(program string, told map[string]string) error
}

// Stack is everything that runs.
type Stack struct {
	Options
	settings   settings.Settings
	told       map[string]string
	supervisor *process.Supervisor
	database   *postgres.Server
	logs       []io.Closer
	// metrics is where which program serves its figures.
	metrics map[string]string
	// codecOff: nobody is to have payloads decrypted.
	codecOff bool
}

// With starts the stack, does the work, and stops the stack, whatever comes of it. What the parts say goes to their logs.
func With(ctx context.Context, options Options, work func(context.Context, *Stack) error) (err error) {
	runDir := os.Getenv("KAIPIAO_RUN_DIR")
	if runDir == "" {
		runDir = ".run"
	}
	lock, err := lockRunDir(runDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	// The addresses of an earlier stack must not be taken for settings.
	if err := removeStackFile(runDir); err != nil {
		return err
	}
	if options.News == nil {
		options.News = os.Stderr
	}
	s := &Stack{Options: options, supervisor: process.NewSupervisor(options.News)}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.start(ctx, runDir); err != nil {
		return err
	}
	return work(ctx, s)
}

// start starts the parts in the order in which they need each other.
func (s *Stack) start(ctx context.Context, runDir string) error {
	if err := errors.Join(makeSecret(filepath.Join(runDir, "courier-secret")), makeSecret(filepath.Join(runDir, "provider-secret"))); err != nil {
		return err
	}
	if err := s.loadSettings(); err != nil {
		return err
	}
	if err := s.prepareIdentity(); err != nil {
		return err
	}
	if err := s.prepareProviders(); err != nil {
		return err
	}
	if err := s.prepareCourier(); err != nil {
		return err
	}
	if err := checkPorts(portsOf(s.settings)); err != nil {
		return err
	}
	if err := Build(ctx); err != nil {
		return err
	}
	if err := s.startDatabase(ctx); err != nil {
		return err
	}
	if err := s.tellOthers(); err != nil {
		return err
	}
	if err := s.startTemporal(ctx); err != nil {
		return err
	}
	if !s.Quiet {
		if err := s.migrate(ctx); err != nil {
			return err
		}
	}
	return s.startProcesses(ctx)
}

func (s *Stack) migrate(ctx context.Context) error {
	migration, err := s.child("starter", "migrate")
	if err != nil {
		return err
	}
	if err := process.Run(ctx, migration); err != nil {
		return fmt.Errorf("%w; see %s", err, s.logFile("starter-migrate"))
	}
	return nil
}

// loadSettings reads the environment, and finds a free port for mail where none is set.
func (s *Stack) loadSettings() error {
	if os.Getenv("KAIPIAO_SMTP_ADDR") == "" {
		address, err := freeport.FindAddress()
		if err != nil {
			return err
		}
		if err := os.Setenv("KAIPIAO_SMTP_ADDR", address); err != nil {
			return err
		}
	}
	if err := chooseSigninAddress(); err != nil {
		return err
	}
	var err error
	if s.settings, err = settings.Load(); err != nil {
		return err
	}
	s.codecOff = os.Getenv("KAIPIAO_CODEC_ADDR") == "off"
	if err := s.makeKeys(); err != nil {
		return err
	}
	if s.metrics, err = metricsAddresses(s.settings.MetricsAddr); err != nil {
		return err
	}
	// Read here only to say at once what is wrong with it.
	_, err = policy.LoadFor(s.settings.Policy, s.settings.ProviderIsSandbox())
	return err
}

// startDatabase starts the private Postgres with the register's roles, unless another one is set.
func (s *Stack) startDatabase(ctx context.Context) error {
	if s.settings.DatabaseURL != "" {
		return s.isComplete()
	}
	if err := postgres.Install(ctx); err != nil {
		return err
	}
	home, err := postgres.Home(s.settings.RunDir)
	if err != nil {
		return err
	}
	if s.database, err = postgres.Start(ctx, postgres.Options{Dir: home, News: s.News}); err != nil {
		return err
	}
	return s.setUpDatabase(ctx)
}

// tellOthers writes the stack file, which says what the programs are told too.
func (s *Stack) tellOthers() error {
	s.told = map[string]string{
		"KAIPIAO_RUN_DIR": s.settings.RunDir, "KAIPIAO_HTTP_ADDR": s.settings.HTTPAddr, "KAIPIAO_TEMPORAL_ADDR": s.settings.TemporalAddr,
		"KAIPIAO_TEMPORAL_UI_ADDR": s.settings.TemporalUIAddr, "KAIPIAO_TEMPORAL_NAMESPACE": s.settings.TemporalNamespace,
		"KAIPIAO_TEMPORAL_EMBEDDED": strconv.FormatBool(s.settings.TemporalEmbedded),
		"KAIPIAO_TEMPORAL_CALLERS":  s.callers(), "KAIPIAO_TEMPORAL_KEYS": s.settings.TemporalKeys,
		"KAIPIAO_DEPLOYMENT":         s.settings.Deployment,
		"KAIPIAO_TEMPORAL_PLAINTEXT": s.settings.TemporalPlaintext.String(),
		"KAIPIAO_CODEC_ADDR":         s.codecTold(), "KAIPIAO_CODEC_ORIGINS": s.codecOrigins(),
		"KAIPIAO_WEBHOOK_TARGETS": cmp.Or(s.settings.WebhookTargets, "development"),
		"KAIPIAO_PROVIDER":        s.settings.Provider, "KAIPIAO_PROVIDERS": s.settings.Providers,
		"KAIPIAO_COURIER": s.settings.Courier, "KAIPIAO_COURIER_FILE": s.settings.CourierFile,
		"KAIPIAO_SANDBOX_ADDR": s.settings.SandboxAddr, "KAIPIAO_SMTP_ADDR": s.settings.SMTPAddr,
		"KAIPIAO_SIGNIN_ADDR": s.settings.SigninAddr, "KAIPIAO_ISSUERS": cmp.Or(s.settings.Issuers, s.issuersFile()),
		"KAIPIAO_POLICY": s.settings.Policy, "KAIPIAO_FILES_DIR": s.settings.FilesDir,
		"KAIPIAO_FILES_URL": s.settings.FilesURL, "KAIPIAO_FILES_PLAINTEXT": s.settings.FilesPlaintext.String(),
		"KAIPIAO_DATABASE_URL": s.settings.DatabaseURL, "KAIPIAO_DATABASE_WORKER_URL": s.settings.DatabaseWorkerURL,
		"KAIPIAO_DATABASE_READER_URL": s.settings.DatabaseReaderURL, "KAIPIAO_DATABASE_OWNER_URL": s.settings.DatabaseOwnerURL,
		"KAIPIAO_DATABASE_PLAINTEXT": s.settings.DatabasePlaintext.String(),
	}
	return errors.Join(writeStackFile(s.settings.RunDir, s.told), writeTargets(s.settings.RunDir, s.metrics))
}

// callers says whether services apply through Temporal: on the stack's own server they do, unless somebody says otherwise.
func (s *Stack) callers() string {
	if said := os.Getenv("KAIPIAO_TEMPORAL_CALLERS"); said != "" || !s.settings.TemporalEmbedded {
		return cmp.Or(said, string(s.settings.TemporalCallers))
	}
	return string(settings.CallersOn)
}

// environment is what a program is told of the others.
func (s *Stack) environment(program string) ([]string, error) {
	told := maps.Clone(s.told)
	tellRole(program, told)
	if s.metrics[program] != "" {
		told["KAIPIAO_METRICS_ADDR"] = s.metrics[program]
	}
	if s.Route != nil {
		if err := s.Route(program, told); err != nil {
			return nil, fmt.Errorf("route what %s calls: %w", program, err)
		}
	}
	environment := os.Environ()
	for name, value := range told {
		environment = append(environment, name+"="+value)
	}
	return environment, nil
}

// announce says in one block where everything is.
func (s *Stack) announce() {
	fmt.Printf(`
Kaipiao is ready.
  pages             http://%[1]s/console   (one click signs you in as a customer, finance, a vendor or an auditor)
  API               http://%[1]s   (documentation: http://%[1]s/docs)
  Temporal Web UI   http://%[2]s   (payloads are shown through %[8]s)
  sandbox           http://%[3]s   (tax provider, courier and mailbox)
  sign-in           %[9]s
  data and logs     %[4]s
  metrics           %[6]s (API)   %[7]s (worker)
  processes         %[5]v
`, s.settings.HTTPAddr, s.settings.TemporalUIAddr, s.settings.SandboxAddr, s.settings.RunDir, s.supervisor.PIDs(), s.metrics["starter"], s.metrics["worker"],
		s.codecTold(), s.whereToSignIn())
}

// Settings say where the parts are, without anything in between.
func (s *Stack) Settings() settings.Settings { return s.settings }

// PID is the process id that a part has now, of the programs and of "postgres"; 0 where there is none.
func (s *Stack) PID(part string) int {
	if part == "postgres" {
		if s.database == nil {
			return 0
		}
		return s.database.PID()
	}
	return s.supervisor.PID(part)
}

// AwaitEnd waits for Ctrl-C, or for a part that cannot be kept running.
func (s *Stack) AwaitEnd(ctx context.Context) error {
	var databaseEnded <-chan struct{}
	if s.database != nil {
		databaseEnded = s.database.Ended()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-s.supervisor.Failed():
		return err
	case <-databaseEnded:
		return errors.New("PostgreSQL dies again and again; start again, the data is kept")
	}
}

// stop ends every part, the last one started first; Postgres at the very end.
func (s *Stack) stop() error {
	s.supervisor.Stop()
	var problems []error
	if s.database != nil {
		problems = append(problems, s.database.Stop())
	}
	for _, log := range s.logs {
		problems = append(problems, log.Close())
	}
	if s.settings.RunDir != "" {
		problems = append(problems, removeStackFile(s.settings.RunDir))
	}
	return errors.Join(problems...)
}
