// Command sandbox is the simulated outside world of Kaipiao: tax provider, courier and mailbox, with faults on demand.
// It is for development, demos and tests; everything it issues says that it is not valid. See README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"kaipiao/program"
	"kaipiao/sandbox/baiwang"
	"kaipiao/sandbox/sf"
	"kaipiao/sandbox/world"
	"kaipiao/settings"
	"kaipiao/typeface"
)

// options are how fast the world is; where it is found is in the settings that all processes share.
type options struct {
	IssueDelay    time.Duration `env:"KAIPIAO_SANDBOX_ISSUE_DELAY" default:"300ms" help:"From accepting a request to issuing the invoice."`
	ConfirmWithin time.Duration `env:"KAIPIAO_SANDBOX_CONFIRM_WITHIN" default:"72h" help:"How long a buyer may take to confirm a red-letter form."`
	FormLists     int           `env:"KAIPIAO_SANDBOX_FORM_LISTS_PER_DAY" default:"10000" help:"How often a day Baiwang lists red-letter forms; the vendor: once."`
	DrawnOnce     bool          `env:"KAIPIAO_SANDBOX_DRAWN_ONCE" help:"Draw one file of each format, and give it out for every invoice: to measure others."`
	ParcelStep    time.Duration `env:"KAIPIAO_SANDBOX_PARCEL_STEP" default:"700ms" help:"From one event of a parcel to the next; it is signed for after three."`
}

func main() {
	var chosen options
	program.Parse("sandbox", "The simulated outside world of Kaipiao: tax provider, courier and mailbox.", &chosen)
	program.WritePrivately()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, chosen); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, chosen options) error {
	told, err := settings.Load()
	if err != nil {
		return err
	}
	font, err := typeface.Load(told.Font)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the font %s is missing; run `make deps`, or set KAIPIAO_FONT", told.Font)
	}
	if err != nil {
		return err
	}
	web, err := listen(told.SandboxAddr, "KAIPIAO_SANDBOX_ADDR")
	if err != nil {
		return err
	}
	mail, err := listen(told.SMTPAddr, "KAIPIAO_SMTP_ADDR")
	if err != nil {
		return errors.Join(err, web.Close())
	}
	courierSecret, err := secretOf(told, told.CourierSecret, "courier-secret", "KAIPIAO_COURIER_SECRET")
	if err != nil {
		return errors.Join(err, web.Close(), mail.Close())
	}
	providerSecret, err := secretOf(told, told.ProviderSecret, "provider-secret", "KAIPIAO_PROVIDER_SECRET")
	if err != nil {
		return errors.Join(err, web.Close(), mail.Close())
	}
	outside, err := world.Open(world.Config{
		Directory: filepath.Join(told.RunDir, "sandbox"), Typeface: font, CourierSecret: courierSecret,
		SF:                sf.Config{PushURL: told.SFPushURL(string(courierSecret))},
		ProviderEventsURL: told.ProviderEventsURL, ProviderSecret: providerSecret,
		IssueDelay: chosen.IssueDelay, ConfirmWithin: chosen.ConfirmWithin, ParcelStep: chosen.ParcelStep, DrawnOnce: chosen.DrawnOnce, Now: time.Now,
		Baiwang: baiwang.Settings{FormListsPerDay: chosen.FormLists},
	})
	if err != nil {
		return errors.Join(err, web.Close(), mail.Close())
	}
	fmt.Printf("sandbox: ready at http://%s, mail at %s\n", web.Addr(), mail.Addr())
	return errors.Join(outside.Run(ctx, web, mail), outside.Close())
}

// listen takes a port, or says in one line which variable chooses another.
func listen(address, variable string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use by another process; set %s to a free address", address, variable)
	}
	if err != nil {
		return nil, fmt.Errorf("%s (from %s) cannot be listened on: %w", address, variable, err)
	}
	return listener, nil
}
