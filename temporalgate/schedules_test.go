package temporalgate

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"
)

// O6, I11: each schedule starts a type of the table with what its function takes, never two runs at a time, and has an id of its own.
func TestTheTableOfSchedulesIsWhole(t *testing.T) {
	functions := map[string]reflect.Type{}
	for _, row := range types {
		functions[row.name] = reflect.TypeOf(row.function)
	}
	ids := map[string]bool{}
	for _, s := range schedules {
		require.Contains(t, functions, s.starts.Workflow, s.id)
		require.Equal(t, functions[s.starts.Workflow].In(1), reflect.TypeOf(s.starts.Start), s.id)
		require.Equal(t, enums.SCHEDULE_OVERLAP_POLICY_SKIP, s.overlap, s.id)
		require.Positive(t, s.catchUp, s.id)
		require.NotEmpty(t, s.note, s.id)
		require.False(t, ids[s.id], s.id)
		ids[s.id] = true
	}
	require.Equal(t, map[string]bool{"sweep-every-minute": true, "sweep-every-night": true, "reconciliation-nightly": true}, ids, "they never change")
}
