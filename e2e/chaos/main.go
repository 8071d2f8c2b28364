// Command chaos runs the whole stack as real processes, injects faults drawn from a seed while customers go through their
// stories, lifts them, and checks that nothing was lost, doubled, miscounted or stranded. See docs/reliability.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"kaipiao/e2e/chaos/drive"
	"kaipiao/e2e/chaos/plan"
	"kaipiao/e2e/chaos/wires"
	"kaipiao/program"
)

type options struct {
	Seed    uint64        `env:"SEED" help:"What the plan is drawn from; by default another one each time."`
	For     time.Duration `env:"FOR" default:"2m" help:"How long faults are injected."`
	Faults  []string      `env:"FAULTS" default:"kills,provider,network,buttons" enum:"kills,provider,network,buttons" help:"Families of faults: ${enum}."`
	Buttons string        `env:"BUTTONS" default:"on" enum:"on,off" help:"off leaves the buttons of the Temporal Web UI out."`
	Settle  time.Duration `env:"SETTLE" default:"8m" help:"How long everything may take to come to its end after the last fault."`
	// Who issues and who carries: the settings of the stack, which reads them itself.
	Provider string `env:"KAIPIAO_PROVIDER" default:"aggregator" enum:"aggregator,nuonuo,baiwang" help:"The tax provider that the sandbox plays: ${enum}."`
	Courier  string `env:"KAIPIAO_COURIER" default:"carrier" enum:"carrier,sf" help:"The courier that the sandbox plays: ${enum}."`
	RunDir   string `env:"KAIPIAO_RUN_DIR" default:".run/chaos" help:"The run's own directory; what an earlier run left there is deleted."`
	Plan     bool   `help:"Print the plan and do nothing."`
}

// families are the chosen ones, in their own order.
func (o options) families() []plan.Family {
	return slices.DeleteFunc(plan.Families(), func(f plan.Family) bool {
		return !slices.Contains(o.Faults, string(f)) || (f == plan.Buttons && o.Buttons == "off")
	})
}

func main() {
	var o options
	program.Parse("chaos", "Breaks everything that can break, and looks whether anything is lost.", &o)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := o.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

func (o options) run(ctx context.Context) error {
	if o.Seed == 0 {
		o.Seed = uint64(time.Now().UnixNano()) % 1_000_000
	}
	p := plan.Make(plan.Options{
		Seed: o.Seed, For: o.For, Families: o.families(), Kinds: plan.Kinds(o.Provider), Links: wires.Links(o.Provider), Stories: drive.Kinds(),
	})
	fmt.Printf("chaos: seed %d, %s, %v, over %s and %s: %d faults, %d customers\n",
		p.Seed, p.For, p.Families, o.Provider, o.Courier, len(p.Faults), len(p.Stories))
	if o.Plan {
		for _, fault := range p.Faults {
			fmt.Printf("%5.1fs  %s\n", fault.At.Seconds(), fault)
		}
		return nil
	}
	if len(p.Families) == 0 {
		return errors.New("no family of faults is left")
	}
	report, err := o.execute(ctx, p)
	if err != nil {
		return fmt.Errorf("seed %d: %w", o.Seed, err)
	}
	fmt.Println()
	report.Print(os.Stdout)
	fmt.Printf("The report is in %s/chaos.md and chaos.json, the logs beside it.\n", o.RunDir)
	if findings := report.Findings(); findings > 0 {
		return fmt.Errorf("%d findings with seed %d; again: %s", findings, o.Seed, report.Again())
	}
	return forgetData(o.RunDir)
}
