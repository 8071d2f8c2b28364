package process

import (
	"os/exec"
	"runtime"
)

// Launch starts a command that is to die with us, and tells how it has ended. It does so from a thread of its own, which lives as long as
// the child: the kernel ends the child with the thread that started it.
func Launch(command *exec.Cmd, ended func(error)) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			ended(command.Wait())
		}
	}()
	return <-started
}
