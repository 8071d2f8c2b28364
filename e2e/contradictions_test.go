package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/office"
)

// events counts the events of a workflow's history.
func (s *stack) events(t *testing.T, workflow string) (count int) {
	t.Helper()
	for pages := s.temporal(t).GetWorkflowHistory(t.Context(), workflow, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); pages.HasNext(); count++ {
		_, err := pages.Next()
		require.NoError(t, err)
	}
	return count
}

// booksByHand books a number for an invoice that the provider has issued under another one.
func (s *stack) booksByHand(t *testing.T, id string) (number string) {
	t.Helper()
	published, err := calendar.Published()
	require.NoError(t, err)
	s.withDatabase(t, func(pool *pgxpool.Pool) {
		number = fmt.Sprintf("2611%016d", time.Now().UnixNano()%1e16)
		register := office.New(pool, policy.Default(), published)
		_, err = register.Invoices.RecordIssued(t.Context(), ids.Invoice(id), invoice.Serial(serialOf(id)), number, time.Now(), time.Now())
		require.NoError(t, err)
	})
	return number
}

// changes has somebody change the register behind the product's back.
func (s *stack) changes(t *testing.T, statement string, values ...any) {
	t.Helper()
	s.withDatabase(t, func(pool *pgxpool.Pool) {
		_, err := pool.Exec(t.Context(), statement, values...)
		require.NoError(t, err)
	})
}

func (s *stack) withDatabase(t *testing.T, do func(*pgxpool.Pool)) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), s.DatabaseURL)
	require.NoError(t, err)
	defer pool.Close()
	do(pool)
}

// I4, O2: somebody books a number by hand while the provider's answer is lost, and the provider says another one. The workflow
// neither dies nor tries without end: it opens one task, mails the operators once and waits. When the register was put right
// and the task is seen to, it goes on where it was.
func TestI4AContradictionWaitsForAPersonAndGoesOn(t *testing.T) {
	t.Parallel()
	s := shared
	id := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00")).Invoices[0].ID
	s.fault(t, "issue", "drop_after_commit", 1, serialOf(id))
	s.fault(t, "query", "error_500", 3, serialOf(id))
	eventually.Holds(t, func() bool { return len(s.issued(t, serialOf(id))) == 1 }, 2*time.Minute, 50*time.Millisecond)
	number := s.issued(t, serialOf(id))[0].Number
	byHand := s.booksByHand(t, id)

	// then it says what contradicts what
	workflow := runOf(id)
	s.details(t, workflow, "**Contradiction.** Invoice "+id+" is issued here")
	s.details(t, workflow, number)
	s.details(t, workflow, "mark the operator task as seen to")
	mine := func(status string) (found []operatorTask) {
		for task, err := range client.List[operatorTask](t.Context(), s.upstream(t), "/v1/operator-tasks", nil) {
			require.NoError(t, err)
			if task.Kind == "contradiction" && task.Workflow == workflow && task.Status == status {
				found = append(found, task)
			}
		}
		return found
	}
	require.Len(t, mine("open"), 1)
	task := mine("open")[0]
	for _, said := range []string{task.Detail, task.DetailZH} {
		require.Contains(t, said, byHand)
		require.Contains(t, said, number)
	}
	told := func() int {
		mails := listOf[mail](t, s, "/mails")
		return len(slices.DeleteFunc(mails, func(m mail) bool {
			return !strings.HasPrefix(m.To[0], "operators@") || !strings.Contains(m.Subject, workflow)
		}))
	}
	eventually.Holds(t, func() bool { return told() == 1 }, time.Minute, 100*time.Millisecond)
	before := 0 // the mail is at its receiver's a moment before it is in the history
	eventually.Holds(t, func() bool {
		last := before
		before = s.events(t, workflow)
		return before == last
	}, time.Minute, time.Second)
	time.Sleep(3 * time.Second)
	require.Equal(t, before, s.events(t, workflow), "the history does not grow while it waits")

	// seen to, and not put right: it is still so, and nobody is told again
	finance := s.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	seenTo := func() {
		require.NoError(t, finance.Call(t.Context(), http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%d/seen-to", task.ID), nil, nil))
	}
	seenTo()
	eventually.Holds(t, func() bool { return s.events(t, workflow) > before }, time.Minute, 100*time.Millisecond)
	s.details(t, workflow, "**Contradiction.**")
	require.Equal(t, []operatorTask{task}, mine("open"))
	// put right, it goes on
	s.changes(t, "update invoices set number = $2 where id = $1", id, number)
	seenTo()
	i := s.came(t, id, "issued", time.Minute)
	require.Equal(t, number, *i.Number)
	ends(t, s.temporal(t), workflow)
	require.Empty(t, mine("open"))
	require.Len(t, mine("closed"), 1)
	require.Equal(t, 1, told())
	s.onceEach(t)
	s.sound(t)
}
