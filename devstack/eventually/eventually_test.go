package eventually_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/eventually"
)

// recorded is a test that is told that it has failed.
type recorded struct {
	failed bool
	said   string
}

func (r *recorded) Errorf(format string, arguments ...any) {
	r.said += fmt.Sprintf(format, arguments...)
}
func (r *recorded) FailNow() { r.failed = true }

func TestAConditionIsAskedUntilItHolds(t *testing.T) {
	asked, test := 0, &recorded{}
	eventually.Holds(test, func() bool { asked++; return asked == 3 }, time.Minute, time.Millisecond)
	require.Equal(t, 3, asked)
	require.False(t, test.failed)
}

// The condition of a slow world fails by itself after the time is over: nothing is asked any more once the test has ended.
func TestNothingIsAskedAfterTheEnd(t *testing.T) {
	asked, test := 0, &recorded{}
	eventually.Holds(test, func() bool { asked++; time.Sleep(20 * time.Millisecond); return false }, 10*time.Millisecond, time.Millisecond, "after %d", 7)
	before := asked
	require.True(t, test.failed)
	require.Contains(t, test.said, "after 7")
	time.Sleep(50 * time.Millisecond)
	require.Equal(t, before, asked)
}

// A condition that ends its test does so at once, and not when the time is over.
func TestAConditionEndsItsTestAtOnce(t *testing.T) {
	reached, ended := false, make(chan bool)
	go func() { // in a goroutine of its own, as a test is
		defer close(ended)
		eventually.Holds(&recorded{}, func() bool { runtime.Goexit(); return true }, time.Minute, time.Second)
		reached = true
	}()
	<-ended
	require.False(t, reached)
}
