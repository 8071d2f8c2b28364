// Command starter serves the API and hands accepted work to Temporal; its other commands make tokens, import bills, and
// bring the database up to date.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"kaipiao/program"
)

// commands are what starter can do.
type commands struct {
	Serve   serveCommand   `cmd:"" help:"Serve the API and start the workflows of what it accepts."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to date."`
	Token   tokenCommand   `cmd:"" help:"Print a token of the embedded stack's local issuer."`
	Import  importCommand  `cmd:"" help:"Import cloud bills."`
	Demo    demoCommand    `cmd:"" help:"Push a sample month through the running stack."`
	Audit   auditCommand   `cmd:"" help:"Check that the books are right."`

	Database     databaseCommand  `cmd:"" help:"Give the register its database."`
	SignIn       signInCommand    `cmd:"" help:"Sign in at the OpenID Connect issuer, and print the access token."`
	TokenKeys    tokenKeysCommand `cmd:"" help:"The keys of the embedded stack's local issuer: see them, add one, retire one."`
	TemporalKeys keysCommand      `cmd:"" help:"Change the keys with which everything is encrypted that Temporal keeps."`

	Months   monthsCommand   `cmd:"" help:"What is kept by month, how large it is, and what is going to be forgotten."`
	Sessions sessionsCommand `cmd:"" help:"Who is signed in with a browser: see them, send somebody away."`

	Provider providerCommand `cmd:"" help:"The tax providers: whether they can be reached."`

	Release releaseCommand `cmd:"" help:"Which build of the workers goes on with what, where they have versions."`

	OpenAPI openAPICommand `cmd:"" name:"openapi" help:"Print the OpenAPI document of the API."`

	Restored restoredCommand `cmd:"" help:"Say that the database was restored to an earlier state, and mend what follows from it."`
}

func main() {
	var c commands
	parsed := program.Parse("starter", "Kaipiao: the invoice back office of cloud and SaaS vendors in China.", &c)
	program.WritePrivately()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "starter:", err)
		os.Exit(1)
	}
}
