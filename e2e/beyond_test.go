package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/adapters/files/bucket"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/devstack/freeport"
)

// another starts one more of the stack's programs, as on another machine: it shares the database, Temporal and the bucket, and no folder of its own.
func (s *stack) another(t *testing.T, program string, arguments, environment []string) *os.Process {
	t.Helper()
	return s.runs(t, filepath.Join(".build/bin", program), arguments, environment)
}

// runs starts a program beside the stack's, from wherever it was built.
func (s *stack) runs(t *testing.T, program string, arguments, environment []string) *os.Process {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, arguments...)
	command.Dir = root
	command.Env = slices.Concat(s.environment, []string{"KAIPIAO_METRICS_ADDR=off", "KAIPIAO_CODEC_ADDR=off"}, environment)
	said, err := os.Create(filepath.Join(t.TempDir(), filepath.Base(program)+".log"))
	require.NoError(t, err)
	command.Stdout, command.Stderr = said, said
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt) // it may have been killed
		_ = command.Wait()
		if content, err := os.ReadFile(said.Name()); err == nil && t.Failed() {
			t.Logf("%s said:\n%s", program, content)
		}
		_ = said.Close()
	})
	return command.Process
}

// onThree is a stack with three workers, three APIs, and its files in a bucket. It says where the APIs are, and which processes may be killed.
func onThree(t *testing.T) (s *stack, doors []string, worker, starter *os.Process) {
	t.Helper()
	store := bucket.Serve(t)
	s, err := prepare()
	require.NoError(t, err)
	s.environment = append(s.environment, "KAIPIAO_FILES_URL="+store.URL)
	for name, value := range bucket.Credentials {
		s.environment = append(s.environment, name+"="+value)
	}
	require.NoError(t, s.start())
	t.Cleanup(func() { require.NoError(t, s.stop()); require.NoError(t, s.forget()) })
	doors = []string{s.HTTPAddr}
	for range 2 {
		door, err := freeport.FindAddress()
		require.NoError(t, err)
		stacks.Store(door, true)
		starter = s.another(t, "starter", []string{"serve"}, []string{"KAIPIAO_HTTP_ADDR=" + door})
		worker = s.another(t, "worker", nil, []string{"KAIPIAO_DATABASE_URL=" + s.DatabaseWorkerURL})
		doors = append(doors, door)
	}
	for _, door := range doors {
		eventually.Holds(t, func() bool {
			response, err := http.Get("http://" + door + "/readyz")
			return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
		}, time.Minute, 50*time.Millisecond)
	}
	return s, doors, worker, starter
}

// Three of each on one Temporal, one Postgres and one bucket; one of each is killed in the middle. What was accepted is issued once, a request that is
// repeated with its key at another door finds what became of it, and every file is there, at every door.
func TestCase48ThreeOfEachOfWhichOneDiesLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	s, doors, worker, starter := onThree(t)
	const applications = 18
	accounts := make([]string, applications)
	for i := range accounts {
		accounts[i] = s.customerWith(t, "100.00")
	}
	token := s.token(t, access.Identity{Subject: "billing", Role: access.Service})
	apply := func(door, account string) (accepted client.Application, err error) {
		err = client.New(door, token).Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", eInvoice("100.00"), &accepted,
			"Idempotency-Key", account)
		return accepted, err
	}
	// when each asks at one door after the other until one answers
	accepted := make([]client.Application, applications)
	var answered atomic.Int64
	var asking sync.WaitGroup
	for i, account := range accounts {
		asking.Go(func() {
			for try := i; t.Context().Err() == nil; try++ {
				var err error
				if accepted[i], err = apply(doors[try%len(doors)], account); err == nil {
					answered.Add(1)
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
	eventually.Holds(t, func() bool { return answered.Load() >= 3 }, time.Minute, time.Millisecond)
	require.NoError(t, starter.Signal(syscall.SIGKILL))
	eventually.Holds(t, func() bool { return len(s.issued(t, "")) > 2 }, 2*time.Minute, 5*time.Millisecond)
	require.NoError(t, worker.Signal(syscall.SIGKILL))
	asking.Wait()
	// then
	for i, account := range accounts {
		again, err := apply(doors[i%2], account)
		require.NoError(t, err)
		require.Equal(t, accepted[i].ID, again.ID)
		require.Len(t, again.Invoices, 1)
		issued := s.came(t, again.Invoices[0].ID, "issued", 5*time.Minute)
		require.Len(t, s.issued(t, *issued.Serial), 1)
		require.Len(t, issued.Files, 3)
		for n, file := range issued.Files {
			content, err := client.New(doors[(i+n)%2], token).Bytes(t.Context(), file.Href)
			require.NoError(t, err)
			sum := sha256.Sum256(content)
			require.Equal(t, file.SHA256, hex.EncodeToString(sum[:]))
		}
	}
	require.Len(t, s.issued(t, ""), applications)
	s.onceEach(t)
	s.sound(t)
	require.NoDirExists(t, s.FilesDir, "no folder is shared")
	output, err := s.starter("audit", "files", "--contents")
	require.NoError(t, err, output)
	require.Contains(t, output, fmt.Sprintf("%d looked at", 3*applications))
	output, err = s.starter("audit", "trail")
	require.NoError(t, err, output)
}
