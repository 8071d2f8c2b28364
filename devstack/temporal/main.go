// Command temporal is a Temporal server with its Web UI in one process, on a SQLite file, or on a Postgres: for development, demos and
// tests on one machine. It lives in a module of its own, because the server needs other versions of libraries than the
// product does. Deployments use a Temporal cluster instead.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"go.temporal.io/server/common/headers"
)

func main() {
	var c struct {
		DB        string           `help:"SQLite file; empty keeps everything in memory."`
		Postgres  string           `env:"KAIPIAO_TEMPORAL_POSTGRES" help:"Keep everything in this Postgres database, and in the one of its name with _visibility, instead of the file."`
		Namespace string           `default:"default" help:"Namespace to create."`
		Addr      string           `default:"127.0.0.1:7233" help:"Address of the frontend."`
		UIAddr    string           `default:"127.0.0.1:8233" help:"Address of the Web UI."`
		Codec     string           `help:"Where the Web UI has payloads decrypted, such as http://127.0.0.1:8234; empty for nowhere."`
		Dump      bool             `help:"Write every text and blob of the database, and start nothing: for tests that search it."`
		Version   kong.VersionFlag `help:"Print the version, and start nothing."`
	}
	kong.Parse(&c, kong.Name("temporal"), kong.Description("A Temporal server with its Web UI in one process, for one machine."), kong.UsageOnError(),
		kong.Vars{"version": "temporal " + headers.ServerVersion})
	syscall.Umask(0o077) // what it keeps is its owner's alone
	o := options{database: c.DB, postgres: c.Postgres, namespace: c.Namespace, address: c.Addr, uiAddress: c.UIAddr, codec: c.Codec}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	work := func() error { return run(ctx, o) }
	if c.Dump {
		work = func() error { return dump(ctx, c.DB, os.Stdout) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "temporal:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if err := free(o.address, "KAIPIAO_TEMPORAL_ADDR"); err != nil {
		return err
	}
	if err := free(o.uiAddress, "KAIPIAO_TEMPORAL_UI_ADDR"); err != nil {
		return err
	}
	server, err := startServer(o)
	if err != nil {
		return err
	}
	ui, err := startUI(o)
	if err != nil {
		return errors.Join(err, server.Stop())
	}
	fmt.Printf("temporal ready: frontend %s, Web UI http://%s\n", o.address, o.uiAddress)
	<-ctx.Done()
	ui.Stop()
	return server.Stop()
}

// free reports in one sentence when an address is in use.
func free(address, variable string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("%s cannot be used (%s moves it): %w", address, variable, err)
	}
	return listener.Close()
}
