package consoletest

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"
)

// Program stands where a test would, for programs that draw or measure the pages: it says what fails, and ends what cannot go on.
type Program struct {
	testing.TB
	// Called is what the program is called.
	Called string

	failed   bool
	cleanups []func()
}

// Helper marks nothing.
func (p *Program) Helper() {}

// Name is what the program is called.
func (p *Program) Name() string { return p.Called }

// Context is that of the whole program.
func (p *Program) Context() context.Context { return context.Background() }

// Cleanup has something done at the end of Do.
func (p *Program) Cleanup(work func()) { p.cleanups = append(p.cleanups, work) }

// Failed reports whether something went wrong.
func (p *Program) Failed() bool { return p.failed }

// Errorf says what is wrong.
func (p *Program) Errorf(format string, values ...any) {
	p.failed = true
	fmt.Fprintf(os.Stderr, format+"\n", values...)
}

// Fatal says what is wrong, and ends.
func (p *Program) Fatal(values ...any) {
	fmt.Fprintln(os.Stderr, values...)
	p.FailNow()
}

// Must ends where something went wrong.
func (p *Program) Must(err error) {
	if err != nil {
		p.Fatal(err)
	}
}

// FailNow ends.
func (p *Program) FailNow() {
	p.failed = true
	runtime.Goexit()
}

// TempDir is a folder that is deleted at the end of Do.
func (p *Program) TempDir() string {
	folder, err := os.MkdirTemp("", "kaipiao "+p.Called+" ")
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// Do does some work, then what is to be done at the end, and reports whether all of it went well.
func (p *Program) Do(work func()) bool {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() {
			for n := len(p.cleanups) - 1; n >= 0; n-- {
				p.cleanups[n]()
			}
			p.cleanups = nil
		}()
		work()
	}()
	<-ended
	return !p.failed
}
