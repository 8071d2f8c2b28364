// Package systemd holds the units of the programs; its tests ask systemd's own tool what it thinks of them.
package systemd

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// exposure is how much systemd may find open to a unit, in tenths: 0 is nothing, 100 everything.
const exposure = "20"

// machine is a folder that looks like a machine on which a release is installed.
func machine(t *testing.T) (folder string, units []string) {
	t.Helper()
	folder = t.TempDir()
	write := func(path, content string, mode os.FileMode) {
		path = filepath.Join(folder, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), mode))
	}
	for _, program := range []string{"starter", "worker"} {
		write("opt/kaipiao/bin/"+program, "#!/bin/sh\n", 0o755)
		write("opt/releases/kaipiao-0.2.0/bin/"+program, "#!/bin/sh\n", 0o755)
	}
	for _, target := range []string{"sysinit", "basic", "shutdown", "network-online", "multi-user"} { // what a machine's own units are
		write("etc/systemd/system/"+target+".target", "[Unit]\nDescription=it is there\nDefaultDependencies=no\n", 0o644)
	}
	found, err := filepath.Glob("*.service")
	require.NoError(t, err)
	require.Len(t, found, 4)
	for _, unit := range found {
		write("etc/systemd/system/"+unit, read(t, unit), 0o644)
	}
	return folder, found
}

// analyze asks systemd. A machine without it is told by `make deps` to install it.
func analyze(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	tool, err := exec.LookPath("systemd-analyze")
	require.NoError(t, err, "run make deps")
	command := exec.Command(tool, arguments...)
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "SYSTEMD_COLORS=0")
	said, err := command.CombinedOutput()
	return string(said), err
}

// named is a unit by which systemd knows one that it starts: of a template that is one of its builds.
func named(unit string) string { return strings.Replace(unit, "@.", "@0.2.0.", 1) }

// Each unit is understood by systemd in every word, and starts a program that is in the release.
func TestSystemdUnderstandsEveryUnit(t *testing.T) {
	folder, units := machine(t)
	for i, unit := range units {
		units[i] = named(unit)
	}
	said, err := analyze(t, append([]string{"verify", "--man=no", "--root=" + folder}, units...)...)
	require.NoError(t, err, said)
	require.Empty(t, said)
}

// S6: a program that somebody has got hold of can do little to its machine; systemd itself counts how little.
func TestS6TheUnitsAreClosed(t *testing.T) {
	folder, units := machine(t)
	for _, unit := range units {
		said, err := analyze(t, "security", "--offline=true", "--no-pager", "--threshold="+exposure, "--root="+folder, named(unit))
		require.NoError(t, err, said)
		require.Contains(t, said, "Overall exposure level for "+named(unit))
	}
}

// What the examples set is a setting that there is, and no secret stands in them.
func TestTheExamplesSetWhatIsRead(t *testing.T) {
	known := read(t, filepath.Join("..", "..", "settings", "settings.go"))
	examples, err := filepath.Glob("*.env.example")
	require.NoError(t, err)
	require.Len(t, examples, 4)
	set := map[string]string{}
	for _, example := range examples {
		for line := range strings.Lines(read(t, example)) {
			name, value, found := strings.Cut(strings.TrimSpace(line), "=")
			if !found || strings.HasPrefix(name, "#") {
				continue
			}
			set[name] = value
			if strings.HasPrefix(name, "KAIPIAO_") {
				require.Contains(t, known, "`env:\""+name+"\"", "%s sets %s", example, name)
			}
			require.NotRegexp(t, `postgres://[^@/]*:[^@/]*@`, value, "%s has a password", example)
			require.NotRegexp(t, `(SECRET|PASSWORD|TOKEN|API_KEY)$`, name, "%s has a secret", example)
		}
	}
	// the units find what the examples name, and who reads it is its owner
	require.Equal(t, "false", set["KAIPIAO_TEMPORAL_EMBEDDED"])
	folders := read(t, "tmpfiles.conf")
	for name, value := range set {
		if folder := filepath.Dir(value); strings.HasPrefix(folder, "/etc/kaipiao/") {
			require.Regexp(t, regexp.MustCompile(`(?m)^d `+regexp.QuoteMeta(folder)+`\s+0700 kaipiao kaipiao -$`), folders, name)
		}
	}
}

// What a unit loads as a credential is in the folder that root alone reads.
func TestS6CredentialsAreRootsAlone(t *testing.T) {
	require.Regexp(t, `(?m)^d /etc/kaipiao/credentials\s+0700 root\s+root\s+-$`, read(t, "tmpfiles.conf"))
	_, units := machine(t)
	for _, unit := range units {
		loaded := regexp.MustCompile(`(?m)^LoadCredential=[a-z-]+:(.*)$`).FindAllStringSubmatch(read(t, unit), -1)
		require.NotEmpty(t, loaded, unit)
		for _, one := range loaded {
			require.Equal(t, "/etc/kaipiao/credentials", filepath.Dir(one[1]), unit)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
