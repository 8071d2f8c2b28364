// Command screenshots runs the demo on a stack of its own and draws the main pages with its data, as pictures to be looked at. It is `make screenshots`.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"kaipiao/devstack/freeport"
	"kaipiao/program"
)

// staysUp is what the stack says when the demo is through.
const staysUp = "The stack stays up; Ctrl-C stops it."

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	var chosen struct {
		To string `arg:"" optional:"" default:"docs/pages" help:"The folder for the pictures." type:"path"`
	}
	program.Parse("screenshots", "Draws the main pages with the data of the demo.", &chosen)
	directory, err := os.MkdirTemp("", "kaipiao screenshots ")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(directory)) }()
	address, stop, err := start(ctx, directory)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	return draw("http://"+address, chosen.To)
}

// start runs the demo, and returns where its pages are when it is through.
func start(ctx context.Context, directory string) (address string, stop func() error, err error) {
	command := exec.CommandContext(ctx, filepath.Join(".build", "bin", "devstack"), "demo")
	command.Env = append(os.Environ(), "KAIPIAO_RUN_DIR="+filepath.Join(directory, "run"))
	for _, name := range []string{
		"KAIPIAO_HTTP_ADDR", "KAIPIAO_TEMPORAL_ADDR", "KAIPIAO_TEMPORAL_UI_ADDR", "KAIPIAO_SANDBOX_ADDR", "KAIPIAO_SIGNIN_ADDR", "KAIPIAO_CODEC_ADDR",
	} {
		free, err := freeport.FindAddress()
		if err != nil {
			return "", nil, err
		}
		if name == "KAIPIAO_HTTP_ADDR" {
			address = free
		}
		command.Env = append(command.Env, name+"="+free)
	}
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := command.Start(); err != nil {
		return "", nil, err
	}
	stop = func() error {
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		_ = command.Wait() // it ends because it was told to
		return nil
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		fmt.Println(lines.Text())
		if strings.Contains(lines.Text(), staysUp) {
			go func() { _, _ = io.Copy(io.Discard, output) }()
			return address, stop, nil
		}
	}
	return "", nil, errors.Join(errors.New("the demo did not come through"), command.Wait())
}
