package postgres

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// memoryFolder is where Linux keeps files in memory. A test's server makes and deletes thousands of files, which costs a disk's file system a fifth
// of all the time of the tests.
const memoryFolder = "/dev/shm"

// leastMemory is how much room there has to be, in bytes; a container often has 64 MB, which is not enough.
const leastMemory = 2 << 30

// throwawayFolder makes the folder of a server that is thrown away: in memory where there is room, otherwise where temporary files are.
func throwawayFolder() (string, error) {
	var room syscall.Statfs_t
	if err := syscall.Statfs(memoryFolder, &room); err == nil && room.Bavail*uint64(room.Bsize) >= leastMemory { //nolint:gosec // sizes are not negative
		sweepMemory()
		if folder, err := os.MkdirTemp(memoryFolder, folderPrefix); err == nil {
			return folder, nil
		}
	}
	return os.MkdirTemp("", folderPrefix)
}

const folderPrefix = "kaipiao-postgres-"

// sweepMemory deletes what servers have left there that were killed together with their tests.
func sweepMemory() {
	left, err := filepath.Glob(filepath.Join(memoryFolder, folderPrefix+"*", "data", "postmaster.pid"))
	if err != nil {
		return
	}
	for _, file := range left {
		content, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		first, _, _ := strings.Cut(string(content), "\n")
		if pid, err := strconv.Atoi(first); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			_ = os.RemoveAll(filepath.Dir(filepath.Dir(file)))
		}
	}
}
