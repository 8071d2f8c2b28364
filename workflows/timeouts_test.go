package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"
)

// What is called is over before who calls gives up: an answer that the other side has given is heard, and what a try of an
// activity stands for is known when it ends (I4).
func TestACallIsOverBeforeWhoWaitsForIt(t *testing.T) {
	const files = 3 // PDF, OFD, XML
	// Two transactions: the document is read, and a number that was drawn is stored.
	require.Greater(t, submitting, 2*ProviderAnswersWithin+ProviderPatience+registering+PublishWithin+2*time.Second,
		"a number is drawn, the document is submitted, booked and published")
	require.Greater(t, asking, ProviderAnswersWithin+time.Second)
	require.Greater(t, fetching, files*ProviderAnswersWithin)
	require.GreaterOrEqual(t, fileGrace, fetching, "files are tried at least once")
	require.Greater(t, ordering, CourierAnswersWithin+registering/2)
	require.Greater(t, mailing, 5*MailServerWithin, "connect, greet, sender, recipient, message")
	require.Greater(t, ProviderPatience, FirstPauseAtProvider)
}

// Who has been asked has time to say before the next one is asked, or another way is taken.
func TestWhoWaitsForAnotherWaitsLongEnough(t *testing.T) {
	require.Greater(t, settleWithin, submitting, "a desk waits for those that it lets try (I5)")
	require.Greater(t, notFoundGrace, submitting, "the same serial is submitted again when the first submission is over (I4)")
	require.Greater(t, parkedAtMost, longestTry, "the desk is quicker than the invoice that helps itself (I5)")
	require.Zero(t, remindersAfter[0], "the buyer is asked at once")
	require.Less(t, remindersAfter[0], remindersAfter[1])
	require.Less(t, remindersAfter[1], remindersAfter[2])
	require.Less(t, pauseBeforeAsk(0), longestAsk)
	require.Equal(t, longestAsk, pauseBeforeAsk(1000))
}

// N13: a mail of a desk that is on its way when the desk goes on as a new run is waited for until it is known whether it was handed over:
// the new run neither loses it nor sends it twice. The test environment cancels at once whatever is asked of it, so that only what is asked
// of Temporal is seen here; the activity notes what was handed over whatever becomes of its run.
func TestN13AMailOfADeskIsWaitedForWhenItIsCalledOff(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.ExecuteWorkflow(func(ctx workflow.Context) ([]bool, error) {
		waits := func(ctx workflow.Context) bool { return workflow.GetActivityOptions(ctx).WaitForCancellation }
		return []bool{waits(tellingOperators(ctx, "a desk's")), waits(tellingCustomer(ctx, "a run's that waits for its mails"))}, nil
	})
	var waits []bool
	require.NoError(t, env.GetWorkflowResult(&waits))
	require.Equal(t, []bool{true, false}, waits)
}

// V3: what takes a courier's order back comes after the order, however late that ends: the courier never takes an order under its reference again.
// The test environment does not wait for what is stopped, so that this is what can be held here.
func TestV3AnOrderThatIsStoppedIsWaitedFor(t *testing.T) {
	env := new(testsuite.WorkflowTestSuite).NewTestWorkflowEnvironment()
	env.ExecuteWorkflow(func(ctx workflow.Context) (bool, error) {
		return workflow.GetActivityOptions(orderingCourier(ctx, "order")).WaitForCancellation, nil
	})
	var waits bool
	require.NoError(t, env.GetWorkflowResult(&waits))
	require.True(t, waits)
}
