// Package eventually waits in tests for what others do in their own time.
package eventually

import (
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Holds asks again and again until a condition holds, and ends the test when it does not within a time. The condition is asked in the test's own
// goroutine, so that it may end the test itself. In testify's Eventually it may not: there it goes on in a goroutine of its own after the time is
// over, and whatever fails in it then ends the whole program, because its test has ended already.
//
// The message is that of testify; it is written when the time is over, from what its arguments say then.
func Holds(t require.TestingT, condition func() bool, within, every time.Duration, message ...any) {
	if h, is := t.(interface{ Helper() }); is {
		h.Helper()
	}
	for end := time.Now().Add(within); !condition(); time.Sleep(every) {
		if !time.Now().Before(end) {
			assert.Fail(t, "It does not hold within "+within.String(), message...)
			t.FailNow()
			return
		}
	}
}
