package plan_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/e2e/chaos/plan"
	"kaipiao/sandbox/faults"
)

func made(seed uint64, length time.Duration, families ...plan.Family) plan.Plan {
	return plan.Make(plan.Options{
		Seed: seed, For: length, Families: families, Kinds: plan.Kinds("aggregator"), Links: []string{"a-b", "b-c"}, Stories: []string{"one", "one", "two"},
	})
}

func TestTheSameSeedIsTheSamePlan(t *testing.T) {
	first := made(7, 10*time.Minute, plan.Families()...)
	require.Equal(t, first, made(7, 10*time.Minute, plan.Families()...))
	require.NotEqual(t, first.Faults, made(8, 10*time.Minute, plan.Families()...).Faults)
	require.NotEqual(t, first.Stories, made(8, 10*time.Minute, plan.Families()...).Stories)
}

// Whoever looks for the family that did it leaves one out after the other; the rest must not change.
func TestAFamilyLeftOutChangesNothingElse(t *testing.T) {
	whole := made(7, 10*time.Minute, plan.Families()...)
	for _, out := range plan.Families() {
		families := slices.DeleteFunc(plan.Families(), func(f plan.Family) bool { return f == out })
		without := made(7, 10*time.Minute, families...)
		left := slices.DeleteFunc(slices.Clone(whole.Faults), func(f plan.Fault) bool { return f.Family == out })
		require.Equal(t, left, without.Faults)
		require.Equal(t, whole.Stories, without.Stories)
	}
}

// A longer run of the same seed begins as the shorter one.
func TestALongerRunBeginsAsTheShorterOne(t *testing.T) {
	short, long := made(7, 2*time.Minute, plan.Families()...), made(7, 10*time.Minute, plan.Families()...)
	require.Equal(t, short.Faults, long.Faults[:len(short.Faults)])
	require.Equal(t, short.Stories, long.Stories[:len(short.Stories)])
}

// Half an hour has every kind of trouble, and as much of it as the promise says: 300 faults in 2,000 applications.
func TestHalfAnHourHasEverything(t *testing.T) {
	p := made(1, 30*time.Minute, plan.Families()...)
	require.Greater(t, len(p.Faults), 300)
	require.Greater(t, len(p.Stories), 2000)
	seen := map[string]bool{}
	for n, f := range p.Faults {
		require.Less(t, f.At, p.For)
		require.True(t, n == 0 || p.Faults[n-1].At <= f.At, "in order")
		seen[f.Target+" "+f.Way] = true
	}
	for _, victim := range plan.Victims() {
		require.True(t, seen[victim+" kill -9"], victim)
	}
	for _, button := range plan.Pressed() {
		require.True(t, seen["workflow "+button], button)
	}
	for _, kind := range faults.Kinds() {
		require.True(t, seen[string(kind.Operation)+" "+string(kind.Mode)], "%v", kind)
	}
	for _, link := range []string{"a-b", "b-c"} {
		for _, way := range []string{"cut", "reset_peer", "latency", "bandwidth", "timeout", "slicer"} {
			require.True(t, seen[link+" "+way], "%s %s", link, way)
		}
	}
}

// What a vendor does not know is not injected there, and what only a vendor knows is.
func TestAVendorHasItsOwnFaults(t *testing.T) {
	forgets := faults.Fault{Operation: plan.Token, Mode: plan.Forgotten}
	unsealed := faults.Fault{Operation: faults.Issue, Mode: faults.SealFailed}
	require.Equal(t, faults.Kinds(), plan.Kinds("aggregator"))
	require.Subset(t, plan.Kinds("nuonuo"), append(faults.Kinds(), forgets))
	require.Contains(t, plan.Kinds("baiwang"), forgets)
	require.NotContains(t, plan.Kinds("baiwang"), unsealed)
}
