package applications

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/message"
	"kaipiao/domain/promise"
	"kaipiao/domain/refusal"
	"kaipiao/office/books"
	"kaipiao/office/invoices"
	"kaipiao/office/outbox"
	"kaipiao/office/promises"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
	"kaipiao/tracing"
)

// Submission is an application on its way in.
type Submission struct {
	Request application.Request
	// Templates are those that the request leaves to what was saved.
	Templates Templates
	// ID is the id the application will have, the service's own.
	ID ids.Application
	// Key and Fingerprint make a repeated call harmless: the same key and request answer with the same application.
	Key         string
	Fingerprint []byte
	// By names who submits, for the timeline.
	By actor.Actor
}

// Preview computes what a request would come to, without changing anything (A8). The refusals are every reason why
// applying is blocked.
func (o *Office) Preview(ctx context.Context, request application.Request, chosen Templates, now time.Time) (application.Application, refusal.List, error) {
	var preview application.Application
	var blocked refusal.List
	s, known := Submission{Request: request, Templates: chosen}, newKnown(1)
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		q.Ahead(func(q *query.Queries) {
			_, _ = q.CalendarYears(ctx)
			known.announce(ctx, q, s, now)
		})
		c, err := o.promises.CalendarIn(ctx, q)
		if err != nil {
			return err
		}
		decided, err := o.decide(ctx, q, known, s, now)
		preview, blocked = o.applicationOf("", decided, c, now), decided.refused
		return err
	})
	return preview, blocked, err
}

// SubmitIn is Submit inside of a transaction that does more. What it refuses, it refuses before it has changed anything.
func (o *Office) SubmitIn(ctx context.Context, q *query.Queries, s Submission, now time.Time) (application.Application, error) {
	known := newKnown(1)
	q.Ahead(func(q *query.Queries) {
		_, _ = q.LockAccount(ctx, s.Request.Account)
		promises.Announce(ctx, q)
		announceJudging(ctx, q, known, s, now)
	})
	if _, err := q.LockAccount(ctx, s.Request.Account); err != nil {
		return application.Application{}, tx.Missing(err, "account")
	}
	c, err := o.promises.LockCalendar(ctx, q)
	if err != nil {
		return application.Application{}, err
	}
	v, err := o.judge(ctx, q, known, s, c, now)
	if err != nil || v.before {
		return v.application, err
	}
	v.caller = ctx
	return v.application, o.store(ctx, q, v)
}

// verdict is what becomes of a submission that is not refused.
type verdict struct {
	application application.Application
	// before: it was made before, under the same key. Nothing is to be stored.
	before     bool
	plan       application.Plan
	takes      []ledger.Take
	submission Submission
	now        time.Time
	act        act
	// caller has the trace that its workflow goes on with.
	caller context.Context //nolint:containedctx // of several who are stored together each has its own
}

// clears reports whether the application only pays off what is outstanding (L10): it is settled at once.
func (v verdict) clears() bool { return v.application.Status == application.Offset }

// announceJudging announces what judge reads first.
func announceJudging(ctx context.Context, q *query.Queries, known *known, s Submission, now time.Time) {
	_, _ = q.IdempotencyKey(ctx, query.IdempotencyKeyParams{Account: s.Request.Account, Key: s.Key})
	known.announce(ctx, q, s, now)
}

// judge applies the rules to a submission, whose account is locked, without changing anything.
func (o *Office) judge(
	ctx context.Context, q *query.Queries, known *known, s Submission, c calendar.Calendar, now time.Time,
) (verdict, error) {
	if err := stillMaster(ctx, q, s.Request, now); err != nil {
		return verdict{}, err
	}
	made := func(k query.IdempotencyKey) *ids.Application { return k.Application }
	if id, found, err := tx.MadeBefore(ctx, q, s.Request.Account, s.Key, s.Fingerprint, made); err != nil || found {
		if err != nil {
			return verdict{}, err
		}
		a, err := read.Application(ctx, q, id)
		return verdict{application: a, before: true}, err
	}
	decided, err := o.decide(ctx, q, known, s, now)
	if err != nil {
		return verdict{}, err
	}
	if err := decided.refused.ErrorOrNil(); err != nil {
		return verdict{}, err
	}
	return verdict{application: o.applicationOf(s.ID, decided, c, now), plan: decided.plan, takes: decided.takes, submission: s, now: now}, nil
}

// stillMaster refuses what a master does for a member whose link to it has ended meanwhile (A13). The member is locked, under which links end.
func stillMaster(ctx context.Context, q *query.Queries, request application.Request, now time.Time) error {
	if request.ByMaster == "" {
		return nil
	}
	link, err := q.LinkBetween(ctx, query.LinkBetweenParams{Member: request.Account, Master: request.ByMaster, At: now})
	if err == nil && link.Way != group.Independent {
		err = pgx.ErrNoRows
	}
	return tx.Missing(err, "account")
}

// decision is everything the rules say about one request at one instant.
type decision struct {
	accepted application.Accepted
	plan     application.Plan
	takes    []ledger.Take
	refused  refusal.List
	// secondPerson: it is large, and two people decide for it.
	secondPerson bool
}

// decide applies the rules to a request and the ledger as it stands.
func (o *Office) decide(ctx context.Context, q *query.Queries, known *known, s Submission, now time.Time) (decision, error) {
	row, request, err := applicant(ctx, q, known, s)
	if err != nil {
		return decision{}, err
	}
	account := read.AccountOf(row)
	var d decision
	d.accepted, d.refused = application.Check(o.policy, account, request)
	if d.refused, err = withoutConfirmed(ctx, q, request, d.refused); err != nil {
		return d, err
	}
	refused, err := checkReplaces(ctx, q, request)
	if err != nil {
		return d, err
	}
	d.refused = append(d.refused, refused...)
	if request.Amount == nil && len(request.Consumptions) == 0 {
		return d, nil
	}
	selection, refused, err := known.selectingFor(s, now).Select(ctx, q, row, request, now)
	if err != nil {
		return d, err
	}
	d.takes = selection.Takes
	d.refused = append(d.refused, refused...)
	d.plan, refused = application.MakePlan(o.policy, request, selection)
	d.refused = append(d.refused, refused...)
	if d.secondPerson = o.policy.Review.NeedsSecondPerson(d.plan.Total); d.secondPerson {
		d.accepted.Review = application.ManualReview
	}
	return d, nil
}

// withoutConfirmed leaves out that a title's taxpayer number has a wrong check character, where finance has confirmed it.
func withoutConfirmed(ctx context.Context, q *query.Queries, request application.Request, refused refusal.List) (refusal.List, error) {
	wrong := func(r *refusal.Refusal) bool { return r.Code == refusal.TaxpayerIDInvalid }
	if !slices.ContainsFunc(refused, wrong) {
		return refused, nil
	}
	confirmed, err := read.ConfirmedTaxpayerID(ctx, q, request.Account, request.Title.TaxpayerID)
	if err != nil || !confirmed {
		return refused, err
	}
	return slices.DeleteFunc(refused, wrong), nil
}

// applicationOf shows a decision as the application it makes.
func (o *Office) applicationOf(id ids.Application, d decision, c calendar.Calendar, now time.Time) application.Application {
	a := application.Application{
		ID: id, Account: d.accepted.Account, Seller: d.accepted.Seller, Kind: d.accepted.Kind, Medium: d.accepted.Medium,
		Status: application.PendingApproval, Review: d.accepted.Review, SecondPerson: d.secondPerson,
		ReviewDue:    application.ReviewPromise(o.policy, c, d.accepted.Review, now),
		CoolOffUntil: now.Add(o.policy.Review.CoolOff.Std()),
		Gross:        d.plan.Gross, Offset: d.plan.Offset, Total: d.plan.Total, RoundingDrift: d.plan.RoundingDrift,
		Buyer: d.accepted.Buyer, Address: d.accepted.Address, Email: d.accepted.Email, Remark: d.accepted.Remark, Replaces: d.accepted.Replaces,
		SubmittedAt: now,
	}
	if d.plan.Gross.IsPositive() && d.plan.Total.IsZero() {
		a.Status = application.Offset
	}
	// What is promised of the invoices if the review takes as long as it may; the approval sets it anew.
	approved := a.CoolOffUntil
	if a.Review == application.ManualReview {
		approved = a.ReviewDue.At
	}
	due := promise.Issue(o.policy, c, a.Medium, now, approved)
	for i, planned := range d.plan.Invoices {
		a.Invoices = append(a.Invoices, invoice.Invoice{
			ID: invoiceID(id, i+1), Application: id, Account: a.Account, Seller: a.Seller, Status: invoice.Planned,
			DueAt: &due.At, DueProvisional: due.Provisional, CalendarVersion: due.CalendarVersion, Kind: a.Kind, Medium: a.Medium, Amount: planned.Gross,
			Net: planned.Net, Tax: planned.Tax, TaxRate: planned.TaxRate, Lines: planned.Lines, Buyer: a.Buyer, Address: a.Address,
			Email: a.Email, Remark: a.Remark, Workflow: served(id, i+1, len(d.plan.Invoices)),
		})
	}
	return a
}

// served is the workflow that serves an invoice; none in a preview.
func served(applicationID ids.Application, n, planned int) string {
	if applicationID == "" {
		return ""
	}
	return message.WorkflowServing(applicationID, invoiceID(applicationID, n), planned)
}

// invoiceID is empty in a preview, where nothing has an id yet.
func invoiceID(applicationID ids.Application, n int) ids.Invoice {
	if applicationID == "" {
		return ""
	}
	return application.InvoiceID(applicationID, n)
}

// store writes applications that were accepted in the same name.
func (o *Office) store(ctx context.Context, q *query.Queries, accepted ...verdict) error {
	var entries []ledger.Entry
	var events []event.Event
	var planned []invoice.Invoice
	for _, v := range accepted {
		if err := storeOne(ctx, q, v); err != nil {
			return err
		}
		planned = append(planned, v.application.Invoices...)
		entries = append(entries, reservation(v.application, v.plan, v.now)...)
		events = append(events, event.Event{Application: v.application.ID, At: v.now, What: event.Submitted, Who: v.submission.By})
		if v.clears() {
			events = append(events, event.Event{
				Application: v.application.ID, At: v.now, What: event.Offset, Who: actor.Product, Detail: v.application.Gross.String(),
			})
		}
	}
	if err := invoices.StoreLines(ctx, q, planned...); err != nil {
		return err
	}
	if err := books.Post(ctx, q, entries); err != nil {
		return err
	}
	if err := trail.Note(ctx, q, events...); err != nil {
		return err
	}
	for _, v := range accepted {
		if v.clears() {
			continue
		}
		if err := outbox.Enqueue(tracing.As(ctx, v.caller), q, v.now, message.StartApplication.With(startOf(v.application))); err != nil {
			return err
		}
	}
	return nil
}

// storeOne writes an application with its key and its planned invoices.
func storeOne(ctx context.Context, q *query.Queries, v verdict) error {
	if err := q.InsertApplication(ctx, applicationRow(v.application)); err != nil {
		return fmt.Errorf("store application: %w", err)
	}
	err := q.InsertIdempotencyKey(ctx, query.InsertIdempotencyKeyParams{
		Account: v.application.Account, Key: v.submission.Key, Request: v.submission.Fingerprint, Application: &v.application.ID, Now: v.now,
	})
	if err != nil {
		return fmt.Errorf("store idempotency key: %w", err)
	}
	if err := promises.WarnProvisional(ctx, q, v.application.ReviewDue, v.now); err != nil {
		return err
	}
	return storeInvoices(ctx, q, v.application)
}

// startOf is what the application's workflow is told.
func startOf(a application.Application) message.ApplicationStart {
	start := message.ApplicationStart{
		Application: a.ID, Account: a.Account, Medium: a.Medium, Automatic: a.Review == application.AutomaticReview, CoolOffUntil: a.CoolOffUntil,
		DueAt: a.ReviewDue.At,
	}
	if start.Automatic && a.Invoices[0].DueAt != nil {
		start.DueAt = *a.Invoices[0].DueAt // what is promised next: nobody reviews it
	}
	return start
}

func applicationRow(a application.Application) query.InsertApplicationParams {
	return query.InsertApplicationParams{
		ID: a.ID, Account: a.Account, Seller: a.Seller, Kind: a.Kind, Medium: a.Medium, Status: a.Status, ReviewMode: a.Review,
		CoolOffUntil: a.CoolOffUntil, ReviewDueAt: a.ReviewDue.At, ReviewProvisional: a.ReviewDue.Provisional,
		Gross: a.Gross, OffsetAmount: a.Offset, Total: a.Total, RoundingDrift: a.RoundingDrift,
		BuyerName: a.Buyer.Name, BuyerTaxpayerID: a.Buyer.TaxpayerID, BuyerAddressPhone: a.Buyer.AddressPhone,
		BuyerBankAccount: a.Buyer.BankAccount, Address: a.Address, Email: a.Email, Remark: a.Remark, SubmittedAt: a.SubmittedAt,
		Replaces: tx.Optional(a.Replaces), SecondPerson: a.SecondPerson,
	}
}

func storeInvoices(ctx context.Context, q *query.Queries, a application.Application) error {
	if len(a.Invoices) == 0 {
		return nil
	}
	due := a.Invoices[0]
	rows := query.InsertInvoicesParams{
		Application: a.ID, Account: a.Account, Seller: a.Seller, Kind: a.Kind, Medium: a.Medium,
		DueAt: *due.DueAt, DueProvisional: due.DueProvisional, CalendarVersion: due.CalendarVersion,
	}
	for i, planned := range a.Invoices {
		rows.Ids = append(rows.Ids, string(planned.ID))
		rows.Positions = append(rows.Positions, int32(i+1))
		rows.Amounts = append(rows.Amounts, planned.Amount)
		rows.Nets = append(rows.Nets, planned.Net)
		rows.Taxes = append(rows.Taxes, planned.Tax)
		rows.TaxRates = append(rows.TaxRates, planned.TaxRate.String())
		rows.Workflows = append(rows.Workflows, planned.Workflow)
	}
	if err := q.InsertInvoices(ctx, rows); err != nil {
		return fmt.Errorf("store invoices: %w", err)
	}
	return nil
}

// reservation makes the entries of an application: debts paid off first, then what each invoice covers.
func reservation(a application.Application, plan application.Plan, now time.Time) []ledger.Entry {
	var entries []ledger.Entry
	for _, offset := range plan.Offsets {
		entries = append(entries, ledger.Entry{
			Account: a.Account, Seller: a.Seller, TaxCode: offset.TaxCode, FromConsumption: offset.From, From: ledger.Free,
			ToConsumption: offset.To, To: ledger.Outstanding, Amount: offset.Amount, Application: a.ID, At: now,
		})
	}
	for i, planned := range plan.Invoices {
		for _, take := range planned.Takes {
			entries = append(entries, ledger.Entry{
				Account: a.Account, Seller: a.Seller, TaxCode: take.TaxCode, FromConsumption: take.Consumption, From: ledger.Free,
				ToConsumption: take.Consumption, To: ledger.Reserved, Amount: take.Amount, Application: a.ID,
				Invoice: application.InvoiceID(a.ID, i+1), At: now,
			})
		}
	}
	return entries
}
