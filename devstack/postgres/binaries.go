// Package postgres runs a private PostgreSQL server from the binaries on the machine: persistent for a stack, or
// throw-away for tests. It works as root, for which it takes another user, and as an ordinary user.
package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// ErrNoServer says that the machine has no PostgreSQL server, and what to do about it.
var ErrNoServer = errors.New("no PostgreSQL server found: install Debian's package postgresql, " +
	"or set PG_BINDIR to a folder with initdb and postgres, or KAIPIAO_DATABASE_URL to a running server")

// binaries finds the folder with initdb and postgres: PG_BINDIR, the newest of Debian's, then PATH.
func binaries() (string, error) {
	var candidates []string
	if chosen := os.Getenv("PG_BINDIR"); chosen != "" {
		candidates = []string{chosen}
	} else {
		candidates = debianFolders()
		if found, err := exec.LookPath("initdb"); err == nil {
			candidates = append(candidates, filepath.Dir(found))
		}
	}
	for _, folder := range candidates {
		if executable(filepath.Join(folder, "postgres")) && executable(filepath.Join(folder, "initdb")) {
			return folder, nil
		}
	}
	return "", ErrNoServer
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&0o111 != 0
}

// debianFolders lists Debian's folders, newest version first.
func debianFolders() []string {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(folders, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	return folders
}

func version(folder string) int {
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
	return number
}

// Install makes sure that there is a server to run: as root on Debian it installs the package, otherwise it returns
// ErrNoServer. Progress goes to standard error.
func Install(ctx context.Context) error {
	if _, err := binaries(); err == nil {
		return nil
	}
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return ErrNoServer
	}
	fmt.Fprintln(os.Stderr, "PostgreSQL is missing; installing Debian's package postgresql …")
	for _, arguments := range [][]string{
		{"update", "-q"}, {"install", "-y", "-q", "--no-install-recommends", "postgresql"},
	} {
		command := exec.CommandContext(ctx, apt, arguments...)
		command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		command.Stdout, command.Stderr = os.Stderr, os.Stderr
		if err := command.Run(); err != nil {
			return fmt.Errorf("apt-get %s: %w", arguments[0], err)
		}
	}
	_, err = binaries()
	return err
}
