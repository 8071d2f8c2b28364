package processor_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/bench/processor"
)

func TestWhoWorksTakesTime(t *testing.T) {
	before, err := processor.Own()
	require.NoError(t, err)
	for begun := time.Now(); time.Since(begun) < 50*time.Millisecond; {
	}
	after, err := processor.Own()
	require.NoError(t, err)
	require.Greater(t, after, before)
}

func TestAFamilyIsAProcessWithItsChildren(t *testing.T) {
	child := exec.Command("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; read stay")
	stdin, err := child.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	t.Cleanup(func() { _ = stdin.Close(); _ = child.Wait() })

	require.Eventually(t, func() bool {
		used, err := processor.Family(child.Process.Pid)
		return err == nil && used > 0
	}, 30*time.Second, 10*time.Millisecond)
	childs, err := processor.Family(child.Process.Pid)
	require.NoError(t, err)
	ours, err := processor.Family(os.Getpid())
	require.NoError(t, err)
	require.GreaterOrEqual(t, ours, childs)

	_, err = processor.Family(-1)
	require.ErrorContains(t, err, "is not there")
}
