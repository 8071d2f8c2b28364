package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres"
	"kaipiao/schema"
)

// has is what programs find in a database, and what they may do there: columns and functions, and the rights to them.
const has = `
	select format('column %s.%s', table_name, column_name) from information_schema.columns where table_schema = 'public'
	union all select format('%s may %s %s.%s', grantee, lower(privilege_type), table_name, column_name) from information_schema.column_privileges
		where table_schema = 'public' and grantee like 'kaipiao\_%' and grantee <> 'kaipiao_owner'
	union all select format('%s may delete from %s', grantee, table_name) from information_schema.table_privileges
		where table_schema = 'public' and privilege_type = 'DELETE' and grantee like 'kaipiao\_%' and grantee <> 'kaipiao_owner'
	union all select format('%s may call %s', r.rolname, p.oid::regprocedure) from pg_proc p, pg_roles r
		where p.pronamespace = 'public'::regnamespace and r.rolname like 'kaipiao\_%' and r.rolname <> 'kaipiao_owner'
		and p.prorettype <> 'trigger'::regtype and has_function_privilege(r.oid, p.oid, 'execute')
	order by 1`

// What the previous build's migrations and rights give its programs is there after this build's: nothing is taken from them, but by a migration that says
// that it contracts, and names it.
func TestThePreviousBuildFindsEverythingInADatabaseOfThisOne(t *testing.T) {
	t.Parallel()
	built, err := previousBuild()
	require.NoError(t, err)
	require.NoError(t, postgres.Install(t.Context()))
	server, err := postgres.Start(t.Context(), postgres.Options{Throwaway: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop()) })
	admin, err := pgx.Connect(t.Context(), server.URL())
	require.NoError(t, err)
	defer admin.Close(t.Context())
	setup := schema.Setup{Database: "kaipiao", Passwords: map[schema.Role]string{}}
	for _, role := range schema.Roles() {
		setup.Passwords[role] = "the-secret-of-" + string(role)
	}
	require.NoError(t, setup.Apply(t.Context(), admin))
	owned := server.As(string(schema.Owner), setup.Passwords[schema.Owner], "kaipiao")
	owner, err := pgx.Connect(t.Context(), owned)
	require.NoError(t, err)
	defer owner.Close(t.Context())
	migrated := func(starter string) (found []string) {
		t.Helper()
		migrate := exec.CommandContext(t.Context(), starter, "migrate")
		migrate.Dir = t.TempDir() // no stack
		migrate.Env = []string{"KAIPIAO_DATABASE_OWNER_URL=" + owned}
		said, err := migrate.CombinedOutput()
		require.NoError(t, err, string(said))
		rows, err := owner.Query(t.Context(), has)
		require.NoError(t, err)
		found, err = pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return found
	}
	this, err := filepath.Abs(filepath.Join(root, ".build/bin/starter"))
	require.NoError(t, err)
	before, after := migrated(filepath.Join(built.folder, "starter")), migrated(this)
	require.Greater(t, len(before), 1000)
	contracting := contractions(t)
	for _, one := range before {
		if !slices.Contains(after, one) {
			names := regexp.MustCompile(`\w+`).FindAllString(one, -1)
			require.Contains(t, contracting, names[len(names)-1], "it is gone, and no migration that contracts names it: %s", one)
		}
	}
	require.Equal(t, after, migrated(filepath.Join(built.folder, "starter")),
		"the previous build's migrate changes nothing; other rights need a migration, too, so that it leaves them alone")
}

// contractions are the texts of the migrations that contract.
func contractions(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "schema/migrations/*.sql"))
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		_, contracts, err := schema.Contracts(string(content))
		require.NoError(t, err)
		if contracts {
			all.Write(content)
		}
	}
	return all.String()
}
