package credentials

import (
	"io/fs"
	"os"
	"syscall"
)

// What the mode of a file lets others than its owner do, and of that everything but reading by its group.
const (
	othersMay          = 0o077
	othersMayButToRead = 0o037
)

// Closed reports whether nobody but us may use a file of secrets (S7): it is its owner's alone, as ssh wants its keys; or it is root's, and its group
// may read it. So systemd and Kubernetes hand secrets to a program that is not root, and Postgres takes its keys in the same way.
func Closed(info fs.FileInfo) bool {
	owner := os.Geteuid()
	if told, known := info.Sys().(*syscall.Stat_t); known {
		owner = int(told.Uid)
	}
	return closed(info.Mode().Perm(), owner, os.Geteuid())
}

func closed(mode fs.FileMode, owner, we int) bool {
	if owner == 0 && we != 0 {
		return mode&othersMayButToRead == 0
	}
	return mode&othersMay == 0
}
