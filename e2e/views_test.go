package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"kaipiao/access"
	starterclient "kaipiao/client"
	"kaipiao/devstack/eventually"
)

var (
	viewRow = regexp.MustCompile("(?m)^\\| ([^|`]+) \\| `([^`]+)` \\|$")
	instant = regexp.MustCompile(`'\d{4}-\d\d-\d\dT[^']*'`)
)

// savedViews are the views that the documentation lists, by their names.
func savedViews(t *testing.T) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "docs", "operations.md"))
	require.NoError(t, err)
	_, listed, found := strings.Cut(string(content), "\n| view | query |\n")
	require.True(t, found)
	listed, _, _ = strings.Cut(listed, "\n\n")
	views := map[string]string{}
	for _, row := range viewRow.FindAllStringSubmatch(listed, -1) {
		views[row[1]] = instant.ReplaceAllString(row[2], "'"+time.Now().Add(24*time.Hour).Format(time.RFC3339)+"'")
	}
	require.Len(t, views, strings.Count(listed, "\n"), "a view that cannot be read: %s", listed)
	return views
}

// operators look at a stack through the saved views.
type operators struct {
	*stack
	t     *testing.T
	c     client.Client
	views map[string]string
	met   map[string]bool
}

// finds waits until a view shows these workflows and no others.
func (o *operators) finds(view string, workflows ...string) {
	o.t.Helper()
	query, listed := o.views[view]
	require.True(o.t, listed, "the documentation has no view %q", view)
	o.met[view] = o.met[view] || len(workflows) > 0
	slices.Sort(workflows)
	var found []string
	eventually.Holds(o.t, func() bool {
		answer, err := o.c.ListWorkflow(o.t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
		require.NoError(o.t, err, "%s: %s", view, query)
		found = nil
		for _, execution := range answer.GetExecutions() {
			found = append(found, execution.GetExecution().GetWorkflowId())
		}
		slices.Sort(found)
		return slices.Equal(found, workflows)
	}, 3*time.Minute, 300*time.Millisecond, "%s shows %v, not %v", view, &found, workflows)
}

// finance makes a call that has to succeed.
func (o *operators) finance(path string, body any) {
	o.t.Helper()
	require.NoError(o.t, o.as(o.t, access.Identity{Subject: "zhao", Role: access.Finance}).Call(o.t.Context(), http.MethodPost, path, body, nil))
}

// cancelled: finance accepts a ticket that cancels an application.
func (o *operators) cancelled(account, application string) {
	o.t.Helper()
	opened := o.opens(o.t, account, map[string]any{"kind": "cancel", "application": application, "note": "不需要了"})
	o.finance("/v1/tickets/"+opened.ID+"/accept", nil)
}

// P7, O2: each saved view of the documentation finds the open work that its name says, and nothing that is over. Whoever adds one adds here
// what it finds.
func TestP7EverySavedViewFindsWhatItSays(t *testing.T) {
	t.Parallel()
	s, err := prepare("issue: {electronic_target: 5s, electronic_within: 30s}")
	require.NoError(t, err)
	s.environment = append(s.environment, "KAIPIAO_SANDBOX_CONFIRM_WITHIN=1h")
	require.NoError(t, s.start())
	t.Cleanup(func() { require.NoError(t, errors.Join(s.stop(), s.forget())) })
	o := &operators{stack: s, t: t, c: s.temporal(t), views: savedViews(t), met: map[string]bool{}}

	// Something of everything.
	review, reviewed := s.toReview(t), s.toReview(t)
	refusedFor := s.customerWith(t, "10.00")
	refused := s.apply(t, refusedFor, eInvoice("10.00"))
	s.fault(t, "issue", "reject", 1, serialOf(refused.Invoices[0].ID))
	soldTo, vendor, _ := s.soldBy(t, "10.00")
	sale := eInvoice("10.00")
	sale.Seller = vendor
	sold := s.apply(t, soldTo, sale)
	sentTo := s.customerWith(t, "10.00")
	paper := s.apply(t, sentTo, onPaper("10.00")).Invoices[0].ID
	s.fault(t, "ship", "pending", 1, paper) // its parcel does not move by itself
	usedBy, used := s.issuedTo(t, "10.00")
	s.buyer(t, *used.Number, map[string]any{"used": true, "confirms": "silent"})
	s.redIssue(t, usedBy, used.ID, "views", map[string]any{"reason": "error"})
	s.came(t, paper, "shipped", 2*time.Minute)
	lost := s.opens(t, sentTo, map[string]any{"kind": "lost", "invoice": paper, "note": "遗失"})
	other := s.opens(t, usedBy, map[string]any{"kind": "other", "invoice": used.ID, "note": "请协助"})
	s.came(t, refused.Invoices[0].ID, "failed", 2*time.Minute)

	reversal, failing, selling, sent := "reversal/"+used.ID, "application/"+refused.ID, "application/"+sold.ID, runOf(paper)
	o.finds("waits for a reviewer", "application/"+review.ID, "application/"+reviewed.ID)
	o.finds("refused for good, to be corrected", failing)
	o.finds("marketplace vendors owe something", selling)
	o.finds("parcels on their way", sent)
	o.finds("buyers who have to confirm a red-letter form", reversal)
	o.finds("tickets that wait for their customers", "ticket/"+lost.ID)
	o.finds("tickets that finance owes something", "ticket/"+other.ID)
	o.finds("late", failing, selling)
	o.finds("to be issued", failing, selling)
	o.finds("due today", failing, selling)
	o.finds("sellers' desks, each with its troubles", "seller/platform")
	o.finds("seller's quota or session")
	o.finds("the provider does not answer")

	// A claim is shown; what is approved waits for no reviewer any more, also while it cannot be issued.
	s.fault(t, "issue", "quota_exhausted", 0, "")
	o.finance("/v1/applications/"+reviewed.ID+"/claim", nil)
	s.details(t, "application/"+reviewed.ID, "the reviewer who has claimed it")
	o.finance("/v1/applications/"+reviewed.ID+"/approve", nil)
	c := s.temporal(t)
	caller := s.customerWith(t, "10.00")
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "order-of-" + caller, TaskQueue: "kaipiao"}, "Apply", anEInvoice(caller, "issued"))
	require.NoError(t, err)
	o.finds("services that wait for what they applied for", run.GetID())
	theirs := ""
	eventually.Holds(t, func() bool {
		for applied, err := range starterclient.List[starterclient.Application](t.Context(), s.upstream(t), "/v1/accounts/"+caller+"/applications", nil) {
			require.NoError(t, err)
			theirs = "application/" + applied.ID
		}
		return theirs != ""
	}, time.Minute, 100*time.Millisecond)
	o.finds("waits for a reviewer", "application/"+review.ID)
	o.finds("seller's quota or session", "application/"+reviewed.ID, theirs)
	o.finds("to be issued", failing, selling, "application/"+reviewed.ID, theirs)
	o.finds("due today", failing, selling, "application/"+reviewed.ID, theirs)
	o.finds("late", failing, selling, "application/"+reviewed.ID, theirs)
	o.passes()
	require.NoError(t, run.Get(t.Context(), nil))

	// The provider is silent.
	for _, operation := range []string{"issue", "query"} {
		s.fault(t, operation, "error_500", 0, "")
	}
	silent := s.apply(t, s.customerWith(t, "10.00"), eInvoice("10.00"))
	o.finds("the provider does not answer", "application/"+silent.ID)
	o.passes()

	// All of it comes to its end, and no view shows it any more.
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/applications/"+review.ID+"/cancel", nil, nil))
	s.does(t, of(wang, sentTo), lost.ID, "withdraw", nil)
	o.finance("/v1/tickets/"+other.ID+"/refuse", map[string]string{"reason": "无需处理"})
	s.deliverByHand(t, paper, "shipped")
	require.NoError(t, s.customerOfAccount(t, usedBy).Call(t.Context(), http.MethodPost, "/v1/invoices/"+used.ID+"/red-issue/withdraw", nil, nil))
	o.cancelled(refusedFor, refused.ID)
	o.cancelled(soldTo, sold.ID)
	for view := range o.views {
		if view != "sellers' desks, each with its troubles" {
			o.finds(view)
		}
		require.True(t, o.met[view], "nothing shows what %q finds", view)
	}
}

// passes ends all faults, and has everybody try at once who is held up.
func (o *operators) passes() {
	o.t.Helper()
	o.faultless(o.t)
	for _, task := range o.tasks(o.t) {
		if task.Status == "open" && (task.Kind == "quota" || task.Kind == "provider") {
			o.finance(fmt.Sprintf("/v1/operator-tasks/%d/seen-to", task.ID), nil)
		}
	}
	o.finds("seller's quota or session")
	o.finds("the provider does not answer")
}
