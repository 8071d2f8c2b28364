package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/applications"
)

// ApplicationBody is an application as callers make it. Without a title the account's default one is taken, without one
// the certified name; without an address the default one.
type ApplicationBody struct {
	Seller       ids.Seller     `json:"seller,omitempty" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"platform by default."`
	Kind         invoice.Kind   `json:"kind" enum:"ordinary,special"`
	Medium       invoice.Medium `json:"medium" enum:"electronic,paper"`
	Amount       *money.Amount  `json:"amount,omitempty" pattern:"^(0|[1-9][0-9]{0,15})\\.[0-9]{2}$" doc:"Gross, in CNY; or pick records with consumptions."`
	Consumptions []RecordID     `json:"consumptions,omitempty" maxItems:"1000" nullable:"false"`
	Title        *titleChoice   `json:"title,omitempty"`
	Address      *addressChoice `json:"address,omitempty"`
	Email        string         `json:"email,omitempty" maxLength:"200" text:"emails" doc:"Up to 10 addresses with commas between them; each is mailed." example:"finance@example.com,ap@example.com"`
	Replaces     ids.Invoice    `json:"replaces,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]*$" doc:"The voided or red-issued invoice that it replaces."`
	Remark       string         `json:"remark,omitempty" maxLength:"2000" text:"lines"`
}

// Application is an application as callers read it, with the invoices that come of it.
type Application struct {
	ID            ids.Application    `json:"id,omitempty"`
	Account       ids.Account        `json:"account"`
	Seller        ids.Seller         `json:"seller"`
	Kind          invoice.Kind       `json:"kind"`
	Medium        invoice.Medium     `json:"medium"`
	Status        application.Status `json:"status"`
	Gross         money.Amount       `json:"gross"`
	Offset        money.Amount       `json:"offset"`
	Total         money.Amount       `json:"total"`
	Review        Review             `json:"review"`
	Cancellable   bool               `json:"cancellable"`
	Title         string             `json:"title"`
	TaxpayerID    string             `json:"taxpayer_id"`
	Email         string             `json:"email"`
	Remark        string             `json:"remark"`
	Replaces      *ids.Invoice       `json:"replaces" nullable:"true" doc:"The undone invoice that it replaces."`
	Invoices      []PlannedInvoice   `json:"invoices" nullable:"false"`
	RoundingDrift money.Amount       `json:"rounding_drift" doc:"How much more tax the split invoices carry together than one invoice would."`
	Blocked       []Reason           `json:"blocked" nullable:"false"`
	SubmittedAt   time.Time          `json:"submitted_at"`
	Workflow      *Workflow          `json:"workflow" doc:"The run that serves it, also when it has ended. Null for a preview and for what is offset in whole."`
	Actions       []Action           `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// Review says who decides, until when, and what was decided.
type Review struct {
	Mode        application.ReviewMode `json:"mode"`
	DueAt       time.Time              `json:"due_at"`
	Provisional bool                   `json:"provisional"`
	ClaimedBy   string                 `json:"claimed_by"`
	DecidedAt   *time.Time             `json:"decided_at" nullable:"true"`
	Reason      string                 `json:"reason"`
}

// PlannedInvoice is one invoice of an application.
type PlannedInvoice struct {
	ID             ids.Invoice    `json:"id,omitempty"`
	Status         invoice.Status `json:"status"`
	Number         *string        `json:"number" nullable:"true" doc:"Once it is issued."`
	IssuedOn       *calendar.Date `json:"issued_on" nullable:"true"`
	Amount         money.Amount   `json:"amount"`
	Net            money.Amount   `json:"net"`
	Tax            money.Amount   `json:"tax"`
	TaxRate        money.Rate     `json:"tax_rate"`
	DueAt          *time.Time     `json:"due_at" nullable:"true"`
	DueProvisional bool           `json:"due_provisional"`
	Lines          []invoice.Line `json:"lines" nullable:"false"`
	Workflow       *Workflow      `json:"workflow" doc:"The run that serves it: its application's, where that comes to one invoice. Null in a preview."`
}

type applicationAnswer struct{ Body Application }

// ObjectPath names an application, an invoice or a ticket.
type ObjectPath[ID ~string] struct {
	ID ID `path:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
}

func (s *surface) applications() {
	const path = "/v1/accounts/{account}/applications"
	on(s, call{method: http.MethodPost, path: path + "/preview", summary: "What an application would come to", does: access.PreviewApplication}, s.preview)
	on(s, call{method: http.MethodPost, path: path, summary: "Apply for invoices", does: access.Submit, status: http.StatusCreated}, s.submit)
	on(s, call{method: http.MethodGet, path: path, summary: "An account's applications", does: access.ListOwnApplications}, s.listAccountApplications)
	on(s, call{method: http.MethodGet, path: "/v1/applications", summary: "All applications", does: access.ListApplications}, s.listApplications)
	on(s, call{method: http.MethodGet, path: "/v1/applications/{id}", summary: "An application", does: access.ReadApplication}, s.getApplication)
	on(s, call{method: http.MethodPost, path: "/v1/applications/{id}/cancel", summary: "Take an application back", does: access.CancelApplication}, s.cancel)
}

func (s *surface) preview(ctx context.Context, in *struct {
	AccountPath
	Body ApplicationBody
},
) (*applicationAnswer, error) {
	if err := s.printable(in.Body); err != nil {
		return nil, err
	}
	request, chosen := in.Body.request(in.Account)
	preview, blocked, err := s.Office.Applications.Preview(ctx, request, chosen, s.Now())
	if err != nil {
		return nil, err
	}
	answer := &applicationAnswer{Body: s.showApplication(ctx)(preview)}
	answer.Body.Blocked = showReasons(blocked)
	answer.Body.Actions = s.actions(ctx, access.Object{What: "account", Account: in.Account}, application.OffersBeforehand(in.Account, blocked))
	return answer, nil
}

func (s *surface) submit(ctx context.Context, in *struct {
	AccountPath
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" pattern:"^[\\x21-\\x7e]+$"`
	Body ApplicationBody
},
) (*applicationAnswer, error) {
	if err := s.printable(in.Body); err != nil {
		return nil, err
	}
	request, chosen := in.Body.request(in.Account)
	id, err := newID[ids.Application]()
	if err != nil {
		return nil, err
	}
	canonical, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	fingerprint := sha256.Sum256(canonical)
	accepted, err := s.Office.Applications.Submit(ctx, applications.Submission{
		Request: request, Templates: chosen, ID: id, Key: in.Key, Fingerprint: fingerprint[:], By: actorOf(ctx),
	}, s.Now())
	return &applicationAnswer{Body: s.showApplication(ctx)(accepted)}, err
}

func (s *surface) listAccountApplications(ctx context.Context, in *struct {
	AccountPath
	PageQuery
	ApplicationQuery
},
) (*listAnswer[Application], error) {
	return s.listedApplications(ctx, in.PageQuery, in.ApplicationQuery, in.Account)
}

func (s *surface) listApplications(ctx context.Context, in *struct {
	PageQuery
	AccountQuery
	ApplicationQuery
},
) (*listAnswer[Application], error) {
	return s.listedApplications(ctx, in.PageQuery, in.ApplicationQuery, in.Account)
}

func (s *surface) listedApplications(
	ctx context.Context, of PageQuery, narrowed ApplicationQuery, account ids.Account,
) (*listAnswer[Application], error) {
	page, err := of.page()
	if err != nil {
		return nil, err
	}
	filter, err := narrowed.filter(account)
	if err != nil {
		return nil, err
	}
	applications, err := s.Office.Applications.List(ctx, filter, page)
	return listOf(applications, s.showApplication(ctx)), err
}

// given is nil for an instant that was not asked for.
func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (s *surface) getApplication(ctx context.Context, in *ObjectPath[ids.Application]) (*applicationAnswer, error) {
	a, err := s.ownApplication(ctx, in.ID)
	return &applicationAnswer{Body: s.showApplication(ctx)(a)}, err
}

func (s *surface) ownApplication(ctx context.Context, id ids.Application) (application.Application, error) {
	a, err := s.Office.Applications.Application(ctx, id)
	if err != nil {
		return a, err
	}
	return a, mayDo(ctx, access.Object{What: "application", Account: a.Account, Seller: a.Seller})
}

func (s *surface) cancel(ctx context.Context, in *ObjectPath[ids.Application]) (*applicationAnswer, error) {
	if _, err := s.ownApplication(ctx, in.ID); err != nil {
		return nil, err
	}
	cancelled, err := s.Office.Applications.Cancel(ctx, in.ID, actorOf(ctx), "", s.Now())
	return &applicationAnswer{Body: s.showApplication(ctx)(cancelled)}, err
}

// showApplication shows applications to the caller.
func (s *surface) showApplication(ctx context.Context) func(application.Application) Application {
	return func(a application.Application) Application {
		shown := showApplication(a)
		shown.Workflow = s.workflowOf(a)
		for n, planned := range a.Invoices {
			shown.Invoices[n].Workflow = s.workflow(planned.Workflow)
		}
		shown.Actions = s.actions(ctx, access.Object{What: "application", Account: a.Account, Seller: a.Seller}, a.Offers(actorOf(ctx)))
		return shown
	}
}

func showApplication(a application.Application) Application {
	shown := Application{
		ID: a.ID, Account: a.Account, Seller: a.Seller, Kind: a.Kind, Medium: a.Medium, Status: a.Status, Gross: a.Gross, Offset: a.Offset,
		Total: a.Total, Cancellable: a.ID != "" && a.Cancellable(), Title: a.Buyer.Name, TaxpayerID: a.Buyer.TaxpayerID, Email: a.Email,
		Remark: a.Remark, Replaces: orNull(a.Replaces), Invoices: make([]PlannedInvoice, len(a.Invoices)), RoundingDrift: a.RoundingDrift,
		Blocked: showReasons(refusal.List{}), SubmittedAt: a.SubmittedAt.UTC(),
		Review: Review{
			Mode: a.Review, DueAt: a.ReviewDue.At.UTC(), Provisional: a.ReviewDue.Provisional, ClaimedBy: a.ClaimedBy.String(),
			DecidedAt: utc(a.DecidedAt), Reason: a.DecisionReason,
		},
	}
	for i, p := range a.Invoices {
		shown.Invoices[i] = PlannedInvoice{
			ID: p.ID, Status: p.Status, Number: orNull(p.Number), IssuedOn: p.IssuedOn(), Amount: p.Amount, Net: p.Net, Tax: p.Tax, TaxRate: p.TaxRate,
			DueAt: utc(p.DueAt), DueProvisional: p.DueProvisional, Lines: p.Lines,
		}
	}
	return shown
}
