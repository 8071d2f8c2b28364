package activities_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/adapters/files"
	"kaipiao/adapters/mail"
	"kaipiao/courier/carrier"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
	"kaipiao/office"
	"kaipiao/office/applications"
	"kaipiao/office/outbox"
	"kaipiao/office/read"
	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/schema"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// now is a Friday afternoon in Shanghai.
var now = time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)

// world is the register with approved invoices, and the outside world behind the real clients.
type world struct {
	register activities.Register
	provider activities.Provider
	files    activities.Files
	parcels  activities.Parcels
	notices  activities.Notices
	runs     activities.Runs
	store    *office.Office
	pool     *pgxpool.Pool
	outside  *sandboxtest.Sandbox
	now      time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	database := postgrestest.Database(t)
	pool, workers := postgrestest.Pool(t, database), postgrestest.Pool(t, postgrestest.As(t, schema.Worker, database))
	published, err := calendar.Published()
	require.NoError(t, err)
	// The activities have the rights of the worker, and no others (S5); w.store does what callers of the API do besides.
	store := office.New(workers, policy.Default(), published)
	kept, err := files.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	outside := sandboxtest.Start(t, "")
	client := aggregator.New(aggregator.Config{BaseURL: outside.URL + "/provider"})
	mailer, err := mail.New(mail.Config{Addr: outside.SMTPAddr, From: "invoices@kaipiao.example"})
	require.NoError(t, err)
	w := &world{store: office.New(pool, policy.Default(), published), pool: pool, outside: outside, now: now}
	clock := func() time.Time { return w.now }
	w.register = activities.Register{Office: store, Policy: policy.Default(), Now: clock}
	w.provider = activities.Provider{Client: client, Office: store, Now: clock, Patience: 10 * time.Second, FirstPause: 10 * time.Millisecond}
	w.provider.Register, w.provider.Files = &w.register, &w.files
	w.notices = activities.Notices{Mailer: mailer, Office: store, Files: kept, InvoiceURL: "https://invoices.example/v1/invoices/%s", Now: clock}
	w.files = activities.Files{Client: client, Office: store, Files: kept, Notices: &w.notices, Now: clock}
	w.parcels = activities.Parcels{
		Courier: carrier.New(carrier.Config{BaseURL: outside.URL + "/courier"}), Office: store, Notices: &w.notices, Now: clock,
	}
	w.runs = activities.Runs{Temporal: nobodyAsked{}, Office: store, Now: clock}
	return w
}

// nobodyAsked is a Temporal of which nobody has asked to cancel a run.
type nobodyAsked struct{}

func (nobodyAsked) Missing(ctx context.Context, _ []string) ([]string, error) { return nil, ctx.Err() }

func (nobodyAsked) EndedBadly(ctx context.Context, _ time.Time) ([]string, error) {
	return nil, ctx.Err()
}

func (nobodyAsked) Paused(ctx context.Context) (map[string]string, error) { return nil, ctx.Err() }

func (nobodyAsked) CountRunning(ctx context.Context) (int, error) { return 0, ctx.Err() }

func (nobodyAsked) CancelRequestedBy(ctx context.Context, _, _ string) (string, error) {
	return "", ctx.Err()
}

// applied makes an account with one bill, and applies for all of it; it returns the application's id.
func (w *world) applied(t *testing.T, medium invoice.Medium) ids.Application {
	t.Helper()
	return w.appliedOf(t, invoice.Platform, medium)
}

// appliedOf does so with a bill of another seller, delivered long ago.
func (w *world) appliedOf(t *testing.T, seller ids.Seller, medium invoice.Medium) ids.Application {
	t.Helper()
	delivered := now.AddDate(0, 0, -30)
	ctx, gross := t.Context(), money.MustParse("1060.00")
	require.NoError(t, w.store.Customers.PutAccount(ctx, application.Account{
		ID: "acct", Region: application.Mainland, Email: "a@example.test",
		Certification: invoice.Certification{Type: invoice.Enterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
	}, "", actor.Actor{Kind: actor.Service, Name: "test"}, now))
	require.NoError(t, w.store.Books.RecordConsumptions(ctx, []ledger.Consumption{{
		ID: "bill", Account: "acct", Charge: ledger.Postpaid, Seller: seller, Product: "云服务器", TaxCode: "3040203000000000000",
		TaxRate: money.MustParseRate("0.06"), Cash: gross, PaidAt: now.AddDate(0, 0, -31), DeliveredAt: &delivered,
	}}, now))
	a, err := w.store.Applications.Submit(ctx,
		applications.Submission{
			ID: "app", Key: "key", Fingerprint: []byte("f"), By: actor.Actor{Kind: actor.Service, Name: "test"},
			Request: application.Request{
				Account: "acct", Seller: seller, Kind: invoice.Ordinary, Medium: medium, Amount: &gross,
				Address: &invoice.Address{Recipient: "财务部", Phone: "010", Region: "北京市", Street: "上地十街10号"},
			},
		}, now)
	require.NoError(t, err)
	return a.ID
}

// approved lets the cool-off of an application pass, and approves it; it returns its single invoice.
func (w *world) approved(t *testing.T, id ids.Application) ids.Invoice {
	t.Helper()
	w.now = w.now.Add(policy.Default().Review.CoolOff.Std())
	decision := twice(t, func() (activities.Decision, error) { return w.register.Proceed(t.Context(), id) })
	require.Equal(t, application.Approved, decision.Status)
	require.NotEmpty(t, decision.Invoice, "it goes on in the same run")
	return decision.Invoice
}

// takenUp does so, and stores the serial.
func (w *world) takenUp(t *testing.T, id ids.Application) (ids.Invoice, invoice.Serial) {
	t.Helper()
	single := w.approved(t, id)
	standing, err := w.register.TakeUp(t.Context(), single)
	require.NoError(t, err)
	require.NotEmpty(t, standing.Serial)
	return single, standing.Serial
}

// refunded refunds so much of the bill.
func (w *world) refunded(t *testing.T, cash string) {
	t.Helper()
	require.NoError(t, w.store.Books.RecordRefunds(t.Context(), []ledger.Refund{{
		ID: "refund", Consumption: "bill", Cash: money.MustParse(cash), Reason: ledger.Refunded, RefundedAt: w.now,
	}}, w.now))
}

// invoice reads one as it is now.
func (w *world) invoice(t *testing.T, id ids.Invoice) read.Invoice {
	t.Helper()
	found, err := w.store.Invoices.Invoice(t.Context(), id)
	require.NoError(t, err)
	return found
}

// owed lists the workflows that must run (O6), once the outbox has handed over what they are started with.
func (w *world) owed(t *testing.T) []string {
	t.Helper()
	clock := func() time.Time { return w.now }
	require.NoError(t, w.store.Outbox.Dispatch(t.Context(), clock, func(context.Context, outbox.Message) error { return nil }))
	rows, err := w.pool.Query(t.Context(), "select workflow from runs order by workflow")
	require.NoError(t, err)
	workflows, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return workflows
}

// twice runs an activity again, as Temporal may; both times it has to say the same.
func twice[Result any](t *testing.T, activity func() (Result, error)) Result {
	t.Helper()
	first, err := activity()
	require.NoError(t, err)
	second, err := activity()
	require.NoError(t, err)
	require.Equal(t, first, second)
	return first
}

func nothing(work func() error) func() (struct{}, error) {
	return func() (struct{}, error) { return struct{}{}, work() }
}

// I4, case 48: a worker may die after any activity, so each is run twice, and nothing happens twice.
func TestI4EveryActivityMayRunTwice(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.applied(t, invoice.Electronic)
	pending := twice(t, func() (activities.Decision, error) { return w.register.Proceed(ctx, id) })
	require.Equal(t, application.PendingApproval, pending.Status, "in its cool-off")
	require.True(t, pending.ApproveAt.Equal(now.Add(policy.Default().Review.CoolOff.Std())), pending.ApproveAt)
	single := w.approved(t, id)
	standing := twiceTaken(t, w, single)
	request := activities.IssueRequest{Invoice: single, Serial: standing.Serial}
	submitted := twice(t, func() (activities.Submitted, error) { return w.provider.SubmitInvoice(ctx, request) })
	answer := submitted.Answer
	require.Equal(t, provider.Issued, answer.State)
	require.Equal(t, answer, twice(t, func() (provider.Answer, error) { return w.provider.AskProvider(ctx, standing.Serial) }))
	booked := activities.Issued{Invoice: single, Serial: standing.Serial, Number: answer.Number, IssuedAt: answer.IssuedAt}
	twice(t, func() (activities.IssuedBooked, error) { return w.register.RecordIssued(ctx, booked) })
	require.Equal(t, []string{"application/app"}, w.owed(t))
	published := twice(t, func() (activities.Owed, error) {
		return w.files.Publish(ctx, activities.PublishRequest{Invoice: single})
	})
	require.Empty(t, published.Mails)
	require.Len(t, w.outside.Mails(t), 1, "the customer was told, and the register knows it")
	require.Empty(t, w.owed(t), "nothing is owed any more (O6)")
	twice(t, nothing(func() error { return w.register.Settle(ctx, "application/app") }))
	twice(t, nothing(func() error {
		return w.notices.SendNotice(ctx, activities.NoticeRequest{Invoice: single, What: notice.Issued, Last: true})
	}))

	issued := w.invoice(t, single)
	require.Equal(t, invoice.Issued, issued.Status)
	require.Len(t, issued.Files, 3)
	require.Len(t, w.outside.Issued(t), 1)
	mails := w.outside.Mails(t)
	require.Len(t, mails, 3, "a mail may come twice")
	require.Equal(t, mails[0].MessageID, mails[1].MessageID, "and can be recognised then")
	require.Equal(t, mails[0].MessageID, mails[2].MessageID)
	broken, err := w.store.Audit(ctx)
	require.NoError(t, err)
	require.Empty(t, broken)
}

// twiceTaken takes an invoice up as two runs would: they find the same serial, and the second one knows that the provider may know it.
func twiceTaken(t *testing.T, w *world, id ids.Invoice) activities.Standing {
	t.Helper()
	first, err := w.register.TakeUp(t.Context(), id)
	require.NoError(t, err)
	require.NotEmpty(t, first.Serial)
	require.False(t, first.Stored, "nobody can have submitted it yet")
	second, err := w.register.TakeUp(t.Context(), id)
	require.NoError(t, err)
	require.True(t, second.Stored, "ask before it is submitted (I4)")
	second.Stored = false
	require.Equal(t, first, second)
	return first
}

func TestI2OrderingTheCourierTwiceMakesOneParcel(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id, serial := w.takenUp(t, w.applied(t, invoice.Paper))
	answer, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
	require.NoError(t, err)
	promised, err := w.register.RecordIssued(ctx, activities.Issued{Invoice: id, Serial: serial, Number: answer.Number, IssuedAt: answer.IssuedAt})
	require.NoError(t, err)
	require.False(t, promised.DueAt.IsZero(), "I2: shipping is promised")
	handOver := func() (activities.Owed, error) { return w.parcels.HandOver(ctx, id) }
	require.Empty(t, twice(t, handOver).Mails)
	require.Len(t, w.outside.Parcels(t), 1)
	shipped := w.invoice(t, id)
	require.Equal(t, invoice.Shipped, shipped.Status)
	require.Equal(t, w.outside.Parcels(t)[0].TrackingNumber, shipped.TrackingNumber)
	// given the print desk was faster, its number stays
	err = w.store.Parcels.Ship(ctx, id, "c", "other", actor.Product, w.now)
	requireRefused(t, err, refusal.WrongState)
	require.Equal(t, shipped.TrackingNumber, w.invoice(t, id).TrackingNumber)
	// when it came back, then it travels in a second parcel under another reference, ordered once too (V7)
	returned := parcel.CourierEvent{Reference: string(id), TrackingNumber: shipped.TrackingNumber, Status: parcel.Returned, At: now}
	require.NoError(t, w.store.Parcels.RecordEvent(ctx, returned, now))
	require.Equal(t, activities.ParcelWatch{}, twice(t, func() (activities.ParcelWatch, error) { return w.parcels.LookAfterParcel(ctx, id) }))
	require.NoError(t, w.store.Parcels.Resend(ctx, id, &invoice.Address{Recipient: "李四", Phone: "021", Region: "上海市", Street: "世纪大道1号"},
		actor.Actor{Kind: actor.Finance, Name: "zhao"}, now))
	require.Empty(t, twice(t, handOver).Mails)
	second := w.invoice(t, id)
	require.NotEqual(t, shipped.TrackingNumber, second.TrackingNumber)
	require.Len(t, w.outside.Parcels(t), 2)
}

func requireRefused(t *testing.T, err error, code refusal.Code) {
	t.Helper()
	var refused *refusal.Refusal
	require.ErrorAs(t, err, &refused)
	require.Equal(t, code, refused.Code)
}

func TestR3ACancellationThatComesTooLateIsAnswered(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id := w.applied(t, invoice.Electronic)
	w.approved(t, id)
	decision, err := w.register.CancelApplication(ctx, message.Cancellation{Application: id, By: "customer"})
	require.NoError(t, err, "a business \"no\" is an answer")
	require.Equal(t, application.Approved, decision.Status)
}
