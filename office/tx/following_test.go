package tx

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// How far behind a replica is follows from what of the primary's log it has replayed, and from when that was written: not from anybody's clock, and not
// from whether anything is written.
func TestAReplicaIsAsFarBehindAsWhatItHasReplayed(t *testing.T) {
	begun := time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)
	after := func(seconds int) time.Time { return begun.Add(time.Duration(seconds) * time.Second) }
	var f following
	f.saw(100, after(0))
	f.replayed(90)
	require.False(t, f.known(), "what it had before nobody has seen")
	f.saw(100, after(2))
	f.replayed(100)
	require.Equal(t, after(2), f.caughtUp, "nothing is written, and it has everything")
	f.saw(200, after(4))
	f.saw(300, after(6))
	f.replayed(250)
	require.Equal(t, after(4), f.caughtUp)
	f.replayed(250)
	require.Equal(t, after(4), f.caughtUp, "it stands still")
	f.replayed(400)
	require.Equal(t, after(6), f.caughtUp)
	require.Empty(t, f.marks)
	// of one that stands still for long not everything is remembered, and it never looks nearer than it is
	for n := range 5 * mostMarks {
		f.saw(int64(1000+n), after(10+n))
	}
	require.Less(t, len(f.marks), mostMarks)
	f.replayed(1000 + 3*mostMarks)
	require.False(t, f.caughtUp.After(after(10+3*mostMarks)))
	require.True(t, f.caughtUp.After(after(10+2*mostMarks)))
}
