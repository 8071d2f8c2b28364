package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"kaipiao/devstack/freeport"
	"kaipiao/devstack/process"
)

// Options say where a server keeps its data and how careful it is with it.
type Options struct {
	// Dir is the folder of the data; empty for a new temporary one.
	Dir string
	// Throwaway trades durability for speed and deletes the folder at the end; for tests.
	Throwaway bool
	// News keeps the server running: it takes one line whenever the server died and was started again, on the same port. Nil lets a
	// server that died be.
	News io.Writer
	// Follows is the server that this one follows, as a streaming replica that is only read.
	Follows *Server
	// Certificate and Key, in PEM, have the server speak TLS, too.
	Certificate, Key []byte
}

// Superuser is the administrator of a server, with whom its database is made and nothing else is done.
const Superuser = "postgres"

// ErrOldData says that the data was made when the server let everybody in.
var ErrOldData = errors.New("the database in this run directory was made by an earlier version, without passwords; " +
	"`make clean` forgets it, or choose another KAIPIAO_RUN_DIR")

// Server is a running private PostgreSQL.
type Server struct {
	password string
	tls      bool

	dir    string
	delete bool
	bin    string
	who    owner
	port   int
	log    *lockedBuffer
	// ended is closed when the server has ended, and is not started again.
	ended chan struct{}

	mutex    sync.Mutex
	life     *life
	stopping bool
}

// life is one run of the server's process.
type life struct {
	command *exec.Cmd
	started time.Time
	ended   chan struct{}
	err     error
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
		if dir, err = throwawayFolder(); err != nil {
			return nil, fmt.Errorf("make the database's folder: %w", err)
		}
	}
	if err := who.prepare(dir); err != nil {
		return nil, err
	}
	port, err := freeport.Find()
	if err != nil {
		return nil, err
	}
	s := &Server{
		tls: options.Certificate != nil,
		dir: dir, delete: options.Throwaway, bin: bin, who: who, port: port, log: &lockedBuffer{}, ended: make(chan struct{}),
	}
	if err := s.fill(ctx, options.Follows); err != nil {
		return nil, err
	}
	if s.tls {
		if err := errors.Join(who.write(s.file("server.crt"), options.Certificate), who.write(s.file("server.key"), options.Key)); err != nil {
			return nil, err
		}
	}
	if s.life, err = s.launch(); err != nil {
		return nil, err
	}
	ready := s.awaitReady(ctx)
	if ready != nil {
		options.News = nil
	}
	go s.keep(options.News)
	if ready != nil {
		return nil, errors.Join(ready, s.Stop())
	}
	return s, nil
}

// URL is where the server's default database is reached by its superuser.
func (s *Server) URL() string { return s.As(Superuser, s.password, "postgres") }

// As is where a database of the server is reached by somebody.
func (s *Server) As(user, password, database string) string {
	return (&url.URL{
		Scheme: "postgres", User: url.UserPassword(user, password), Host: fmt.Sprintf("127.0.0.1:%d", s.port), Path: "/" + database, RawQuery: "sslmode=disable",
	}).String()
}

// Bin is the folder of the server's programs.
func (s *Server) Bin() string { return s.bin }

// PID is the process id that the server has now.
func (s *Server) PID() int { return s.present().command.Process.Pid }

func (s *Server) present() *life {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.life
}

// Ended is closed when the server has ended, and is not started again.
func (s *Server) Ended() <-chan struct{} { return s.ended }

func (s *Server) data() string { return s.file("data") }

func (s *Server) file(name string) string { return filepath.Join(s.dir, name) }

// initialise makes the data on the first start, with a password without which nobody comes in, not even on this machine. A first start that was
// interrupted is begun anew.
func (s *Server) initialise(ctx context.Context) error {
	remembered := s.file("superuser-password")
	known, err := os.ReadFile(remembered)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("read the database's password: %w", err)
	}
	s.password = strings.TrimSpace(string(known))
	if _, err := os.Stat(filepath.Join(s.data(), "PG_VERSION")); err == nil {
		if s.password == "" {
			return ErrOldData
		}
		return nil
	}
	s.password = rand.Text() + rand.Text()
	if err := s.who.write(remembered, []byte(s.password+"\n")); err != nil {
		return err
	}
	half := s.data() + ".new"
	if err := os.RemoveAll(half); err != nil {
		return fmt.Errorf("clear a half-made database: %w", err)
	}
	command := s.prepareCommand(exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", half, "-U", Superuser,
		"-A", "scram-sha-256", "--pwfile", remembered, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"))
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("make the database: %w\n%s", err, output)
	}
	return os.Rename(half, s.data())
}

func (s *Server) prepareCommand(command *exec.Cmd) *exec.Cmd {
	command.Dir, command.SysProcAttr = s.dir, s.who.attributes()
	command.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + s.dir, "LC_ALL=C.UTF-8", "TZ=UTC"}
	return command
}

// launch starts the server, which dies with us. A life has ended when the last of the server's processes is gone.
func (s *Server) launch() (*life, error) {
	arguments := []string{"-D", s.data(), "-p", strconv.Itoa(s.port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300"}
	if s.tls {
		arguments = append(arguments, "-c", "ssl=on", "-c", "ssl_cert_file="+s.file("server.crt"), "-c", "ssl_key_file="+s.file("server.key"))
	}
	if s.delete {
		arguments = append(arguments, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	l := &life{started: time.Now(), ended: make(chan struct{})}
	l.command = s.prepareCommand(exec.Command(filepath.Join(s.bin, "postgres"), arguments...))
	l.command.Stdout, l.command.Stderr = s.log, s.log
	err := process.Launch(l.command, func(err error) {
		l.err = err
		close(l.ended)
	})
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return l, nil
}

// answering is what a server calls itself that answers; one that follows another is a standby.
var answering = []string{"ready", "standby"}

// awaitReady waits until the server says so in the last line of its pid file.
func (s *Server) awaitReady(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, startTimeout)
	defer stop()
	l := s.present()
	for {
		content, _ := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
		lines := strings.Split(string(content), "\n")
		if len(lines) > 7 && lines[0] == strconv.Itoa(s.PID()) && slices.Contains(answering, strings.TrimSpace(lines[7])) {
			return nil
		}
		select {
		case <-l.ended:
			return fmt.Errorf("PostgreSQL ended while starting: %w\n%s", l.err, s.log)
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
	s.mutex.Lock()
	s.stopping = true
	command := s.life.command
	s.mutex.Unlock()
	if err := command.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	<-s.ended
	if s.delete {
		return os.RemoveAll(s.dir)
	}
	return nil
}
