package stack

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"kaipiao/devstack/process"
)

func (s *Stack) startTemporal(ctx context.Context) error {
	if !s.settings.TemporalEmbedded {
		return nil
	}
	postgres, err := s.temporalURL(ctx)
	if err != nil {
		return err
	}
	temporal, err := s.child("temporal", "--db", filepath.Join(s.settings.RunDir, "temporal.db"), "--namespace", s.settings.TemporalNamespace,
		"--addr", s.settings.TemporalAddr, "--ui-addr", s.settings.TemporalUIAddr, "--codec", s.codecEndpoint())
	if err != nil {
		return err
	}
	temporal.Environment = append(temporal.Environment, "KAIPIAO_TEMPORAL_POSTGRES="+postgres)
	temporal.Show = nil // a server's own talk; it is in its log
	temporal.Ready = listens(s.settings.TemporalAddr)
	return s.keep(ctx, temporal)
}

func (s *Stack) startProcesses(ctx context.Context) error {
	for _, part := range []struct {
		name, argument string
		ready          func(context.Context) error
	}{
		{"sandbox", "", answers("http://" + s.settings.SandboxAddr + "/healthz")},
		{"signin", "", answers(s.settings.SigninURL() + "/healthz")},
		{"worker", "", nil},
		{"starter", "serve", answers("http://" + s.settings.HTTPAddr + "/readyz")},
	} {
		if (s.Quiet && part.name != "sandbox") || (part.name == "signin" && !s.ownSignin()) {
			continue
		}
		var arguments []string
		if part.argument != "" {
			arguments = []string{part.argument}
		}
		child, err := s.child(part.name, arguments...)
		if err != nil {
			return err
		}
		child.Ready = part.ready
		if err := s.keep(ctx, child); err != nil {
			return err
		}
	}
	if !s.Quiet && !s.Silent {
		s.announce()
	}
	return nil
}

// child prepares one of our programs, with its log.
func (s *Stack) child(name string, arguments ...string) (process.Child, error) {
	title := name
	if len(arguments) > 0 && name == "starter" {
		title = name + "-" + arguments[0]
	}
	environment, err := s.environment(name)
	if err != nil {
		return process.Child{}, err
	}
	log, err := os.OpenFile(s.logFile(title), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err == nil {
		err = log.Chmod(0o600) // it may be there from before
	}
	if err != nil {
		return process.Child{}, fmt.Errorf("open the log of %s: %w", name, err)
	}
	s.logs = append(s.logs, log)
	return process.Child{Name: name, Path: Binary(name), Arguments: arguments, Environment: environment, Log: log, Show: s.Show}, nil
}

func (s *Stack) logFile(title string) string {
	return filepath.Join(s.settings.RunDir, "logs", title+".log")
}

func (s *Stack) keep(ctx context.Context, child process.Child) error {
	if err := s.supervisor.Keep(ctx, child); err != nil {
		return fmt.Errorf("%w; see the logs in %s", err, filepath.Join(s.settings.RunDir, "logs"))
	}
	return nil
}

// listens is ready when somebody accepts connections.
func listens(address string) func(context.Context) error {
	return func(ctx context.Context) error {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", address)
		if err != nil {
			return err
		}
		return conn.Close()
	}
}

// answers is ready when a GET is answered with 200.
func answers(url string) func(context.Context) error {
	return func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("%s answers %s", url, response.Status)
		}
		return nil
	}
}
