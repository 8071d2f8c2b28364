package office_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/reversal"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/task"
	"kaipiao/office/applications"
	"kaipiao/office/paging"
	"kaipiao/office/tasks"
)

// tries lets some try, and returns which, in the order of their rows.
func tries(t *testing.T, w World, pool *pgxpool.Pool, cause invoice.Cause, howMany int, at time.Time) []ids.Invoice {
	t.Helper()
	_, err := w.Sellers.Release(t.Context(), invoice.Platform, cause, howMany, at)
	require.NoError(t, err)
	rows, err := pool.Query(t.Context(), "select invoice from parked where released_at = $1 order by id", at)
	require.NoError(t, err)
	who, err := pgx.CollectRows(rows, pgx.RowTo[ids.Invoice])
	require.NoError(t, err)
	return who
}

// openTasks lists the open tasks of a kind.
func (w World) openTasks(kind task.Kind) []task.Task {
	w.T.Helper()
	page, err := w.Tasks.List(w.T.Context(), tasks.Filter{Status: "open", Kind: kind}, paging.Request{Size: 50})
	require.NoError(w.T, err)
	return page.Items
}

// workflowOf is the run that serves an invoice.
func (w World) workflowOf(id ids.Invoice) string {
	w.T.Helper()
	found, err := w.Invoices.Invoice(w.T.Context(), id)
	require.NoError(w.T, err)
	return found.Workflow
}

// I5: when the cause has passed, who comes later is issued at once; only what is parked goes on a few at a time. When one fails again,
// all wait again. A quota, however, is used up in turn (case 45).
func TestI5WhoComesLaterDoesNotWaitOnceTheTroubleHasPassed(t *testing.T) {
	for cause, waits := range map[invoice.Cause]bool{invoice.SessionExpired: false, invoice.ProviderDown: false, invoice.QuotaExhausted: true} {
		t.Run(string(cause), func(t *testing.T) {
			r, pool := open(t, nil)
			w := World{r, t}
			ctx := t.Context()
			w.Account("acct")
			w.Consumed("bill", "100.00")
			begins := func(id ids.Invoice, at time.Time) invoice.Cause {
				_, held, err := w.Invoices.BeginIssuing(ctx, id, at)
				require.NoError(t, err)
				return held
			}
			first, second := w.approvedOne("a", "10.00"), w.approvedOne("b", "10.00")
			require.NoError(t, w.Sellers.Park(ctx, first, cause, now))
			require.NoError(t, w.Sellers.Park(ctx, second, cause, now))
			require.Equal(t, cause, begins(w.approvedOne("c", "10.00"), now.Add(time.Second)), "nobody has passed yet")
			// when the first one passes
			passing := letGo(t, w, pool, cause, now.Add(time.Minute))
			serial, held, err := w.Invoices.BeginIssuing(ctx, ids.Invoice(passing), now.Add(time.Minute))
			require.NoError(t, err)
			require.Empty(t, held)
			_, err = w.Invoices.RecordIssued(ctx, ids.Invoice(passing), serial, "24110000000000000001", now.Add(2*time.Minute), now.Add(2*time.Minute))
			require.NoError(t, err)
			// then only the quota still holds up who comes later
			later := w.approvedOne("d", "10.00")
			expected := invoice.NoCause
			if waits {
				expected = cause
			}
			require.Equal(t, expected, begins(later, now.Add(3*time.Minute)))
			// and when another one fails again, everybody waits again until the next one passes
			failing := letGo(t, w, pool, cause, now.Add(4*time.Minute))
			require.NoError(t, w.Sellers.Park(ctx, ids.Invoice(failing), cause, now.Add(5*time.Minute)))
			require.Equal(t, cause, begins(w.approvedOne("e", "10.00"), now.Add(6*time.Minute)))
		})
	}
}

// N6: one whose files can never be had beside seven good ones. The seven pass at once; the one becomes a task of its own, holds the
// seller's trouble open no more, is tried by itself, and closes its task when it passes.
func TestN6OneThatFailsAloneIsATaskOfItsOwn(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	ctx := t.Context()
	w.Account("acct")
	w.Consumed("bill", "100.00")
	var parked []ids.Invoice
	for n := range 8 {
		id := w.approvedOne(fmt.Sprint("k", n), "1.00")
		w.Issue(id, fmt.Sprintf("2633200000012345670%d", n))
		parked = append(parked, id)
		require.NoError(t, w.Sellers.Park(ctx, id, invoice.FileMissing, now))
	}
	bad, at := parked[0], now.Add(time.Minute)
	require.Equal(t, []ids.Invoice{bad}, tries(t, w, pool, invoice.FileMissing, 1, at), "it is due first")
	require.NoError(t, w.Sellers.Park(ctx, bad, invoice.FileMissing, at.Add(time.Second)))
	require.Empty(t, w.openTasks(task.Alone), "nobody has passed yet")
	// when the next ones try, it is behind them
	for _, batch := range []int{1, 2, 4} {
		at = at.Add(time.Minute)
		who := tries(t, w, pool, invoice.FileMissing, batch, at)
		require.Len(t, who, batch)
		require.NotContains(t, who, bad)
		for _, id := range who {
			require.NoError(t, w.Invoices.RecordWaiting(ctx, id, invoice.WaitingForNothing, at.Add(time.Second)))
		}
	}
	// then it fails alone
	at = at.Add(time.Minute)
	require.Equal(t, []ids.Invoice{bad}, tries(t, w, pool, invoice.FileMissing, 8, at))
	require.NoError(t, w.Sellers.Park(ctx, bad, invoice.FileMissing, at.Add(time.Second)))
	alone := w.openTasks(task.Alone)
	require.Len(t, alone, 1)
	require.Equal(t, []string{w.workflowOf(bad), "file"}, []string{alone[0].Subject, alone[0].Code})
	closed, err := w.Sellers.CloseTrouble(ctx, invoice.Platform, invoice.FileMissing, at)
	require.NoError(t, err)
	require.True(t, closed, "it is no trouble of the seller's")
	require.Empty(t, tries(t, w, pool, invoice.FileMissing, 8, at.Add(time.Second)))
	// it is tried by itself, and as often as it is in vain it stays one task and no trouble
	for n := range 3 {
		at = at.Add(2 * time.Hour)
		apart, err := w.Sellers.ReleaseAlone(ctx, invoice.Platform, 3*time.Minute, at)
		require.NoError(t, err)
		require.Equal(t, 1, apart.Count)
		if n < 2 {
			require.NoError(t, w.Sellers.Park(ctx, bad, invoice.FileMissing, at.Add(time.Second)))
		}
		require.Len(t, w.openTasks(task.Alone), 1)
		require.Empty(t, w.openTasks(task.Kind(invoice.FileMissing)))
	}
	// and gives no answer: it is looked at again, and tries at once when somebody has seen to it
	apart, err := w.Sellers.ReleaseAlone(ctx, invoice.Platform, 3*time.Minute, at.Add(4*time.Minute))
	require.NoError(t, err)
	require.True(t, apart.NextAt.After(at.Add(4*time.Minute)))
	_, err = w.Tasks.SeenTo(ctx, alone[0].ID, zhao, at.Add(5*time.Minute))
	require.NoError(t, err)
	trying := 0
	require.NoError(t, pool.QueryRow(ctx, "select count(*) from parked where released_at = $1", at.Add(5*time.Minute)).Scan(&trying))
	require.Equal(t, 1, trying)
	require.NoError(t, w.Invoices.RecordWaiting(ctx, bad, invoice.WaitingForNothing, at.Add(6*time.Minute)))
	require.Empty(t, w.openTasks(task.Alone))
	left := -1
	require.NoError(t, pool.QueryRow(ctx, "select count(*) from parked").Scan(&left))
	require.Zero(t, left)
}

// N6, I5: where everybody fails again it is the seller's trouble and one task, although some have passed between.
func TestN6WhereEverybodyFailsAgainItIsTheSellersTrouble(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	ctx := t.Context()
	w.Account("acct")
	w.Consumed("bill", "100.00")
	for n := range 8 {
		require.NoError(t, w.Sellers.Park(ctx, w.approvedOne(fmt.Sprint("k", n), "1.00"), invoice.SessionExpired, now))
	}
	vain := func(howMany int, at time.Time) {
		for n, id := range tries(t, w, pool, invoice.SessionExpired, howMany, at) {
			require.NoError(t, w.Sellers.Park(ctx, id, invoice.SessionExpired, at.Add(time.Duration(n+1)*time.Second)))
		}
	}
	vain(8, now.Add(time.Minute))
	for n, id := range tries(t, w, pool, invoice.SessionExpired, 2, now.Add(2*time.Minute)) {
		w.Issue(id, fmt.Sprintf("2633200000012345670%d", n))
	}
	vain(6, now.Add(3*time.Minute))
	vain(6, now.Add(4*time.Minute))
	// the first that failed after the pass may look alone; the others do not follow it
	require.LessOrEqual(t, len(w.openTasks(task.Alone)), 1)
	require.Len(t, w.openTasks(task.Kind(invoice.SessionExpired)), 1)
}

// N3: one that was let go and never answers goes behind, also where a quota is used up in turn.
func TestN3WhoGivesNoAnswerGoesBehind(t *testing.T) {
	for _, cause := range []invoice.Cause{invoice.QuotaExhausted, invoice.ProviderDown} {
		r, pool := open(t, nil)
		w := World{r, t}
		ctx := t.Context()
		w.Account("acct")
		w.Consumed("bill", "100.00")
		dead, alive := w.approvedOne("dead", "1.00"), w.approvedOne("alive", "1.00")
		for _, id := range []ids.Invoice{dead, alive} {
			require.NoError(t, w.Sellers.Park(ctx, id, cause, now))
		}
		at := now.Add(time.Minute)
		require.Equal(t, []ids.Invoice{dead}, tries(t, w, pool, cause, 1, at))
		require.NoError(t, w.Sellers.PutBack(ctx, invoice.Platform, cause, 3*time.Minute, at.Add(2*time.Minute)))
		troubles, err := w.Sellers.Troubles(ctx, invoice.Platform, at.Add(2*time.Minute))
		require.NoError(t, err)
		require.Equal(t, []int{1, 1, 1, 0}, []int{troubles[0].Parked, troubles[0].Trying, troubles[0].Late, troubles[0].InVain}, "it is waited for")
		at = at.Add(4 * time.Minute)
		require.NoError(t, w.Sellers.PutBack(ctx, invoice.Platform, cause, 3*time.Minute, at))
		require.Equal(t, []ids.Invoice{alive}, tries(t, w, pool, cause, 1, at))
		troubles, err = w.Sellers.Troubles(ctx, invoice.Platform, at)
		require.NoError(t, err)
		require.Equal(t, []int{1, 1, 0, 0}, []int{troubles[0].Parked, troubles[0].Trying, troubles[0].Late, troubles[0].InVain})
		// and one that was only slow says that it is held up, as before
		require.NoError(t, w.Sellers.Park(ctx, dead, cause, at.Add(time.Second)))
	}
}

// I5, item of fairness: a large tenant came first with many; a small one that came last is not behind all of them. A quarter of
// each batch is for those that are due first.
func TestI5TheTenantsTakeTurns(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	ctx := t.Context()
	of := map[ids.Invoice]ids.Account{}
	var large []ids.Invoice
	for account, count := range map[ids.Account]int{"small-1": 2, "small-2": 2, "large": 40} {
		w.Account(account)
		require.NoError(t, w.Books.RecordConsumptions(ctx, []ledger.Consumption{{
			ID: ids.Consumption("bill-" + string(account)), Account: account, Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器",
			TaxCode: taxCode,
			TaxRate: money.MustParseRate("0.06"), Cash: money.MustParse("100.00"), PaidAt: now.AddDate(0, 0, -3),
		}}, now))
		for n := range count {
			gross := money.MustParse("1.00")
			key := fmt.Sprint(account, n)
			applied, err := w.Applications.Submit(ctx, applications.Submission{
				ID: ids.Application("app-" + key), Key: key, Fingerprint: []byte(key), By: actor.Actor{Kind: actor.Customer, Name: "x"},
				Request: application.Request{Account: account, Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &gross},
			}, now)
			require.NoError(t, err)
			// the large one's are due first, each a second before the next
			approved := now.Add(-time.Hour + time.Duration(n)*time.Second)
			if account != "large" {
				approved = now
			}
			_, err = w.Applications.Approve(ctx, applied.ID, secondperson.Trusted(actor.Product), "", approved)
			require.NoError(t, err)
			of[applied.Invoices[0].ID] = account
			if account == "large" {
				large = append(large, applied.Invoices[0].ID)
			}
		}
	}
	// given the large one's are parked before the others
	slices.Sort(large)
	for _, id := range large {
		require.NoError(t, w.Sellers.Park(ctx, id, invoice.ProviderDown, now))
	}
	for id, account := range of {
		if account != "large" {
			require.NoError(t, w.Sellers.Park(ctx, id, invoice.ProviderDown, now.Add(time.Second)))
		}
	}
	count := func(who []ids.Invoice) map[ids.Account]int {
		counted := map[ids.Account]int{}
		for _, id := range who {
			counted[of[id]]++
		}
		return counted
	}
	require.Equal(t, map[ids.Account]int{"large": 4, "small-1": 2, "small-2": 2}, count(tries(t, w, pool, invoice.ProviderDown, 8, now.Add(time.Minute))))
	require.Equal(t, map[ids.Account]int{"large": 8}, count(tries(t, w, pool, invoice.ProviderDown, 8, now.Add(2*time.Minute))))
}

// N15: a final refusal is a task, once for a serial, of which the seller's desk is told; it is closed when it is corrected or given up.
func TestN15AFinalRefusalIsATaskUntilItIsCorrectedOrGivenUp(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "100.00")
	id := w.approvedOne("k", "10.00")
	refused := func() task.Task {
		serial, _, err := w.Invoices.BeginIssuing(ctx, id, now)
		require.NoError(t, err)
		for range 2 {
			require.NoError(t, w.Invoices.RecordFailed(ctx, id, serial, "no such company", now))
		}
		found := w.openTasks(task.Refused)
		require.Len(t, found, 1)
		require.Equal(t, []string{w.workflowOf(id), string(serial)}, []string{found[0].Subject, found[0].Code})
		return found[0]
	}
	first := refused()
	told := 0
	for _, m := range w.Sent() {
		if m.WorkflowID == "seller/platform" {
			told++
		}
	}
	require.Equal(t, 1, told)
	untold, err := w.Tasks.Untold(ctx, invoice.Platform, 10)
	require.NoError(t, err)
	require.Len(t, untold, 1)
	require.NoError(t, w.Tasks.Told(ctx, first.ID, now))
	untold, err = w.Tasks.Untold(ctx, invoice.Platform, 10)
	require.NoError(t, err)
	require.Empty(t, untold)
	// seeing to it does not correct it
	seen, err := w.Tasks.SeenTo(ctx, first.ID, zhao, now)
	require.NoError(t, err)
	require.Nil(t, seen.ClosedAt)
	require.NoError(t, w.Invoices.Correct(ctx, id, invoice.Party{Name: "北京甲科技有限公司"}, zhao, now))
	require.Empty(t, w.openTasks(task.Refused))
	require.NotEqual(t, first.ID, refused().ID, "another serial is another task")
	require.NoError(t, w.Invoices.Stop(ctx, id, zhao, "given up", now))
	require.Empty(t, w.openTasks(task.Refused))
}

// N15: so it is with a red document, until it is asked for anew, or somebody has seen to it.
func TestN15ARefusedRedDocumentIsATask(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "100.00")
	id := w.IssuedOne("100.00")
	refuse := func(key string) task.Task {
		requested, err := w.Reverse(id, key, nil)
		require.NoError(t, err)
		require.Empty(t, w.openTasks(task.Refused))
		require.NoError(t, w.Reversals.RecordNotReversed(ctx, requested.ID, reversal.Refused, "no", now))
		found := w.openTasks(task.Refused)
		require.Len(t, found, 1)
		require.Equal(t, []string{"reversal/" + string(id), string(requested.Serial)}, []string{found[0].Subject, found[0].Code})
		return found[0]
	}
	refuse("k1")
	second := refuse("k2")
	seen, err := w.Tasks.SeenTo(ctx, second.ID, zhao, now)
	require.NoError(t, err)
	require.NotNil(t, seen.ClosedAt)
}
