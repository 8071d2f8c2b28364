package outbox

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What a dispatcher does with a message is over before another one may take it, on a machine whose clock is ahead.
func TestALeaseIsLongerThanASend(t *testing.T) {
	require.Greater(t, Lease, claimTimeout+SendTimeout+settleTimeout+clockDifference)
}

func TestPausesGrowToAMinute(t *testing.T) {
	for tries, expected := range map[int32]time.Duration{
		1: time.Second, 2: 2 * time.Second, 6: 32 * time.Second, 7: time.Minute, 8: time.Minute, 1000: time.Minute,
	} {
		require.Equal(t, expected, pause(tries))
	}
}
