package main_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/sandboxtest"
)

// binary builds the sandbox once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	directory, err := os.MkdirTemp("", "sandbox binary ")
	if err != nil {
		return "", err
	}
	path := filepath.Join(directory, "sandbox")
	output, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(output), Err: err}
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// process is a sandbox of its own.
type process struct {
	command *exec.Cmd
	errors  *bytes.Buffer
	url     string
}

func command(t *testing.T, runDir, web, mail string) *process {
	t.Helper()
	path, err := binary()
	require.NoError(t, err)
	font, err := sandboxtest.FontPath()
	require.NoError(t, err)
	started := &process{command: exec.Command(path, "--issue-delay=50ms", "--parcel-step=50ms"), errors: &bytes.Buffer{}, url: "http://" + web}
	started.command.Env = append(os.Environ(), "KAIPIAO_RUN_DIR="+runDir, "KAIPIAO_FONT="+font,
		"KAIPIAO_SANDBOX_ADDR="+web, "KAIPIAO_SMTP_ADDR="+mail, "KAIPIAO_COURIER_SECRET=")
	started.command.Stderr = started.errors
	return started
}

// start starts a sandbox and waits for its line.
func start(t *testing.T, runDir, web, mail string) *process {
	t.Helper()
	started := command(t, runDir, web, mail)
	output, err := started.command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, started.command.Start())
	t.Cleanup(func() { _ = started.command.Process.Kill() })
	line, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err, started.errors)
	require.Equal(t, "sandbox: ready at http://"+web+", mail at "+mail+"\n", line)
	return started
}

// free finds an address that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}

// call does one call and returns the body.
func (p *process) call(t *testing.T, method, path, body string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.url+path, strings.NewReader(body))
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(content)
}

func invoice(serial string) string {
	return `{"serial":"` + serial + `","invoice_type":"pc","seller":{"name":"北京百度网讯科技有限公司","tax_number":"91110000802100433B"},
		"buyer":{"name":"王芳"},
		"lines":[{"line":1,"name":"云服务器","tax_code":"3040203000000000000","tax_rate":"0.06","net":"100.00","tax":"6.00","gross":"106.00"}],
		"net":"100.00","tax":"6.00","gross":"106.00"}`
}

func TestTheWorldSurvivesKill9(t *testing.T) {
	var mu sync.Mutex
	var pushes []string
	open := false
	ours := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if !open {
			w.WriteHeader(http.StatusBadGateway) // we are down until the sandbox has been killed
			return
		}
		pushes = append(pushes, string(body))
	}))
	t.Cleanup(ours.Close)
	runDir, web, mail := filepath.Join(t.TempDir(), "run dir"), free(t), free(t)
	first := start(t, runDir, web, mail)
	first.call(t, http.MethodPost, "/provider/v1/invoices", invoice("KPBEFORE"))
	first.call(t, http.MethodPost, "/courier/v1/orders",
		`{"reference":"inv-1","recipient":{"recipient":"王芳","phone":"13800000000","region":"北京","street":"上地十街10号"},"events_url":"`+ours.URL+`"}`)
	require.NoError(t, first.command.Process.Kill())
	require.Error(t, first.command.Wait())
	mu.Lock()
	open = true
	mu.Unlock()

	second := start(t, runDir, web, mail)
	require.Contains(t, second.call(t, http.MethodPost, "/provider/v1/invoices", invoice("KPBEFORE")), "E9106")
	second.call(t, http.MethodPost, "/provider/v1/invoices", invoice("KPAFTER"))
	require.Eventually(t, func() bool { return strings.Contains(second.call(t, http.MethodGet, "/issued", ""), "KPAFTER") },
		10*time.Second, 20*time.Millisecond)
	issued := second.call(t, http.MethodGet, "/issued", "")
	require.Equal(t, 1, strings.Count(issued, `"serial":"KPBEFORE"`))
	require.Contains(t, issued, "112000000000000001")
	require.Contains(t, issued, "112000000000000002", "the numbers go on")
	require.Contains(t, second.call(t, http.MethodGet, "/parcels", ""), "inv-1")
	require.Eventually(t, func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(pushes) == 3
	}, 20*time.Second, 20*time.Millisecond, "what was not told before the kill is told afterwards")
	require.Contains(t, pushes[2], "signed")
	require.FileExists(t, filepath.Join(runDir, "courier-secret"))
}

func TestSIGTERMEndsTheSandboxPromptlyWhileCallsHang(t *testing.T) {
	sandbox := start(t, t.TempDir(), free(t), free(t))
	sandbox.call(t, http.MethodPost, "/faults", `{"operation":"issue","mode":"hang"}`)
	hung := make(chan error, 1)
	go func() {
		response, err := http.Post(sandbox.url+"/provider/v1/invoices", "application/json", strings.NewReader(invoice("KPHUNG")))
		if err == nil {
			_, err = io.ReadAll(response.Body)
			_ = response.Body.Close()
		}
		hung <- err
	}()
	require.Eventually(t, func() bool { return strings.Contains(sandbox.call(t, http.MethodGet, "/issued", ""), "KPHUNG") },
		10*time.Second, 20*time.Millisecond)
	require.NoError(t, sandbox.command.Process.Signal(syscall.SIGTERM))
	require.NoError(t, sandbox.command.Wait(), sandbox.errors) // it hangs as the call does, if it waits for that
	require.Error(t, <-hung)
}

// refusesToStart runs a sandbox that cannot start and returns what it says.
func refusesToStart(t *testing.T, sandbox *process) string {
	t.Helper()
	var exit *exec.ExitError
	require.ErrorAs(t, sandbox.command.Run(), &exit)
	require.Equal(t, 1, exit.ExitCode())
	require.Equal(t, 1, strings.Count(sandbox.errors.String(), "\n"), "one line: %s", sandbox.errors)
	return sandbox.errors.String()
}

func TestWhatStandsInTheWayIsSaidInOneLine(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	address := taken.Addr().String()

	said := refusesToStart(t, command(t, t.TempDir(), address, free(t)))
	require.Contains(t, said, address+" is in use by another process; set KAIPIAO_SANDBOX_ADDR")

	said = refusesToStart(t, command(t, t.TempDir(), free(t), address))
	require.Contains(t, said, address+" is in use by another process; set KAIPIAO_SMTP_ADDR")

	fontless := command(t, t.TempDir(), free(t), free(t))
	fontless.command.Env = append(fontless.command.Env, "KAIPIAO_FONT=/nowhere/font.ttf")
	require.Contains(t, refusesToStart(t, fontless), "the font /nowhere/font.ttf is missing; run `make deps`")

	runDir := t.TempDir()
	start(t, runDir, free(t), free(t))
	require.Contains(t, refusesToStart(t, command(t, runDir, free(t), free(t))), "is in use by another sandbox")
}
