package temporalgate

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"kaipiao/office/outbox"
	"kaipiao/workflows"
)

// Month-end: an account that has handed in very many keeps nobody waiting: those of other accounts, which came later, take turns with its own.
func TestWhoAsksForManyKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	gate := reach(t)
	const many, few = 400, 5
	for n := range many {
		send(t, gate, "many", n)
	}
	for n := range few {
		send(t, gate, fmt.Sprintf("few-%d", n), n)
	}
	// when one worker takes one after the other
	var mutex sync.Mutex
	var order []string
	w := worker.New(gate.client, workflows.TaskQueue, worker.Options{
		MaxConcurrentWorkflowTaskExecutionSize: 2, MaxConcurrentWorkflowTaskPollers: 2, DisableRegistrationAliasing: true,
	})
	w.RegisterWorkflowWithOptions(func(_ workflow.Context, start map[string]any) error {
		mutex.Lock()
		defer mutex.Unlock()
		order = append(order, start["account"].(string))
		return nil
	}, workflow.RegisterOptions{Name: "Ticket"})
	require.NoError(t, w.Start())
	defer w.Stop()
	require.Eventually(t, func() bool {
		mutex.Lock()
		defer mutex.Unlock()
		return len(order) >= many+few
	}, time.Minute, 20*time.Millisecond)
	// then the last of the few is not behind the many
	last := 0
	for n, account := range order {
		if account != "many" {
			last = n
		}
	}
	require.Less(t, last, many/4)
}

func send(t *testing.T, gate *Gate, account string, n int) {
	t.Helper()
	id := fmt.Sprintf("%s-%d", account, n)
	start := json.RawMessage(fmt.Sprintf(`{"ticket": %q, "kind": "other", "account": %q, "status": "open"}`, id, account))
	require.NoError(t, gate.Send(t.Context(), outbox.Message{WorkflowID: "ticket/" + id, Workflow: "Ticket", Start: start}))
}
