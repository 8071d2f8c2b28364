// Package e2e drives the whole product from outside: the stack as `make run` starts it, with a real Temporal, a real
// Postgres and the simulated tax provider, courier and mailbox as processes of their own.
package e2e

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	temporal "go.temporal.io/sdk/client"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/api/apitest"
	"kaipiao/client"
	"kaipiao/devstack/freeport"
	"kaipiao/encryption"
	"kaipiao/settings"
	"kaipiao/temporalgate"
)

// shared is the stack that most tests use side by side.
var shared *stack

func TestMain(m *testing.M) {
	flag.Parse()
	// These tests wait for others most of the time, so that more of them run side by side than there are processors.
	if err := flag.Set("test.parallel", "6"); err != nil {
		panic(err)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if shared, err = prepare(); err == nil {
		err = shared.start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if previousFolder != "" {
		_ = os.RemoveAll(previousFolder) // copies
	}
	checked, differ := documented.Differ()
	fmt.Fprintln(os.Stderr, checked, "answers were held against the served OpenAPI document (P1)")
	if differ != nil {
		fmt.Fprintln(os.Stderr, differ)
		code = 1
	}
	books, err := shared.starter("audit", "ledger") // L11, after everything that the tests did
	fmt.Fprint(os.Stderr, books)
	if err := errors.Join(err, shared.search(), shared.forget()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	return code
}

// documented holds every answer that a test gets from a stack against the document that is served (P1).
var documented = &apitest.Transport{Base: http.DefaultTransport, Serves: func(host string) bool { _, ours := stacks.Load(host); return ours }}

// stacks are the addresses of all stacks.
var stacks sync.Map

func init() { http.DefaultTransport = documented }

// root is the checkout, in which the programs are built.
const root = ".."

// policyOfTests lets customers change their minds for three seconds only; a test that interferes has that long.
const policyOfTests = "review: {cool_off: 3s}\n"

// startTimeout includes building what `make test` has not built before.
const startTimeout = 10 * time.Minute

// stack is one running stack.
type stack struct {
	settings.Settings
	environment []string
	command     *exec.Cmd
	output      *lockedBuffer
	ended       chan struct{}
	err         error
	// pids are the processes by name, as the stack announced them.
	pids map[string]int
}

// prepare chooses free addresses and a new run directory, and adds lines to the policy of tests, whose cool-off may be another one.
func prepare(policy ...string) (*stack, error) {
	if _, err := os.Stat(filepath.Join(root, ".build/bin/devstack")); err != nil {
		return nil, fmt.Errorf("the stack is not built; run these tests with `make test`: %w", err)
	}
	runDir, err := os.MkdirTemp("", "kaipiao e2e ")
	if err != nil {
		return nil, err
	}
	policyFile := filepath.Join(runDir, "policy.yaml")
	lines := strings.Join(policy, "\n")
	if !strings.HasPrefix(lines, "review:") {
		lines = policyOfTests + lines
	}
	if err := os.WriteFile(policyFile, []byte(lines), 0o644); err != nil {
		return nil, err
	}
	s := &stack{environment: append(os.Environ(), "KAIPIAO_RUN_DIR="+runDir, "KAIPIAO_POLICY="+policyFile,
		"KAIPIAO_SANDBOX_CONFIRM_WITHIN=15s")} // a buyer who says nothing lets a form lapse while a test waits
	for _, name := range []string{
		"KAIPIAO_HTTP_ADDR", "KAIPIAO_TEMPORAL_ADDR", "KAIPIAO_TEMPORAL_UI_ADDR", "KAIPIAO_SANDBOX_ADDR", "KAIPIAO_SIGNIN_ADDR", "KAIPIAO_CODEC_ADDR",
	} {
		address, err := freeport.FindAddress()
		if err != nil {
			return nil, err
		}
		s.environment = append(s.environment, name+"="+address)
		if name == "KAIPIAO_HTTP_ADDR" {
			stacks.Store(address, true)
		}
	}
	s.RunDir = runDir
	return s, nil
}

// ready is the line that the stack says when everything runs, processes the line with their ids.
const ready = "Kaipiao is ready."

var processes = regexp.MustCompile(`processes\s+\[(.*)\]`)

// start starts the stack and waits until it says that it is ready.
func (s *stack) start() error {
	s.command = exec.Command(".build/bin/devstack", "run")
	s.command.Dir, s.command.Env = root, s.environment
	s.output, s.ended, s.pids = &lockedBuffer{}, make(chan struct{}), map[string]int{}
	reader, writer := io.Pipe()
	s.command.Stdout, s.command.Stderr = writer, writer
	if err := s.command.Start(); err != nil {
		return err
	}
	announced := make(chan struct{})
	go s.listen(reader, announced)
	go func() {
		s.err = s.command.Wait()
		_ = writer.Close()
		close(s.ended)
	}()
	select {
	case <-announced:
		return s.readSettings()
	case <-s.ended:
		return fmt.Errorf("the stack ended: %w\n%s", s.err, s.output)
	case <-time.After(startTimeout):
		return errors.Join(fmt.Errorf("the stack is not ready:\n%s", s.output), s.stop())
	}
}

// listen keeps what the stack says, until it ends.
func (s *stack) listen(reader io.Reader, announced chan<- struct{}) {
	lines := bufio.NewScanner(reader)
	isReady := false
	for lines.Scan() {
		s.output.add(lines.Text())
		isReady = isReady || lines.Text() == ready
		if found := processes.FindStringSubmatch(lines.Text()); found != nil && isReady {
			words := strings.Fields(found[1])
			for i := 0; i+1 < len(words); i += 2 {
				s.pids[words[i]], _ = strconv.Atoi(words[i+1])
			}
			close(announced)
		}
	}
}

// readSettings reads where everything is from the file that the stack writes for others.
func (s *stack) readSettings() error {
	before, had := os.LookupEnv("KAIPIAO_RUN_DIR")
	defer func() {
		if had {
			_ = os.Setenv("KAIPIAO_RUN_DIR", before)
		} else {
			_ = os.Unsetenv("KAIPIAO_RUN_DIR")
		}
	}()
	if err := os.Setenv("KAIPIAO_RUN_DIR", s.RunDir); err != nil {
		return err
	}
	var err error
	s.Settings, err = settings.Load()
	return err
}

// stop ends the stack as Ctrl-C does.
func (s *stack) stop() error {
	if err := s.command.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.ended:
		return s.err
	case <-time.After(time.Minute):
		return errors.Join(errors.New("the stack does not end"), s.command.Process.Kill())
	}
}

// own starts a stack for one test, with lines of its own in the policy, and stops it in the end.
func own(t *testing.T, policy ...string) *stack {
	t.Helper()
	s, err := prepare(policy...)
	require.NoError(t, err)
	require.NoError(t, s.start())
	t.Cleanup(func() { require.NoError(t, errors.Join(s.stop(), s.forget())) })
	return s
}

// notStarted is a stack that a test tries to start itself.
func notStarted(t *testing.T) *stack {
	t.Helper()
	s, err := prepare()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.forget()) })
	return s
}

// forget deletes the stack's data, and that of Postgres, which as root lies elsewhere.
func (s *stack) forget() error {
	home, err := os.ReadFile(filepath.Join(s.RunDir, "postgres-home"))
	if err == nil {
		err = os.RemoveAll(strings.TrimSpace(string(home)))
	} else if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, os.RemoveAll(s.RunDir))
}

// kill ends one of the stack's processes as a crash does.
func (s *stack) signal(t *testing.T, process string, signal syscall.Signal) {
	t.Helper()
	require.NotZero(t, s.pids[process], process)
	require.NoError(t, syscall.Kill(s.pids[process], signal))
}

// as is a caller of the API.
func (s *stack) as(t *testing.T, claims access.Identity) *client.Client {
	t.Helper()
	return client.New(s.HTTPAddr, s.token(t, claims))
}

// token is one of the stack's local issuer.
func (s *stack) token(t *testing.T, who access.Identity) string {
	t.Helper()
	local, err := token.Open(s.TokenKeys())
	require.NoError(t, err)
	text, err := local.Mint(who, time.Now(), time.Hour)
	require.NoError(t, err)
	return text
}

func (s *stack) upstream(t *testing.T) *client.Client {
	return s.as(t, access.Identity{Subject: "billing", Role: access.Service})
}

func (s *stack) temporal(t *testing.T) temporal.Client {
	t.Helper()
	return s.temporalOf(t, s.TemporalNamespace, s.TemporalKeys)
}

// temporalOf is a namespace of the stack's Temporal, as somebody with a key file reads and writes there.
func (s *stack) temporalOf(t *testing.T, namespace, keyFile string) temporal.Client {
	t.Helper()
	keys, err := encryption.Open(keyFile)
	require.NoError(t, err)
	c, err := temporal.DialContext(t.Context(), temporal.Options{
		HostPort: s.TemporalAddr, Namespace: namespace, Logger: silent{}, DataConverter: keys.DataConverter(), FailureConverter: keys.FailureConverter(),
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// gate is our own way to the stack's Temporal.
func (s *stack) gate(t *testing.T, namespace string) *temporalgate.Gate {
	t.Helper()
	gate, err := temporalgate.Dial(t.Context(), temporalgate.Options{
		Address: s.TemporalAddr, Namespace: namespace, Embedded: true, Logger: silent{}, Keys: s.TemporalKeys,
	})
	require.NoError(t, err)
	t.Cleanup(gate.Close)
	return gate
}

// starter runs one of starter's commands beside the stack, and returns what it prints.
func (s *stack) starter(arguments ...string) (string, error) {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	command := exec.CommandContext(ctx, ".build/bin/starter", arguments...)
	command.Dir, command.Env = root, slices.Concat(os.Environ(), s.environment)
	output, err := command.CombinedOutput()
	return string(output), err
}

// sound proves the ledger's identity (L11), as the command does.
func (s *stack) sound(t *testing.T) {
	t.Helper()
	output, err := s.starter("audit", "ledger")
	require.NoError(t, err, output)
}

// lockedBuffer is what a process said so far.
type lockedBuffer struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (b *lockedBuffer) add(line string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.text.WriteString(line + "\n")
}

// String is all of it.
func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// silent drops what Temporal's client says.
type silent struct{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}
