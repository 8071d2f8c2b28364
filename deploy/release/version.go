package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// source is what a release is made of.
type source struct {
	// Version is the tag without its v (0.1.0), or says how far behind a tag the commit is (0.1.0-3-g47a7aee), or which commit it is where there is
	// no tag (0.0.0-g47a7aee12345). It is a semantic version always. "-dirty" is at its end where files were changed after the commit.
	Version string
	// Hash is the commit, At its instant, in UTC: the time of every file of the release.
	Hash string
	At   time.Time
}

// tag is what a release's tag looks like, and what git makes of it for commits behind it.
var tag = regexp.MustCompile(`^v(\d+\.\d+\.\d+.*)$`)

// commit reads from git what the checkout is.
func commit(ctx context.Context, checkout string) (source, error) {
	told, err := git(ctx, checkout, "show", "-s", "--format=%H %ct", "HEAD")
	if err != nil {
		return source{}, err
	}
	hash, seconds, _ := strings.Cut(told, " ")
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return source{}, fmt.Errorf("read the commit's time: %w", err)
	}
	described, err := git(ctx, checkout, "describe", "--tags", "--match", "v[0-9]*", "--always", "--abbrev=12", "--dirty")
	if err != nil {
		return source{}, err
	}
	return source{Version: versionOf(described), Hash: hash, At: time.Unix(at, 0).UTC()}, nil
}

// versionOf makes a version of what git describes.
func versionOf(described string) string {
	if found := tag.FindStringSubmatch(described); found != nil {
		return found[1]
	}
	return "0.0.0-g" + described
}

// released reports whether the version is a tag's own, and not one of a commit behind it.
func (s source) released() bool {
	return regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(s.Version) && s.Version != "0.0.0"
}

// errNoChapter: a tag was set before the changes were written down.
var errNoChapter = errors.New("it has no chapter of that version")

// checkChanges refuses a tag of which the list of changes says nothing.
func checkChanges(path string, s source) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the changes: %w", err)
	}
	if s.released() && !regexp.MustCompile(`(?m)^## `+regexp.QuoteMeta(s.Version)+`( |$)`).Match(content) {
		return fmt.Errorf("%s, %s: %w", path, s.Version, errNoChapter)
	}
	return nil
}

func git(ctx context.Context, checkout string, arguments ...string) (string, error) {
	said, err := exec.CommandContext(ctx, "git", append([]string{"-C", checkout}, arguments...)...).Output()
	if err != nil {
		return "", fmt.Errorf("ask git (%s): %w", arguments[0], err)
	}
	return strings.TrimSpace(string(said)), nil
}
