package workflows_test

import (
	"context"
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
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

// rejectedAfter: a reviewer rejects the application after a while, and nothing else is asked of the register.
func rejectedAfter(env *testsuite.TestWorkflowEnvironment, after time.Duration) {
	proceeds(env, pending(application.ManualReview), activities.Decision{Status: application.Rejected})
	env.OnActivity(notices.SendRejection, mock.Anything, ids.Application("app-1")).Return(nil).Once()
	signal(env, after, message.Decided.Name, message.DecidedNews{Status: application.Rejected})
}

// N10: whatever is sent to a workflow by hand and does not say what it has to, is refused, noted, and changes nothing: by signal and
// by update, with no payload, an empty one, one of another shape, and a blank.
func TestN10WhatSaysNothingIsRefusedAndNoted(t *testing.T) {
	payloads := map[string]any{
		"none": nil, "empty": map[string]string{}, "another shape": []int{1}, "a number": map[string]any{"by": 5, "status": 5, "cause": 5, "reversal": 5},
		"blank": map[string]string{
			"reason": "typo", "by": " \u200b\u3000", "status": "", "recipient": "李四", "phone": "021", "region": "上海市",
			"street": "\u00a0",
		},
		"a control character": map[string]string{
			"by": "li\u0007", "reason": "typo", "recipient": "李四", "phone": "021", "region": "上海市", "street": "x\u0007", "status": "x\u0007",
		},
		// T1, T2, T3: what could be read in two ways is read in none.
		"in another case": map[string]string{
			"By": "li", "Reason": "typo", "Recipient": "李四", "Phone": "021", "Region": "上海市", "Street": "1 Road", "Status": "delivered",
		},
		"twice":          json.RawMessage(`{"by": "li", "by": "wang", "status": "delivered"}`),
		"half a pair":    json.RawMessage(`{"by": "\ud800", "status": "delivered"}`),
		"an unknown one": json.RawMessage(`{"by": "li", "reason": "typo", "recipient": "李四", "phone": "021", "region": "b", "street": "c 1", "else": 1}`),
	}
	// Each ends as it would have without them; whatever else it would ask of the register fails the test.
	for name, c := range map[string]struct {
		run     func(*testing.T, *testsuite.TestWorkflowEnvironment)
		signals []string
		updates []string
	}{
		"application": {
			func(t *testing.T, env *testsuite.TestWorkflowEnvironment) {
				rejectedAfter(env, time.Minute)
				require.Equal(t, application.Rejected, runApplication(t, env).Application)
			},
			[]string{message.Cancel.Name, message.ChangeAddress.Name, message.Decided.Name},
			[]string{message.Cancel.Name, message.ChangeAddress.Name},
		},
		"application that is its single invoice": {
			func(t *testing.T, env *testsuite.TestWorkflowEnvironment) {
				proceeds(env, single())
				takenUp(env, parkedFor(invoice.QuotaExhausted), standing(invoice.Cancelled, invoice.Paper))
				resume(env, time.Minute)
				expectSettled(env, message.WorkflowOfApplication("app-1"))
				require.Equal(t, invoice.Cancelled, runApplication(t, env).Invoice)
			},
			[]string{message.Cancel.Name, message.ChangeAddress.Name, message.Parcel.Name},
			[]string{message.Cancel.Name, message.ChangeAddress.Name},
		},
		"invoice": {
			func(t *testing.T, env *testsuite.TestWorkflowEnvironment) {
				takenUp(env, parkedFor(invoice.QuotaExhausted), standing(invoice.Cancelled, invoice.Paper))
				resume(env, time.Minute)
				expectSettled(env, invoiceRun)
				require.Equal(t, invoice.Cancelled, runInvoice(t, env))
			},
			[]string{message.Cancel.Name, message.ChangeAddress.Name, message.Parcel.Name},
			[]string{message.Cancel.Name, message.ChangeAddress.Name},
		},
		"ticket": {
			func(t *testing.T, env *testsuite.TestWorkflowEnvironment) {
				decides(env, time.Minute, message.TicketDecidedNews{Status: ticket.Done})
				mails(env, notice.TicketDone, 0)
				require.Equal(t, ticket.Done, runTicket(t, env, opened(ticket.Cancel, ticket.Open)))
			},
			[]string{message.TicketDecided.Name, message.TicketTurned.Name},
			nil,
		},
	} {
		for _, signal := range c.signals {
			t.Run(name+"/"+signal, func(t *testing.T) {
				env := newEnvironment(t)
				noted := refused(env)
				for _, payload := range payloads {
					env.RegisterDelayedCallback(func() { env.SignalWorkflow(signal, payload) }, time.Second)
				}
				c.run(t, env)
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
								c.Recipient, c.Phone, c.Region, c.Street, c.By = given["recipient"], given["phone"], given["region"],
									given["street"], given["by"]
							}
							env.UpdateWorkflow(update, kind, &asked[n], c)
						}
					}
				}, time.Second)
				c.run(t, env)
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
	rejectedAfter(env, time.Hour)
	signal(env, time.Second, message.Cancel.Name, nil)
	read := readAt(env, time.Minute)
	require.Equal(t, application.Rejected, runApplication(t, env).Application)
	require.Contains(t, *read, "**reviewer's decision**")
	require.Contains(t, *read, "**Refused** the message `cancel`")
	require.Contains(t, *read, "say who asks")
}

// N10, N1: the details that say what was refused say all the same that somebody has asked Temporal to cancel the run.
func TestN10WhatWasRefusedHidesNoNote(t *testing.T) {
	env := newEnvironment(t)
	refused(env)
	takenUp(env, parkedFor(invoice.QuotaExhausted), standing(invoice.Cancelled, invoice.Electronic))
	pressed(env, invoiceRun, time.Second)
	signal(env, time.Minute, message.Cancel.Name, nil)
	read := readAt(env, time.Minute+time.Second)
	resume(env, 2*time.Minute)
	expectSettled(env, invoiceRun)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
	refuses(t, *read, "Parked", byMessage)
	require.Contains(t, *read, "**Refused** the message `cancel`")
}
