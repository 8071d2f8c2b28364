package api

import (
	"context"
	"time"

	"kaipiao/access"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/ticket"
	"kaipiao/office/applications"
	"kaipiao/office/invoices"
	"kaipiao/office/paging"
	"kaipiao/office/tickets"
)

// What lists are narrowed by (P6). What is not given does not narrow; what is given narrows together.

// SpanQuery narrows a list to some days.
type SpanQuery struct {
	From string `query:"from" format:"date" doc:"The first day, in Asia/Shanghai: of issue, submission, opening or request." example:"2026-09-01"`
	To   string `query:"to" format:"date" doc:"The last day, itself included; then the days give the order." example:"2026-09-30"`
}

// span is from the beginning of the first day until the end of the last one.
func (q SpanQuery) span() (paging.Span, error) {
	from, err := dayOf("from", q.From)
	if err != nil {
		return paging.Span{}, err
	}
	to, err := dayOf("to", q.To)
	if err != nil {
		return paging.Span{}, err
	}
	var span paging.Span
	if from != nil {
		first := from.At(0, 0, 0)
		span.From = &first
	}
	if to != nil {
		last := to.AddDays(1).At(0, 0, 0)
		span.Until = &last
	}
	if from != nil && to != nil && to.Before(*from) {
		return paging.Span{}, malformed("to", "The last day lies before the first one.", "结束日期早于开始日期。")
	}
	return span, nil
}

// dayOf reads a day that may be left out.
func dayOf(field, given string) (*calendar.Date, error) {
	if given == "" {
		return nil, nil //nolint:nilnil // no day was given
	}
	day, err := calendar.ParseDate(given)
	if err != nil {
		return nil, malformed(field, "Write a date such as 2026-09-18.", "请填写日期，如 2026-09-18。")
	}
	if year := day.Year(); year < 2000 || year > 2200 {
		return nil, malformed(field, "The date must lie between the years 2000 and 2200.", "日期应在 2000 年至 2200 年之间。")
	}
	return &day, nil
}

// AccountQuery narrows a list of many accounts to one.
type AccountQuery struct {
	Account ids.Account `query:"account" pattern:"^[A-Za-z0-9._-]{1,64}$"`
}

// TitleQuery narrows a list by who is written on an invoice.
type TitleQuery struct {
	Title      string `query:"title" maxLength:"200" text:"name" doc:"A title (抬头) in full; width and blanks do not count." example:"北京甲科技有限公司"`
	TaxpayerID string `query:"taxpayer_id" maxLength:"64" text:"code" doc:"A tax number (税号) in full." example:"91110000802100433B"`
}

// DocumentQuery narrows a list by what invoices are known by.
type DocumentQuery struct {
	Number         string         `query:"number" maxLength:"20" pattern:"^[0-9]+$" doc:"Of an invoice, or of its red document." example:"26112000000000000001"`
	Seller         ids.Seller     `query:"seller" pattern:"^[A-Za-z0-9._-]{1,64}$"`
	Medium         invoice.Medium `query:"medium" enum:"electronic,paper"`
	Kind           invoice.Kind   `query:"kind" enum:"ordinary,special"`
	TrackingNumber string         `query:"tracking_number" maxLength:"64" pattern:"^[A-Za-z0-9-]+$" doc:"The number of any parcel." example:"SF1234567890"`
	Serial         string         `query:"serial" maxLength:"64" pattern:"^[\\x21-\\x7e]+$" doc:"Of any request at the provider." example:"KPMFRGGZDFMZTWQ2LKNM"`
}

// OrderQuery puts what is urgent first.
type OrderQuery struct {
	Order string `query:"order" enum:"due,latest" doc:"due: what is not done yet, the most urgent first; latest: the latest first; else the oldest."`
}

// ClaimQuery narrows a list to what somebody has claimed.
type ClaimQuery struct {
	ClaimedBy string `query:"claimed_by" enum:"me,nobody" doc:"Only what is not decided yet, and which the caller has claimed (me), or nobody has."`
}

// claimant is by whom it is claimed: the caller, nobody, or whoever it may be (nil).
func (q ClaimQuery) claimant(ctx context.Context) *string {
	var by string
	switch q.ClaimedBy {
	case "me":
		by = actorOf(ctx).String()
	case "nobody":
	default:
		return nil
	}
	return &by
}

// ProposedQuery narrows a list to what two people decide.
type ProposedQuery struct {
	Proposed string `query:"proposed" enum:"true,false" doc:"true: what waits for the second of two people; false: what does not, undecided (O1)."`
}

func (q ProposedQuery) proposed() *bool {
	if q.Proposed == "" {
		return nil
	}
	is := q.Proposed == "true"
	return &is
}

// AmountQuery narrows a list to what is large.
type AmountQuery struct {
	AmountFrom string `query:"amount_from" pattern:"^(0|[1-9][0-9]{0,15})\\.[0-9]{2}$" doc:"Of so much at least, with tax, in CNY." example:"10000.00"`
}

func (q AmountQuery) least() (*money.Amount, error) {
	if q.AmountFrom == "" {
		return nil, nil //nolint:nilnil // no amount was given
	}
	amount, err := money.Parse(q.AmountFrom)
	if err != nil {
		return nil, malformed("amount_from", "Write an amount such as 900.00.", "请填写金额，如 900.00。")
	}
	return &amount, nil
}

// InvoiceQuery narrows a list of invoices.
type InvoiceQuery struct {
	SpanQuery
	TitleQuery
	DocumentQuery
	OrderQuery
	AmountQuery
	Status     []ListedStatus      `query:"status" doc:"Only what is in that state, or in one of several with commas between them."`
	View       invoices.View       `query:"view" enum:"all,under_way,needs_you,issued,undone"`
	Desk       invoices.PrintStage `query:"print" enum:"to_print,to_ship,to_send_again"`
	Correction string              `query:"correction" enum:"proposed" doc:"proposed: only those with a correction that waits for a second person (A4)."`
	WaitingFor invoice.WaitingFor  `query:"waiting_for" enum:"quota,session,provider,buyer_confirmation,vendor,operator"`
	DueBefore  time.Time           `query:"due_before" doc:"Only those that are due before this instant."`
}

func (q InvoiceQuery) filter(ctx context.Context, account ids.Account) (invoices.Filter, error) {
	issued, err := q.span()
	if err != nil {
		return invoices.Filter{}, err
	}
	least, err := q.least()
	filter := invoices.Filter{
		Account: account, Vendor: callerOf(ctx).Vendor, Seller: q.Seller, WaitingFor: q.WaitingFor, ByDue: q.Order == "due",
		Latest: q.Order == "latest", View: q.View, Desk: q.Desk, Proposed: q.Correction == "proposed",
		AmountFrom: least, DueBefore: given(q.DueBefore), Title: q.Title, TaxpayerID: q.TaxpayerID, Medium: q.Medium, Kind: q.Kind,
		Number: q.Number, Serial: q.Serial, TrackingNumber: q.TrackingNumber, Issued: issued,
	}
	for _, status := range q.Status {
		filter.Statuses = append(filter.Statuses, invoice.Status(status))
	}
	return filter, err
}

// ApplicationQuery narrows a list of applications.
type ApplicationQuery struct {
	SpanQuery
	TitleQuery
	DocumentQuery
	OrderQuery
	ClaimQuery
	ProposedQuery
	AmountQuery
	Status    []application.Status   `query:"status" doc:"Only what is in that state, or in one of several with commas between them."`
	Review    application.ReviewMode `query:"review" enum:"automatic,manual"`
	DueBefore time.Time              `query:"due_before" doc:"Only those that are due before this instant."`
}

func (q ApplicationQuery) filter(ctx context.Context, account ids.Account) (applications.Filter, error) {
	submitted, err := q.span()
	if err != nil {
		return applications.Filter{}, err
	}
	least, err := q.least()
	return applications.Filter{
		Account: account, Seller: q.Seller, Statuses: q.Status, DueBefore: given(q.DueBefore), Title: q.Title, TaxpayerID: q.TaxpayerID,
		ByDue: q.Order == "due", Latest: q.Order == "latest", ClaimedBy: q.claimant(ctx), Proposed: q.proposed(), Review: q.Review, AmountFrom: least,
		Medium: q.Medium, Kind: q.Kind, Number: q.Number, Serial: q.Serial, TrackingNumber: q.TrackingNumber, Submitted: submitted,
	}, err
}

// TicketQuery narrows a list of tickets.
type TicketQuery struct {
	SpanQuery
	OrderQuery
	ClaimQuery
	ProposedQuery
	Status []ticket.Status `query:"status" doc:"Only what is in that state, or in one of several with commas between them."`
	Turn   ticket.Turn     `query:"turn" enum:"finance,customer" doc:"Only those that are not decided, and where it is the turn of finance or of the customer."`
	Kinds  []ticket.Kind   `query:"kind" doc:"Only those of that kind, or of one of several with commas between them."`
	Number string          `query:"number" maxLength:"20" pattern:"^[0-9]+$" doc:"Of an invoice that the ticket concerns." example:"26112000000000000001"`
}

func (q TicketQuery) filter(ctx context.Context, account ids.Account) (tickets.Filter, error) {
	only, err := onlyOf(ctx, account)
	if err != nil {
		return tickets.Filter{}, err
	}
	opened, err := q.span()
	return tickets.Filter{
		OnlyOf: only, Account: account, Statuses: q.Status, Turn: q.Turn, ByDue: q.Order == "due",
		Latest: q.Order == "latest", ClaimedBy: q.claimant(ctx), Proposed: q.proposed(), Kinds: q.Kinds, Number: q.Number, Opened: opened,
	}, err
}

// noAccounts refuses a vendor that asks for an account: whose an invoice is, is not the vendor's to know.
func noAccounts(ctx context.Context, account ids.Account) error {
	if account != "" && callerOf(ctx).Role == access.Vendor {
		return malformed("account", "A vendor's list is not narrowed by accounts.", "商家列表不支持按账户筛选。")
	}
	return nil
}
