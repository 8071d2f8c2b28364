package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/sdk/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"kaipiao/devstack/eventually"
)

// detailsOf are the words that the Web UI shows of a running workflow.
func detailsOf(t *testing.T, c client.Client, workflow string) string {
	t.Helper()
	answer, err := c.QueryWorkflow(t.Context(), workflow, "", "__temporal_workflow_metadata")
	if err != nil {
		return ""
	}
	var metadata sdk.WorkflowMetadata
	require.NoError(t, answer.Get(&metadata))
	return metadata.GetCurrentDetails()
}

// details waits until a workflow tells the operator something (O2).
func (s *stack) details(t *testing.T, workflow, text string) {
	t.Helper()
	c := s.temporal(t)
	said := &strings.Builder{}
	eventually.Holds(t, func() bool {
		said.Reset()
		said.WriteString(detailsOf(t, c, workflow))
		return strings.Contains(said.String(), text)
	}, 2*time.Minute, 200*time.Millisecond, "%s does not say %q, but %s", workflow, text, said)
}

// listed waits until a saved view shows so many workflows.
func (s *stack) listed(t *testing.T, view string, count int) {
	t.Helper()
	c := s.temporal(t)
	eventually.Holds(t, func() bool {
		found, err := c.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: view})
		require.NoError(t, err, view)
		return len(found.GetExecutions()) == count
	}, time.Minute, 200*time.Millisecond, "%d by %s", count, view)
}

// O2: in the Web UI every running workflow says in words what it waits for, until when, and what to do; the views of the
// documentation find it; and nothing of it is personal.
func TestO2WhatAnOperatorSees(t *testing.T) {
	t.Parallel()
	s := own(t)
	s.fault(t, "issue", "quota_exhausted", 0, "")
	account := s.customerWith(t, "30.00")
	parked := s.apply(t, account, eInvoice("10.00"))
	eventually.Holds(t, func() bool { return s.waiting(t, "quota") == 1 }, time.Minute, 100*time.Millisecond)
	pending := s.apply(t, account, onPaper("20.00"))
	s.ticket(t, map[string]any{"kind": "cancel", "application": parked.ID, "note": "王小明 13800000000"})
	ticket := ""
	eventually.Holds(t, func() bool {
		found, err := s.temporal(t).ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: "WorkflowType = 'Ticket'"})
		require.NoError(t, err)
		for _, execution := range found.GetExecutions() {
			ticket = execution.GetExecution().GetWorkflowId()
		}
		return ticket != ""
	}, time.Minute, 100*time.Millisecond)
	invoice := runOf(parked.Invoices[0].ID)
	s.details(t, invoice, "Parked: quota")
	s.details(t, invoice, "To do: see to the cause once")
	s.details(t, "seller/platform", "ask the tax bureau for a higher quota")
	s.details(t, ticket, "To do: finance accepts or refuses it")
	s.details(t, ticket, "(Asia/Shanghai)")
	s.listed(t, "KaipiaoWaitingFor IN ('quota', 'session')", 1)
	s.listed(t, fmt.Sprintf("KaipiaoAccount = '%s' AND KaipiaoMedium = 'electronic' AND KaipiaoStage = 'issuing'", account), 1)
	s.listed(t, "KaipiaoOverdue = true", 0)
	s.listed(t, fmt.Sprintf("KaipiaoStage = 'ticket' AND KaipiaoDue > '%s'", time.Now().Format(time.RFC3339)), 1)
	for _, workflow := range []string{invoice, "application/" + pending.ID, ticket, "seller/platform"} {
		description, err := s.temporal(t).DescribeWorkflow(t.Context(), workflow, "")
		require.NoError(t, err)
		summary, err := description.GetStaticSummary()
		require.NoError(t, err)
		require.NotEmpty(t, summary, workflow)
		shown := summary + detailsOf(t, s.temporal(t), workflow) + fmt.Sprint(description.TypedSearchAttributes.GetUntypedValues())
		for _, personal := range []string{"公司", "@", "财务部", "010-59922888", "王小明", "10.00", "20.00"} {
			require.NotContains(t, shown, personal, workflow)
		}
	}
}
