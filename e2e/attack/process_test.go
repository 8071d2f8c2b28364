// Package attack does to a running `starter serve` what somebody does who means harm, in measured doses: a process of its own, with its own
// Postgres. Its memory stays bounded, and others are answered meanwhile (section S of the faults that were found).
package attack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/eventually"
	"kaipiao/devstack/freeport"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/encryption"
	"kaipiao/settings"
)

// root is the checkout.
const root = "../.."

// mostMemory is what the process may take at any time, in MB.
const mostMemory = 300

// atLeast is how long an attack lasts that others could notice.
const atLeast = 2 * time.Second

var (
	starter string
	target  *service
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "kaipiao attack")
	if err == nil {
		defer func() { _ = os.RemoveAll(folder) }()
		starter = filepath.Join(folder, "starter")
		build := exec.Command("go", "build", "-o", starter, "./starter")
		build.Dir, build.Stderr = root, os.Stderr
		err = build.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() {
		if target != nil {
			target.stop()
		}
	}()
	return postgrestest.Run(m)
}

// service is a running `starter serve`.
type service struct {
	url, address, folder string
	environment          []string
	process              *exec.Cmd
	log                  *bytes.Buffer
}

var starting sync.Mutex

// served is the process that all tests attack.
func served(t *testing.T) *service {
	t.Helper()
	starting.Lock()
	defer starting.Unlock()
	if target != nil {
		return target
	}
	address, err := freeport.FindAddress()
	require.NoError(t, err)
	folder, err := os.MkdirTemp("", "kaipiao attacked") //nolint:usetesting // it outlives the test
	require.NoError(t, err)
	whole, err := filepath.Abs(root)
	require.NoError(t, err)
	// As in the embedded stack: tokens are local ones. What Temporal keeps would be encrypted with this key.
	require.NoError(t, os.WriteFile(filepath.Join(folder, settings.StackFile), []byte("KAIPIAO_RUN_DIR="+folder+"\n"), 0o600))
	keys := encryption.Keys{encryption.NewKey("tests", encryption.Encrypts)}
	require.NoError(t, os.WriteFile(filepath.Join(folder, "temporal-keys"), keys.Bytes(), 0o600))
	s := &service{url: "http://" + address, address: address, folder: folder, log: &bytes.Buffer{}}
	s.environment = append(os.Environ(), "KAIPIAO_RUN_DIR="+folder, "KAIPIAO_HTTP_ADDR="+address, "KAIPIAO_METRICS_ADDR=off",
		"KAIPIAO_DATABASE_URL="+postgrestest.Database(t), "KAIPIAO_TEMPORAL_ADDR=127.0.0.1:1", "KAIPIAO_TEMPORAL_EMBEDDED=false",
		"KAIPIAO_TOKEN_SECRET=signs-the-tokens-of-these-tests-and-no-others", "KAIPIAO_COURIER_SECRET=the-courier-of-these-tests-signs-with-it",
		"KAIPIAO_PROVIDER_SECRET=the-provider-of-these-tests-signs-with-it")
	s.process = exec.Command(starter, "serve")
	s.process.Dir, s.process.Env, s.process.Stdout, s.process.Stderr = whole, s.environment, s.log, s.log
	require.NoError(t, s.process.Start())
	target = s
	eventually.Holds(t, func() bool {
		response, err := http.Get(s.url + "/readyz")
		return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}, 30*time.Second, 50*time.Millisecond, "%s", s.log)
	return s
}

func (s *service) stop() {
	_ = s.process.Process.Signal(os.Interrupt)
	_ = s.process.Wait()
	_ = os.RemoveAll(s.folder)
}

// token is a caller's.
func (s *service) token(t *testing.T, arguments ...string) string {
	t.Helper()
	made := exec.Command(starter, append([]string{"token"}, arguments...)...)
	made.Env, made.Dir = s.environment, root
	text, err := made.Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(text))
}

// peak is how much memory the process has had at most since the last call of forgetPeak, in MB.
func (s *service) peak(t *testing.T) int { return s.status(t, "VmHWM:") }

func (s *service) status(t *testing.T, name string) int {
	t.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	require.NoError(t, err, "the process is gone: %s", s.log)
	_, behind, found := strings.Cut(string(content), name)
	require.True(t, found)
	kilobytes, err := strconv.Atoi(strings.Fields(behind)[0])
	require.NoError(t, err)
	return kilobytes >> 10
}

func (s *service) forgetPeak() {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.process.Process.Pid), []byte("5"), 0)
}

// caller makes calls from an address of its own.
type caller struct {
	s     *service
	http  *http.Client
	token string
}

// from is a caller at an address of this machine; attackers have others than their victims.
func (s *service) from(address, token string) *caller {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &caller{s: s, token: token, http: &http.Client{
		Timeout: time.Minute, Transport: &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 100},
	}}
}

// send makes a call and tells its status and how long it took; 0 for no answer.
func (c *caller) send(method, path string, body io.Reader, headers ...string) (status int, answer []byte, took time.Duration) {
	request, err := http.NewRequestWithContext(context.Background(), method, c.s.url+path, body)
	if err != nil {
		panic(err)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	begun := time.Now()
	response, err := c.http.Do(request)
	if err != nil {
		return 0, []byte(err.Error()), time.Since(begun)
	}
	defer response.Body.Close()
	answer, _ = io.ReadAll(response.Body)
	return response.StatusCode, answer, time.Since(begun)
}

func (c *caller) must(t *testing.T, method, path string, body any, headers ...string) map[string]any {
	t.Helper()
	content, err := json.Marshal(body)
	require.NoError(t, err)
	status, answer, _ := c.send(method, path, bytes.NewReader(content), headers...)
	require.Less(t, status, 300, "%s %s: %s", method, path, answer)
	require.Positive(t, status, string(answer))
	var read map[string]any
	if len(answer) > 0 {
		require.NoError(t, json.Unmarshal(answer, &read))
	}
	return read
}

// customer is a customer with a certified account, at an address.
func (s *service) customer(t *testing.T, account, address string) *caller {
	t.Helper()
	s.from("127.0.0.1", s.token(t, "--role", "service")).must(t, http.MethodPut, "/v1/accounts/"+account, map[string]any{
		"certification": map[string]string{"type": "enterprise", "name": "北京甲科技有限公司", "taxpayer_id": "91110000802100433B"},
		"region":        "mainland", "email": "fapiao@example.test",
	})
	return s.from(address, s.token(t, "--role", "customer", "--account", account))
}

// attacked does something while others make their calls: they are answered meanwhile, and the process stays small.
func attacked(t *testing.T, attack func(s *service)) {
	t.Helper()
	s := served(t)
	bystander := s.customer(t, "bystander", "127.0.0.1")
	s.forgetPeak()
	over := make(chan struct{})
	var took []time.Duration
	begun := time.Now()
	var watching sync.WaitGroup
	watching.Go(func() {
		for ended := false; !ended; {
			status, answer, after := bystander.send(http.MethodGet, "/v1/accounts/bystander/invoiceable", nil)
			if status != http.StatusOK {
				t.Errorf("others are answered with %d: %s", status, answer)
			}
			took = append(took, after)
			select {
			case <-over:
				ended = true
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	func() {
		defer watching.Wait()
		defer close(over)
		attack(s)
	}()
	lasted := time.Since(begun)
	slices.Sort(took)
	require.NotEmpty(t, took)
	t.Logf("peak %d MB, now %d MB; in %s %d calls of others, half within %s, nearly all within %s, the slowest %s",
		s.peak(t), s.status(t, "VmRSS:"), lasted, len(took), took[len(took)/2], took[len(took)*95/100], took[len(took)-1])
	require.Less(t, s.peak(t), mostMemory, "MB of memory")
	if lasted > atLeast { // how long a call takes is the machine's; that it does not wait for the end of the attack is ours
		require.Less(t, 3*took[len(took)/2], lasted, "others are answered while it goes on")
	}
	status, answer, _ := bystander.send(http.MethodGet, "/readyz", nil)
	require.Equal(t, http.StatusOK, status, string(answer))
}
