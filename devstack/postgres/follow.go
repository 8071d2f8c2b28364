package postgres

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
)

// fill gives the server its data: of its own, or a copy of those of the server that it follows.
func (s *Server) fill(ctx context.Context, followed *Server) error {
	if followed == nil {
		return s.initialise(ctx)
	}
	s.password = followed.password
	command := s.prepareCommand(exec.CommandContext(ctx, filepath.Join(s.bin, "pg_basebackup"), "-D", s.data(), "--write-recovery-conf",
		"--wal-method=stream", "--checkpoint=fast", "--no-sync", "-h", "127.0.0.1", "-p", strconv.Itoa(followed.port), "-U", Superuser))
	command.Env = append(command.Env, "PGPASSWORD="+followed.password)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("copy the data of the server that is followed: %w\n%s", err, output)
	}
	return nil
}
