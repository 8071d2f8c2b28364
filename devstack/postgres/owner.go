package postgres

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// owner is the user as whom the server runs: PostgreSQL refuses root.
type owner struct{ uid, gid int }

// serverOwner is the caller, or for root the user postgres, else nobody.
func serverOwner() (owner, error) {
	if os.Geteuid() != 0 {
		return owner{os.Geteuid(), os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(found.Uid)
		gid, gidErr := strconv.Atoi(found.Gid)
		return owner{uid, gid}, errors.Join(uidErr, gidErr)
	}
	return owner{}, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as")
}

// attributes make a child run as the owner and die with the thread that started it.
func (o owner) attributes() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT, Setpgid: true}
	if os.Geteuid() == 0 {
		attributes.Credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)} //nolint:gosec // ids are never negative
	}
	return attributes
}

// homeFile is where a run directory remembers where its data lies; `make clean` finds it there.
const homeFile = "postgres-home"

// Home is where a server's data is kept for a run directory. An ordinary user keeps it inside. As root the server runs as
// another user, who may not be able to reach the run directory (a home is closed to others), so the data lies in a folder of
// its own in /var/tmp, whose name the run directory remembers. It is no name that follows from the path: a run directory
// that was deleted and made anew would come back with data whose files are gone.
func Home(runDir string) (string, error) {
	absolute, err := filepath.Abs(runDir)
	if err != nil {
		return "", err
	}
	remembered := filepath.Join(absolute, homeFile)
	known, err := os.ReadFile(remembered)
	switch {
	case err == nil:
		return strings.TrimSpace(string(known)), nil
	case !errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("read where the database lies: %w", err)
	}
	home := filepath.Join(absolute, "postgres")
	if os.Geteuid() == 0 {
		if home, err = os.MkdirTemp("/var/tmp", "kaipiao-postgres-"); err != nil {
			return "", fmt.Errorf("make the database's folder: %w", err)
		}
	}
	if err := os.WriteFile(remembered, []byte(home+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("remember where the database lies: %w", err)
	}
	return home, nil
}

// prepare makes a folder that belongs to the owner alone.
func (o owner) prepare(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the database's folder: %w", err)
	}
	if os.Geteuid() != 0 {
		return nil
	}
	if err := os.Chown(folder, o.uid, o.gid); err != nil {
		return fmt.Errorf("hand the database's folder over: %w", err)
	}
	return nil
}

// write makes a file that the owner alone reads.
func (o owner) write(path string, content []byte) error {
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return fmt.Errorf("write what the database needs: %w", err)
	}
	if os.Geteuid() != 0 {
		return nil
	}
	if err := os.Chown(path, o.uid, o.gid); err != nil {
		return fmt.Errorf("hand over what the database needs: %w", err)
	}
	return nil
}
