package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reversal"
	"kaipiao/office/paging"
	"kaipiao/office/read"
)

// Invoice is an invoice as callers read it.
type Invoice struct {
	ID             ids.Invoice         `json:"id"`
	Application    ids.Application     `json:"application"`
	Account        ids.Account         `json:"account" doc:"Empty for a vendor, who is told what the invoice needs."`
	Status         invoice.Status      `json:"status"`
	WaitingFor     *invoice.WaitingFor `json:"waiting_for" nullable:"true"`
	DueAt          *time.Time          `json:"due_at" nullable:"true"`
	DueProvisional bool                `json:"due_provisional"`
	Overdue        bool                `json:"overdue"`
	Kind           invoice.Kind        `json:"kind"`
	Medium         invoice.Medium      `json:"medium"`
	Amount         money.Amount        `json:"amount"`
	Net            money.Amount        `json:"net"`
	Tax            money.Amount        `json:"tax"`
	TaxRate        money.Rate          `json:"tax_rate"`
	Serial         *invoice.Serial     `json:"serial" nullable:"true"`
	Number         *string             `json:"number" nullable:"true"`
	IssuedOn       *calendar.Date      `json:"issued_on" nullable:"true"`
	Failure        *string             `json:"failure" nullable:"true"`
	Correction     *Correction         `json:"correction" doc:"One that waits for a second person; null for most, and for everybody but finance."`
	Seller         invoice.Party       `json:"seller"`
	Buyer          invoice.Party       `json:"buyer"`
	Lines          []invoice.Line      `json:"lines" nullable:"false"`
	Remark         string              `json:"remark"`
	Address        *AddressBody        `json:"address" doc:"Where the paper goes; null for e-invoices."`
	Courier        *Parcel             `json:"courier" doc:"Null for e-invoices."`
	Files          []File              `json:"files" nullable:"false"`
	Red            []Reversal          `json:"red" nullable:"false" doc:"The red invoices of this one."`
	Reversals      []Reversal          `json:"reversals" nullable:"false" doc:"Every attempt to undo it, also those of which nothing came."`
	Replaces       *Replaced           `json:"replaces" doc:"The undone invoice that this one was applied for instead of; null for most."`
	ReplacedBy     []ids.Invoice       `json:"replaced_by" nullable:"false" doc:"The invoices that were applied for instead of this one."`
	Workflow       *Workflow           `json:"workflow" doc:"The run that serves it, also when it has ended: its application's, where that has one invoice."`
	Actions        []Action            `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// Replaced is an invoice that was voided or red-issued, with its red invoices.
type Replaced struct {
	Invoice ids.Invoice `json:"invoice"`
	Number  string      `json:"number"`
	Red     []string    `json:"red" nullable:"false"`
}

// Parcel is how a paper invoice travels; the customer never pays for it (A10).
type Parcel struct {
	Company        string       `json:"company"`
	TrackingNumber string       `json:"tracking_number"`
	Fee            money.Amount `json:"fee"`
}

// File is a file of an issued e-invoice.
type File struct {
	Format invoice.FileFormat `json:"format"`
	SHA256 string             `json:"sha256"`
	Href   string             `json:"href"`
}

// Event is something that happened to an invoice.
type Event struct {
	At      time.Time `json:"at"`
	What    EventName `json:"what"`
	Label   string    `json:"label" doc:"What people read, in English."`
	LabelZH string    `json:"label_zh" doc:"What people read, in Chinese."`
	Who     string    `json:"who"`
	Detail  string    `json:"detail"`
}

// EventName is the stable name of an event.
type EventName event.Name

// Schema lists the catalogue.
func (EventName) Schema(huma.Registry) *huma.Schema {
	names := make([]any, 0, len(event.Catalogue()))
	for _, entry := range event.Catalogue() {
		names = append(names, string(entry.Name))
	}
	return &huma.Schema{
		Type: huma.TypeString, Enum: names,
		Description: "The event's stable name; docs/events.md says when each happens. New ones may come.",
	}
}

type invoiceAnswer struct{ Body Invoice }

func (s *surface) invoices() {
	on(s, call{method: http.MethodGet, path: "/v1/invoices", summary: "All invoices; a vendor sees its own", does: access.ListInvoices}, s.listInvoices)
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/invoices", does: access.ListOwnInvoices,
		summary: "An account's invoices",
	}, s.listAccountInvoices)
	on(s, call{method: http.MethodGet, path: "/v1/invoices/{id}", summary: "An invoice", does: access.ReadInvoice}, s.getInvoice)
	on(s, call{
		method: http.MethodGet, path: "/v1/invoices/{id}/files/{format}", does: access.ReadInvoiceFile,
		summary: "A file of an issued e-invoice",
	}, s.getFile)
	on(s, call{
		method: http.MethodGet, path: "/v1/invoices/{id}/timeline", does: access.ReadInvoiceTimeline,
		summary: "What happened to an invoice",
	}, s.getTimeline)
}

func (s *surface) listInvoices(ctx context.Context, in *struct {
	PageQuery
	AccountQuery
	InvoiceQuery
},
) (*listAnswer[Invoice], error) {
	if err := noAccounts(ctx, in.Account); err != nil {
		return nil, err
	}
	return s.listedInvoices(ctx, in.PageQuery, in.InvoiceQuery, in.Account)
}

func (s *surface) listAccountInvoices(ctx context.Context, in *struct {
	AccountPath
	PageQuery
	InvoiceQuery
},
) (*listAnswer[Invoice], error) {
	return s.listedInvoices(ctx, in.PageQuery, in.InvoiceQuery, in.Account)
}

func (s *surface) listedInvoices(ctx context.Context, of PageQuery, narrowed InvoiceQuery, account ids.Account) (*listAnswer[Invoice], error) {
	page, err := of.page()
	if err != nil {
		return nil, err
	}
	filter, err := narrowed.filter(ctx, account)
	if err != nil {
		return nil, err
	}
	invoices, err := s.Office.Invoices.List(ctx, filter, page)
	return listOf(invoices, s.shownTo(ctx)), err
}

func (s *surface) getInvoice(ctx context.Context, in *ObjectPath[ids.Invoice]) (*invoiceAnswer, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	return &invoiceAnswer{Body: s.shownTo(ctx)(i)}, err
}

func (s *surface) ownInvoice(ctx context.Context, id ids.Invoice) (read.Invoice, error) {
	i, err := s.Office.Invoices.Invoice(ctx, id)
	if err != nil {
		return i, err
	}
	return i, mayDo(ctx, objectOf(i))
}

// objectOf says whose an invoice is.
func objectOf(i read.Invoice) access.Object {
	return access.Object{What: "invoice", Account: i.Account, Seller: i.Seller}
}

type fileAnswer struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	ETag        string `header:"ETag"`
	Body        []byte
}

func (s *surface) getFile(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Format invoice.FileFormat `path:"format" enum:"pdf,ofd,xml"`
},
) (*fileAnswer, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.fileOf(ctx, i.Files, in.Format, i.Number)
}

func (s *surface) getTimeline(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	PageQuery
},
) (*listAnswer[Event], error) {
	if _, err := s.ownInvoice(ctx, in.ID); err != nil {
		return nil, err
	}
	return in.events(eventShownTo(ctx), func(after int64, size int) ([]event.Event, error) {
		return s.Office.Trail.Timeline(ctx, in.ID, after, size)
	})
}

// events shows a page of a timeline, whose cursor is the id of the last event seen.
func (q PageQuery) events(show func(event.Event) Event, read func(after int64, size int) ([]event.Event, error)) (*listAnswer[Event], error) {
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	after := int64(0)
	if page.After != "" {
		if after, err = strconv.ParseInt(page.After, 10, 64); err != nil {
			return nil, malformed("cursor", "This cursor was not handed out by a list.", "该游标不是由列表接口给出的。")
		}
	}
	events, err := read(after, page.Size+1)
	if err != nil {
		return nil, err
	}
	found := paging.Page[event.Event]{Items: events}
	if len(events) > page.Size {
		found.Items = events[:page.Size]
		found.Next = strconv.FormatInt(found.Items[page.Size-1].ID, 10)
	}
	return listOf(found, show), nil
}

func showEvent(e event.Event) Event {
	english, chinese := e.What.Labels()
	return Event{At: e.At.UTC(), What: EventName(e.What), Label: english, LabelZH: chinese, Who: e.Who.String(), Detail: e.Detail}
}

func (s *surface) showInvoice(ctx context.Context, i read.Invoice) Invoice {
	shown := Invoice{
		ID: i.ID, Application: i.Application, Account: i.Account, Status: i.Status, DueAt: utc(i.DueAt), DueProvisional: i.DueProvisional,
		Overdue: i.Overdue(s.Now()), Kind: i.Kind, Medium: i.Medium, Amount: i.Amount, Net: i.Net, Tax: i.Tax, TaxRate: i.TaxRate,
		WaitingFor: orNull(i.WaitingFor), Serial: orNull(i.Serial), Number: orNull(i.Number), Failure: orNull(i.Failure),
		IssuedOn: i.IssuedOn(), Buyer: i.Buyer, Lines: i.Lines, Remark: i.Remark, Files: showFiles(i.ID, i.Files),
		Red: []Reversal{}, Reversals: make([]Reversal, len(i.Reversals)), Seller: s.sellerOf(i), ReplacedBy: append([]ids.Invoice{}, i.ReplacedBy...),
	}
	if i.Replaces != nil {
		shown.Replaces = &Replaced{Invoice: i.Replaces.Invoice, Number: i.Replaces.Number, Red: append([]string{}, i.Replaces.Red...)}
	}
	if i.Medium == invoice.Paper {
		shown.Courier = &Parcel{Company: i.CourierCompany, TrackingNumber: i.TrackingNumber}
		if i.Address != nil {
			address := AddressBody(*i.Address)
			shown.Address = &address
		}
	}
	if callerOf(ctx).Role == access.Finance {
		shown.Correction = showCorrection(i.Correction)
	}
	shown.Workflow = s.workflow(i.Workflow)
	shown.Actions = s.actions(ctx, objectOf(i), i.Offers(actorOf(ctx)))
	for n, r := range i.Reversals {
		shown.Reversals[n] = s.showReversal(ctx, i)(r)
		shown.Reversals[n].ReplacedBy = shown.ReplacedBy
		if r.Kind == reversal.Red && r.Status == reversal.Done {
			shown.Red = append(shown.Red, shown.Reversals[n])
		}
	}
	return shown
}

// orNull shows what is not known as null.
func orNull[Text ~string](text Text) *Text {
	if text == "" {
		return nil
	}
	return &text
}
