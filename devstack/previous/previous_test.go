package previous

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// repository is a checkout of its own, of a program that says which build it is, and which way it was written.
func repository(t *testing.T) (checkout string, write func(name, content string), do func(arguments ...string)) {
	t.Helper()
	checkout = t.TempDir()
	write = func(name, content string) {
		path := filepath.Join(checkout, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	do = func(arguments ...string) {
		command := exec.CommandContext(t.Context(), "git", append([]string{
			"-C", checkout, "-c", "user.name=a", "-c", "user.email=a@example.test", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false",
		}, arguments...)...)
		said, err := command.CombinedOutput()
		require.NoError(t, err, string(said))
	}
	do("init", "-q", "-b", "main")
	write("go.mod", "module kaipiao\n\ngo 1.26\n")
	write("program/program.go", "package program\n\nvar stamped string\n\nfunc Build() string { return stamped }\n")
	write(File, "# before the first release\n"+None+"\n")
	return checkout, write, do
}

const says = `package main

import (
	"fmt"

	"kaipiao/program"
)

func main() { fmt.Print("WAY ", program.Build()) }
`

func run(t *testing.T, program string) string {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), program).Output()
	require.NoError(t, err)
	return string(said)
}

// Before the first release this very source stands for the build before it; after it the tag's source does, as it was, and the file has to name it.
func TestThePreviousBuildIsTheLastRelease(t *testing.T) {
	checkout, write, do := repository(t)
	write("worker/main.go", strings.Replace(says, "WAY", "first", 1))
	write("schema/001.sql", "create table a (n int);\n")
	write("api/docs/assets/README.md", "committed")
	do("add", "-A")
	do("commit", "-q", "-m", "first")
	write("api/docs/assets/swagger.js", "installed")
	into := t.TempDir()
	id, err := Build(t.Context(), checkout, into, "worker")
	require.NoError(t, err)
	require.Equal(t, "first "+id, run(t, filepath.Join(into, "worker")))
	files, err := Files(t.Context(), checkout, "schema")
	require.NoError(t, err)
	require.Empty(t, files)
	// given a release, at whose own commit nothing is before it
	do("tag", "v0.1.0")
	do("tag", "v0.2.0-rc1")
	name, err := Name(t.Context(), checkout)
	require.NoError(t, err)
	require.Equal(t, None, name)
	write("worker/main.go", strings.Replace(says, "WAY", "second", 1))
	write("schema/001.sql", "changed")
	do("commit", "-q", "-a", "-m", "second")
	_, err = Name(t.Context(), checkout)
	require.ErrorContains(t, err, "the last release before this commit is v0.1.0: write that there")
	write(File, "v0.1.0\n")
	into = t.TempDir()
	id, err = Build(t.Context(), checkout, into, "worker")
	require.NoError(t, err)
	require.Equal(t, "v0.1.0", id)
	require.Equal(t, "first v0.1.0", run(t, filepath.Join(into, "worker")))
	require.FileExists(t, filepath.Join(into, "source", "api/docs/assets/swagger.js"), "what is installed, and not committed")
	files, err = Files(t.Context(), checkout, "schema")
	require.NoError(t, err)
	require.Equal(t, map[string]string{"001.sql": "create table a (n int);\n"}, files)
	// and a shallow clone says how to get it
	do("commit", "-q", "-a", "-m", "third")
	shallow := filepath.Join(t.TempDir(), "shallow")
	said, err := exec.CommandContext(t.Context(), "git", "clone", "-q", "--depth", "1", "--no-tags", "file://"+checkout, shallow).CombinedOutput()
	require.NoError(t, err, string(said))
	_, err = Build(t.Context(), shallow, t.TempDir(), "worker")
	require.ErrorContains(t, err, "git fetch --depth 1 origin tag v0.1.0")
	said, err = exec.CommandContext(t.Context(), "git", "-C", shallow, "fetch", "-q", "--depth", "1", "origin", "tag", "v0.1.0").CombinedOutput()
	require.NoError(t, err, string(said))
	id, err = Build(t.Context(), shallow, t.TempDir(), "worker")
	require.NoError(t, err)
	require.Equal(t, "v0.1.0", id)
}

// What cannot be meant is refused; a folder that is no clone is what its file says.
func TestTheFileNamesAReleaseOrNone(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(File)), 0o700))
	for content, expected := range map[string]string{"none\n": None, "# a comment\nv1.2.3\n": "v1.2.3", "main\n": "", "": "", "v1.2.3\nv1.2.4\n": ""} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, File), []byte(content), 0o600))
		name, err := Name(t.Context(), folder)
		if expected == "" {
			require.ErrorContains(t, err, "a release's tag, or none", content)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, expected, name)
	}
}
