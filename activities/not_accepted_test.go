package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/sandbox/faults"
)

// N8, I10: the quota is used up when the first invoice comes; what is refunded meanwhile is not issued when it is back.
func TestN8I10TheQuotaIsBackAfterARefund(t *testing.T) {
	for name, refunded := range map[string]string{"a part": "60.00", "all": "1060.00"} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), t.Context()
			id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
			request := activities.IssueRequest{Invoice: id, Serial: serial}
			w.outside.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.QuotaExhausted, Times: 1})
			answer, err := w.provider.SubmitInvoice(ctx, request)
			require.NoError(t, err)
			require.Equal(t, provider.QuotaExhausted, answer.State)
			require.NoError(t, w.register.Park(ctx, activities.Parking{Invoice: id, Cause: answer.State.Cause()}))
			// given a refund meanwhile
			w.refunded(t, refunded)
			answer, err = w.provider.SubmitInvoice(ctx, request)
			require.NoError(t, err)
			if name == "all" {
				require.Equal(t, provider.Withdrawn, answer.State)
				require.Empty(t, w.outside.Issued(t))
				return
			}
			require.Equal(t, provider.Issued, answer.State)
			issued := w.outside.Issued(t)
			require.Len(t, issued, 1)
			require.Equal(t, []string{string(serial), "1000.00"}, []string{issued[0].Serial, issued[0].Amount.String()})
		})
	}
}

// N15: the operators are mailed about a refused serial; the mail names no buyer and repeats no reason, which may.
func TestN15TheOperatorsAreMailedAboutARefusal(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	require.NoError(t, w.register.RecordFailed(ctx, activities.Refused{Invoice: id, Serial: serial, Reason: "北京甲科技有限公司: no such company"}))
	owed := twice(t, func() (activities.OwedByDesk, error) { return w.register.ReadOwed(ctx, invoice.Platform) })
	require.Len(t, owed.Untold, 1)
	w.notices.Operators = "operators@example.test"
	require.NoError(t, w.notices.SendAlert(ctx, activities.Alert{Task: owed.Untold[0].Task}))
	mails := w.outside.Mails(t)
	require.Len(t, mails, 1)
	require.Contains(t, mails[0].Body, string(serial))
	require.NotContains(t, mails[0].Body, "no such company")
	twice(t, nothing(func() error { return w.register.RecordTold(ctx, owed.Untold[0].Task) }))
	owed, err := w.register.ReadOwed(ctx, invoice.Platform)
	require.NoError(t, err)
	require.Empty(t, owed.Untold)
}

// N8, I4, I10: what an earlier run may have submitted is asked about first; but what the provider has not accepted, it does not have.
func TestN8WhatWasNotAcceptedIsNotAskedAbout(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	standing, err := w.register.TakeUp(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []any{serial, true}, []any{standing.Serial, standing.Stored})
	require.NoError(t, w.register.Park(ctx, activities.Parking{Invoice: id, Cause: invoice.QuotaExhausted}))
	standing = twice(t, func() (activities.Standing, error) { return w.register.TakeUp(ctx, id) })
	require.Equal(t, []any{invoice.QuotaExhausted, invoice.Serial(""), false}, []any{standing.Parked, standing.Serial, standing.Stored})
	_, err = w.register.Release(ctx, activities.Batch{Seller: invoice.Platform, Cause: invoice.QuotaExhausted, Size: 1})
	require.NoError(t, err)
	standing = twice(t, func() (activities.Standing, error) { return w.register.TakeUp(ctx, id) })
	require.Equal(t, []any{invoice.NoCause, serial, false}, []any{standing.Parked, standing.Serial, standing.Stored})
	// submitted again, it may be there
	w.outside.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.DropAfterCommit, Times: 1})
	_, err = w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
	require.Error(t, err)
	standing, err = w.register.TakeUp(ctx, id)
	require.NoError(t, err)
	require.True(t, standing.Stored)
}
