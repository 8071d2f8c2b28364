package sellers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// I5: one that fails alone is tried after five minutes, and every hour in the end.
func TestI5OneThatFailsAloneIsTriedEverMoreRarely(t *testing.T) {
	for tries, expected := range map[int32]time.Duration{
		0: 5 * time.Minute, 2: 5 * time.Minute, 3: 10 * time.Minute, 5: 40 * time.Minute, 6: time.Hour, 1000: time.Hour,
	} {
		require.Equal(t, expected, pauseAlone(tries), tries)
	}
}

// I5: a quarter of a batch is for those that are due first, and one alone is.
func TestI5AShareOfABatchIsForTheOldest(t *testing.T) {
	for batch, oldest := range map[int32]int32{1: 1, 2: 1, 4: 1, 8: 2, 64: 16} {
		require.Equal(t, oldest, oldestOf(batch), batch)
	}
}
