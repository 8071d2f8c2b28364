package office_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/task"
)

// keepsEnding has a run started again so many times, each as soon as it may be, and returns when the last time was.
func (w owingRuns) keepsEnding(workflow string, from time.Time, times int) time.Time {
	w.T.Helper()
	for done := 0; done < times; from = from.Add(10 * time.Second) {
		restarted, err := w.Runs.Restart(w.T.Context(), workflow, from)
		require.NoError(w.T, err)
		if restarted {
			done++
			w.handOver()
		}
	}
	return from
}

// O6: a run that is started again and again is told to the operators, once, by a task with words in both languages and by the desk's mail;
// the task closes when the run has done its work after all.
func TestO6ARunThatKeepsEndingIsToldOnce(t *testing.T) {
	w := newOwingRuns(t, true)
	workflow := message.WorkflowOfApplication(w.applied().ID)
	later := w.keepsEnding(workflow, now, 4)
	require.Empty(t, w.openTasks(task.KeepsEnding), "it may have been an accident")
	later = w.keepsEnding(workflow, later, 1)
	open := w.openTasks(task.KeepsEnding)
	require.Len(t, open, 1)
	require.Equal(t, []string{workflow, "Application"}, []string{open[0].Subject, open[0].Code})
	require.Equal(t, invoice.Platform, open[0].Seller)
	require.Contains(t, open[0].Says.English, "started again 5 times")
	require.Contains(t, open[0].Says.Chinese, "已重新启动 5 次")
	require.Contains(t, w.owed(), "seller/platform", "the desk is told")
	untold, err := w.Tasks.Untold(t.Context(), invoice.Platform, 10)
	require.NoError(t, err)
	require.Equal(t, open, untold, "and mails it")
	// when it goes on to end, it stays one task
	later = w.keepsEnding(workflow, later, 3)
	require.Equal(t, open, w.openTasks(task.KeepsEnding))
	// and closes when nothing is owed any more
	require.NoError(t, w.Runs.Settle(t.Context(), workflow, later))
	require.Empty(t, w.openTasks(task.KeepsEnding))
	closed, err := w.Tasks.Task(t.Context(), open[0].ID)
	require.NoError(t, err)
	require.True(t, later.Equal(*closed.ClosedAt))
	require.Equal(t, actor.Product, closed.ClosedBy)
}

// O6: so it does when nothing is left to do because of a decision.
func TestO6TheTaskOfARunClosesWithACancellation(t *testing.T) {
	w := newOwingRuns(t, true)
	id := w.applied().ID
	later := w.keepsEnding(message.WorkflowOfApplication(id), now, 5)
	require.Len(t, w.openTasks(task.KeepsEnding), 1)
	_, err := w.Applications.Cancel(t.Context(), id, customer, "", later)
	require.NoError(t, err)
	require.Empty(t, w.openTasks(task.KeepsEnding))
}

// O6: who has seen to it has the run started again at once, and its restarts counted anew; when it goes on to end that is another task.
func TestO6SeenToStartsARunThatKeepsEndingAtOnce(t *testing.T) {
	w := newOwingRuns(t, true)
	workflow := message.WorkflowOfApplication(w.applied().ID)
	later := w.keepsEnding(workflow, now, 6)
	first := w.openTasks(task.KeepsEnding)
	require.Len(t, first, 1)
	early, err := w.Runs.Restart(t.Context(), workflow, later)
	require.NoError(t, err)
	require.False(t, early, "its pause is not over")
	seen, err := w.Tasks.SeenTo(t.Context(), first[0].ID, clerk, later)
	require.NoError(t, err)
	require.Equal(t, task.Closed, seen.Status())
	require.Equal(t, clerk, seen.ClosedBy)
	later = w.keepsEnding(workflow, later, 1)
	require.Empty(t, w.openTasks(task.KeepsEnding))
	w.keepsEnding(workflow, later, 4)
	second := w.openTasks(task.KeepsEnding)
	require.Len(t, second, 1)
	require.NotEqual(t, first[0].ID, second[0].ID)
}

// O6: a seller's desk that keeps ending is told like any other run; nobody else would mail it.
func TestO6ADeskThatKeepsEnding(t *testing.T) {
	w := newOwingRuns(t, true)
	require.NoError(t, w.Sellers.OpenDesk(t.Context(), invoice.Platform, now))
	w.handOver()
	w.keepsEnding("seller/platform", now, 5)
	require.Len(t, w.openTasks(task.KeepsEnding), 1)
}

// O6: several sweeps at once start a run once, and open one task.
func TestO6SweepsAtOnceOpenOneTask(t *testing.T) {
	w := newOwingRuns(t, true)
	workflow := message.WorkflowOfApplication(w.applied().ID)
	later := w.keepsEnding(workflow, now, 4).Add(time.Hour)
	var together sync.WaitGroup
	for range 8 {
		together.Go(func() {
			_, err := w.Runs.Restart(context.Background(), workflow, later)
			require.NoError(t, err)
		})
	}
	together.Wait()
	require.Len(t, w.openTasks(task.KeepsEnding), 1)
}

// O6: what somebody has paused in Temporal is told once, stays open whatever is said of it, and closes when it is not paused any more.
func TestO6WhatIsPausedIsTold(t *testing.T) {
	w := newOwingRuns(t, true)
	ctx := t.Context()
	workflow := message.WorkflowOfApplication(w.applied().ID)
	paused := map[string]string{workflow: "HandOver", "ticket/nobody-owes-it": "SendTicketNotice"}
	for range 3 {
		require.NoError(t, w.Runs.NotePaused(ctx, paused, now))
	}
	open := w.openTasks(task.Paused)
	require.Len(t, open, 1)
	require.Equal(t, []string{workflow, "HandOver"}, []string{open[0].Subject, open[0].Code})
	require.Contains(t, open[0].Says.English, "HandOver")
	require.Contains(t, open[0].Says.Chinese, "HandOver")
	untold, err := w.Tasks.Untold(ctx, invoice.Platform, 10)
	require.NoError(t, err)
	require.Equal(t, open, untold)
	seen, err := w.Tasks.SeenTo(ctx, open[0].ID, clerk, now)
	require.NoError(t, err)
	require.Equal(t, task.Open, seen.Status(), "it stands still")
	require.NoError(t, w.Runs.NotePaused(ctx, map[string]string{}, now.Add(time.Minute)))
	require.Empty(t, w.openTasks(task.Paused))
	require.NoError(t, w.Runs.NotePaused(ctx, paused, now.Add(time.Hour)))
	require.Len(t, w.openTasks(task.Paused), 1, "paused again is another one")
	require.NoError(t, w.Runs.NotePaused(ctx, nil, now.Add(2*time.Hour)))
	require.Empty(t, w.openTasks(task.Paused))
	// and when nothing is owed any more
	require.NoError(t, w.Runs.NotePaused(ctx, paused, now.Add(3*time.Hour)))
	w.settled(workflow)
	require.Empty(t, w.openTasks(task.Paused))
}

// O6: the database itself refuses a second open task of a run, and one without a run or without words.
func TestO6TheDatabaseRefusesWhatIsNoTaskOfARun(t *testing.T) {
	w := newOwingRuns(t, true)
	const insert = `insert into operator_tasks (kind, seller, subject, code, detail, detail_zh, opened_at) values ('keeps_ending', 'platform', `
	_, err := w.pool.Exec(t.Context(), insert+`'ticket/t', 'Ticket', 'it ends', '反复结束', now())`)
	require.NoError(t, err)
	for name, values := range map[string]string{
		"a second one": `'ticket/t', 'Ticket', 'it ends', '反复结束', now())`,
		"no run":       `'', 'Ticket', 'it ends', '反复结束', now())`,
		"no type":      `'ticket/u', '', 'it ends', '反复结束', now())`,
		"no words":     `'ticket/u', 'Ticket', '', '反复结束', now())`,
		"no Chinese":   `'ticket/u', 'Ticket', 'it ends', '', now())`,
	} {
		_, err := w.pool.Exec(t.Context(), insert+values)
		var refused *pgconn.PgError
		require.ErrorAs(t, err, &refused, name)
	}
}
