package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	sdk "go.temporal.io/sdk/client"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/devstack/freeport"
	"kaipiao/devstack/previous"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

// thisBuild is what this build of the workers is called beside the previous one.
const thisBuild = "this"

// previousFolder is removed when all tests have run.
var previousFolder string

// previousBuild is a folder with the programs of the previous build, and what it is called; built once.
var previousBuild = sync.OnceValues(func() (built struct{ folder, id string }, err error) {
	if built.folder, err = os.MkdirTemp("", "previous-"); err == nil {
		previousFolder = built.folder
		built.id, err = previous.Build(context.Background(), root, built.folder, "worker", "starter")
	}
	return built, err
})

// upgrade is a stack whose workers have versions, with the programs of the previous build.
type upgrade struct {
	*stack
	// programs is the folder of the previous build, before its build id.
	programs, before string
}

// besides is a stack of this build, and beside it worker and API of the previous one, on the same database, Temporal and folder of files.
func besides(t *testing.T) (u upgrade, worker *os.Process) {
	t.Helper()
	built, err := previousBuild()
	require.NoError(t, err)
	u.programs, u.before = built.folder, built.id
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
func (u upgrade) on(t *testing.T, temporal sdk.Client, workflow string) string {
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
		return u.temporal(t).ScheduleClient().GetHandle(t.Context(), "sweep-every-minute").Trigger(t.Context(), sdk.ScheduleTriggerOptions{}) == nil
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
		id+","+account+",postpaid,platform,云服务器,3040203000000000000,0.06,7.00,0.00,0.00,"+calendar.DateOf(time.Now()).AddDays(-2).String()+
		"T10:00:00+08:00\n"), 0o600))
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
func (u upgrade) waits(t *testing.T, temporal sdk.Client, build string) client.Application {
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
	short := u.shortOnes(t)
	caller, err := temporal.ExecuteWorkflow(t.Context(), sdk.StartWorkflowOptions{ID: "order-1", TaskQueue: "kaipiao"}, "Apply",
		anEInvoice(u.customerWith(t, "10.00"), "issued"))
	require.NoError(t, err)
	for _, workflow := range append(short, pinned.workflow, caller.GetID()) {
		eventually.Holds(t, func() bool { return u.on(t, temporal, workflow) == u.before }, time.Minute, 50*time.Millisecond, workflow)
	}
	// when this build becomes current
	said := u.release(t, "current", thisBuild)
	require.Contains(t, said, "draining: do not stop its workers")
	u.approve(t, reviewed)
	u.grant(t, "9000000.00")
	fresh := single("12.00")
	// then what waited and what begins finishes here, and what is pinned there
	ranOn(thisBuild, parked, reviewed.Invoices[0].ID, fresh)
	ends(t, temporal, caller.GetID())
	require.Equal(t, thisBuild, u.on(t, temporal, caller.GetID()))
	for _, workflow := range short {
		ends(t, temporal, workflow)
		require.Equal(t, u.before, u.on(t, temporal, workflow))
	}
	said, err = u.starter("release", "drained", u.before, "--within", "1ms")
	require.Error(t, err, said)
	require.Contains(t, said, "1 Import runs there")
	pinned.release()
	ends(t, temporal, pinned.workflow)
	require.Equal(t, u.before, u.on(t, temporal, pinned.workflow))
	stranded := u.backAndForth(t, temporal, ranOn, single)
	// when the previous build is lost with what is pinned to it, which somebody ends, it begins again on the current one
	require.NoError(t, earlier.Signal(syscall.SIGKILL))
	require.NoError(t, temporal.TerminateWorkflow(t.Context(), stranded.workflow, "", "its build is gone"))
	eventually.Holds(t, func() bool {
		_, err := u.starter("audit", "workflows", "--repair")
		return err == nil && u.on(t, temporal, stranded.workflow) == thisBuild
	}, time.Minute, 100*time.Millisecond)
	stranded.release()
	ends(t, temporal, stranded.workflow)
	// and nothing is left there
	u.release(t, "drained", u.before, "--within", "3m")
	ranOn(thisBuild, single("16.00"))
	for _, kind := range []string{"ledger", "workflows", "trail", "files"} {
		said, err := u.starter("audit", kind)
		require.NoError(t, err, said)
	}
	u.onceEach(t)
	require.Len(t, u.issued(t, ""), 10)
}

// shortOnes are runs that end soon, and are pinned: an export and a comparison, which may have ended when it returns.
func (u upgrade) shortOnes(t *testing.T) []string {
	t.Helper()
	clerk := u.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	today := calendar.DateOf(time.Now())
	var export, comparison struct {
		ID       string
		Workflow struct{ ID string }
	}
	require.NoError(t, clerk.Call(t.Context(), http.MethodPost, "/v1/exports", map[string]string{
		"what": "invoices", "from": today.AddDays(-1).String(), "to": today.String(), "format": "xlsx",
	}, &export, "Idempotency-Key", "upgrade"))
	require.NoError(t, clerk.Call(t.Context(), http.MethodPost, "/v1/reconciliations", map[string]any{}, &comparison))
	return []string{export.Workflow.ID, message.WorkflowOfReconciliation(ids.Reconciliation(comparison.ID))}
}

// backAndForth rolls back to the previous build, and forward again by a ramp, while work of each kind is in the middle, and is handed in at the API of
// the previous build, too. It returns an import that is in the middle on the previous build still.
func (u upgrade) backAndForth(t *testing.T, temporal sdk.Client, ranOn func(string, ...string), single func(string) string) (stranded held) {
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
	stranded = u.importing(t, "upgrade-3")
	require.Equal(t, u.before, u.on(t, temporal, stranded.workflow))
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
	require.NoError(t, atDoor.Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", eInvoice("14.00"), &accepted,
		"Idempotency-Key", account))
	ranOn(thisBuild, again.Invoices[0].ID, accepted.Invoices[0].ID)
	u.release(t, "current", thisBuild)
	return stranded
}
