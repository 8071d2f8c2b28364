package schema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/previous"
	"kaipiao/schema"
)

// faults are what is wrong with the migrations of this build, whose files have these contents, beside those of the release before it. Before the first
// release there are none to be beside, and every one may change.
func faults(released, now map[string]string) (found []string) {
	for name, content := range released {
		if now[name] != content {
			found = append(found, name+" is released, and was changed")
		}
	}
	if len(released) == 0 {
		return nil
	}
	for name, content := range now {
		if _, is := released[name]; is {
			continue
		}
		oldest, contracts, err := schema.Contracts(content)
		taken := schema.Takes(content)
		switch {
		case err != nil:
			found = append(found, fmt.Sprintf("%s: %s", name, err))
		case !contracts && len(taken) > 0:
			found = append(found, fmt.Sprintf("%s takes away what the release before may use, and has no mark `-- contracts: N`: %s", name, strings.Join(taken, ", ")))
		case contracts && oldest > len(released):
			found = append(found, fmt.Sprintf("%s leaves no build of the release before, which knows %d: contract in a later release than that which expands", name,
				len(released)))
		}
	}
	slices.Sort(found)
	return found
}

// A released migration stays as it is. A new one expands, so that the release before goes on beside it, or says that it contracts; and then the release
// before is still one that goes on.
func TestEveryMigrationIsOneThatTheReleaseBeforeSurvives(t *testing.T) {
	released, err := previous.Files(t.Context(), "..", "schema/migrations")
	require.NoError(t, err)
	now := map[string]string{}
	found, err := filepath.Glob("migrations/*.sql")
	require.NoError(t, err)
	for _, path := range found {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		now[filepath.Base(path)] = string(content)
	}
	require.Len(t, now, schema.Known)
	require.Empty(t, faults(released, now))
}

func TestWhatIsWrongWithMigrationsIsFound(t *testing.T) {
	released := map[string]string{"001_a.sql": "create table a (n int, m int);", "002_b.sql": "create table b (n int);"}
	with := func(name, content string) map[string]string {
		return map[string]string{"001_a.sql": released["001_a.sql"], "002_b.sql": released["002_b.sql"], name: content}
	}
	for content, expected := range map[string]string{
		"alter table a add column o int;":                       "",
		"alter table a drop column m;\n-- contracts: 2":         "",
		"alter table a drop column m;\n-- contracts: 1":         "",
		"alter table a drop column m;":                          "has no mark",
		"alter table a drop column m;\n-- contracts: 3":         "leaves no build of the release before",
		"alter table a drop column m;\n-- contracts: the first": "write one line",
	} {
		wrong := strings.Join(faults(released, with("003_c.sql", content)), "\n")
		require.Equal(t, expected == "", wrong == "", content)
		require.Contains(t, wrong, expected, content)
	}
	require.Contains(t, faults(released, with("001_a.sql", "create table a (n bigint);"))[0], "was changed")
	require.Empty(t, faults(nil, with("003_c.sql", "drop table a;")), "nothing is released yet")
}
