package inject

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/jackc/pgx/v5"

	"kaipiao/e2e/chaos/plan"
)

// kill ends a process as a crash does.
func (i *Injector) kill(ctx context.Context, fault plan.Fault) (string, error) {
	if fault.Target == "backend" {
		return i.killBackend(ctx, fault.Pick)
	}
	pid := i.Stack.PID(fault.Target)
	if pid == 0 {
		return "", errNobody
	}
	return fmt.Sprintf("pid %d", pid), end(pid)
}

func end(pid int) error {
	err := syscall.Kill(pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("%w: it is dead already", errNobody)
	}
	return err
}

// killBackend ends one of the processes that serve our connections. Postgres then takes all the others down too, and recovers.
func (i *Injector) killBackend(ctx context.Context, pick uint64) (string, error) {
	conn, err := pgx.Connect(ctx, i.Stack.Settings().DatabaseURL)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errNobody, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, `select pid from pg_stat_activity where usename like 'kaipiao\_%' and pid <> pg_backend_pid() order by pid`)
	if err != nil {
		return "", err
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	if err != nil {
		return "", err
	}
	if len(pids) == 0 {
		return "", errNobody
	}
	pid := int(pids[pick%uint64(len(pids))])
	return fmt.Sprintf("pid %d, one of %d", pid, len(pids)), end(pid)
}
