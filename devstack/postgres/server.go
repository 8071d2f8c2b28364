package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"kaipiao/devstack/freeport"
)

// Options say where a server keeps its data and how careful it is with it.
type Options struct {
	// Dir is the folder of the data; empty for a new temporary one.
	Dir string
	// Throwaway trades durability for speed and deletes the folder at the end; for tests.
	Throwaway bool
}

// Server is a running private PostgreSQL.
type Server struct {
	url     string
	dir     string
	delete  bool
	command *exec.Cmd
	ended   chan struct{}
	err     error
	log     *bytes.Buffer
}

// startTimeout is how long a server may take to come up; recovering after a crash is the longest case.
const startTimeout = time.Minute

// Start starts a server and waits until it answers. The server ends with this process, however it ends.
func Start(ctx context.Context, options Options) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	who, err := serverOwner()
	if err != nil {
		return nil, err
	}
	dir := options.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "kaipiao-postgres-"); err != nil {
			return nil, fmt.Errorf("make the database's folder: %w", err)
		}
	}
	if err := who.prepare(dir); err != nil {
		return nil, err
	}
	s := &Server{dir: dir, delete: options.Throwaway, ended: make(chan struct{}), log: &bytes.Buffer{}}
	if err := s.initialise(ctx, bin, who); err != nil {
		return nil, err
	}
	if err := s.launch(bin, who, options.Throwaway); err != nil {
		return nil, err
	}
	if err := s.awaitReady(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// URL is where the server's default database is reached.
func (s *Server) URL() string { return s.url }

// PID is the process id of the server.
func (s *Server) PID() int { return s.command.Process.Pid }

// Ended is closed when the server has ended.
func (s *Server) Ended() <-chan struct{} { return s.ended }

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// initialise makes the data on the first start. A first start that was interrupted is begun anew.
func (s *Server) initialise(ctx context.Context, bin string, who owner) error {
	if _, err := os.Stat(filepath.Join(s.data(), "PG_VERSION")); err == nil {
		return nil
	}
	half := s.data() + ".new"
	if err := os.RemoveAll(half); err != nil {
		return fmt.Errorf("clear a half-made database: %w", err)
	}
	command := s.prepareCommand(exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", half, "-U", "kaipiao",
		"-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"), who)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("make the database: %w\n%s", err, output)
	}
	return os.Rename(half, s.data())
}

func (s *Server) prepareCommand(command *exec.Cmd, who owner) *exec.Cmd {
	command.Dir, command.SysProcAttr = s.dir, who.attributes()
	command.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + s.dir, "LC_ALL=C.UTF-8", "TZ=UTC"}
	return command
}

// launch starts the server from a thread of its own that lives on, because the kernel ends the child with the thread that
// started it.
func (s *Server) launch(bin string, who owner, throwaway bool) error {
	port, err := freeport.Find()
	if err != nil {
		return err
	}
	s.url = fmt.Sprintf("postgres://kaipiao@127.0.0.1:%d/postgres?sslmode=disable", port)
	arguments := []string{"-D", s.data(), "-p", strconv.Itoa(port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300"}
	if throwaway {
		arguments = append(arguments, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	s.command = s.prepareCommand(exec.Command(filepath.Join(bin, "postgres"), arguments...), who)
	s.command.Stdout, s.command.Stderr = s.log, s.log
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := s.command.Start()
		started <- err
		if err == nil {
			s.err = s.command.Wait()
			close(s.ended)
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	return nil
}

// awaitReady waits until the server says "ready" in the last line of its pid file.
func (s *Server) awaitReady(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, startTimeout)
	defer stop()
	for {
		content, _ := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
		lines := strings.Split(string(content), "\n")
		if len(lines) > 7 && lines[0] == strconv.Itoa(s.PID()) && strings.TrimSpace(lines[7]) == "ready" {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("PostgreSQL ended while starting: %w\n%s", s.err, s.log)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not come up: %w", ctx.Err())
		case <-time.After(15 * time.Millisecond):
		}
	}
}

// Stop ends the server: at once for throw-away data, which is then deleted; otherwise after the running transactions
// were rolled back and everything was written.
func (s *Server) Stop() error {
	how := syscall.SIGINT
	if s.delete {
		how = syscall.SIGQUIT
	}
	if err := s.command.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	<-s.ended
	if s.delete {
		return os.RemoveAll(s.dir)
	}
	return nil
}
