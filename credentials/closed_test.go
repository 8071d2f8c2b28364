package credentials

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
)

// S7: what root hands to our group is ours alone, as Kubernetes mounts secrets (root, 0440); our own file, and anybody else's, is open when its
// group may read it.
func TestS7RootMayHandASecretToOurGroup(t *testing.T) {
	const we, somebody = 65532, 1000
	for _, file := range []struct {
		mode   fs.FileMode
		owner  int
		closed bool
	}{
		{0o600, we, true},
		{0o400, we, true},
		{0o440, we, false},
		{0o604, we, false},
		{0o440, 0, true},
		{0o640, 0, true},
		{0o400, 0, true},
		{0o444, 0, false},
		{0o460, 0, false},
		{0o441, 0, false},
		{0o450, 0, false},
		{0o440, somebody, false},
	} {
		require.Equal(t, file.closed, closed(file.mode, file.owner, we), "%04o of %d", file.mode, file.owner)
	}
	require.False(t, closed(0o440, 0, 0), "a program that is root has a file of its own")
}
