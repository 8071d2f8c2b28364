package process_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/process"
)

// lockedBuffer may be written by several children at once.
type lockedBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// shell is a child that writes its pid into a file and then does what the script says.
func shell(t *testing.T, log *lockedBuffer, script string) (process.Child, func() int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pid")
	pid := func() int {
		content, _ := os.ReadFile(file)
		number, _ := strconv.Atoi(strings.TrimSpace(string(content)))
		return number
	}
	return process.Child{
		Name: "child", Path: "/bin/sh", Arguments: []string{"-c", fmt.Sprintf("echo $$ > '%s'; %s", file, script)},
		Environment: os.Environ(), Log: log, Show: log,
		Ready: func(context.Context) error {
			if pid() == 0 {
				return errors.New("no pid yet")
			}
			return nil
		},
	}, pid
}

func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }

func TestAKilledChildIsStartedAgainAndAStopLeavesNone(t *testing.T) {
	var log, news lockedBuffer
	supervisor := process.NewSupervisor(&news)
	child, pid := shell(t, &log, "echo hello; exec sleep 100")
	require.NoError(t, supervisor.Keep(t.Context(), child))
	first := pid()
	// when it is killed
	require.NoError(t, syscall.Kill(first, syscall.SIGKILL))
	// then another one takes its place, and that is said in one line
	require.Eventually(t, func() bool { return pid() != first && alive(pid()) }, 5*time.Second, 10*time.Millisecond)
	require.Equal(t, "child ended (signal: killed); starting it again\n", news.String())
	require.Contains(t, log.String(), "child    | hello\n")
	supervisor.Stop()
	require.False(t, alive(pid()))
}

func TestAChildThatDiesAgainAndAgainIsGivenUp(t *testing.T) {
	var log, news lockedBuffer
	supervisor := process.NewSupervisor(&news)
	child, _ := shell(t, &log, "sleep 0.1; exit 3")
	require.NoError(t, supervisor.Keep(t.Context(), child))
	select {
	case err := <-supervisor.Failed():
		require.ErrorContains(t, err, "dies again and again (exit status 3)")
	case <-time.After(30 * time.Second):
		require.Fail(t, "not given up")
	}
	supervisor.Stop()
}

func TestAChildThatEndsWhileStartingIsAnError(t *testing.T) {
	var log lockedBuffer
	supervisor := process.NewSupervisor(&log)
	child, _ := shell(t, &log, "exit 1")
	child.Ready = func(context.Context) error { return errors.New("not yet") }
	require.ErrorContains(t, supervisor.Keep(t.Context(), child), "child ended while starting (exit status 1)")
	supervisor.Stop()
}
