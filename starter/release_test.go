package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/temporalgate"
)

// Every build is shown with what it is for, and what has to end there, in both languages; a build may be stopped when nothing is left for it.
func TestWhatRunsOnWhichBuildIsSaidInWords(t *testing.T) {
	var said strings.Builder
	require.NoError(t, printVersions(&said, temporalgate.Versions{Deployment: "kaipiao", Current: "v0.3.0", UnversionedWorkers: 1, All: []temporalgate.Version{
		{Build: "v0.4.0", Duty: temporalgate.Ramping, Percent: 10, Workers: 1},
		{Build: "v0.3.0", Duty: temporalgate.Current, Workers: 2},
		{Build: "v0.2.0", Duty: temporalgate.Draining, Workers: 2, Pinned: map[string]int{"Import": 2, "Export": 1}},
		{Build: "v0.1.0", Duty: temporalgate.Draining},
		{Build: "v0.0.9", Duty: temporalgate.Drained},
		{Build: "v0.0.8", Duty: temporalgate.Drained, Pinned: map[string]int{"Sweep": 1}},
		{Build: "v0.0.7", Duty: temporalgate.Idle},
	}}))
	for build, expected := range map[string]string{
		"v0.4.0": "10 %", "v0.3.0": "当前版本", "v0.2.0": "1 Export, 2 Import runs there", "v0.1.0": "looks again in some minutes", "v0.0.9": "may be stopped",
		"v0.0.8": "1 Sweep runs there", "v0.0.7": "尚未启用", "unversioned": "nothing comes to them any more",
	} {
		_, line, found := strings.Cut(said.String(), "  "+build+" ")
		require.True(t, found, said.String())
		line, _, _ = strings.Cut(line, "\n")
		require.Contains(t, line, expected)
		require.Regexp(t, `\p{Han}`, line)
	}
	said.Reset()
	none := temporalgate.Versions{Deployment: "kaipiao", Current: temporalgate.Unversioned}
	require.NoError(t, printVersions(&said, none))
	require.Contains(t, said.String(), "unversioned")
	require.True(t, none.Waits())
}

// What is not there yet is waited for, and whatever else is wrong is said at once.
func TestWorkersThatAreNotThereYetAreWaitedFor(t *testing.T) {
	tries := 0
	require.NoError(t, until(t.Context(), time.Minute, func(time.Time) error {
		if tries++; tries == 1 {
			return temporalgate.ErrNotReady
		}
		return nil
	}))
	require.Equal(t, 2, tries)
	require.ErrorIs(t, until(t.Context(), 0, func(time.Time) error { return errNotDrained }), errNotDrained)
	wrong := errors.New("denied")
	require.ErrorIs(t, until(t.Context(), time.Minute, func(time.Time) error { return wrong }), wrong)
}

// Without a deployment workers have no versions, which every command says.
func TestWithoutADeploymentThereAreNoVersions(t *testing.T) {
	t.Setenv("KAIPIAO_RUN_DIR", t.TempDir())
	require.ErrorIs(t, showReleaseCommand{}.Run(t.Context()), temporalgate.ErrNoDeployment)
	require.ErrorIs(t, drainedReleaseCommand{Build: "v1"}.Run(t.Context()), temporalgate.ErrNoDeployment)
	require.ErrorIs(t, rampReleaseCommand{Build: "v1", Percent: 101}.Run(t.Context()), errPercent)
}
