package activities_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"kaipiao/activities"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/refusal"
	"kaipiao/sandbox/faults"
)

// I2, I6, O3: what fails outside, or is refused, leaves an activity as the table of failures says, and not wrapped once more:
// else it would be tried again for ever, or not at all.
func TestEveryFailureLeavesItsActivityByTheTable(t *testing.T) {
	electronic, paper := newWorld(t), newWorld(t)
	id, ctx := electronic.issuedOf(t, invoice.Electronic), t.Context()
	paper.issuedOf(t, invoice.Paper)
	publish := func(w *world, id ids.Invoice) error {
		_, err := w.files.Publish(ctx, activities.PublishRequest{Invoice: id})
		return err
	}
	none := func(w *world) error { return publish(w, "no-such") }
	fetch := func(w *world) error { return publish(w, id) }
	order := func(w *world) error { _, err := w.parcels.HandOver(ctx, id); return err }
	mail := func(w *world) error {
		return w.notices.SendNotice(ctx, activities.NoticeRequest{Invoice: id, What: notice.Issued})
	}
	for name, c := range map[string]struct {
		world    *world
		fault    faults.Fault
		activity func(*world) error
		kind     string
		final    bool
	}{
		"no such invoice": {electronic, faults.Fault{}, none, string(refusal.NotFound), true},
		"I6: the file is missing": {
			electronic,
			faults.Fault{Operation: faults.File, Mode: faults.FileMissing},
			fetch,
			activities.FailureFileMissing, false,
		},
		"the provider fails":          {electronic, faults.Fault{Operation: faults.File, Mode: faults.Error500}, fetch, activities.FailureOutside, false},
		"the courier refuses it":      {paper, faults.Fault{Operation: faults.Ship, Mode: faults.Reject}, order, activities.FailureRefused, true},
		"the courier fails":           {paper, faults.Fault{Operation: faults.Ship, Mode: faults.Error500}, order, activities.FailureOutside, false},
		"the mail server refuses it":  {electronic, faults.Fault{Operation: faults.Mail, Mode: faults.Reject}, mail, activities.FailureRefused, true},
		"the mail server cannot take": {electronic, faults.Fault{Operation: faults.Mail, Mode: faults.Error500}, mail, activities.FailureOutside, false},
	} {
		c.world.outside.ClearFaults(t)
		if c.fault.Mode != faults.None {
			c.world.outside.Order(t, c.fault)
		}
		told := outermost(t, name, c.activity(c.world))
		require.Equal(t, c.kind, told.Type(), name)
		require.Equal(t, c.final, told.NonRetryable(), name)
	}
}

// No activity forgets the table: called after its time is over, each fails as something outside that may be tried again.
func TestNoActivityForgetsTheTableOfFailures(t *testing.T) {
	w := newWorld(t)
	w.notices.Operators = "operators@example.test"
	over, end := context.WithCancel(t.Context())
	end()
	called := 0
	for _, party := range []any{&w.register, &w.provider, &w.files, &w.parcels, &w.notices, &w.runs} {
		for n := range reflect.TypeOf(party).NumMethod() {
			method, name := reflect.ValueOf(party).Method(n), reflect.TypeOf(party).Method(n).Name
			arguments := []reflect.Value{reflect.ValueOf(over)}
			if method.Type().NumIn() > 1 {
				arguments = append(arguments, reflect.Zero(method.Type().In(1)))
			}
			results := method.Call(arguments)
			err, _ := results[len(results)-1].Interface().(error)
			told := outermost(t, name, err)
			require.Equal(t, activities.FailureOutside, told.Type(), name)
			require.False(t, told.NonRetryable(), name)
			called++
		}
	}
	require.Greater(t, called, 35)
}

// outermost is the failure that an activity returns, which must not be wrapped.
func outermost(t *testing.T, name string, err error) *temporal.ApplicationError {
	t.Helper()
	told, is := err.(*temporal.ApplicationError) //nolint:errorlint // wrapped once more, it would have lost its type
	require.True(t, is, "%s: %v", name, err)
	return told
}

// issuedOf makes an invoice that is issued.
func (w *world) issuedOf(t *testing.T, medium invoice.Medium) ids.Invoice {
	t.Helper()
	id, serial := w.takenUp(t, w.applied(t, medium))
	answer, err := w.provider.SubmitInvoice(t.Context(), activities.IssueRequest{Invoice: id, Serial: serial})
	require.NoError(t, err)
	_, err = w.register.RecordIssued(t.Context(), activities.Issued{Invoice: id, Serial: serial, Number: answer.Number, IssuedAt: answer.IssuedAt})
	require.NoError(t, err)
	return id
}
