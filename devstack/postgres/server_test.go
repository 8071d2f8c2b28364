package postgres_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres"
)

func connect(t *testing.T, server *postgres.Server) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), server.URL())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func TestDataSurvivesAStopAndAKill(t *testing.T) {
	require.NoError(t, postgres.Install(t.Context()))
	// a folder that the server's user can reach, with a space in its name
	runDir := filepath.Join(t.TempDir(), "a run")
	require.NoError(t, os.Mkdir(runDir, 0o755))
	dir, err := postgres.Home(runDir)
	require.NoError(t, err)
	server, err := postgres.Start(t.Context(), postgres.Options{Dir: dir})
	require.NoError(t, err)
	_, err = connect(t, server).Exec(t.Context(), "create table kept (n int); insert into kept values (1)")
	require.NoError(t, err)
	require.NoError(t, server.Stop())
	// when it is started again, and then killed without a chance to write anything
	server, err = postgres.Start(t.Context(), postgres.Options{Dir: dir})
	require.NoError(t, err)
	_, err = connect(t, server).Exec(t.Context(), "insert into kept values (2)")
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(server.PID(), syscall.SIGKILL))
	<-server.Ended()
	// then the third start finds both rows
	server, err = postgres.Start(t.Context(), postgres.Options{Dir: dir, Throwaway: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, server.Stop()) }()
	var rows int
	require.NoError(t, connect(t, server).QueryRow(t.Context(), "select count(*) from kept").Scan(&rows))
	require.Equal(t, 2, rows)
}

// A server that is to be kept running and dies comes back on its port with what was written, and a stop leaves none behind.
func TestAServerThatDiesIsStartedAgain(t *testing.T) {
	require.NoError(t, postgres.Install(t.Context()))
	news := make(news, 10)
	dir, err := postgres.Home(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	server, err := postgres.Start(t.Context(), postgres.Options{Dir: dir, News: news})
	require.NoError(t, err)
	_, err = connect(t, server).Exec(t.Context(), "create table kept (n int); insert into kept values (1)")
	require.NoError(t, err)
	first := server.PID()
	require.NoError(t, syscall.Kill(first, syscall.SIGKILL))
	require.Equal(t, "postgres ended (signal: killed); starting it again\n", <-news)
	require.Eventually(t, func() bool {
		conn, err := pgx.Connect(t.Context(), server.URL())
		if err != nil {
			return false
		}
		defer conn.Close(t.Context())
		var rows int
		require.NoError(t, conn.QueryRow(t.Context(), "select count(*) from kept").Scan(&rows))
		return rows == 1
	}, 30*time.Second, 50*time.Millisecond)
	second := server.PID()
	require.NotEqual(t, first, second)
	require.NoError(t, server.Stop())
	<-server.Ended()
	require.ErrorIs(t, syscall.Kill(second, 0), syscall.ESRCH)
}

// news are the lines that a server says about itself.
type news chan string

func (n news) Write(line []byte) (int, error) {
	n <- string(line)
	return len(line), nil
}

// A run directory that was deleted and made anew at the same place does not come back with the old data: its files are gone.
func TestANewRunDirectoryAtTheSamePlaceHasItsOwnData(t *testing.T) {
	runDir := filepath.Join(t.TempDir(), "run")
	home := func() string {
		require.NoError(t, os.MkdirAll(runDir, 0o755))
		found, err := postgres.Home(runDir)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, os.RemoveAll(found)) })
		return found
	}
	first := home()
	require.NoError(t, os.MkdirAll(filepath.Join(first, "data"), 0o700))
	require.Equal(t, first, home(), "the same run directory finds its data again")
	require.NoError(t, os.RemoveAll(runDir))
	require.NoDirExists(t, filepath.Join(home(), "data"))
}

func TestAMissingServerIsOneClearSentence(t *testing.T) {
	t.Setenv("PG_BINDIR", t.TempDir())
	_, err := postgres.Start(t.Context(), postgres.Options{Throwaway: true})
	require.ErrorIs(t, err, postgres.ErrNoServer)
}
