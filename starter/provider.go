package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"kaipiao/domain/policy"
	"kaipiao/outside"
	"kaipiao/provider/check"
	"kaipiao/settings"
)

// providerCommand is what is done about the tax providers themselves.
type providerCommand struct {
	Check providerCheckCommand `cmd:"" help:"Try what can be tried with the real credentials, without issuing anything."`
}

// providerCheckCommand tries the providers, or one of them.
type providerCheckCommand struct {
	Name string `arg:"" optional:"" help:"Only the provider of this name."`
}

// checkWithin is how long all that may take.
const checkWithin = time.Minute

var errCheck = errors.New("not everything works")

// Run tries each provider, and prints what works. It fails when something does not.
func (c providerCheckCommand) Run(ctx context.Context) error {
	s, err := settings.Load()
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, checkWithin)
	defer stop()
	register, pool, err := openRegister(ctx, s)
	if err != nil {
		return err
	}
	defer pool.Close()
	p, err := policy.LoadFor(s.Policy, outside.IsSandbox(s))
	if err != nil {
		return err
	}
	directory, err := outside.Directory(s, register.Providers, 0)
	if err != nil {
		return err
	}
	works, tried := true, 0
	for _, one := range directory.All() {
		if c.Name != "" && c.Name != one.Name {
			continue
		}
		tried++
		kind, url := directory.Kind(one.Name)
		fmt.Printf("%s (%s %s)\n", one.Name, kind, url)
		steps := check.Run(ctx, one.Client, p.Seller.TaxpayerID, time.Now())
		if err := printSteps(steps); err != nil {
			return err
		}
		works = works && check.Works(steps)
	}
	switch {
	case tried == 0:
		return fmt.Errorf("there is no provider %q in the file", c.Name)
	case !works:
		return errCheck
	default:
		return nil
	}
}

func printSteps(steps []check.Step) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, step := range steps {
		sign, says := "ok", step.Says.English+" · "+step.Says.Chinese
		switch {
		case step.NotOffered:
			sign, says = "–", "the provider does not tell it · 该平台不提供"
		case step.Failed != nil:
			sign, says = "FAILED", step.Failed.Error()
		}
		_, _ = fmt.Fprintf(table, "  %s\t%s · %s\t%s\n", sign, step.What.English, step.What.Chinese, strings.Join(strings.Fields(says), " "))
	}
	return table.Flush()
}
