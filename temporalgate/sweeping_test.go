package temporalgate

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflowservice/v1"

	"kaipiao/activities"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/devstack/temporaltest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/policy"
	"kaipiao/office"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// sweeper is a register and a Temporal, with what holds the one against the other.
type sweeper struct {
	testing.TB
	*activities.Runs
	gate *Gate
	now  time.Time
}

func newSweeper(t testing.TB) *sweeper {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), postgrestest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	s := &sweeper{TB: t, gate: reach(t), now: time.Now()}
	s.Runs = &activities.Runs{Temporal: s.gate, Office: office.New(pool, policy.Default(), calendar.Calendar{}), Now: func() time.Time { return s.now }}
	return s
}

// owe has the desks of some sellers run.
func (s *sweeper) owe(count int) (workflows []string) {
	s.Helper()
	for n := range count {
		seller := fmt.Sprintf("isv-%d", n)
		require.NoError(s, s.Office.Sellers.OpenDesk(s.Context(), ids.Seller(seller), s.now))
		workflows = append(workflows, "seller/"+seller)
	}
	s.dispatch()
	return workflows
}

// dispatch sends what the outbox has.
func (s *sweeper) dispatch() {
	s.Helper()
	require.NoError(s, s.Office.Outbox.Dispatch(s.Context(), s.Now, s.gate.Send))
}

// gone lists those that do not run.
func (s *sweeper) gone(workflows []string) []string {
	s.Helper()
	missing, err := s.gate.Missing(s.Context(), workflows)
	require.NoError(s, err)
	return missing
}

// O6: what was terminated is started again by the next sweep, what was deleted by one over everything, for which fewer runs give cause;
// a sweep of what is well does nothing.
func TestO6ASweepStartsAgainWhatIsGone(t *testing.T) {
	t.Parallel()
	s, ctx := newSweeper(t), t.Context()
	workflows := s.owe(5)
	soon(t, activities.Swept{}, func() (activities.Swept, error) { return s.SweepLately(ctx, activities.SweepPage{}) })
	done, err := s.Sweep(ctx, activities.SweepPage{})
	require.NoError(t, err)
	require.Equal(t, activities.Swept{Looked: 5}, done)

	require.NoError(t, s.gate.Terminate(ctx, workflows[1], "test"))
	require.NoError(t, s.gate.Terminate(ctx, workflows[2], "test"))
	soon(t, activities.Swept{Looked: 2, Missing: 2, Restarted: 2, Fewer: true}, func() (activities.Swept, error) {
		if found, err := s.gate.EndedBadly(ctx, s.now.Add(-time.Minute)); err != nil || len(found) < 2 {
			return activities.Swept{}, err // the lists lag behind
		}
		return s.SweepLately(ctx, activities.SweepPage{})
	})
	require.Len(t, s.gone(workflows), 2, "its start is in the outbox")
	s.dispatch()
	require.Empty(t, s.gone(workflows))

	_, err = s.gate.client.WorkflowService().DeleteWorkflowExecution(ctx, &workflowservice.DeleteWorkflowExecutionRequest{
		Namespace: temporaltest.Namespace, WorkflowExecution: &common.WorkflowExecution{WorkflowId: workflows[4]},
	})
	require.NoError(t, err)
	soon(t, workflows[4:], func() ([]string, error) { return s.gate.Missing(ctx, workflows) })
	soon(t, true, func() (bool, error) {
		lately, err := s.SweepLately(ctx, activities.SweepPage{})
		return lately.Fewer, err
	})
	done, err = s.Sweep(ctx, activities.SweepPage{After: workflows[3]})
	require.NoError(t, err)
	require.Equal(t, activities.Swept{Looked: 1, Missing: 1, Restarted: 1}, done)
	s.dispatch()
	require.Empty(t, s.gone(workflows))
}

// O6: a run that ends whenever it is started is started again ever more rarely, and a task tells the operators.
func TestO6ASweepTellsOfARunThatKeepsEnding(t *testing.T) {
	t.Parallel()
	s, ctx := newSweeper(t), t.Context()
	workflow := s.owe(1)[0]
	restarted := 0
	for restarted < 5 {
		require.NoError(t, s.gate.Terminate(ctx, workflow, "test"))
		var done activities.Swept
		soon(t, 1, func() (missing int, err error) { // the lists lag behind: until they have it, a sweep does nothing
			done, err = s.Sweep(ctx, activities.SweepPage{})
			return done.Missing, err
		})
		if restarted += done.Restarted; done.Restarted == 0 {
			s.now = s.now.Add(time.Minute)
		}
		s.dispatch()
	}
	require.Greater(t, time.Until(s.now), 6*time.Minute)
	untold, err := s.Office.Tasks.Untold(ctx, "platform", 10)
	require.NoError(t, err)
	require.Len(t, untold, 1)
	require.Equal(t, workflow, untold[0].Subject)
	require.Empty(t, s.gone([]string{"seller/platform"}), "the desk runs, which mails it")
}

// O6: while Temporal is away a sweep fails, and starts nothing.
func TestO6ASweepStartsNothingWhileTemporalIsAway(t *testing.T) {
	t.Parallel()
	s := newSweeper(t)
	s.owe(3)
	s.gate.Close()
	for _, sweep := range []func(context.Context, activities.SweepPage) (activities.Swept, error){s.SweepLately, s.Sweep} {
		done, err := sweep(t.Context(), activities.SweepPage{})
		require.Error(t, err)
		require.Zero(t, done.Restarted)
	}
	startable, err := s.Office.Runs.Startable(t.Context(), []string{"seller/isv-0", "seller/isv-1", "seller/isv-2"})
	require.NoError(t, err)
	require.Len(t, startable, 3, "none has a start in the outbox")
}

// What a page of a sweep costs where everything is well, which must not grow with how much runs: compare the sizes of one run.
// go test ./temporalgate -run - -bench Sweep -benchtime 20x
func BenchmarkSweep(b *testing.B) {
	for _, all := range []int{1000, 4000} {
		b.Run(fmt.Sprintf("running=%d", all), func(b *testing.B) {
			s := newSweeper(b)
			s.owe(all)
			for counted := 0; counted < all; time.Sleep(100 * time.Millisecond) { // the lists lag behind
				var err error
				counted, err = s.gate.CountRunning(b.Context())
				require.NoError(b, err)
				s.now = s.now.Add(time.Minute)
				s.dispatch() // what Temporal was too busy to take
			}
			for name, sweep := range map[string]func(context.Context, activities.SweepPage) (activities.Swept, error){
				"page": s.Sweep, "lately": s.SweepLately,
			} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						done, err := sweep(b.Context(), activities.SweepPage{})
						require.NoError(b, err)
						require.Zero(b, done.Missing)
						require.False(b, done.Fewer)
					}
				})
			}
		})
	}
}
