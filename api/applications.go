package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/applications"
)

// ApplicationBody is an application as callers make it. Without a title the account's default one is taken, without one
// the certified name; without an address the default one.
type ApplicationBody struct {
	Seller       ids.Seller     `json:"seller,omitempty" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"Who sells (销售方): platform by default, or a vendor's id."`
	Kind         invoice.Kind   `json:"kind" enum:"ordinary,special"`
	Medium       invoice.Medium `json:"medium" enum:"electronic,paper"`
	Amount       *money.Amount  `json:"amount,omitempty" pattern:"^(0|[1-9][0-9]{0,15})\\.[0-9]{2}$" doc:"Gross, in CNY (价税合计); or pick consumptions."`
	Consumptions []RecordID     `json:"consumptions,omitempty" maxItems:"1000" nullable:"false" doc:"The records to be invoiced whole, instead of an amount (A2)."`
	Title        *titleChoice   `json:"title,omitempty" doc:"The buyer (发票抬头): a saved one's id, or all of it; else the default one, else the certified name."`
	Address      *addressChoice `json:"address,omitempty" doc:"Where paper is sent (邮寄地址): a saved one's id, or all of it; else the default one."`
	Email        string         `json:"email,omitempty" maxLength:"200" text:"emails"`
	Replaces     ids.Invoice    `json:"replaces,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]*$" doc:"The voided or red-issued invoice that it replaces."`
	Remark       string         `json:"remark,omitempty" maxLength:"2000" text:"lines" doc:"The remark (备注), 450 characters at most by default (A6)."`
}

// TransformSchema says what is too long for a tag.
func (ApplicationBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Properties["email"].Examples = []any{exampleEmails}
	return explain(s, map[string]string{
		"email": "Who is mailed the invoices, instead of the account's addresses: up to 10 with commas between them; each is mailed by itself.",
	})
}

// Application is an application as callers read it, with the invoices that come of it.
type Application struct {
	ID            ids.Application    `json:"id,omitempty" doc:"The application's id, which we make; left out in a preview."`
	Account       ids.Account        `json:"account"`
	Seller        ids.Seller         `json:"seller"`
	Kind          invoice.Kind       `json:"kind"`
	Medium        invoice.Medium     `json:"medium"`
	Status        application.Status `json:"status"`
	Gross         money.Amount       `json:"gross" doc:"Everything selected, with tax, in CNY (价税合计)." example:"1120.00"`
	Offset        money.Amount       `json:"offset" doc:"What of gross pays off outstanding amounts, with tax, in CNY (冲抵金额)." example:"60.00"`
	Total         money.Amount       `json:"total" doc:"What is invoiced, with tax, in CNY: gross less offset."`
	Review        Review             `json:"review" doc:"Who decides about it, until when, and what was decided."`
	Cancellable   bool               `json:"cancellable" doc:"Whether the customer may cancel it without a ticket (R2)."`
	Title         string             `json:"title" doc:"The buyer's name on its invoices (发票抬头)." example:"北京甲科技有限公司"`
	TaxpayerID    string             `json:"taxpayer_id" doc:"The buyer's taxpayer number (纳税人识别号); empty where it has none." example:"91110000802100433B"`
	Email         string             `json:"email" doc:"Who is mailed its invoices, with commas between; empty for nobody." example:"finance@example.com"`
	Remark        string             `json:"remark" doc:"The remark on its invoices (备注); empty for none." example:"合同编号 2026-118"`
	Replaces      *ids.Invoice       `json:"replaces" nullable:"true" doc:"The undone invoice that it replaces; null for most."`
	Invoices      []PlannedInvoice   `json:"invoices" nullable:"false" doc:"Its invoices: one, or several by rate and cap (拆票, A7); none where all is offset."`
	RoundingDrift money.Amount       `json:"rounding_drift" doc:"How much more tax its split invoices carry together than one would, in CNY (尾差)." example:"0.01"`
	Blocked       []Reason           `json:"blocked" nullable:"false" doc:"Why it cannot be submitted; of a preview only, empty otherwise."`
	SubmittedAt   time.Time          `json:"submitted_at" doc:"When it was submitted, in UTC." example:"2026-09-18T02:00:00Z"`
	Workflow      *Workflow          `json:"workflow" doc:"The run that serves it, also when it has ended. Null for a preview and for what is offset in whole."`
	Actions       []Action           `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// Review says who decides, until when, and what was decided.
type Review struct {
	Mode        application.ReviewMode `json:"mode"`
	DueAt       time.Time              `json:"due_at" doc:"Until when it is decided, in UTC (R1)." example:"2026-09-18T02:10:00Z"`
	Provisional bool                   `json:"provisional" doc:"Whether due_at may move, because a year has no schedule of working days yet (I3)."`
	ClaimedBy   string                 `json:"claimed_by" doc:"Who has taken it for review; empty for nobody." example:"finance:zhao"`
	ClaimedAt   *time.Time             `json:"claimed_at" nullable:"true" doc:"When it was taken for review, in UTC; null where nobody has."`
	// SecondPerson, ProposedBy and ProposedAt are of a large application (O1).
	SecondPerson bool       `json:"second_person" doc:"Whether it is so large that two people approve it (双人复核)."`
	ProposedBy   string     `json:"proposed_by" doc:"The first of two who approved it; another one has to confirm it. Empty for nobody." example:"finance:zhao"`
	ProposedAt   *time.Time `json:"proposed_at" nullable:"true" doc:"When the first of two people approved it, in UTC; null before."`
	DecidedAt    *time.Time `json:"decided_at" nullable:"true" doc:"When it was decided, in UTC; null before."`
	Reason       string     `json:"reason" doc:"What was given as the reason of the decision; empty for nothing."`
}

// PlannedInvoice is one invoice of an application.
type PlannedInvoice struct {
	ID             ids.Invoice    `json:"id,omitempty" doc:"The invoice's id, which we make; left out in a preview."`
	Status         invoice.Status `json:"status"`
	Number         *string        `json:"number" nullable:"true" doc:"The invoice number (发票号码); null before it is issued." example:"26110000000000000001"`
	IssuedOn       *calendar.Date `json:"issued_on" nullable:"true" doc:"The date on the invoice in Asia/Shanghai (开票日期); null before it is issued."`
	Amount         money.Amount   `json:"amount" doc:"Amount with tax, in CNY (价税合计)."`
	Net            money.Amount   `json:"net" doc:"Amount without tax, in CNY (金额)." example:"1000.00"`
	Tax            money.Amount   `json:"tax" doc:"The tax in CNY (税额): amount less net." example:"60.00"`
	TaxRate        money.Rate     `json:"tax_rate" doc:"The one VAT rate (税率) of all of its lines (A7); exempt for none."`
	DueAt          *time.Time     `json:"due_at" nullable:"true" doc:"Until when it is issued (I1, I2), in UTC; an estimate before the approval, or null."`
	DueProvisional bool           `json:"due_provisional" doc:"Whether due_at may move, because a year has no schedule of working days yet (I3)."`
	Lines          []invoice.Line `json:"lines" nullable:"false" doc:"What is sold, line by line (明细)."`
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
	on(s, call{
		method: http.MethodGet, path: path + "/summary", does: access.SumOwnApplications,
		summary: "How many applications of an account a list has, and what they come to",
	}, s.sumAccountApplications)
	on(s, call{
		method: http.MethodGet, path: "/v1/applications/summary", does: access.SumApplications,
		summary: "How many applications a list has, and what they come to",
	}, s.sumApplications)
	on(s, call{method: http.MethodGet, path: "/v1/applications/{id}", summary: "An application", does: access.ReadApplication}, s.getApplication)
	on(s, call{
		method: http.MethodGet, path: "/v1/applications/{id}/timeline", does: access.ReadApplicationTimeline,
		summary: "What happened to an application and its invoices",
	}, s.getApplicationTimeline)
	on(s, call{
		method: http.MethodGet, path: "/v1/applications/{id}/documents", does: access.ReadApplicationDocuments,
		summary: "What accounting books of an application",
	}, s.listDocuments)
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
	request.ByMaster = masterOf(ctx, in.Account)
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
	Key  callersKey `header:"Idempotency-Key" required:"true"`
	Body ApplicationBody
},
) (*applicationAnswer, error) {
	if err := s.printable(in.Body); err != nil {
		return nil, err
	}
	request, chosen := in.Body.request(in.Account)
	request.ByMaster = masterOf(ctx, in.Account)
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
		Request: request, Templates: chosen, ID: id, Key: string(in.Key), Fingerprint: fingerprint[:], By: actorOf(ctx),
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
	filter, err := narrowed.filter(ctx, account)
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

func (s *surface) getApplicationTimeline(ctx context.Context, in *struct {
	ObjectPath[ids.Application]
	PageQuery
},
) (*listAnswer[Event], error) {
	if _, err := s.ownApplication(ctx, in.ID); err != nil {
		return nil, err
	}
	return in.events(eventShownTo(ctx), func(after int64, size int) ([]event.Event, error) {
		return s.Office.Trail.OfApplication(ctx, in.ID, after, size)
	})
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
		shown.Actions = s.actions(ctx, access.Object{What: "application", Account: a.Account, Seller: a.Seller, Proposed: a.Proposed != nil},
			a.Offers(actorOf(ctx)))
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
			Mode: a.Review, DueAt: a.ReviewDue.At.UTC(), Provisional: a.ReviewDue.Provisional, ClaimedBy: a.ClaimedBy.String(), ClaimedAt: utc(a.ClaimedAt),
			DecidedAt: utc(a.DecidedAt), Reason: a.DecisionReason, SecondPerson: a.SecondPerson,
		},
	}
	if a.Proposed != nil {
		shown.Review.ProposedBy, shown.Review.ProposedAt = a.Proposed.By.String(), utc(&a.Proposed.At)
	}
	for i, p := range a.Invoices {
		shown.Invoices[i] = PlannedInvoice{
			ID: p.ID, Status: p.Status, Number: orNull(p.Number), IssuedOn: p.IssuedOn(), Amount: p.Amount, Net: p.Net, Tax: p.Tax, TaxRate: p.TaxRate,
			DueAt: utc(p.DueAt), DueProvisional: p.DueProvisional, Lines: p.Lines,
		}
	}
	return shown
}
