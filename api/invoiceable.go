package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/books"
)

// Balance is what an account may invoice of one seller at an instant, in CNY including tax (L4).
type Balance struct {
	Available         money.Amount     `json:"available" doc:"prepaid + postpaid − reserved − invoiced − outstanding; may be negative"`
	Prepaid           money.Amount     `json:"prepaid"`
	Postpaid          money.Amount     `json:"postpaid"`
	Reserved          money.Amount     `json:"reserved"`
	Invoiced          money.Amount     `json:"invoiced"`
	Outstanding       money.Amount     `json:"outstanding"`
	CanApply          bool             `json:"can_apply"`
	Blocked           []Reason         `json:"blocked" nullable:"false"`
	WithdrawalAllowed bool             `json:"withdrawal_allowed"`
	WithdrawalBlocked []Hold           `json:"withdrawal_blocked" nullable:"false" doc:"Why the account's balance cannot be withdrawn, with every seller."`
	Subject           int              `json:"subject" doc:"Whose consumption it is: the first subject that had the account is 1."`
	FormerSubjects    []FormerSubject  `json:"former_subjects" nullable:"false"`
	Notes             []Reason         `json:"notes" nullable:"false" doc:"What is not counted here, and whom to ask."`
	ByTaxCode         []TaxCodeBalance `json:"by_tax_code" nullable:"false"`
	NextReleases      []Release        `json:"next_releases" nullable:"false"`
}

// Reason says why something is blocked.
type Reason struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	MessageZH string `json:"message_zh"`
	Seller    string `json:"seller,omitempty" doc:"With whom an outstanding amount blocks."`
	TaxCode   string `json:"tax_code,omitempty" doc:"In which tax classification code an outstanding amount blocks."`
}

// Hold is an amount because of which an account's balance cannot be withdrawn.
type Hold struct {
	Code      string       `json:"code" enum:"outstanding_uncovered,former_subject_owes"`
	Message   string       `json:"message"`
	MessageZH string       `json:"message_zh"`
	Seller    ids.Seller   `json:"seller"`
	TaxCode   string       `json:"tax_code"`
	Subject   int          `json:"subject"`
	Amount    money.Amount `json:"amount"`
}

// FormerSubject is a subject that has the account no more; its balance and records are read with its number.
type FormerSubject struct {
	Subject     int          `json:"subject"`
	Until       time.Time    `json:"until"`
	Outstanding money.Amount `json:"outstanding" doc:"With all sellers."`
}

// TaxCodeBalance is the balance in one tax classification code.
type TaxCodeBalance struct {
	Seller      ids.Seller   `json:"seller"`
	TaxCode     string       `json:"tax_code"`
	Unreserved  money.Amount `json:"unreserved"`
	Outstanding money.Amount `json:"outstanding"`
	Uncovered   money.Amount `json:"uncovered"`
}

// Release is an amount that becomes invoiceable.
type Release struct {
	At     time.Time    `json:"at"`
	Amount money.Amount `json:"amount"`
}

// Record is what is left of one consumption.
type Record struct {
	Consumption ids.Consumption `json:"consumption"`
	Seller      ids.Seller      `json:"seller"`
	Charge      ledger.Charge   `json:"charge"`
	Product     string          `json:"product"`
	TaxCode     string          `json:"tax_code"`
	TaxRate     money.Rate      `json:"tax_rate"`
	ReleasedAt  *time.Time      `json:"released_at" nullable:"true" doc:"From when it can be invoiced; null while an event is missing."`
	Cash        money.Amount    `json:"cash"`
	Coupon      money.Amount    `json:"coupon"`
	Rebate      money.Amount    `json:"rebate"`
	Refunded    money.Amount    `json:"refunded"`
	Left        money.Amount    `json:"left" doc:"Neither refunded, reserved, invoiced nor used to pay off what is outstanding."`
	Reserved    money.Amount    `json:"reserved"`
	Invoiced    money.Amount    `json:"invoiced"`
	Outstanding money.Amount    `json:"outstanding"`
	PaidOff     money.Amount    `json:"paid_off" doc:"Used to pay off outstanding amounts."`
	// Counts and Why explain the record's part in the available amount, now (L12).
	Counts ledger.Counting `json:"counts" enum:"whole,part,not_yet,none" doc:"How much of it counts towards the available amount now."`
	Why    []Reason        `json:"why" nullable:"false" doc:"Why not all of it counts."`
}

// SellerQuery is whose sales are asked about.
type SellerQuery struct {
	Seller ids.Seller `query:"seller" default:"platform" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"platform, or a marketplace vendor's id."`
}

// SubjectQuery is whose consumption is asked about.
type SubjectQuery struct {
	Subject int `query:"subject" minimum:"1" doc:"A former subject of the account, by its number; the present one by default."`
}

type balanceAnswer struct{ Body Balance }

func (s *surface) invoiceable() {
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/invoiceable", does: access.ReadBalance,
		summary: "What can be invoiced, at any instant",
	}, s.getInvoiceable)
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/invoiceable/records", does: access.ListRecords,
		summary: "The records behind what can be invoiced",
	}, s.listRecords)
}

func (s *surface) getInvoiceable(ctx context.Context, in *struct {
	AccountPath
	SellerQuery
	SubjectQuery
	At time.Time `query:"at" doc:"The instant asked about, past or future; now by default."`
},
) (*balanceAnswer, error) {
	at := in.At
	if at.IsZero() {
		at = s.Now()
	} else if err := plausible(at, "at"); err != nil {
		return nil, err
	}
	balance, err := s.Office.Books.BalanceOfSubject(ctx, in.Account, in.Subject, in.Seller, at.UTC())
	if err != nil {
		return nil, err
	}
	account, err := s.Office.Customers.Account(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	title, err := s.defaultTitle(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	return &balanceAnswer{Body: showBalance(balance, account, title)}, nil
}

// defaultTitle is the invoice information that an application without a title takes, or nothing where none is saved.
func (s *surface) defaultTitle(ctx context.Context, account ids.Account) (invoice.Party, error) {
	title, err := s.Office.Customers.Title(ctx, account, "")
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Code == refusal.NotFound {
		return invoice.Party{}, nil
	}
	return title.Party, err
}

func showBalance(b books.Balance, account application.Account, title invoice.Party) Balance {
	shown := Balance{
		Available: b.Available, Prepaid: b.Prepaid, Postpaid: b.Postpaid, Reserved: b.Reserved, Invoiced: b.Invoiced,
		Outstanding: b.Outstanding, WithdrawalAllowed: b.WithdrawalAllowed(), Subject: b.Subject, Notes: []Reason{},
		WithdrawalBlocked: make([]Hold, len(b.Holds)), FormerSubjects: make([]FormerSubject, len(b.FormerSubjects)),
		ByTaxCode: make([]TaxCodeBalance, len(b.TaxCodes)), NextReleases: make([]Release, len(b.NextReleases)),
	}
	unreserved := money.Zero
	var uncovered []ledger.Shortfall
	for i, code := range b.TaxCodes {
		shown.ByTaxCode[i] = TaxCodeBalance(code)
		unreserved = unreserved.Add(code.Unreserved)
		if code.Uncovered.IsPositive() {
			uncovered = append(uncovered, ledger.Shortfall{TaxCode: code.TaxCode, Outstanding: code.Outstanding, Selected: code.Unreserved})
		}
	}
	for i, release := range b.NextReleases {
		shown.NextReleases[i] = Release(release)
	}
	for i, hold := range b.Holds {
		why := hold.Reason()
		shown.WithdrawalBlocked[i] = Hold{
			Code: why.Code, Message: why.English, MessageZH: why.Chinese, Seller: hold.Seller, TaxCode: hold.TaxCode, Subject: hold.Subject, Amount: hold.Amount,
		}
	}
	for i, former := range b.FormerSubjects {
		former.Until = former.Until.UTC()
		shown.FormerSubjects[i] = FormerSubject(former)
	}
	if b.PaidByAgent {
		shown.Notes = showReasons(refusal.List{refusal.New(refusal.AgentPaid, "")})
	}
	blocked := application.Blocked(account, title, b.Seller, unreserved, uncovered, b.PaidByAgent)
	if b.Former {
		blocked = append(refusal.List{refusal.New(refusal.FormerSubject, "")}, blocked...)
	}
	shown.Blocked = showReasons(blocked)
	shown.CanApply = len(shown.Blocked) == 0
	return shown
}

func showReasons(refused refusal.List) []Reason {
	reasons := make([]Reason, len(refused))
	for i, r := range refused {
		reasons[i] = Reason{Code: string(r.Code), Message: r.English(), MessageZH: r.Chinese(), Seller: r.Seller, TaxCode: r.TaxCode}
	}
	return reasons
}

func (s *surface) listRecords(ctx context.Context, in *struct {
	AccountPath
	SellerQuery
	SubjectQuery
	PageQuery
},
) (*listAnswer[Record], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	records, err := s.Office.Books.RecordsOfSubject(ctx, in.Account, in.Subject, in.Seller, page)
	now := s.Now()
	return listOf(records, func(r books.Record) Record { return showRecord(r, now) }), err
}

func showRecord(r books.Record, now time.Time) Record {
	counts, why := r.Explain(now)
	shown := Record{
		Consumption: r.Consumption, Seller: r.Seller, Charge: r.Charge, Product: r.Product, TaxCode: r.TaxCode, TaxRate: r.TaxRate,
		ReleasedAt: utc(r.ReleasedAt), Cash: r.Cash, Coupon: r.Coupon, Rebate: r.Rebate, Refunded: r.Refunded, Left: r.Free,
		Reserved: r.Reserved, Invoiced: r.Invoiced, Outstanding: r.Outstanding, PaidOff: r.PaidOff, Counts: counts, Why: make([]Reason, len(why)),
	}
	for i, reason := range why {
		shown.Why[i] = Reason{Code: reason.Code, Message: reason.English, MessageZH: reason.Chinese}
	}
	return shown
}

// utc shows an instant as everywhere: in UTC.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	at := t.UTC()
	return &at
}
