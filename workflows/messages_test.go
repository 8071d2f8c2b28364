package workflows_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	sdk "go.temporal.io/api/sdk/v1"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/ticket"
)

// refused notes the messages that are refused.
func refused(env *testsuite.TestWorkflowEnvironment) *[]activities.RefusedMessage {
	var noted []activities.RefusedMessage
	env.OnActivity(registerActivities.NoteRefusedMessage, mock.Anything, mock.Anything).Return(
		func(_ context.Context, m activities.RefusedMessage) error {
			noted = append(noted, m)
			return nil
		})
	return &noted
}

// N10: whatever is sent to a workflow by hand and does not say what it has to, is refused, noted, and changes nothing: by signal and
// by update, with no payload, an empty one, one of another shape, and a blank.
func TestN10WhatSaysNothingIsRefusedAndNoted(t *testing.T) {
	payloads := map[string]any{
		"none": nil, "empty": map[string]string{}, "another shape": []int{1}, "a number": map[string]any{"by": 5, "status": 5, "cause": 5, "reversal": 5},
		"blank": map[string]string{"reason": "typo", "by": " \u200b\u3000", "status": "", "recipient": "李四", "phone": "021", "region": "上海市", "street": "\u00a0"},
		"a control character": map[string]string{
			"by": "li\u0007", "reason": "typo", "recipient": "李四", "phone": "021", "region": "上海市", "street": "x\u0007", "status": "x\u0007",
		},
	}
	parked := func(env *testsuite.TestWorkflowEnvironment) {
		env.OnActivity(registerActivities.BeginIssuing, mock.Anything, ids.Invoice("app-1-1")).Return(activities.Issuing{Parked: invoice.QuotaExhausted}, nil)
		env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Maybe()
	}
	for name, c := range map[string]struct {
		start   message.Message
		given   func(*testsuite.TestWorkflowEnvironment)
		signals []string
		updates []string
	}{
		"application": {
			message.StartApplication.With(applicationStart(application.ManualReview)), func(*testsuite.TestWorkflowEnvironment) {},
			[]string{message.Cancel.Name, message.ChangeAddress.Name, message.Decided.Name},
			[]string{message.Cancel.Name, message.ChangeAddress.Name},
		},
		"invoice": {
			message.StartInvoice.With(invoiceStart(invoice.Paper)), parked,
			[]string{message.Cancel.Name, message.ChangeAddress.Name, message.Parcel.Name},
			[]string{message.Cancel.Name, message.ChangeAddress.Name},
		},
		"ticket": {
			message.StartTicket.With(message.TicketStart{Ticket: "t-1", Kind: ticket.Cancel, Account: "acct", Application: "app-1"}),
			func(*testsuite.TestWorkflowEnvironment) {},
			[]string{message.TicketDecided.Name, message.TicketTurned.Name},
			nil,
		},
	} {
		for _, signal := range c.signals {
			t.Run(name+"/"+signal, func(t *testing.T) {
				env := newEnvironment(t)
				c.given(env)
				noted := refused(env)
				for _, payload := range payloads {
					env.RegisterDelayedCallback(func() { env.SignalWorkflow(signal, payload) }, time.Second)
				}
				env.RegisterDelayedCallback(func() { env.CancelWorkflow() }, time.Minute)
				env.ExecuteWorkflow(c.start.Workflow, c.start.Start)
				require.Len(t, *noted, len(payloads))
				for _, m := range *noted {
					require.Equal(t, signal, m.Message)
					require.NotEmpty(t, m.Why)
				}
			})
		}
		for _, update := range c.updates {
			t.Run(name+"/update "+update, func(t *testing.T) {
				env := newEnvironment(t)
				c.given(env)
				noted := refused(env)
				var asked [3]answers
				env.RegisterDelayedCallback(func() {
					for n, payload := range []any{map[string]string{}, payloads["blank"], payloads["a control character"]} {
						kind := strconv.Itoa(n)
						if update == message.Cancel.Name {
							var c message.Cancellation
							if by, is := payload.(map[string]string)["by"]; is {
								c = message.Cancellation{Reason: "typo", By: by}
							}
							env.UpdateWorkflow(update, kind, &asked[n], c)
						} else {
							var c message.AddressChange
							if given := payload.(map[string]string); len(given) > 0 {
								c.Recipient, c.Phone, c.Region, c.Street, c.By = given["recipient"], given["phone"], given["region"], given["street"], given["by"]
							}
							env.UpdateWorkflow(update, kind, &asked[n], c)
						}
					}
				}, time.Second)
				env.RegisterDelayedCallback(func() { env.CancelWorkflow() }, time.Minute)
				env.ExecuteWorkflow(c.start.Workflow, c.start.Start)
				require.Len(t, *noted, 3)
				for _, one := range asked {
					require.Error(t, one.turnedAway)
				}
			})
		}
	}
}

// N10: the details of the run say what was refused.
func TestN10TheDetailsSayWhatWasRefused(t *testing.T) {
	env := newEnvironment(t)
	refused(env)
	var shown string
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Cancel.Name, nil) }, time.Second)
	env.RegisterDelayedCallback(func() {
		value, err := env.QueryWorkflow("__temporal_workflow_metadata")
		if err == nil {
			var metadata sdk.WorkflowMetadata
			require.NoError(t, value.Get(&metadata))
			shown = metadata.GetCurrentDetails()
		}
		env.CancelWorkflow()
	}, time.Minute)
	env.ExecuteWorkflow(message.StartApplication.Workflow, applicationStart(application.ManualReview))
	require.True(t, strings.Contains(shown, "**Refused** the message `cancel`") && strings.Contains(shown, "say who asks"), shown)
}
