package activities_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"kaipiao/activities"
	"kaipiao/adapters/mail"
	"kaipiao/courier/carrier"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/provider/aggregator"
	"kaipiao/sandbox/faults"
)

// patience is how long the clients of these tests wait for an answer: longer than it takes until a worker gives its first sign of life.
const patience = 4500 * time.Millisecond

// patientWorld is one whose clients wait so long for an answer.
func patientWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	client := aggregator.New(aggregator.Config{BaseURL: w.outside.URL + "/provider", Timeout: patience})
	mailer, err := mail.New(mail.Config{Addr: w.outside.SMTPAddr, From: "invoices@kaipiao.example", Timeout: patience})
	require.NoError(t, err)
	w.provider.Client, w.files.Client, w.notices.Mailer = client, client, mailer
	w.parcels.Courier = carrier.New(carrier.Config{BaseURL: w.outside.URL + "/courier", Timeout: patience})
	return w
}

// N9: while the outside world does not answer, the worker says that it lives, so that one that dies is found out in seconds; and it says so
// no more when the activity has ended.
func TestN9AWorkerSaysThatItLives(t *testing.T) {
	for name, c := range map[string]struct {
		medium    invoice.Medium
		operation faults.Operation
		issued    bool
		activity  func(*world) any
		argument  func(ids.Invoice, invoice.Serial) any
	}{
		"submitting": {
			invoice.Electronic, faults.Issue, false, func(w *world) any { return w.provider.SubmitInvoice },
			func(id ids.Invoice, serial invoice.Serial) any {
				return activities.IssueRequest{Invoice: id, Serial: serial}
			},
		},
		"asking": {
			invoice.Electronic, faults.Query, true, func(w *world) any { return w.provider.AskProvider },
			func(_ ids.Invoice, serial invoice.Serial) any {
				return serial
			},
		},
		"fetching files": {invoice.Electronic, faults.File, true, func(w *world) any { return w.files.Publish }, func(id ids.Invoice, _ invoice.Serial) any {
			return activities.PublishRequest{Invoice: id, FilesOnly: true}
		}},
		"ordering the courier": {
			invoice.Paper, faults.Ship, true, func(w *world) any { return w.parcels.HandOver },
			func(id ids.Invoice, _ invoice.Serial) any {
				return id
			},
		},
		"mailing": {invoice.Paper, faults.Mail, true, func(w *world) any { return w.notices.SendNotice }, func(id ids.Invoice, _ invoice.Serial) any {
			return activities.NoticeRequest{Invoice: id, What: notice.Issued}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := patientWorld(t)
			var id ids.Invoice
			if c.issued {
				id = w.issuedOf(t, c.medium)
			} else {
				id, _ = w.takenUp(t, w.applied(t, c.medium))
			}
			w.outside.Order(t, faults.Fault{Operation: c.operation, Mode: faults.Hang, Times: 1})
			var suite testsuite.WorkflowTestSuite
			suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
			worker := suite.NewTestActivityEnvironment()
			worker.SetTestTimeout(time.Minute)
			called := c.activity(w)
			worker.RegisterActivity(called)
			var heard atomic.Int32
			worker.SetOnActivityHeartbeatListener(func(*activity.Info, converter.EncodedValues) { heard.Add(1) })
			_, err := worker.ExecuteActivity(called, c.argument(id, w.invoice(t, id).Serial))
			require.Error(t, err)
			alive := heard.Load()
			require.Positive(t, alive)
			time.Sleep(patience)
			require.Equal(t, alive, heard.Load())
		})
	}
}

// asked is a Temporal that knows who asked to cancel a run, or does not answer.
type asked struct {
	activities.RunsOf
	by  string
	err error
}

func (a asked) CancelRequestedBy(context.Context, string, string) (string, error) { return a.by, a.err }

// N1: whoever asks Temporal to cancel a run stands in the timeline of what it is about, as somebody of whom only Temporal knows; what has no
// timeline is passed over.
func TestN1WhoAskedToCancelARunIsWrittenDown(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.issuedOf(t, invoice.Electronic)
	for _, c := range []struct{ workflow, by, who string }{
		{"application/app", "1@laptop@", "1@laptop@"},
		{"invoice/" + string(id), "", "temporal"},
		{"reversal/" + string(id), "ops", "ops"},
		{"seller/platform", "ops", "ops"},
	} {
		w.runs.Temporal = asked{by: c.by}
		by, err := w.runs.NoteCancelRequest(ctx, activities.CancelRequested{Workflow: c.workflow, Run: "run"})
		require.NoError(t, err)
		require.Equal(t, c.who, by)
	}
	rows, err := w.pool.Query(ctx, "select who, detail from events where what = 'run_cancel_requested' order by id")
	require.NoError(t, err)
	var noted [][]string
	for rows.Next() {
		var who, detail string
		require.NoError(t, rows.Scan(&who, &detail))
		noted = append(noted, []string{who, detail})
	}
	require.NoError(t, rows.Err())
	require.Equal(t, [][]string{
		{"message:1@laptop@", "application/app"}, {"message:temporal", "invoice/" + string(id)}, {"message:ops", "reversal/" + string(id)},
	}, noted)
	w.runs.Temporal = asked{err: errors.New("Temporal is away")}
	_, err = w.runs.NoteCancelRequest(ctx, activities.CancelRequested{Workflow: "application/app"})
	require.Equal(t, activities.FailureOutside, outermost(t, "note", err).Type())
}
