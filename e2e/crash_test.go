package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/devstack/eventually"
)

// Case 48: a worker that dies in the middle changes nothing about what is issued.
func TestCase48AWorkerThatDiesLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	s := own(t)
	var ids []string
	for range 6 {
		account := s.customerWith(t, "250000.00")
		for _, planned := range s.apply(t, account, eInvoice("250000.00")).Invoices {
			ids = append(ids, planned.ID)
		}
	}
	require.Len(t, ids, 18)
	// given some are issued and others are not
	eventually.Holds(t, func() bool { return len(s.issued(t, "")) > 2 }, time.Minute, 5*time.Millisecond)
	s.signal(t, "worker", syscall.SIGKILL)
	for _, id := range ids {
		// A submission that died with its worker is given up after a minute, and its serial's grace is two.
		i := s.came(t, id, "issued", 5*time.Minute)
		require.Len(t, s.issued(t, *i.Serial), 1)
	}
	require.Len(t, s.issued(t, ""), len(ids))
	s.onceEach(t)
	require.Contains(t, s.output.String(), "worker ended (signal: killed); starting it again")
	s.sound(t)
}

// What was accepted while Temporal was away starts by itself when it is back.
func TestAcceptedWhileTemporalIsAway(t *testing.T) {
	t.Parallel()
	s := own(t)
	account := s.customerWith(t, "20.00")
	s.signal(t, "temporal", syscall.SIGSTOP)
	id := s.apply(t, account, eInvoice("20.00")).Invoices[0].ID
	time.Sleep(2 * time.Second)
	require.Empty(t, s.issued(t, ""))
	s.signal(t, "temporal", syscall.SIGCONT)
	s.came(t, id, "issued", 2*time.Minute)
	s.onceEach(t)
	// killed instead of stopped, it is started again and goes on with its data
	s.signal(t, "temporal", syscall.SIGKILL)
	account = s.customerWith(t, "30.00")
	id = s.apply(t, account, eInvoice("30.00")).Invoices[0].ID
	s.came(t, id, "issued", 2*time.Minute)
}

// A second start on the same data goes on where the first was, and the first left no process behind.
func TestASecondStartGoesOn(t *testing.T) {
	t.Parallel()
	s := own(t)
	account := s.customerWith(t, "30.00")
	first := s.apply(t, account, eInvoice("10.00")).Invoices[0].ID
	s.came(t, first, "issued", 2*time.Minute)
	half := s.apply(t, account, onPaper("20.00")).Invoices[0].ID
	pids, database := s.pids, postmaster(t, s)
	require.NoError(t, s.stop())
	for name, pid := range pids {
		require.ErrorIs(t, syscall.Kill(pid, 0), syscall.ESRCH, "%s is still there", name)
	}
	require.ErrorIs(t, syscall.Kill(database, 0), syscall.ESRCH, "Postgres is still there")
	require.NoFileExists(t, filepath.Join(s.RunDir, "stack.env"))

	require.NoError(t, s.start())
	s.came(t, half, "delivered", 2*time.Minute)
	var before client.Invoice
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodGet, "/v1/invoices/"+first, nil, &before))
	require.Len(t, before.Files, 3)
	_, err := s.upstream(t).Bytes(t.Context(), before.Files[0].Href)
	require.NoError(t, err)
	s.onceEach(t)
	s.sound(t)
}

// postmaster is the process id of the stack's Postgres.
func postmaster(t *testing.T, s *stack) (pid int) {
	t.Helper()
	home, err := os.ReadFile(filepath.Join(s.RunDir, "postgres-home"))
	require.NoError(t, err)
	content, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(home)), "data", "postmaster.pid"))
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(content), "\n")
	for _, digit := range first {
		pid = pid*10 + int(digit-'0')
	}
	return pid
}
