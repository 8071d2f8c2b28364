package e2e

import (
	"cmp"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/task"
)

// dump backs the register up while everything runs, as docs/operations.md says, and returns the file.
func (s *stack) dump(t *testing.T) string {
	t.Helper()
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "kaipiao.dump")
	require.NoError(t, os.Chmod(filepath.Dir(file), 0o755))
	dump := exec.Command(filepath.Join(cmp.Or(os.Getenv("PG_BINDIR"), append(folders, "")[max(0, len(folders)-1)]), "pg_dump"),
		"-Fc", "-f", file, s.DatabaseOwnerURL)
	said, err := dump.CombinedOutput()
	require.NoError(t, err, string(said))
	return file
}

// beside stops the stack, works with Postgres, Temporal and the sandbox alone, and says what came of it.
func (s *stack) beside(t *testing.T, command string) (string, error) {
	t.Helper()
	with := exec.Command(".build/bin/devstack", "with", "sh", "-c", command)
	with.Dir, with.Env = root, s.environment
	said, err := with.CombinedOutput()
	return string(said), err
}

// lived is what a customer has, at the provider and in the register.
type lived struct{ account, invoice, number string }

// before are what the backup knows of.
type before struct {
	issued, reversed, confirming, shipped, forgottenRed  lived
	working, refusedByQuota, parked, reviewed, undecided lived
}

// restored is the story of a register that is restored to an earlier state than Temporal and the provider are in.
type restored struct {
	*stack
	t   *testing.T
	was before
	// applied after the backup: of an account that it knows, of one that it does not, and one that is not decided yet.
	lost, stranger, unknown lived
}

// applies has an account of its own apply for an invoice of everything.
func (r *restored) applies(request client.ApplicationBody) lived {
	account := r.customerWith(r.t, request.Amount.String())
	return lived{account: account, invoice: r.apply(r.t, account, request).Invoices[0].ID}
}

func (r *restored) gets(of lived, status string) lived {
	r.t.Helper()
	i := r.came(r.t, of.invoice, status, 2*time.Minute)
	if i.Number != nil {
		of.number = *i.Number
	}
	return of
}

// reviews applies for an invoice that finance has to review.
func (r *restored) reviews() lived {
	r.t.Helper()
	account := r.customerOf(r.t, client.Certification{Type: "individual", Name: "张三"}, "50.00")
	var a client.Application
	require.NoError(r.t, r.upstream(r.t).Call(r.t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", map[string]any{
		"kind": "ordinary", "medium": "electronic", "amount": "50.00", "title": map[string]string{"title": "上海甲科技有限公司", "taxpayer_id": "91110000802100433B"},
	}, &a, "Idempotency-Key", account))
	return lived{account: account, invoice: a.Invoices[0].ID}
}

func (r *restored) decides(of lived, what string) {
	r.t.Helper()
	id := strings.TrimPrefix(runOf(of.invoice), "application/")
	require.NoError(r.t, r.as(r.t, zhao).Call(r.t.Context(), http.MethodPost, "/v1/applications/"+id+"/"+what, map[string]string{"reason": "as it is"}, nil))
}

// everyPhase has invoices in all phases of their lives.
func (r *restored) everyPhase() {
	r.was.working = r.applies(eInvoice("31.00"))
	r.fault(r.t, "issue", "pending", 0, serialOf(r.was.working.invoice))
	r.fault(r.t, "query", "pending", 0, serialOf(r.was.working.invoice))
	r.was.shipped = r.applies(onPaper("32.00"))
	r.fault(r.t, "ship", "pending", 0, r.was.shipped.invoice)
	r.was.issued, r.was.reversed, r.was.confirming, r.was.forgottenRed = r.applies(eInvoice("33.00")),
		r.applies(eInvoice("34.00")), r.applies(eInvoice("35.00")),
		r.applies(eInvoice("36.00"))
	r.was.reviewed, r.was.undecided = r.reviews(), r.reviews()
	for _, of := range []*lived{&r.was.issued, &r.was.reversed, &r.was.confirming, &r.was.forgottenRed} {
		*of = r.gets(*of, "issued")
	}
	r.was.shipped = r.gets(r.was.shipped, "shipped")
	r.redIssue(r.t, r.was.reversed.account, r.was.reversed.invoice, "red", everything)
	r.reversed(r.t, r.was.reversed.invoice, 1, "done")
	r.buyer(r.t, r.was.confirming.number, map[string]any{"used": true})
	r.redIssue(r.t, r.was.confirming.account, r.was.confirming.invoice, "red", everything)
	r.details(r.t, "reversal/"+r.was.confirming.invoice, "Waits for the **buyer**")
	r.details(r.t, runOf(r.was.working.invoice), "works on it")

	// One that the provider did not accept, and one that has no serial yet because of it.
	r.fault(r.t, "issue", "quota_exhausted", 0, "")
	r.was.refusedByQuota = r.applies(eInvoice("37.00"))
	eventually.Holds(r.t, func() bool { return r.waiting(r.t, "quota") == 1 }, time.Minute, 50*time.Millisecond)
	r.was.parked = r.applies(eInvoice("38.00"))
	eventually.Holds(r.t, func() bool { return r.waiting(r.t, "quota") == 2 }, time.Minute, 50*time.Millisecond)
}

// goesOn is what happens after the backup, and is forgotten by it.
func (r *restored) goesOn(known string) {
	r.faultless(r.t)
	for _, open := range r.tasks(r.t) {
		if open.Kind == "quota" {
			require.NoError(r.t, r.as(r.t, zhao).Call(r.t.Context(), http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%d/seen-to", open.ID), nil, nil))
		}
	}
	r.decides(r.was.reviewed, "approve")
	r.decides(r.was.undecided, "reject")
	r.lost = lived{account: known, invoice: r.apply(r.t, known, eInvoice("41.00")).Invoices[0].ID}
	r.stranger = r.applies(eInvoice("42.00"))
	r.buyer(r.t, r.was.confirming.number, map[string]any{"confirms": "yes"})
	r.redIssue(r.t, r.was.forgottenRed.account, r.was.forgottenRed.invoice, "red", everything)
	r.reversed(r.t, r.was.confirming.invoice, 1, "done")
	r.reversed(r.t, r.was.forgottenRed.invoice, 1, "done")
	for _, of := range []*lived{&r.was.working, &r.was.refusedByQuota, &r.was.parked, &r.was.reviewed, &r.lost, &r.stranger} {
		*of = r.gets(*of, "issued")
	}
	r.unknown = r.reviews()
	r.details(r.t, runOf(r.unknown.invoice), "reviewer's decision")
}

// I4, I11, O6: Postgres is restored to an earlier state than Temporal and the provider are in. Nothing is issued until everything that the
// provider has done meanwhile is booked or before people, and nothing is issued twice.
func TestI4I11O6ARegisterThatIsRestored(t *testing.T) {
	t.Parallel()
	s := patient(t)
	r := &restored{stack: s, t: t}
	require.NoError(t,
		s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/webhooks", map[string]string{"url": "http://" + s.SandboxAddr + "/webhooks/e2e"}, nil))
	r.everyPhase()
	known := s.customerWith(t, "41.00")
	backup := s.dump(t)
	r.goesOn(known)
	legal := s.issued(t, "")

	require.NoError(t, s.stop())
	said, err := s.beside(t, "psql -q -d \"$KAIPIAO_DATABASE_OWNER_URL\" -c 'drop owned by current_user cascade' && "+
		"pg_restore -d \"$KAIPIAO_DATABASE_OWNER_URL\" "+strconv.Quote(backup)+" && starter restored")
	require.Error(t, err, "there is something for people to do: %s", said)
	for number, kind := range map[string]string{
		r.was.working.number: "blue_not_recorded", r.was.refusedByQuota.number: "blue_not_recorded",
		r.was.parked.number: "serial_lost", r.was.reviewed.number: "serial_lost",
		r.lost.number: "application_lost", r.stranger.number: "application_lost",
	} {
		require.Regexp(t, kind+`\tserial \S+\tnumber `+number, said)
	}
	require.Regexp(t, `red_not_recorded\t.*invoice `+r.was.confirming.invoice+`\t.*repaired: booked`, said)
	require.Regexp(t, `red_elsewhere\t.*invoice `+r.was.forgottenRed.invoice+`\t.*repaired: booked`, said)
	require.Contains(t, said, "document "+r.lost.number+" is of application "+strings.TrimSuffix(r.lost.invoice, "-1")+" of account "+r.lost.account)
	require.Contains(t, said, "document "+r.stranger.number+" is of application "+
		strings.TrimSuffix(r.stranger.invoice, "-1")+" of account "+r.stranger.account)
	require.Contains(t, said, runOf(r.unknown.invoice)+" runs, and nothing is owed of it")

	require.NoError(t, s.start())
	require.Equal(t, legal, s.issued(t, ""), "nothing was issued by that")
	r.everythingIsBooked()
	r.nothingIsIssuedYet()
	r.peopleMend()
	r.allGoesOn()
}

// everythingIsBooked: what the backup knows of stands where the provider says, and its customers get it.
func (r *restored) everythingIsBooked() {
	for _, of := range []lived{r.was.issued, r.was.working, r.was.refusedByQuota, r.was.parked, r.was.reviewed} {
		require.Equal(r.t, of.number, r.gets(of, "issued").number)
	}
	for _, of := range []lived{r.was.reversed, r.was.confirming, r.was.forgottenRed} {
		require.Equal(r.t, "red_issued", r.reversed(r.t, of.invoice, 1, "done").Status)
		require.Len(r.t, r.redOf(r.t, of.number), 1)
	}
	require.Equal(r.t, r.was.shipped.number, r.gets(r.was.shipped, "shipped").number)
	r.details(r.t, runOf(r.was.undecided.invoice), "reviewer's decision") // the decision is forgotten, and made again
	r.details(r.t, runOf(r.was.shipped.invoice), "**Shipped.**")
	r.sound(r.t)
	r.nothingOwed(r.t)
}

// nothingIsIssuedYet: who applies meanwhile waits, also for what was issued and is forgotten.
func (r *restored) nothingIsIssuedYet() {
	require.Equal(r.t, "41.00", r.available(r.t, r.lost.account), "the register has forgotten that it was invoiced")
	again := r.apply(r.t, r.lost.account, eInvoice("41.00"), "again")
	r.details(r.t, "application/"+again.ID, "Parked: restored")
	require.Equal(r.t, 1, r.waiting(r.t, "operator"))
	require.Empty(r.t, r.issued(r.t, serialOf(again.Invoices[0].ID)))
	said, err := r.starter("restored", "--done")
	require.Error(r.t, err, said)
	require.Contains(r.t, said, r.lost.number)
	r.lost.invoice = again.Invoices[0].ID
}

// peopleMend: what nobody can find in the register any more is undone at the bureau, and its operator tasks are seen to.
func (r *restored) peopleMend() {
	for _, of := range []lived{r.lost, r.stranger} {
		r.elsewhere(r.t, "reds", map[string]any{"number": of.number, "silent": true})
	}
	for _, open := range r.tasks(r.t) {
		if open.Kind == "difference" && open.Status == "open" {
			require.NoError(r.t, r.as(r.t, zhao).Call(r.t.Context(), http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%d/seen-to", open.ID), nil, nil))
		}
	}
	said, err := r.starter("restored", "--done")
	require.NoError(r.t, err, said)
}

// allGoesOn: what waited is issued, everything comes to its end, and all audits are clean.
func (r *restored) allGoesOn() {
	t := r.t
	r.publishedOnce(t, r.lost.invoice)
	r.decides(r.was.undecided, "approve")
	r.publishedOnce(t, r.was.undecided.invoice)
	require.NoError(t, r.as(t, zhao).Call(t.Context(), http.MethodPost, "/v1/invoices/"+r.was.shipped.invoice+"/delivered", nil, nil))
	r.gets(r.was.shipped, "delivered")
	eventually.Holds(t, func() bool {
		open := 0
		for _, one := range r.tasks(t) {
			// From December on papers are due in a year whose schedule of working days may not be published yet (I3).
			if one.Status == "open" && one.Kind != string(task.CalendarMissing) {
				open++
			}
		}
		return open == 0
	}, time.Minute, 200*time.Millisecond)
	r.onceEach(t)
	r.sound(t)
	r.nothingOwed(t)
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		said, err := r.starter("audit", "provider")
		assert.NoError(c, err, said)
	}, time.Minute, time.Second)
	r.noMessageWearsAnothersID()
}

// noMessageWearsAnothersID: subscribers forget what they have had, by its id; what is told after the restore has ids of its own.
func (r *restored) noMessageWearsAnothersID() {
	said := map[string]string{}
	for _, m := range listOf[struct {
		Headers map[string]string
		Body    string
	}](r.t, r.stack, "/webhooks") {
		id := m.Headers["webhook-id"]
		require.True(r.t, said[id] == "" || said[id] == m.Body, "%s is %s, and was %s", id, m.Body, said[id])
		said[id] = m.Body
	}
	require.NotEmpty(r.t, said)
}
