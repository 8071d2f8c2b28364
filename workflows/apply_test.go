package workflows_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"kaipiao/activities"
	"kaipiao/domain/message"
)

const sentByCaller = `{"account": "acct", "account": "acct", "wait": "issued"}`

// sentAs is what a caller sends, to the byte, as the Temporal CLI does.
func sentAs(encoding, content string) converter.RawValue {
	return converter.NewRawValue(&commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte(encoding)}, Data: []byte(content)})
}

// applies: the surface accepts what the caller sent, as it was sent.
func applies(env *testsuite.TestWorkflowEnvironment, applied activities.Applied) {
	env.OnActivity(callers.Apply, mock.Anything, activities.ApplyRequest{Workflow: "order-4711", Content: []byte(sentByCaller)}).Return(applied, nil).Once()
}

// stands is where the application stands each time when it is looked at.
func stands(env *testsuite.TestWorkflowEnvironment, settled ...bool) (looked *int) {
	looked = new(int)
	env.OnActivity(callers.AwaitApplication, mock.Anything, activities.AwaitRequest{Application: "app", Workflow: "order-4711"}).
		Return(func(context.Context, activities.AwaitRequest) (activities.Awaited, error) {
			*looked++
			if settled[min(*looked, len(settled))-1] {
				return activities.Awaited{Settled: true, Answer: json.RawMessage(`{"status":"approved"}`)}, nil
			}
			return activities.Awaited{}, nil
		})
	return looked
}

func runApply(t *testing.T, env *testsuite.TestWorkflowEnvironment) string {
	t.Helper()
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: "order-4711"})
	env.ExecuteWorkflow(message.Apply, sentAs("json/plain", sentByCaller))
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	var answer json.RawMessage
	require.NoError(t, env.GetWorkflowResult(&answer))
	return string(answer)
}

// P14: who waits for no more than that it is accepted is answered at once.
func TestP14ApplyAnswersWithWhatIsAccepted(t *testing.T) {
	env := newEnvironment(t)
	applies(env, activities.Applied{Application: "app", Answer: json.RawMessage(`{"id":"app","status":"pending_approval"}`)})
	require.JSONEq(t, `{"id": "app", "status": "pending_approval"}`, runApply(t, env))
}

// P14: who waits until everything is issued is answered when the register has told, after weeks; nothing is asked meanwhile but twice a day.
func TestP14ApplyWaitsUntilEverythingIsIssued(t *testing.T) {
	env := newEnvironment(t)
	applies(env, activities.Applied{Application: "app", Await: true})
	looked := stands(env, false, true)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, 11*time.Hour)
	read := readAt(env, time.Hour)
	require.JSONEq(t, `{"status": "approved"}`, runApply(t, env))
	require.Equal(t, 2, *looked)
	require.Contains(t, *read, "application/app")
	require.WithinDuration(t, submitted.Add(11*time.Hour), env.Now(), time.Minute)
}

// P14: nobody tells, and it is found out all the same; a hundred days are a short history.
func TestP14ApplyLooksAgainThoughNobodyTells(t *testing.T) {
	env := newEnvironment(t)
	applies(env, activities.Applied{Application: "app", Await: true})
	not := make([]bool, 200)
	looked := stands(env, append(not, true)...)
	runApply(t, env)
	require.Equal(t, 201, *looked)
	require.WithinDuration(t, submitted.AddDate(0, 0, 100), env.Now(), time.Hour)
}

// P14, N7: a run that was told a thousand times goes on as another one, which sends the same again.
func TestP14ApplyGoesOnAsAnotherRun(t *testing.T) {
	env := newEnvironment(t)
	applies(env, activities.Applied{Application: "app", Await: true})
	stands(env, false)
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, 2*day)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: "order-4711"})
	env.ExecuteWorkflow(message.Apply, sentAs("json/plain", sentByCaller))
	var another *workflow.ContinueAsNewError
	require.ErrorAs(t, env.GetWorkflowError(), &another)
	require.Equal(t, message.Apply, another.WorkflowType.Name)
	require.JSONEq(t, `{"account": "acct", "wait": "issued"}`, string(another.Input.GetPayloads()[0].GetData()))
}

// P14, O5: what is refused fails the workflow: its code is the type of the error, the details are both sentences, and nobody tries again.
func TestP14ApplyFailsWithTheRefusal(t *testing.T) {
	for name, encoding := range map[string]string{"JSON": "json/plain", "no JSON": "binary/plain"} {
		env := newEnvironment(t)
		env.OnActivity(callers.Apply, mock.Anything, mock.MatchedBy(func(asked activities.ApplyRequest) bool {
			return (len(asked.Content) > 0) == (encoding == "json/plain")
		})).Return(activities.Applied{}, temporal.NewApplicationErrorWithOptions("There is no more.", "not_enough", temporal.ApplicationErrorOptions{
			NonRetryable: true, Details: []any{"There is no more.", "可开票金额不足。"},
		})).Once()
		env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: "order-4711"})
		env.ExecuteWorkflow(message.Apply, sentAs(encoding, sentByCaller))
		failed, is := env.GetWorkflowError().(*temporal.WorkflowExecutionError) //nolint:errorlint // the outermost one
		require.True(t, is, name)
		refused, is := failed.Unwrap().(*temporal.ApplicationError) //nolint:errorlint // and not that a step of ours failed
		require.True(t, is, name)
		require.Equal(t, "not_enough", refused.Type(), name)
		require.True(t, refused.NonRetryable(), name)
		var english, chinese string
		require.NoError(t, refused.Details(&english, &chinese), name)
		require.Equal(t, []string{"There is no more.", "可开票金额不足。"}, []string{english, chinese}, name)
	}
}

// P14, N1: Temporal's button to cancel means the application as long as nobody has decided it; otherwise the run goes on, and says so.
func TestP14TheButtonTakesBackWhatIsUndecided(t *testing.T) {
	for name, cancelled := range map[string]bool{"undecided": true, "decided": false} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			applies(env, activities.Applied{Application: "app", Await: true})
			looked := stands(env, false, cancelled, true)
			env.OnActivity(runs.NoteCancelRequest, mock.Anything, mock.MatchedBy(func(asked activities.CancelRequested) bool {
				return asked.Workflow == "order-4711" && asked.About == "application/app"
			})).Return("zhao", nil).Once()
			env.OnActivity(callers.TakeBack, mock.Anything, activities.TakeBackRequest{Application: "app", By: "zhao"}).Return(cancelled, nil).Once()
			env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
			read := readAt(env, 2*time.Hour)
			require.JSONEq(t, `{"status": "approved"}`, runApply(t, env))
			if cancelled {
				require.Equal(t, 2, *looked)
				return
			}
			require.Equal(t, 3, *looked)
			require.Contains(t, *read, "**zhao asked Temporal to cancel this run. It goes on")
			require.Contains(t, *read, "POST /v1/applications/{id}/cancel")
		})
	}
}
