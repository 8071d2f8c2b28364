// Package previous finds and builds the build before this one, which tests of upgrading run beside it.
package previous

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// File says in the checkout which build that is.
const File = "e2e/previous-build"

// None is what it says while nothing has been released; then this very source stands for it, under a build id of its own.
const None = "none"

// standsFor is that build id.
const standsFor = "v0.0.0-previous"

var release = regexp.MustCompile(`^v\d+\.\d+\.\d+$`)

// Name reads which build it is: a tag, or None. It refuses a name that is not that of the last release that git knows of.
func Name(ctx context.Context, checkout string) (string, error) {
	content, err := os.ReadFile(filepath.Join(checkout, File))
	if err != nil {
		return "", fmt.Errorf("read which the previous build is: %w", err)
	}
	name := ""
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			name += line
		}
	}
	if name != None && !release.MatchString(name) {
		return "", fmt.Errorf("%s says %q; it can be a release's tag, or %s", File, name, None)
	}
	// A clone without tags, or a folder that is none, knows of none.
	known, err := git(ctx, checkout, "tag", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-version:refname", "--list", "v*")
	if err != nil {
		return name, nil // the file says it
	}
	for tag := range strings.FieldsSeq(string(known)) {
		if release.MatchString(tag) && tag != name {
			return "", fmt.Errorf("%s says %s, and the last release before this commit is %s: write that there", File, name, tag)
		}
		if tag == name {
			break
		}
	}
	return name, nil
}

// Build builds programs of the previous build into a folder, and returns its build id.
func Build(ctx context.Context, checkout, into string, programs ...string) (string, error) {
	name, err := Name(ctx, checkout)
	if err != nil {
		return "", err
	}
	source, id := checkout, standsFor
	if name != None {
		source, id = filepath.Join(into, "source"), name
		if err := unpack(ctx, checkout, name, source); err != nil {
			return "", err
		}
	}
	arguments := []string{"build", "-buildvcs=false", "-ldflags=-s -w -X kaipiao/program.stamped=" + id, "-o", into + string(filepath.Separator)}
	for _, program := range programs {
		arguments = append(arguments, "./"+program)
	}
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Dir = source
	if said, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", name, err, said)
	}
	return id, nil
}

// Files are the previous build's files in a folder, by name; none before the first release.
func Files(ctx context.Context, checkout, folder string) (map[string]string, error) {
	name, err := Name(ctx, checkout)
	if err != nil || name == None {
		return nil, err
	}
	unpacked, err := os.MkdirTemp("", "previous-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(unpacked) }() // copies
	if err := unpack(ctx, checkout, name, unpacked, folder); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(filepath.Join(unpacked, folder))
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(unpacked, folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		found[entry.Name()] = string(content)
	}
	return found, nil
}

// installed are the folders that git does not keep: `make deps` fills them, and programs hold what is in them.
var installed = []string{"api/docs/assets", "console/assets/library"}

// unpack writes the source of a tag, or a folder of it, as it was.
func unpack(ctx context.Context, checkout, tag, into string, folders ...string) error {
	if _, err := git(ctx, checkout, "cat-file", "-e", tag+"^{commit}"); err != nil {
		return fmt.Errorf("this clone does not have the release %s, which %s names; get it with `git fetch --depth 1 origin tag %s`: %w", tag, File, tag, err)
	}
	archive, err := git(ctx, checkout, append([]string{"archive", tag, "--"}, folders...)...)
	if err != nil {
		return err
	}
	if err := untar(archive, into); err != nil {
		return fmt.Errorf("unpack %s: %w", tag, err)
	}
	if len(folders) > 0 {
		return nil
	}
	for _, folder := range installed {
		if err := complete(filepath.Join(checkout, folder), filepath.Join(into, folder)); err != nil {
			return fmt.Errorf("copy what is installed: %w", err)
		}
	}
	return nil
}

// complete copies the files of a folder that another one does not have. A folder that is not there has none.
func complete(from, into string) error {
	entries, err := os.ReadDir(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = os.MkdirAll(into, 0o700)
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		to := filepath.Join(into, entry.Name())
		if _, err := os.Stat(to); err == nil || entry.IsDir() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(from, entry.Name()))
		if err == nil {
			err = os.WriteFile(to, content, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func untar(archive []byte, into string) error {
	if err := os.MkdirAll(into, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // everything in it has been closed
	for reader := tar.NewReader(bytes.NewReader(archive)); ; {
		head, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch head.Typeflag {
		case tar.TypeDir:
			err = root.MkdirAll(filepath.Clean(head.Name), 0o700)
		case tar.TypeReg:
			var content []byte
			if content, err = io.ReadAll(reader); err == nil {
				err = root.WriteFile(head.Name, content, 0o600)
			}
		}
		if err != nil {
			return err
		}
	}
}

func git(ctx context.Context, checkout string, arguments ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "git", append([]string{"-C", checkout}, arguments...)...)
	var said bytes.Buffer
	command.Stderr = &said
	answered, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", arguments[0], err, strings.TrimSpace(said.String()))
	}
	return answered, nil
}
