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
	Account        ids.Account         `json:"account" doc:"The account (账户); empty for a vendor, who is told what the invoice needs."`
	SubmittedAt    time.Time           `json:"submitted_at" doc:"When it was applied for (申请时间), in UTC." example:"2026-09-18T02:00:00Z"`
	Status         invoice.Status      `json:"status"`
	WaitingFor     *invoice.WaitingFor `json:"waiting_for" nullable:"true"`
	DueAt          *time.Time          `json:"due_at" nullable:"true" doc:"Until when the next promise is kept (I1, I2), in UTC; null where nothing is owed."`
	DueProvisional bool                `json:"due_provisional" doc:"Whether due_at may move, because a year has no schedule of working days yet (I3)."`
	Overdue        bool                `json:"overdue" doc:"Whether due_at has passed and what was promised is not done (I9)."`
	Kind           invoice.Kind        `json:"kind"`
	Medium         invoice.Medium      `json:"medium"`
	Amount         money.Amount        `json:"amount" doc:"Amount with tax, in CNY (价税合计)."`
	Net            money.Amount        `json:"net" doc:"Amount without tax, in CNY (金额)." example:"1000.00"`
	Tax            money.Amount        `json:"tax" doc:"The tax in CNY (税额): amount less net." example:"60.00"`
	TaxRate        money.Rate          `json:"tax_rate" doc:"The one VAT rate (税率) of all of its lines (A7); exempt for none."`
	Serial         *invoice.Serial     `json:"serial" nullable:"true" doc:"Our key of the request at the tax provider (发票请求流水号, I4); null before it."`
	Number         *string             `json:"number" nullable:"true" doc:"Its number (发票号码), 20 digits electronically; or null." example:"26110000000000000001"`
	IssuedOn       *calendar.Date      `json:"issued_on" nullable:"true" doc:"The date on the invoice in Asia/Shanghai (开票日期); null before it is issued."`
	Failure        *string             `json:"failure" nullable:"true" doc:"Why the provider refused it for good, in its words; null where it did not."`
	Correction     *Correction         `json:"correction" doc:"One that waits for a second person; null for most, and for everybody but finance."`
	Seller         invoice.Party       `json:"seller" doc:"Who sells and stands on it as the seller (销售方)."`
	Buyer          invoice.Party       `json:"buyer" doc:"Who buys and stands on it as the buyer (购买方)."`
	Lines          []invoice.Line      `json:"lines" nullable:"false" doc:"What is sold, line by line (明细)."`
	Remark         string              `json:"remark" doc:"The remark on it (备注); empty for none." example:"合同编号 2026-118"`
	Address        *AddressBody        `json:"address" doc:"Where the paper is sent (邮寄地址); null for e-invoices."`
	Courier        *Parcel             `json:"courier" doc:"How the paper travels (快递); null for e-invoices."`
	Files          []File              `json:"files" nullable:"false" doc:"Its files, each once it is stored; empty before, and for paper."`
	Red            []Reversal          `json:"red" nullable:"false" doc:"The red invoices of this one."`
	Reversals      []Reversal          `json:"reversals" nullable:"false" doc:"Every attempt to undo it, also those of which nothing came."`
	Replaces       *Replaced           `json:"replaces" doc:"The undone invoice that this one was applied for instead of; null for most."`
	ReplacedBy     []ids.Invoice       `json:"replaced_by" nullable:"false" doc:"The invoices that were applied for instead of this one."`
	RemindedAt     *time.Time          `json:"reminded_at" nullable:"true" doc:"When finance last asked its vendor for it, in UTC (I8); null where nobody has."`
	Workflow       *Workflow           `json:"workflow" doc:"The run that serves it, also when it has ended: its application's, where that has one invoice."`
	Actions        []Action            `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// Replaced is an invoice that was voided or red-issued, with its red invoices.
type Replaced struct {
	Invoice ids.Invoice `json:"invoice" doc:"The undone invoice, by its id."`
	Number  string      `json:"number" doc:"Its invoice number (发票号码)." example:"26110000000000000001"`
	Red     []string    `json:"red" nullable:"false" doc:"The numbers of its red invoices (红字发票号码); empty where it was voided."`
}

// Parcel is how a paper invoice travels; the customer never pays for it (A10).
type Parcel struct {
	Reference      string       `json:"reference" doc:"What is scanned from the paper's label (寄送编号)." example:"01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1"`
	Company        string       `json:"company" doc:"The courier company (快递公司); empty before it is sent." example:"顺丰速运"`
	TrackingNumber string       `json:"tracking_number" doc:"The tracking number (快递单号); empty before it is sent." example:"SF1020304050607"`
	Fee            money.Amount `json:"fee" doc:"What the customer pays for it, in CNY: always nothing (A10)." example:"0.00"`
}

// File is a file of an issued e-invoice.
type File struct {
	Format invoice.FileFormat `json:"format"`
	SHA256 string             `json:"sha256" doc:"The SHA-256 checksum of the file, in hex."`
	Href   string             `json:"href" doc:"Where the file is downloaded." example:"/v1/invoices/01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1/files/pdf"`
}

// Event is something that happened to an invoice.
type Event struct {
	At      time.Time `json:"at" doc:"When it happened, in UTC." example:"2026-09-18T02:00:00Z"`
	What    EventName `json:"what"`
	Label   string    `json:"label" doc:"What people read, in English."`
	LabelZH string    `json:"label_zh" doc:"What people read, in Chinese."`
	Who     string    `json:"who" doc:"Who did it: a role with its name, or kaipiao for the product itself." example:"finance:zhao"`
	Detail  string    `json:"detail" doc:"What else there is to say, by the kind of event (docs/events.md); empty for nothing."`
}

// EventName is the stable name of an event.
type EventName event.Name

// Schema lists the catalogue.
func (EventName) Schema(huma.Registry) *huma.Schema {
	return vocabularyOf[event.Name]().listed().schema()
}

type invoiceAnswer struct{ Body Invoice }

func (s *surface) invoices() {
	on(s, call{method: http.MethodGet, path: "/v1/invoices", summary: "All invoices; a vendor sees its own", does: access.ListInvoices}, s.listInvoices)
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/invoices", does: access.ListOwnInvoices,
		summary: "An account's invoices",
	}, s.listAccountInvoices)
	on(s, call{
		method: http.MethodGet, path: "/v1/invoices/summary", does: access.SumInvoices, summary: "How many invoices a list has, and what they come to",
	}, s.sumInvoices)
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/invoices/summary", does: access.SumOwnInvoices,
		summary: "How many invoices of an account a list and each view has, and what they come to",
	}, s.sumAccountInvoices)
	on(s, call{method: http.MethodGet, path: "/v1/invoices/{id}", summary: "An invoice", does: access.ReadInvoice}, s.getInvoice)
	on(s, call{
		method: http.MethodGet, path: "/v1/invoices/{id}/files/{format}", does: access.ReadInvoiceFile,
		summary: "A file of an issued e-invoice",
	}, s.getFile)
	on(s, call{
		method: http.MethodGet, path: "/v1/invoices/{id}/timeline", does: access.ReadInvoiceTimeline,
		summary: "What happened to an invoice",
	}, s.getTimeline)
	on(s, call{
		method: http.MethodGet, path: "/v1/invoices/{id}/proof", does: access.ReadProof,
		summary: "That an invoice was issued once",
	}, s.getProof)
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

func (s *surface) getFile(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Format invoice.FileFormat `path:"format" enum:"pdf,ofd,xml"`
},
) (*huma.StreamResponse, error) {
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
		ID: i.ID, Application: i.Application, Account: i.Account, SubmittedAt: i.SubmittedAt.UTC(), Status: i.Status,
		DueAt: utc(i.DueAt), DueProvisional: i.DueProvisional, RemindedAt: utc(i.RemindedAt),
		Overdue: i.Overdue(s.Now()), Kind: i.Kind, Medium: i.Medium, Amount: i.Amount, Net: i.Net, Tax: i.Tax, TaxRate: i.TaxRate,
		WaitingFor: orNull(i.WaitingFor), Serial: orNull(i.Serial), Number: orNull(i.Number), Failure: orNull(i.Failure),
		IssuedOn: i.IssuedOn(), Buyer: i.Buyer, Lines: i.Lines, Remark: i.Remark, Files: showFiles(i.ID, i.Files),
		Red: []Reversal{}, Reversals: make([]Reversal, len(i.Reversals)), Seller: s.sellerOf(i), ReplacedBy: append([]ids.Invoice{}, i.ReplacedBy...),
	}
	if i.Replaces != nil {
		shown.Replaces = &Replaced{Invoice: i.Replaces.Invoice, Number: i.Replaces.Number, Red: append([]string{}, i.Replaces.Red...)}
	}
	if i.Medium == invoice.Paper {
		shown.Courier = &Parcel{Reference: referenceOf(i), Company: i.CourierCompany, TrackingNumber: i.TrackingNumber}
		if i.Address != nil {
			address := AddressBody(*i.Address)
			shown.Address = &address
		}
	}
	if callerOf(ctx).Role == access.Finance {
		shown.Correction = showCorrection(i.Correction)
	}
	shown.Workflow = s.workflow(i.Workflow)
	shown.Actions = s.actions(ctx, objectOf(i), s.offersOf(ctx, i))
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
