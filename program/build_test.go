package program

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

// A build that is not a release is called by its commit; one of files that were changed after it has no name of its own.
func TestABuildIsCalledByItsCommit(t *testing.T) {
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "c1857ee0123456789abcdef0123456789abcdef0"}
	for _, c := range []struct {
		settings []debug.BuildSetting
		name     string
	}{
		{nil, ""},
		{[]debug.BuildSetting{revision}, "c1857ee01234"},
		{[]debug.BuildSetting{revision, {Key: "vcs.modified", Value: "false"}}, "c1857ee01234"},
		{[]debug.BuildSetting{{Key: "vcs.modified", Value: "true"}, revision}, ""},
		{[]debug.BuildSetting{revision, {Key: "vcs.modified", Value: "true"}}, ""},
	} {
		require.Equal(t, c.name, buildOf(c.settings))
	}
}
