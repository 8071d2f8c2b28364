// Command signin is the OpenID Connect provider of the embedded stack. It has no passwords and serves this machine alone; deployments have an issuer of
// their own. SIGHUP makes a new signing key.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"kaipiao/api/server"
	"kaipiao/devstack/signin/openid"
	"kaipiao/program"
	"kaipiao/settings"
)

func main() {
	var none struct{}
	program.Parse("signin", "The OpenID Connect provider of the embedded stack.", &none)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "signin:", err)
		os.Exit(1)
	}
}

// headTimeout is how long a caller may take to send a request's head.
const headTimeout = 5 * time.Second

func run(ctx context.Context) error {
	told, err := settings.Load()
	if err != nil {
		return err
	}
	if !told.InStack {
		return errors.New("this is a part of the embedded stack, which `make run` starts; elsewhere name your issuers in KAIPIAO_ISSUERS")
	}
	if err := openid.CheckAddress(told.SigninAddr); err != nil {
		return err
	}
	secret, err := os.ReadFile(filepath.Join(told.SigninDir(), openid.SecretFile))
	if err != nil {
		return fmt.Errorf("read the secret of the service client: %w", err)
	}
	served, err := openid.New(openid.Options{
		Issuer: told.SigninURL(), Audience: openid.Audience, Dir: told.SigninDir(), People: openid.People(), Claims: openid.StackClaims,
		ServiceSecret: strings.TrimSpace(string(secret)), Now: time.Now,
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", told.SigninAddr)
	if err != nil {
		return fmt.Errorf("%s (KAIPIAO_SIGNIN_ADDR) cannot be listened on: %w", told.SigninAddr, err)
	}
	rotateWhenTold(ctx, served)
	fmt.Printf("signin: ready at %s\n", told.SigninURL())
	return serve(ctx, listener, served)
}

// rotateWhenTold makes a new key on SIGHUP, as programs that keep something open are told to renew it.
func rotateWhenTold(ctx context.Context, served *openid.Provider) {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-told:
				if err := served.Rotate(); err != nil {
					fmt.Fprintln(os.Stderr, "signin: no new key:", err)
				}
			}
		}
	}()
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	return server.Until(ctx, &http.Server{Handler: handler, ReadHeaderTimeout: headTimeout}, listener)
}
