package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"kaipiao/encryption"
)

// composed is what is looked at in docker-compose.yml.
type composed struct {
	Services map[string]struct {
		Image       string            `yaml:"image"`
		Restart     string            `yaml:"restart"`
		Profiles    []string          `yaml:"profiles"`
		Environment map[string]string `yaml:"environment"`
		Ports       []string          `yaml:"ports"`
		Healthcheck map[string]any    `yaml:"healthcheck"`
		Secrets     []yaml.Node       `yaml:"secrets"`
	} `yaml:"services"`
	Secrets map[string]struct {
		File string `yaml:"file"`
	} `yaml:"secrets"`
}

func compose(t *testing.T) composed {
	t.Helper()
	content, err := os.ReadFile("../docker-compose.yml")
	require.NoError(t, err)
	var read composed
	require.NoError(t, yaml.Unmarshal(content, &read))
	return read
}

// S5: no password stands in the compose file; what is secret is a file that deploy/secrets makes, or has to be said.
func TestS5TheComposeFileHasNoPassword(t *testing.T) {
	secret := regexp.MustCompile(`(?i)password|pwd|secret`)
	for name, service := range compose(t).Services {
		for variable, value := range service.Environment {
			said := strings.Contains(value, ":?") || strings.HasPrefix(strings.TrimPrefix(value, "@"), "/run/secrets/")
			require.True(t, !secret.MatchString(variable) || said, "%s: %s has a value of its own", name, variable)
			require.NotRegexp(t, `postgres://[^@/]*:[^@/]*@`, value, "%s: %s has a password in it", name, variable)
		}
		for _, port := range service.Ports {
			require.True(t, strings.HasPrefix(port, "127.0.0.1:"), "%s opens %s to everybody", name, port)
		}
	}
}

// Everything that goes on has a health check, the sandbox runs for nobody who does not ask for it, and the versions are those that are tested.
func TestTheComposeFileRunsWhatIsTested(t *testing.T) {
	tested, err := os.ReadFile("../devstack/temporal/go.mod")
	require.NoError(t, err)
	version := func(module string) string {
		found := regexp.MustCompile(regexp.QuoteMeta(module) + ` v(\S+)`).FindSubmatch(tested)
		require.NotNil(t, found, module)
		return string(found[1])
	}
	images := map[string]string{
		"temporal": "temporalio/server:" + version("go.temporal.io/server"), "temporal-schema": "temporalio/admin-tools:" + version("go.temporal.io/server"),
		"temporal-namespace": "temporalio/admin-tools:" + version("go.temporal.io/server"),
		"temporal-ui":        "temporalio/ui:" + version("github.com/temporalio/ui-server/v2"),
	}
	for name, service := range compose(t).Services {
		require.True(t, service.Restart == "no" || service.Healthcheck["test"] != nil, "%s has no health check", name)
		require.Equal(t, name == "sandbox", slices.Contains(service.Profiles, "sandbox"), name)
		if image, pinned := images[name]; pinned {
			require.Equal(t, image, service.Image)
		}
	}
}

// deploy/secrets makes everything that the compose file mounts, for its owner alone, and leaves it as it is when it is run again.
func TestS6SecretsAreMadeOnceAndForTheirOwner(t *testing.T) {
	checkout := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(checkout, "deploy"), 0o700))
	script, err := os.ReadFile("../deploy/secrets")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(checkout, "deploy", "secrets"), script, 0o700))
	made := func() map[string]string {
		output, err := exec.Command(filepath.Join(checkout, "deploy", "secrets")).CombinedOutput()
		require.NoError(t, err, string(output))
		require.Empty(t, output)
		contents := map[string]string{}
		for _, secret := range compose(t).Secrets {
			path := filepath.Join(checkout, secret.File)
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), secret.File)
			require.GreaterOrEqual(t, len(content), 64, secret.File)
			contents[secret.File] = string(content)
		}
		return contents
	}
	first := made()
	require.Equal(t, first, made())
	require.NotEqual(t, first["secrets/courier-secret"], first["secrets/provider-secret"])
	keys, err := encryption.ReadFile(filepath.Join(checkout, "secrets", "temporal", "keys"))
	require.NoError(t, err)
	require.Len(t, keys, 1)
	settings, err := os.ReadFile(filepath.Join(checkout, ".env"))
	require.NoError(t, err)
	require.Regexp(t, `(?m)^KAIPIAO_USER=\d+:\d+\nKAIPIAO_TEMPORAL_DATABASE_PASSWORD=[0-9a-f]{64}$`, string(settings))
}
