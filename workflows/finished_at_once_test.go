package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/promise"
)

// I4, I6: what the submission has done besides is not done again, and what it has not done is done as ever. Whatever is not expected here fails the test.
func TestI4WhatIsIssuedAtOnceIsFinishedInOneStep(t *testing.T) {
	shipBy := submitted.AddDate(0, 0, 3)
	for name, c := range map[string]struct {
		medium   invoice.Medium
		done     activities.Submitted
		expected func(env *testsuite.TestWorkflowEnvironment)
		status   invoice.Status
	}{
		"booked and published": {
			invoice.Electronic, activities.Submitted{Answer: issued, Booked: &activities.IssuedBooked{}, Published: &activities.Owed{}}, nil, invoice.Issued,
		},
		"its mail is owed": {
			invoice.Electronic, activities.Submitted{
				Answer: issued, Booked: &activities.IssuedBooked{}, Published: &activities.Owed{Mails: []notice.About{notice.Issued}},
			}, func(env *testsuite.TestWorkflowEnvironment) { expectLastNotice(env, notice.Issued) }, invoice.Issued,
		},
		"its files are late": {
			invoice.Electronic, activities.Submitted{Answer: issued, Booked: &activities.IssuedBooked{}}, expectPublished, invoice.Issued,
		},
		"a paper is booked": {
			invoice.Paper, activities.Submitted{
				Answer: issued, Booked: &activities.IssuedBooked{DueAt: shipBy, WarnAt: promise.ShipWarning(shipBy)},
			}, func(env *testsuite.TestWorkflowEnvironment) {
				expectHandedOver(env)
				expectLastNotice(env, notice.Delivered)
				parcelNews(env, day, parcel.Delivered)
			}, invoice.Delivered,
		},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			takenUp(env, toIssue(c.medium))
			env.OnActivity(providerActivities.SubmitInvoice, mock.Anything, activities.IssueRequest{Invoice: "app-1-1", Serial: serial}).
				Return(c.done, nil).Once()
			if c.expected != nil {
				c.expected(env)
			}
			require.Equal(t, c.status, runInvoice(t, env))
		})
	}
}
