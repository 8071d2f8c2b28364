package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/workflows"
)

// P7: who looks at a run reads whether a reviewer has claimed the application, and who has to do what; as often as it changes hands.
func TestP7AClaimIsShown(t *testing.T) {
	env := newEnvironment(t)
	free, taken := pending(application.ManualReview), pending(application.ManualReview)
	taken.Claimed = true
	proceeds(env, free, taken, free, approved)
	for _, after := range []time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour} { // claimed, put back, approved
		signal(env, after, message.Decided.Name, message.DecidedNews{Status: application.PendingApproval})
	}
	before, claimed, putBack := readAt(env, time.Minute), readAt(env, 61*time.Minute), readAt(env, 121*time.Minute)
	require.Equal(t, workflows.Outcome{Application: application.Approved}, runApplication(t, env))
	for _, read := range []string{*before, *putBack} {
		require.Contains(t, read, "Nobody has claimed it.")
		require.Contains(t, read, "finance claims it")
	}
	require.Contains(t, *claimed, "the reviewer who has claimed it")
	require.NotContains(t, *claimed, "finance claims")
}

// P7: once its application is decided, a run stands under the stage of its invoice, with what is promised of that; also one that was started
// again when the paper was on its way. Where the lists are right already, nothing is written.
func TestP7TheStageFollowsTheRegister(t *testing.T) {
	shipped := standing(invoice.Shipped, invoice.Paper)
	shipped.Told = true
	for name, c := range map[string]struct {
		listed, stage string
		paper         bool
	}{
		"reviewed":                 {workflows.StageReview, workflows.StageIssuing, false},
		"approved by itself":       {workflows.StageIssuing, workflows.StageIssuing, false},
		"started again on its way": {workflows.StageIssuing, workflows.StageShipped, true},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			written := 0
			due := submitted.AddDate(0, 0, 30)
			require.NoError(t, env.SetTypedSearchAttributesOnStart(temporal.NewSearchAttributes(
				workflows.StageAttribute.ValueSet(c.listed), workflows.DueAttribute.ValueSet(due))))
			env.OnUpsertTypedSearchAttributes(mock.MatchedBy(func(shown temporal.SearchAttributes) bool {
				stage, found := shown.GetKeyword(workflows.StageAttribute)
				if found {
					written++
					require.Equal(t, c.stage, stage)
				}
				return true
			})).Return(nil).Maybe()
			proceeds(env, single())
			if c.paper {
				takenUp(env, shipped)
				parcelNews(env, time.Hour, "delivered")
				told(env)
			} else {
				expectIssuing(env, toIssue(invoice.Electronic), issued)
				expectBooked(env)
				expectPublished(env)
			}
			runApplication(t, env)
			require.Equal(t, c.listed != c.stage, written > 0)
		})
	}
}
