package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
)

// shippedAtOnce: issued in the first moment, and where the courier is ordered, on its way. It counts the orders; each tells the customer.
func shippedAtOnce(env *testsuite.TestWorkflowEnvironment, at activities.Standing) (orders *int) {
	expectIssuing(env, at, issued)
	expectBooked(env)
	orders = new(int)
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).Return(func(context.Context, ids.Invoice) (activities.Owed, error) {
		*orders++
		return activities.Owed{}, nil
	}).Maybe()
	return orders
}

func parcelNews(env *testsuite.TestWorkflowEnvironment, after time.Duration, statuses ...parcel.Status) {
	env.RegisterDelayedCallback(func() {
		for _, status := range statuses {
			env.SignalWorkflow(message.Parcel.Name, message.ParcelNews{Status: status})
		}
	}, after)
}

// lookedAfter answers that a parcel is to be looked after again at an instant, or never again; it notes when it was asked.
func lookedAfter(env *testsuite.TestWorkflowEnvironment, answers ...time.Time) *[]time.Duration {
	asked := []time.Duration{}
	env.OnActivity(parcels.LookAfterParcel, mock.Anything, ids.Invoice("app-1-1")).
		Return(func(context.Context, ids.Invoice) (activities.ParcelWatch, error) {
			asked = append(asked, env.Now().Sub(submitted))
			if len(asked) > len(answers) {
				return activities.ParcelWatch{}, nil
			}
			return activities.ParcelWatch{LookAt: answers[len(asked)-1]}, nil
		}).Maybe()
	return &asked
}

// V7: the parcel is looked after when nothing was heard for five days, both sides of the instant; the carrier's last word,
// which only the register knows, gives it five days from then on. A ticket is opened once, and stops nothing.
func TestV7ASilentParcelIsLookedAfter(t *testing.T) {
	for name, c := range map[string]struct {
		delivered time.Duration
		heard     []time.Time // the register's answers
		asked     []time.Duration
	}{
		"a second before":              {fiveDays - time.Second, nil, []time.Duration{}},
		"a second after":               {fiveDays + time.Second, nil, []time.Duration{fiveDays}},
		"weeks after, one ticket":      {30 * 24 * time.Hour, nil, []time.Duration{fiveDays}},
		"heard on the third day":       {9 * 24 * time.Hour, []time.Time{submitted.Add(8 * 24 * time.Hour)}, []time.Duration{fiveDays, 8 * 24 * time.Hour}},
		"delivered before that is due": {7 * 24 * time.Hour, []time.Time{submitted.Add(8 * 24 * time.Hour)}, []time.Duration{fiveDays}},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			orders := shippedAtOnce(env, toIssue(invoice.Paper))
			asked := lookedAfter(env, c.heard...)
			expectLastNotice(env, notice.Delivered)
			parcelNews(env, c.delivered, parcel.Delivered)
			require.Equal(t, invoice.Delivered, runInvoice(t, env))
			require.Equal(t, c.asked, *asked)
			require.Equal(t, 1, *orders)
		})
	}
}

// V7, O6: a run that begins while the parcel is on its way gives it what is left of its five days since the last news, and no five days
// anew; where they are over it looks at once.
func TestV7ARunThatBeginsLaterGivesTheParcelWhatIsLeft(t *testing.T) {
	for name, silentAt := range map[string]time.Duration{"on its way": 2 * day, "long over": -7 * day} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			at := standing(invoice.Shipped, invoice.Paper)
			at.Told, at.SilentAt = true, submitted.Add(silentAt)
			takenUp(env, at)
			asked := lookedAfter(env)
			expectLastNotice(env, notice.Delivered)
			parcelNews(env, 9*day, parcel.Delivered)
			require.Equal(t, invoice.Delivered, runInvoice(t, env))
			require.Equal(t, []time.Duration{max(0, silentAt)}, *asked)
		})
	}
}

// V7: the word that the print desk has shipped it may come late, because nobody listened; the five days began when it was shipped. What
// lies in the future counts from now.
func TestV7TheSilenceBeginsWhenTheParcelWasShipped(t *testing.T) {
	for name, c := range map[string]struct{ shipped, asked time.Duration }{
		"said late":       {day, day + fiveDays},
		"not said":        {-1, 3*day + fiveDays},
		"from the future": {60 * day, 3*day + fiveDays},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			shippedAtOnce(env, toPrint())
			asked := lookedAfter(env)
			expectNotices(env, notice.Issued, notice.Shipped)
			expectLastNotice(env, notice.Delivered)
			news := message.ParcelNews{Status: parcel.Shipped}
			if c.shipped >= 0 {
				news.At = submitted.Add(c.shipped)
			}
			signal(env, 3*day, message.Parcel.Name, news)
			parcelNews(env, 30*day, parcel.Delivered)
			env.OnActivity(registerActivities.WarnOfPromise, mock.Anything, mock.Anything).Return(nil).Maybe()
			env.OnActivity(registerActivities.MissPromise, mock.Anything, mock.Anything).Return(false, nil).Maybe()
			require.Equal(t, invoice.Delivered, runInvoice(t, env))
			require.Equal(t, []time.Duration{c.asked}, *asked)
		})
	}
}

// V7: a parcel that came back is ordered again when finance says so; the customer is told the new number, and the new parcel
// is given its five days.
func TestV7AReturnedParcelIsSentAgain(t *testing.T) {
	env := newEnvironment(t)
	expectIssuing(env, toIssue(invoice.Paper), issued)
	expectBooked(env)
	again := 2 * day
	asked, orders := lookedAfter(env), 0
	env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).Return(func(context.Context, ids.Invoice) (activities.Owed, error) {
		if orders++; orders == 1 {
			return activities.Owed{}, nil
		}
		return activities.Owed{Mails: []notice.About{notice.Shipped}}, nil // the new number could not be told at once
	})
	mails := told(env)
	parcelNews(env, again, parcel.ToSendAgain)
	parcelNews(env, again+fiveDays+time.Second, parcel.Delivered)
	require.Equal(t, invoice.Delivered, runInvoice(t, env))
	require.Equal(t, 2, orders)
	require.Equal(t, []time.Duration{again + fiveDays}, *asked)
	require.Equal(t, mailed(notice.Shipped, notice.Delivered), mails)
}

// V7: what the print desk or a vendor sent, it sends again; the word that it was sent may come together with the word that it
// is to be sent.
func TestV7ThePrintDeskSendsItAgain(t *testing.T) {
	for name, wait := range map[string]time.Duration{"at once": 0, "a day later": 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			orders := shippedAtOnce(env, toPrint())
			lookedAfter(env)
			mails := told(env)
			parcelNews(env, time.Hour, parcel.Shipped)
			again := 48 * time.Hour
			if wait == 0 {
				parcelNews(env, again, parcel.ToSendAgain, parcel.Shipped)
			} else {
				parcelNews(env, again, parcel.ToSendAgain)
				parcelNews(env, again+wait, parcel.Shipped)
			}
			parcelNews(env, again+wait+time.Hour, parcel.Delivered)
			require.Equal(t, invoice.Delivered, runInvoice(t, env))
			require.Zero(t, *orders)
			require.Equal(t, mailed(notice.Issued, notice.Shipped, notice.Shipped, notice.Delivered), mails)
		})
	}
}

// V7, R4: the courier refuses the new address, too; another one is tried. And what turns out to be with its customer after all
// is not sent again.
func TestV7TheSecondAddressIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		then   func(env *testsuite.TestWorkflowEnvironment, after time.Duration)
		orders int
	}{
		"another address": {func(env *testsuite.TestWorkflowEnvironment, after time.Duration) {
			env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Resume.Name, message.Nothing{}) }, after)
			parcelNews(env, after+time.Hour, parcel.Delivered)
		}, 3},
		"it was delivered": {func(env *testsuite.TestWorkflowEnvironment, after time.Duration) {
			parcelNews(env, after, parcel.Delivered)
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			expectIssuing(env, toIssue(invoice.Paper), issued)
			expectBooked(env)
			orders := 0
			env.OnActivity(parcels.HandOver, mock.Anything, ids.Invoice("app-1-1")).Return(func(context.Context, ids.Invoice) (activities.Owed, error) {
				if orders++; orders == 2 {
					return activities.Owed{}, temporal.NewNonRetryableApplicationError("no such street", activities.FailureRefused, nil)
				}
				return activities.Owed{}, nil
			})
			expectLastNotice(env, notice.Delivered)
			parcelNews(env, time.Hour, parcel.ToSendAgain)
			c.then(env, 3*time.Hour)
			require.Equal(t, invoice.Delivered, runInvoice(t, env))
			require.Equal(t, c.orders, orders)
		})
	}
}

// V3, V7: a paper that is voided while its parcel travels, or waits to be sent again, is looked after no more.
func TestV7WhatIsUndoneIsNotLookedAfter(t *testing.T) {
	for name, again := range map[string]bool{"while it travels": false, "while it waits to be sent again": true} {
		t.Run(name, func(t *testing.T) {
			env := newEnvironment(t)
			shippedAtOnce(env, toPrint())
			asked := lookedAfter(env)
			expectNotices(env, notice.Issued, notice.Shipped)
			expectSettled(env, invoiceRun)
			parcelNews(env, time.Hour, parcel.Shipped)
			if again {
				parcelNews(env, 24*time.Hour, parcel.ToSendAgain)
			}
			env.RegisterDelayedCallback(func() { env.SignalWorkflow(message.Reversed.Name, message.Nothing{}) }, 48*time.Hour)
			require.Equal(t, invoice.Shipped, runInvoice(t, env))
			require.Empty(t, *asked)
			require.Equal(t, submitted.Add(48*time.Hour), env.Now().UTC())
		})
	}
}
