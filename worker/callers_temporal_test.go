package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/proto"

	"kaipiao/adapters/files"
	"kaipiao/devstack/temporaltest"
	"kaipiao/domain/ids"
	"kaipiao/domain/policy"
	"kaipiao/encryption"
	"kaipiao/settings"
	"kaipiao/temporalgate"
	"kaipiao/workflows"
)

// counter is a Temporal with our worker at it, at which services apply.
type counter struct {
	*desk
	address string
	keys    string
}

func newCounter(t *testing.T, callers settings.Callers) *counter {
	t.Helper()
	c := &counter{newDesk(t), temporaltest.Start(t), filepath.Join(t.TempDir(), "temporal-keys")}
	require.NoError(t, encryption.MakeFile(c.keys, time.Now()))
	gate, err := temporalgate.Await(t.Context(), temporalgate.Options{
		Address: c.address, Namespace: temporaltest.Namespace, Embedded: true, Keys: c.keys,
	})
	require.NoError(t, err)
	t.Cleanup(gate.Close)
	require.NoError(t, gate.RegisterEndpoint(t.Context()))
	told, err := settings.Load()
	require.NoError(t, err)
	told.Font, told.TemporalCallers = "../"+told.Font, callers
	store, err := files.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	w := gate.WorkflowWorker(worker.Options{})
	require.NoError(t, serveCallers(w, told, policy.Default(), c.register, store, nil))
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	return c
}

// caller is a service that has a key file, or none; it works on a task queue of its own.
func (c *counter) caller(t *testing.T, queue, keyFile string) client.Client {
	t.Helper()
	options := client.Options{HostPort: c.address, Namespace: temporaltest.Namespace, Logger: temporalgate.Warnings()}
	if keyFile != "" {
		keys, err := encryption.Open(keyFile)
		require.NoError(t, err)
		options.DataConverter, options.FailureConverter = keys.DataConverter(), keys.FailureConverter()
	}
	dialled, err := client.DialContext(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(dialled.Close)
	w := worker.New(dialled, queue, worker.Options{})
	w.RegisterWorkflowWithOptions(asks, workflow.RegisterOptions{Name: "Asks"})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	return dialled
}

// share gives a service a key.
func (c *counter) share(t *testing.T, id string) (keyFile string) {
	t.Helper()
	keys, err := encryption.ReadFile(c.keys)
	require.NoError(t, err)
	key := encryption.NewKey(id, encryption.Caller)
	keys, err = keys.Add(key)
	require.NoError(t, err)
	require.NoError(t, keys.WriteFile(c.keys))
	key.Use = encryption.Encrypts
	keyFile = filepath.Join(t.TempDir(), id)
	require.NoError(t, encryption.Keys{key}.WriteFile(keyFile))
	return keyFile
}

// asks is a workflow of the service's own, which asks for one operation.
func asks(ctx workflow.Context, operation string, input json.RawMessage) (json.RawMessage, error) {
	var answer json.RawMessage
	err := workflow.NewNexusClient("kaipiao", "kaipiao").ExecuteOperation(ctx, operation, input, workflow.NexusOperationOptions{
		ScheduleToCloseTimeout: time.Minute,
	}).Get(ctx, &answer)
	return answer, err
}

// askAll applies in both ways, and reads nothing: it returns each answer, or the code and the sentences of the refusal.
func askAll(t *testing.T, from client.Client, queue string, account ids.Account) map[string]string {
	t.Helper()
	body := json.RawMessage(fmt.Sprintf(`{"account": %q, "kind": "ordinary", "medium": "electronic", "amount": "10.00"}`, account))
	tooMuch := json.RawMessage(fmt.Sprintf(`{"account": %q, "kind": "ordinary", "medium": "electronic", "amount": "100000.00"}`, account))
	starts := map[string]func(id string) (client.WorkflowRun, error){
		"apply": func(id string) (client.WorkflowRun, error) {
			return from.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: workflows.TaskQueue}, "Apply", body)
		},
		"refused": func(id string) (client.WorkflowRun, error) {
			return from.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: workflows.TaskQueue}, "Apply", tooMuch)
		},
	}
	for operation, input := range map[string]json.RawMessage{
		"nexus apply": body, "nexus refused": tooMuch, "nexus invoice": json.RawMessage(`{"invoice": "no-such"}`),
	} {
		starts[operation] = func(id string) (client.WorkflowRun, error) {
			named := map[string]string{"nexus apply": "apply", "nexus refused": "apply", "nexus invoice": "invoice"}[operation]
			return from.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id, TaskQueue: queue}, "Asks", named, input)
		}
	}
	answers := map[string]string{}
	for name, start := range starts {
		run, err := start(fmt.Sprintf("%s of %s", name, queue))
		require.NoError(t, err, name)
		var answer json.RawMessage
		if err := run.Get(t.Context(), &answer); err != nil {
			answers[name] = innermost(t, err)
			continue
		}
		answers[name] = string(answer)
	}
	return answers
}

// innermost is what a caller reads of a refusal.
func innermost(t *testing.T, err error) string {
	t.Helper()
	var refused, deeper *temporal.ApplicationError
	require.ErrorAs(t, err, &refused)
	for errors.As(refused.Unwrap(), &deeper) {
		refused = deeper
	}
	var english, chinese string
	require.NoError(t, refused.Details(&english, &chinese))
	require.Equal(t, english, refused.Message(), "its message is readable, too")
	require.Regexp(t, `\p{Han}`, chinese)
	return refused.Type() + ": " + english
}

// P14, S6: a service is answered as it asked: under the key that it shares with us, which nobody else who reads Temporal has; or in clear, where
// that is allowed.
func TestP14S6ACallerIsAnsweredAsItAsked(t *testing.T) {
	t.Parallel()
	c := newCounter(t, settings.CallersOn)
	c.account("shops", "100.00")
	for queue, keyFile := range map[string]string{"shop": c.share(t, "shop"), "clear": ""} {
		from := c.caller(t, queue, keyFile)
		answers := askAll(t, from, queue, "shops")
		for _, name := range []string{"apply", "nexus apply"} {
			require.Contains(t, answers[name], `"account":"shops"`, "%s: %s", queue, name)
			require.Contains(t, answers[name], "北京甲科技有限公司", "%s: %s", queue, name)
		}
		require.Contains(t, answers["refused"], "not_enough_available: ", queue)
		require.Contains(t, answers["nexus refused"], "not_enough_available: ", queue)
		require.Contains(t, answers["nexus invoice"], "not_found: ", queue)
		if queue == "shop" {
			for _, id := range []string{"apply of shop", "nexus apply of shop", "nexus refused of shop"} {
				require.NotContains(t, historyOf(t, from, id), "shops", id)
			}
		}
	}
}

// historyOf is what somebody without a key finds of a workflow.
func historyOf(t *testing.T, from client.Client, id string) (all string) {
	t.Helper()
	for events := from.GetWorkflowHistory(t.Context(), id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		event, err := events.Next()
		require.NoError(t, err)
		content, err := proto.Marshal(event)
		require.NoError(t, err)
		all += string(content)
	}
	return all
}

// S6: where callers have to encrypt, what comes in clear is refused, in clear, and nothing is done. A key of nobody's helps nobody.
func TestS6WhatComesInClearIsRefused(t *testing.T) {
	t.Parallel()
	c := newCounter(t, settings.CallersEncrypted)
	c.account("shops", "100.00")
	answers := askAll(t, c.caller(t, "clear", ""), "clear", "shops")
	for name, answer := range answers {
		require.Contains(t, answer, "not_encrypted: ", name)
	}
	answers = askAll(t, c.caller(t, "shop", c.share(t, "shop")), "shop", "shops")
	require.Contains(t, answers["apply"], `"account":"shops"`)
	require.Contains(t, answers["nexus apply"], `"account":"shops"`)

	// Whoever marks what is in clear as encrypted is not believed.
	payload, err := converter.GetDefaultDataConverter().ToPayload(map[string]string{"account": "shops"})
	require.NoError(t, err)
	payload.Metadata["kaipiao-came-under"] = []byte("shop")
	run, err := c.caller(t, "forger", "").ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "forged", TaskQueue: workflows.TaskQueue}, "Apply",
		converter.NewRawValue(payload))
	require.NoError(t, err)
	require.Contains(t, innermost(t, run.Get(t.Context(), nil)), "not_encrypted: ")
}
