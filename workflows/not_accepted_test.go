package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// N8, I10: an invoice that was cancelled while it was parked ends when it would be submitted again.
func TestN8I10WhatWasCancelledWhileParkedEnds(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Electronic), provider.Answer{State: provider.QuotaExhausted})
	env.OnActivity(registerActivities.Park, mock.Anything, activities.Parking{Invoice: "app-1-1", Cause: invoice.QuotaExhausted}).Return(nil).Once()
	env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
		Return(activities.Submitted{Answer: provider.Answer{State: provider.Withdrawn}}, nil).Once()
	resume(env, time.Minute)
	expectSettled(env, invoiceRun)
	require.Equal(t, invoice.Cancelled, runInvoice(t, env))
}
