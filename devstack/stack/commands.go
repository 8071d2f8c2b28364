package stack

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
)

// Demo pushes the sample through the running stack; what it prints is the demo's own.
func (s *Stack) Demo(ctx context.Context, bills string) error {
	arguments := []string{"demo"}
	if bills != "" {
		arguments = append(arguments, "--bills", bills)
	}
	environment, err := s.environment("starter")
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, Binary("starter"), arguments...)
	command.Env = environment
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	return command.Run()
}

// Do runs a command of the operator's beside the stack, which finds our programs, and PostgreSQL's of the same version as the server.
func (s *Stack) Do(ctx context.Context, command []string) error {
	environment, err := s.environment("starter")
	if err != nil {
		return err
	}
	bin, err := filepath.Abs(filepath.Dir(Binary("starter")))
	if err != nil {
		return err
	}
	path := bin
	if s.database != nil {
		path += string(filepath.ListSeparator) + s.database.Bin()
	}
	if err := os.Setenv("PATH", path+string(filepath.ListSeparator)+os.Getenv("PATH")); err != nil { // the command is looked for there, too
		return err
	}
	done := exec.CommandContext(ctx, command[0], command[1:]...)
	done.Env = append(environment, "PATH="+os.Getenv("PATH"))
	done.Stdin, done.Stdout, done.Stderr = os.Stdin, os.Stdout, os.Stderr
	return done.Run()
}
