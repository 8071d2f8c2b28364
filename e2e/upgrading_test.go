package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	temporal "go.temporal.io/sdk/client"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/devstack/freeport"
	"kaipiao/devstack/previous"
	"kaipiao/domain/calendar"
)

// thisBuild is what this build of the workers is called beside the previous one.
const thisBuild = "this"

// upgrade is a stack whose workers have versions, with the programs of the previous build.
type upgrade struct {
	*stack
	// programs is the folder of the previous build, before its build id.
	programs, before string
}

// besides is a stack of this build, and beside it worker and API of the previous one, on the same database, Temporal and folder of files.
func besides(t *testing.T) (u upgrade, worker *os.Process) {
	t.Helper()
	u.programs = t.TempDir()
	var err error
	u.before, err = previous.Build(t.Context(), root, u.programs, "worker", "starter")
	require.NoError(t, err)
	u.stack, err = prepare()
	require.NoError(t, err)
	u.environment = append(u.environment, "KAIPIAO_DEPLOYMENT=kaipiao", "KAIPIAO_BUILD_ID="+thisBuild)
	require.NoError(t, u.start())
	t.Cleanup(func() { require.NoError(t, u.stop()); require.NoError(t, u.forget()) })
	// The build itself says what it is called, because nobody else does.
	return u, u.earlier(t, "worker", nil, "KAIPIAO_BUILD_ID=", "KAIPIAO_DATABASE_URL="+u.DatabaseWorkerURL)
}

// earlier starts a program of the previous build beside the stack.
func (u upgrade) earlier(t *testing.T, program string, arguments []string, environment ...string) *os.Process {
	t.Helper()
	return u.runs(t, filepath.Join(u.programs, program), arguments, environment)
}

// release runs a command of `starter release`, which has to do what it is asked.
func (u upgrade) release(t *testing.T, arguments ...string) string {
	t.Helper()
	said, err := u.starter(append([]string{"release"}, arguments...)...)
	require.NoError(t, err, said)
	return said
}

// on is the build on which a run did its last step.
func (u upgrade) on(t *testing.T, temporal temporal.Client, workflow string) string {
	t.Helper()
	described, err := temporal.DescribeWorkflowExecution(t.Context(), workflow, "")
	if err != nil {
		return "" // it has not started yet
	}
	return described.GetWorkflowExecutionInfo().GetVersioningInfo().GetDeploymentVersion().GetBuildId()
}

// sweep has the sweeper's schedule start it now, as the button of the Web UI does.
func (u upgrade) sweep(t *testing.T) {
	t.Helper()
	eventually.Holds(t, func() bool { // the schedule may not be there yet
		return u.temporal(t).ScheduleClient().GetHandle(t.Context(), "sweep-every-minute").Trigger(t.Context(), temporal.ScheduleTriggerOptions{}) == nil
	}, time.Minute, 100*time.Millisecond)
}

// count is how many runs the lists have of a query.
func (u upgrade) count(t *testing.T, query string) int64 {
	t.Helper()
	counted, err := u.temporal(t).CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Query: query})
	require.NoError(t, err)
	return counted.GetCount()
}

// held is an import that waits in the middle of its work, for an account that somebody else holds in the database.
type held struct {
	workflow string
	release  func()
	ended    chan error
}

// importing hands in a file, and holds it up while it is booked. Its run is in the middle of its work when it returns.
func (u upgrade) importing(t *testing.T, id string) held {
	t.Helper()
	account := u.customerWith(t, "10.00")
	conn, err := pgx.Connect(t.Context(), u.DatabaseOwnerURL)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	_, err = conn.Exec(t.Context(), "begin; select from accounts where id = '"+account+"' for update")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "consumption.csv")
	require.NoError(t, os.WriteFile(file, []byte("id,account,charge,seller,product,tax_code,tax_rate,cash,coupon,rebate,paid_at\n"+
		id+","+account+",postpaid,platform,云服务器,3040203000000000000,0.06,7.00,0.00,0.00,"+calendar.DateOf(time.Now()).AddDays(-2).String()+"T10:00:00+08:00\n"), 0o600))
	h := held{workflow: "import/" + id, ended: make(chan error, 1)}
	go func() {
		said, err := u.starter("import", "--format", "csv", "--id", id, file)
		if err != nil {
			err = fmt.Errorf("%w: %s", err, said)
		}
		h.ended <- err
	}()
	eventually.Holds(t, func() bool { return u.activity(t, h.workflow, "BookImport") != nil }, time.Minute, 50*time.Millisecond, "%s is not booked", h.workflow)
	h.release = func() {
		_, err := conn.Exec(t.Context(), "rollback")
		require.NoError(t, err)
		require.NoError(t, <-h.ended)
	}
	return h
}

// approve has finance approve an application.
func (u upgrade) approve(t *testing.T, application client.Application) {
	t.Helper()
	finance := u.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/applications/"+application.ID+"/claim", nil, nil))
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/applications/"+application.ID+"/approve", nil, nil))
}

// waits are the run of an application that waits for people, on a build.
func (u upgrade) waits(t *testing.T, temporal temporal.Client, build string) client.Application {
	t.Helper()
	accepted := u.toReview(t)
	eventually.Holds(t, func() bool { return u.on(t, temporal, "application/"+accepted.ID) == build }, time.Minute, 50*time.Millisecond)
	return accepted
}

// Work that begins on the previous build goes on while this one runs beside it: what may move finishes on the current build, what is pinned on its own;
// nothing is lost, nothing is done twice, forward, back, and forward again by a ramp. While no build is current everything waits, and `starter` says so.
func TestWorkBegunOnThePreviousBuildIsFinishedOnThisOne(t *testing.T) {
	t.Parallel()
	u, earlier := besides(t)
	temporal := u.temporal(t)
	single := func(amount string) string {
		return u.apply(t, u.customerWith(t, amount), eInvoice(amount)).Invoices[0].ID
	}
	ranOn := func(build string, invoices ...string) {
		t.Helper()
		for _, invoice := range invoices {
			u.came(t, invoice, "issued", 2*time.Minute)
			require.Equal(t, build, u.on(t, temporal, runOf(invoice)), invoice)
		}
	}
	// given nobody has said which build is current: everything waits
	first := single("11.00")
	u.sweep(t)
	eventually.Holds(t, func() bool {
		said, err := u.starter("release", "show")
		return err != nil && strings.Contains(said, "new work waits, nothing is lost") && strings.Contains(said, u.before) && strings.Contains(said, thisBuild)
	}, time.Minute, 100*time.Millisecond)
	require.Empty(t, u.issued(t, ""))
	// when it is the previous one, nothing was lost
	u.release(t, "current", u.before)
	ranOn(u.before, first)
	swept := fmt.Sprintf("WorkflowType = 'Sweep' AND ExecutionStatus = 'Completed' AND TemporalWorkerDeploymentVersion = 'kaipiao:%s'", u.before)
	eventually.Holds(t, func() bool { return u.count(t, swept) > 0 }, time.Minute, 100*time.Millisecond, "what its schedule starts goes on, too")
	// given work of each kind that is in the middle on the previous build
	u.grant(t, "80000.00")
	parked := single("99999.99")
	eventually.Holds(t, func() bool { return u.waiting(t, "quota") == 1 }, time.Minute, 100*time.Millisecond)
	reviewed := u.waits(t, temporal, u.before)
	pinned := u.importing(t, "upgrade-1")
	require.Equal(t, u.before, u.on(t, temporal, pinned.workflow))
	// when this build becomes current
	said := u.release(t, "current", thisBuild)
	require.Contains(t, said, "draining: do not stop its workers")
	u.approve(t, reviewed)
	u.grant(t, "9000000.00")
	fresh := single("12.00")
	// then what waited and what begins finishes here, and what is pinned there
	ranOn(thisBuild, parked, reviewed.Invoices[0].ID, fresh)
	said, err := u.starter("release", "drained", u.before, "--within", "1ms")
	require.Error(t, err, said)
	require.Contains(t, said, "1 Import runs there")
	pinned.release()
	ends(t, temporal, pinned.workflow)
	require.Equal(t, u.before, u.on(t, temporal, pinned.workflow))
	u.backAndForth(t, temporal, ranOn, single)
	// when nothing is left for the previous build, its workers are stopped, and nobody notices
	u.release(t, "drained", u.before, "--within", "3m")
	require.NoError(t, earlier.Signal(syscall.SIGTERM))
	ranOn(thisBuild, single("16.00"))
	for _, kind := range []string{"ledger", "workflows", "trail", "files"} {
		said, err := u.starter("audit", kind)
		require.NoError(t, err, said)
	}
	u.onceEach(t)
	require.Len(t, u.issued(t, ""), 9)
}

// backAndForth rolls back to the previous build, and forward again by a ramp, while work of each kind is in the middle, and is handed in at the API of
// the previous build, too.
func (u upgrade) backAndForth(t *testing.T, temporal temporal.Client, ranOn func(string, ...string), single func(string) string) {
	t.Helper()
	// given work in the middle on this build
	reviewed, again := u.waits(t, temporal, thisBuild), u.waits(t, temporal, thisBuild)
	pinned := u.importing(t, "upgrade-2")
	require.Equal(t, thisBuild, u.on(t, temporal, pinned.workflow))
	// when the previous one is current again
	u.release(t, "current", u.before)
	u.approve(t, reviewed)
	fresh := single("13.00")
	ranOn(u.before, reviewed.Invoices[0].ID, fresh)
	pinned.release()
	ends(t, temporal, pinned.workflow)
	require.Equal(t, thisBuild, u.on(t, temporal, pinned.workflow))
	// when this one takes over bit by bit, with the API of the previous build still there
	require.Contains(t, u.release(t, "ramp", thisBuild, "100"), "ramping: 100 %")
	u.approve(t, again)
	door, err := freeport.FindAddress()
	require.NoError(t, err)
	u.earlier(t, "starter", []string{"serve"}, "KAIPIAO_HTTP_ADDR="+door)
	eventually.Holds(t, func() bool {
		response, err := http.Get("http://" + door + "/readyz")
		return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond)
	account := u.customerWith(t, "14.00")
	var accepted client.Application
	atDoor := client.New(door, u.token(t, access.Identity{Subject: "billing", Role: access.Service}))
	require.NoError(t, atDoor.Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", eInvoice("14.00"), &accepted, "Idempotency-Key", account))
	ranOn(thisBuild, again.Invoices[0].ID, accepted.Invoices[0].ID)
	u.release(t, "current", thisBuild)
}
