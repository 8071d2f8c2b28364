package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/types/known/durationpb"

	starterclient "kaipiao/client"
)

// applied is what a caller through Temporal is answered with.
type applied struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Invoices []struct {
		ID     string  `json:"id"`
		Status string  `json:"status"`
		Number *string `json:"number"`
	} `json:"invoices"`
}

// application is what a caller sends with the Go SDK; a type of its own, because it lives elsewhere.
type application struct {
	Account string `json:"account"`
	Wait    string `json:"wait,omitempty"`
	Key     string `json:"key,omitempty"`
	Kind    string `json:"kind"`
	Medium  string `json:"medium"`
	Amount  string `json:"amount"`
}

func anEInvoice(account, wait string) application {
	return application{Account: account, Wait: wait, Kind: "ordinary", Medium: "electronic", Amount: "10.00"}
}

// typed is what `temporal workflow start --input` sends: the JSON as it was typed.
func typed(content string) converter.RawValue {
	return converter.NewRawValue(&commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte("json/plain")}, Data: []byte(content)})
}

// refusedWith is the code with which a caller was refused, and that both sentences came with it: the innermost cause.
func refusedWith(t require.TestingT, err error) string {
	var refused, deeper *temporal.ApplicationError
	require.ErrorAs(t, err, &refused)
	for errors.As(refused.Unwrap(), &deeper) {
		refused = deeper
	}
	require.True(t, refused.NonRetryable())
	var english, chinese string
	require.NoError(t, refused.Details(&english, &chinese))
	require.NotEmpty(t, english)
	require.Regexp(t, `\p{Han}`, chinese)
	return refused.Type()
}

// P14: a service applies with the Go SDK, and with what the Temporal CLI sends; it waits until everything is issued, and is told.
func TestP14AServiceOnTemporalApplies(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100.00")
	c := shared.temporal(t)
	options := client.StartWorkflowOptions{ID: "order-" + account, TaskQueue: "kaipiao"}
	run, err := c.ExecuteWorkflow(t.Context(), options, "Apply", anEInvoice(account, "issued"))
	require.NoError(t, err)
	var answer applied
	require.NoError(t, run.Get(t.Context(), &answer))
	require.Equal(t, "approved", answer.Status)
	require.Len(t, answer.Invoices, 1)
	require.Equal(t, "issued", answer.Invoices[0].Status)
	invoice := shared.came(t, answer.Invoices[0].ID, "issued", time.Minute)
	require.Equal(t, *invoice.Number, *answer.Invoices[0].Number)
	require.Len(t, shared.issued(t, serialOf(invoice.ID)), 1)

	// The same id with the same request is the same application; what the CLI sends, with another wait, as well.
	again, err := c.ExecuteWorkflow(t.Context(), options, "Apply",
		typed(fmt.Sprintf(`{"account": %q, "wait": "accepted", "kind": "ordinary", "medium": "electronic", "amount": "10.00"}`, account)))
	require.NoError(t, err)
	var same applied
	require.NoError(t, again.Get(t.Context(), &same))
	require.Equal(t, answer, same)

	for name, sent := range map[string]struct{ content, code string }{
		"more than there is": {
			fmt.Sprintf(`{"account": %q, "kind": "ordinary", "medium": "electronic", "amount": "1000.00"}`, account), "not_enough_available",
		},
		"what HTTP would not take":   {fmt.Sprintf(`{"account": %q, "kind": "ordinary", "medium": "electronic", "amount": 10.00}`, account), "invalid_request"},
		"an account that there isnt": {`{"account": "no-such", "kind": "ordinary", "medium": "electronic", "amount": "10.00"}`, "not_found"},
		"no JSON object":             {`"acct"`, "invalid_request"},
	} {
		run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "order-refused-" + account, TaskQueue: "kaipiao"}, "Apply", typed(sent.content))
		require.NoError(t, err, name)
		require.Equal(t, sent.code, refusedWith(t, run.Get(t.Context(), nil)), name)
	}
	reserved, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "application/of-" + account, TaskQueue: "kaipiao"}, "Apply",
		anEInvoice(account, ""))
	require.NoError(t, err)
	require.Equal(t, "workflow_id_reserved", refusedWith(t, reserved.Get(t.Context(), nil)))
}

// A person who applies under a company's title: finance reviews it.
var ofAPerson = starterclient.Certification{Type: "individual", Name: "张三"}

const (
	toBeReviewed = `"title": {"title": "上海甲科技有限公司", "taxpayer_id": "91110000802100433B"}`
	tenYuan      = `"kind": "ordinary", "medium": "electronic", "amount": "10.00"`
)

// P14, N1: whoever asks Temporal to cancel the caller's workflow takes back what nobody has decided; the workflow answers so.
func TestP14TheButtonTakesAnApplicationBack(t *testing.T) {
	t.Parallel()
	account := shared.customerOf(t, ofAPerson, "100.00")
	c := shared.temporal(t)
	sent := fmt.Sprintf(`{"account": %q, "wait": "issued", %s, %s}`, account, toBeReviewed, tenYuan)
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "order-" + account, TaskQueue: "kaipiao"}, "Apply", typed(sent))
	require.NoError(t, err)
	shared.details(t, run.GetID(), "Waits until the invoices of **application/")
	require.NoError(t, c.CancelWorkflow(t.Context(), run.GetID(), ""))
	var answer applied
	require.NoError(t, run.Get(t.Context(), &answer))
	require.Equal(t, "cancelled", answer.Status)
}

// callersNamespace makes a namespace of a service of its own, which shares a key with us.
func callersNamespace(t *testing.T, name string) client.Client {
	t.Helper()
	_, err := shared.temporal(t).WorkflowService().RegisterNamespace(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: name, WorkflowExecutionRetentionPeriod: durationpb.New(24 * time.Hour),
	})
	require.NoError(t, err)
	theirs, err := shared.starter("temporal-keys", "share", name)
	require.NoError(t, err, theirs)
	keyFile := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, os.WriteFile(keyFile, []byte(theirs), 0o600))
	return shared.temporalOf(t, name, keyFile)
}

// asksKaipiao is a workflow of another service, which asks for one operation.
func asksKaipiao(ctx workflow.Context, operation string, input json.RawMessage) (json.RawMessage, error) {
	kaipiao := workflow.NewNexusClient("kaipiao", "kaipiao")
	var answer json.RawMessage
	err := kaipiao.ExecuteOperation(ctx, operation, input, workflow.NexusOperationOptions{ScheduleToCloseTimeout: 5 * time.Minute}).Get(ctx, &answer)
	return answer, err
}

// P14: a service in a namespace of its own applies, reads, red-issues and takes back by Nexus operations.
func TestP14AServiceInAnotherNamespace(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100.00")
	c := callersNamespace(t, "shop")
	w := worker.New(c, "orders", worker.Options{})
	w.RegisterWorkflow(asksKaipiao)
	require.EventuallyWithT(t, func(t *assert.CollectT) { require.NoError(t, w.Start()) }, time.Minute, time.Second, "a new namespace is known a moment later")
	t.Cleanup(w.Stop)
	n := 0
	ask := func(operation, input string) (json.RawMessage, error) {
		n++
		options := client.StartWorkflowOptions{ID: fmt.Sprintf("order-%d", n), TaskQueue: "orders"}
		run, err := c.ExecuteWorkflow(t.Context(), options, asksKaipiao, operation, json.RawMessage(input))
		require.NoError(t, err)
		var answer json.RawMessage
		return answer, run.Get(t.Context(), &answer)
	}
	must := func(operation, input string, into any) {
		answer, err := ask(operation, input)
		require.NoError(t, err, operation)
		require.NoError(t, json.Unmarshal(answer, into), "%s: %s", operation, answer)
	}
	wanted := fmt.Sprintf(`{"account": %q, "key": "shop-1", "wait": "issued", %s}`, account, tenYuan)
	var first, again applied
	must("apply", wanted, &first)
	require.Equal(t, "issued", first.Invoices[0].Status)
	must("apply", wanted, &again)
	require.Equal(t, first, again, "the key makes it once")

	var invoice struct {
		ID     string `json:"id"`
		Number string `json:"number"`
		Amount string `json:"amount"`
	}
	must("invoice", fmt.Sprintf(`{"invoice": %q}`, first.Invoices[0].ID), &invoice)
	require.Equal(t, *first.Invoices[0].Number, invoice.Number)
	require.Equal(t, "10.00", invoice.Amount)
	var reversal struct{ Invoice, Status string }
	must("red-issue", fmt.Sprintf(`{"invoice": %q, "reason": "error"}`, invoice.ID), &reversal)
	require.Equal(t, invoice.ID, reversal.Invoice)
	shared.came(t, invoice.ID, "red_issued", time.Minute)

	var pending, cancelled applied
	must("apply", fmt.Sprintf(`{"account": %q, %s, %s}`, shared.customerOf(t, ofAPerson, "100.00"), toBeReviewed, tenYuan), &pending)
	require.Equal(t, "pending_approval", pending.Status)
	must("cancel", fmt.Sprintf(`{"application": %q}`, pending.ID), &cancelled)
	require.Equal(t, "cancelled", cancelled.Status)
	require.Contains(t, auditOf(t, "application/"+pending.ID), fmt.Sprintf("message:shop/order-%d", n), "it is known who took it back (O7)")

	for operation, c := range map[string]struct{ input, code string }{
		"apply":     {fmt.Sprintf(`{"account": %q, "kind": "ordinary", "medium": "electronic", "amount": "1000.00"}`, account), "not_enough_available"},
		"cancel":    {`{"application": "no-such"}`, "not_found"},
		"red-issue": {fmt.Sprintf(`{"invoice": %q, "reason": "error"}`, invoice.ID), "already_reversed"},
		"invoice":   {`{"invoice": "no-such"}`, "not_found"},
	} {
		_, err := ask(operation, c.input)
		var ended *temporal.NexusOperationError
		require.ErrorAs(t, err, &ended, operation)
		require.Equal(t, c.code, refusedWith(t, ended.Cause), operation)
		var handler *nexus.HandlerError
		require.NotErrorAs(t, err, &handler, "%s: the operation is refused, and not broken", operation)
	}
}

// auditOf lists who did something to an object.
func auditOf(t *testing.T, object string) (who []string) {
	t.Helper()
	var page struct {
		Items []struct{ Who string }
	}
	require.NoError(t, shared.upstream(t).Call(t.Context(), "GET", "/v1/audit?object="+object, nil, &page))
	for _, item := range page.Items {
		who = append(who, item.Who)
	}
	return who
}
