package temporalgate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/query/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/proto"

	"kaipiao/devstack/temporaltest"
	"kaipiao/domain/loggable"
	"kaipiao/encryption"
	"kaipiao/settings"
)

// The kinds of texts that nobody who reads Temporal may find.
var personal = []string{"北京甲科技有限公司", "91110000802100433B", "zhang@example.test", "上地十街10号"}

// reachWith connects with a key file.
func reachWith(t testing.TB, address, keys string) *Gate {
	t.Helper()
	gate, err := Await(t.Context(), Options{Address: address, Namespace: temporaltest.Namespace, Embedded: true, Keys: keys})
	require.NoError(t, err)
	t.Cleanup(gate.Close)
	return gate
}

// everyWay is a workflow that hands personal texts to Temporal in every way that there is.
func everyWay(ctx workflow.Context, text string) (string, error) {
	workflow.SetCurrentDetails(ctx, "details "+text)
	if err := workflow.SetQueryHandler(ctx, "ask", func() (string, error) { return text, nil }); err != nil {
		return "", err
	}
	if err := workflow.SetUpdateHandler(ctx, "change", func(workflow.Context, string) (string, error) { return text, errors.New(text) }); err != nil {
		return "", err
	}
	if workflow.GetInfo(ctx).ContinuedExecutionRunID == "" {
		var signalled string
		workflow.GetSignalChannel(ctx, "tell").Receive(ctx, &signalled)
		if signalled != text {
			return "", fmt.Errorf("heard %s", signalled)
		}
		_ = workflow.NewTimerWithOptions(ctx, time.Millisecond, workflow.TimerOptions{Summary: text}).Get(ctx, nil)
		return "", workflow.NewContinueAsNewError(ctx, "EveryWay", text)
	}
	asked := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute, Summary: text, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 2, InitialInterval: time.Millisecond},
	})
	_ = workflow.ExecuteActivity(asked, "Fail", text).Get(ctx, nil)
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: time.Minute, Summary: text})
	var answered string
	if err := workflow.ExecuteLocalActivity(local, echo, text).Get(ctx, &answered); err != nil {
		return "", err
	}
	if err := workflow.ExecuteActivity(asked, "Echo", text).Get(ctx, &answered); err != nil {
		return "", err
	}
	_ = workflow.SideEffect(ctx, func(workflow.Context) any { return text })
	return answered, nil
}

func echo(_ context.Context, text string) (string, error) { return text, nil }

// working starts a worker of everyWay.
func working(t *testing.T, gate *Gate) {
	t.Helper()
	w := gate.Worker("everything", worker.Options{})
	w.RegisterWorkflowWithOptions(everyWay, workflow.RegisterOptions{Name: "EveryWay"})
	registerEcho(w)
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
}

func registerEcho(w worker.Worker) {
	w.RegisterActivityWithOptions(echo, activity.RegisterOptions{Name: "Echo"})
	w.RegisterActivityWithOptions(func(_ context.Context, text string) error {
		return temporal.NewApplicationErrorWithOptions("refused "+text, "refused_for_good", temporal.ApplicationErrorOptions{
			Cause: loggable.Hide(fmt.Errorf("550 %s", text), "the mail server answered 550"), Details: []any{text},
		})
	}, activity.RegisterOptions{Name: "Fail"})
}

// recorded is everything that Temporal gives whoever asks for a workflow, byte for byte: all its runs, and how they stand.
func recorded(t *testing.T, gate *Gate, id string) string {
	t.Helper()
	var all strings.Builder
	keep := func(message proto.Message, err error) {
		t.Helper()
		require.NoError(t, err)
		content, err := proto.Marshal(message)
		require.NoError(t, err)
		all.Write(content)
	}
	listed, err := gate.client.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: fmt.Sprintf("WorkflowId = '%s'", id)})
	keep(listed, err)
	for _, run := range listed.GetExecutions() {
		described, err := gate.client.DescribeWorkflowExecution(t.Context(), id, run.GetExecution().GetRunId())
		keep(described, err)
		for _, event := range eventsOf(t, gate, id, run.GetExecution().GetRunId()) {
			keep(event, nil)
		}
		answer, err := gate.client.WorkflowService().QueryWorkflow(t.Context(), &workflowservice.QueryWorkflowRequest{
			Namespace: gate.namespace, Execution: run.GetExecution(), Query: &query.WorkflowQuery{QueryType: "__temporal_workflow_metadata"},
		})
		keep(answer, err)
	}
	return all.String()
}

func eventsOf(t *testing.T, gate *Gate, id, run string) (events []*history.HistoryEvent) {
	t.Helper()
	for pages := gate.client.GetWorkflowHistory(t.Context(), id, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); pages.HasNext(); {
		event, err := pages.Next()
		require.NoError(t, err)
		events = append(events, event)
	}
	return events
}

// heard is what the programs' log has heard.
type heard struct {
	mutex sync.Mutex
	bytes.Buffer
}

// Write hears some more.
func (h *heard) Write(said []byte) (int, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.Buffer.Write(said)
}

func (h *heard) said() string {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.String()
}

// S6: what a step fails with is in the log without what people and outside systems have written: the run, the step, the kind.
func TestS6TheWorkersLogSaysWhichStepFailed(t *testing.T) {
	log := &heard{}
	before := slog.Default()
	settings.LogFormat("json").Open(log)
	t.Cleanup(func() { slog.SetDefault(before) })
	gate := reachWith(t, temporaltest.Start(t), keyFile(t))
	working(t, gate)
	text := strings.Join(personal, " ")
	run, err := gate.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "logged", TaskQueue: "everything"}, "EveryWay", text)
	require.NoError(t, err)
	require.NoError(t, gate.client.SignalWorkflow(t.Context(), run.GetID(), "", "tell", text))
	require.NoError(t, run.Get(t.Context(), nil))
	require.Contains(t, log.said(), `"WorkflowID":"logged"`)
	require.Contains(t, log.said(), `"ActivityType":"Fail"`)
	require.Contains(t, log.said(), "failure refused_for_good: the mail server answered 550")
	for _, one := range personal {
		require.NotContains(t, log.said(), one)
	}
}

// S6: whoever reads Temporal finds no personal text, whichever way it went there: arguments, results, signals, updates, queries, details,
// summaries, failures with their causes.
func TestS6NothingPersonalIsReadInTemporal(t *testing.T) {
	t.Parallel()
	gate := reachWith(t, temporaltest.Start(t), keyFile(t))
	working(t, gate)
	text := strings.Join(personal, " ")
	run, err := gate.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: "every-way", TaskQueue: "everything", StaticSummary: text, StaticDetails: text, Memo: map[string]any{"note": text},
	}, "EveryWay", text)
	require.NoError(t, err)
	handle, err := gate.client.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: run.GetID(), UpdateName: "change", Args: []any{text}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	require.NoError(t, err)
	require.ErrorContains(t, handle.Get(t.Context(), nil), personal[0], "who has the key reads what is said")
	require.NoError(t, gate.client.SignalWorkflow(t.Context(), run.GetID(), "", "tell", text))
	var answer string
	require.NoError(t, run.Get(t.Context(), &answer))
	require.Equal(t, text, answer)
	soon(t, 2, func() (int, error) {
		listed, err := gate.client.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: "WorkflowId = 'every-way'"})
		return len(listed.GetExecutions()), err
	})
	all := recorded(t, gate, run.GetID())
	require.Greater(t, strings.Count(all, "binary/encrypted"), 20)
	for _, one := range personal {
		require.NotContains(t, all, one)
	}
}

// S6: a worker that does not have a key yet fails the task and not the workflow, loses no signal, and goes on when its file has the key.
func TestS6AWorkflowWaitsForAKey(t *testing.T) {
	t.Parallel()
	address, here := temporaltest.Start(t), keyFile(t)
	there := filepath.Join(t.TempDir(), "temporal-keys")
	copyKeys(t, here, there)
	work, ask := reachWith(t, address, here), reachWith(t, address, there)
	working(t, work)
	before, err := ask.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "before", TaskQueue: "everything"}, "EveryWay", personal[0])
	require.NoError(t, err)
	rotate(t, there, "second")
	require.NoError(t, ask.client.SignalWorkflow(t.Context(), before.GetID(), "", "tell", personal[0]))
	after, err := ask.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "after", TaskQueue: "everything"}, "EveryWay", personal[0])
	require.NoError(t, err)
	for _, run := range []client.WorkflowRun{before, after} {
		soon(t, true, func() (bool, error) { return taskFailedBecause(t, work, here, run, `the key "second"`), nil })
		described, err := work.client.DescribeWorkflowExecution(t.Context(), run.GetID(), "")
		require.NoError(t, err)
		require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, described.GetWorkflowExecutionInfo().GetStatus())
	}
	copyKeys(t, there, here)
	require.NoError(t, ask.client.SignalWorkflow(t.Context(), after.GetID(), "", "tell", personal[0]))
	for _, run := range []client.WorkflowRun{before, after} {
		var answer string
		require.NoError(t, run.Get(t.Context(), &answer), run.GetID())
		require.Equal(t, personal[0], answer)
	}
}

// taskFailedBecause reports whether a task of a run has failed with a sentence that says so.
func taskFailedBecause(t *testing.T, gate *Gate, keyFile string, run client.WorkflowRun, why string) bool {
	t.Helper()
	keys, err := encryption.Open(keyFile)
	require.NoError(t, err)
	for _, event := range eventsOf(t, gate, run.GetID(), "") {
		if failed := event.GetWorkflowTaskFailedEventAttributes(); failed != nil {
			if strings.Contains(keys.FailureConverter().FailureToError(failed.GetFailure()).Error(), why) {
				return true
			}
		}
	}
	return false
}

func copyKeys(t *testing.T, from, to string) {
	t.Helper()
	keys, err := encryption.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, keys.WriteFile(to))
}

// rotate adds a key and has it encrypt.
func rotate(t *testing.T, path, id string) {
	t.Helper()
	keys, err := encryption.ReadFile(path)
	require.NoError(t, err)
	keys, err = keys.Add(encryption.NewKey(id, encryption.Decrypts))
	require.NoError(t, err)
	keys, err = keys.Encrypt(id, time.Now())
	require.NoError(t, err)
	require.NoError(t, keys.WriteFile(path))
}

// S6: every key is rotated while runs go on; none fails, and each was encrypted with several.
func TestS6KeysAreRotatedWhileRunsGoOn(t *testing.T) {
	t.Parallel()
	keys := keyFile(t)
	gate := reachWith(t, temporaltest.Start(t), keys)
	working(t, gate)
	var runs []client.WorkflowRun
	for n := range 12 {
		run, err := gate.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: fmt.Sprintf("run-%d", n), TaskQueue: "everything"},
			"EveryWay", personal[0])
		require.NoError(t, err)
		runs = append(runs, run)
		if n%3 == 2 {
			rotate(t, keys, fmt.Sprintf("key-%d", n))
			require.NoError(t, gate.client.SignalWorkflow(t.Context(), runs[n-2].GetID(), "", "tell", personal[0]))
		}
	}
	rotate(t, keys, "last")
	for n, run := range runs {
		if n%3 != 0 {
			require.NoError(t, gate.client.SignalWorkflow(t.Context(), run.GetID(), "", "tell", personal[0]))
		}
	}
	for _, run := range runs {
		var answer string
		require.NoError(t, run.Get(t.Context(), &answer))
		require.Equal(t, personal[0], answer)
	}
	file, err := encryption.ReadFile(keys)
	require.NoError(t, err)
	require.Len(t, file, 6)
	began, err := gate.CountBegun(t.Context(), time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Positive(t, began)
}

// asksAnother is a workflow that asks a step of ours something, as somebody who may write to our Temporal can start one on a task queue of its own.
func asksAnother(ctx workflow.Context, queue string, argument converter.RawValue) (string, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue: queue, ActivityID: "the-step", ScheduleToCloseTimeout: time.Minute, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1},
	})
	var answer string
	err := workflow.ExecuteActivity(ctx, "Book", argument).Get(ctx, &answer)
	return answer, err
}

// S6, N12: whoever may write to our Temporal, but has none of our keys, neither has a step of ours do anything, nor answers in its place: not in clear,
// not with a key that is shared with a caller, not with what was said to another step.
func TestS6NobodyElseSpeaksToOurSteps(t *testing.T) {
	t.Parallel()
	address, keyFile := temporaltest.Start(t), keyFile(t)
	shop := encryption.NewKey("shop", encryption.Caller)
	require.NoError(t, encryption.ChangeFile(keyFile, func(k encryption.Keys) (encryption.Keys, error) { return k.Add(shop) }))
	shop.Use = encryption.Encrypts
	theirs := filepath.Join(t.TempDir(), "shop")
	require.NoError(t, encryption.Keys{shop}.WriteFile(theirs))
	ours, withKey, inClear := reachWith(t, address, keyFile), reachWith(t, address, theirs), reachWith(t, address, "")
	booked := make(chan string, 10)
	work := func(gate *Gate, queue string, register func(worker.Worker)) {
		w := gate.Worker(queue, worker.Options{})
		w.RegisterWorkflowWithOptions(asksAnother, workflow.RegisterOptions{Name: "AsksAnother"})
		register(w)
		require.NoError(t, w.Start())
		t.Cleanup(w.Stop)
	}
	work(ours, "ours", func(w worker.Worker) {
		w.RegisterActivityWithOptions(func(_ context.Context, what string) (string, error) { booked <- what; return "booked " + what, nil },
			activity.RegisterOptions{Name: "Book"})
	})
	work(withKey, "of the shop", func(worker.Worker) {})
	work(inClear, "of somebody", func(worker.Worker) {})
	plain := func(_ *Gate, value string) converter.RawValue {
		payload, err := converter.GetDefaultDataConverter().ToPayload(value)
		require.NoError(t, err)
		return converter.NewRawValue(payload)
	}
	start := func(gate *Gate, id, from, to string, argument converter.RawValue) client.WorkflowRun {
		run, err := gate.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: from}, "AsksAnother", to, argument)
		require.NoError(t, err)
		return run
	}
	var answer string
	require.NoError(t, start(ours, "genuine", "ours", "ours", plain(ours, "this")).Get(t.Context(), &answer))
	require.Equal(t, "booked this", answer)
	require.Equal(t, "this", <-booked)
	var said *common.Payload // to the genuine step
	for _, event := range eventsOf(t, ours, "genuine", "") {
		if scheduled := event.GetActivityTaskScheduledEventAttributes(); scheduled != nil {
			said = scheduled.GetInput().GetPayloads()[0]
		}
	}
	for name, run := range map[string]client.WorkflowRun{
		"in clear":            start(inClear, "in-clear", "of somebody", "ours", plain(inClear, "that")),
		"with a caller's key": start(withKey, "with-a-key", "of the shop", "ours", plain(withKey, "that")),
		"played back":         start(inClear, "played-back", "of somebody", "ours", converter.NewRawValue(said)),
	} {
		require.Error(t, run.Get(t.Context(), nil), name)
	}
	require.Empty(t, booked)

	// Nobody works on this queue but who answers in the step's place.
	for name, forge := range map[string]func(id string) error{
		"in clear": func(id string) error {
			return inClear.client.CompleteActivityByID(t.Context(), temporaltest.Namespace, id, "", "the-step", "forged", nil)
		},
		"with a caller's key": func(id string) error {
			return withKey.client.CompleteActivityByID(t.Context(), temporaltest.Namespace, id, "", "the-step", "forged", nil)
		},
		"played back": func(id string) error {
			return inClear.client.CompleteActivityByID(t.Context(), temporaltest.Namespace, id, "", "the-step", converter.NewRawValue(said), nil)
		},
	} {
		run := start(ours, "waits "+name, "ours", "nobody's", plain(ours, "this"))
		require.Eventually(t, func() bool { return forge(run.GetID()) == nil }, 20*time.Second, 50*time.Millisecond, name)
		require.ErrorContains(t, run.Get(t.Context(), nil), encryption.ErrForged.Error(), name)
	}
}

// Runs that were begun before there were keys go on: what their steps said in clear is believed, until the instant in the file.
func TestS6RunsFromBeforeThereWereKeysGoOn(t *testing.T) {
	t.Parallel()
	address, keys := temporaltest.Start(t), keyFile(t)
	before := reachWith(t, address, "")
	w := before.Worker("everything", worker.Options{})
	w.RegisterWorkflowWithOptions(asksTwice, workflow.RegisterOptions{Name: "AsksTwice"})
	registerEcho(w)
	require.NoError(t, w.Start())
	run, err := before.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "old", TaskQueue: "everything"}, "AsksTwice", "this")
	require.NoError(t, err)
	soon(t, true, func() (bool, error) {
		for _, event := range eventsOf(t, before, "old", "") {
			if event.GetEventType() == enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED {
				return true, nil
			}
		}
		return false, nil
	})
	w.Stop()
	require.NoError(t, encryption.ChangeFile(keys, func(k encryption.Keys) (encryption.Keys, error) {
		return k.Add(encryption.InClear(time.Now().Add(time.Second)))
	}))
	now := reachWith(t, address, keys)
	again := now.Worker("everything", worker.Options{})
	again.RegisterWorkflowWithOptions(asksTwice, workflow.RegisterOptions{Name: "AsksTwice"})
	registerEcho(again)
	require.NoError(t, again.Start())
	t.Cleanup(again.Stop)
	require.NoError(t, now.client.SignalWorkflow(t.Context(), "old", "", "go-on", nil))
	var answer string
	require.NoError(t, now.client.GetWorkflow(t.Context(), "old", run.GetRunID()).Get(t.Context(), &answer))
	require.Equal(t, "this this", answer)
}

func asksTwice(ctx workflow.Context, text string) (string, error) {
	asked := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
	var first, second string
	if err := workflow.ExecuteActivity(asked, "Echo", text).Get(ctx, &first); err != nil {
		return "", err
	}
	workflow.GetSignalChannel(ctx, "go-on").Receive(ctx, nil)
	err := workflow.ExecuteActivity(asked, "Echo", text).Get(ctx, &second)
	return first + " " + second, err
}
