package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/application"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/books"
)

// Balance is what an account may invoice of one seller at an instant, in CNY including tax (L4).
type Balance struct {
	Available         money.Amount     `json:"available" doc:"prepaid + postpaid − reserved − invoiced − outstanding, in CNY (可开票金额, L4); may be negative."`
	Prepaid           money.Amount     `json:"prepaid" doc:"What was paid before use (预付费), is released (L2) and not refunded, in CNY." example:"1500.00"`
	Postpaid          money.Amount     `json:"postpaid" doc:"What was paid after use (后付费), is released (L3) and not refunded, in CNY." example:"2000.00"`
	Reserved          money.Amount     `json:"reserved" doc:"What is applied for and not issued yet (已申请), with tax, in CNY."`
	Invoiced          money.Amount     `json:"invoiced" doc:"What is issued and not undone (已开票), with tax, in CNY." example:"1320.00"`
	Outstanding       money.Amount     `json:"outstanding" doc:"What was refunded after it was invoiced, and is not made good (欠票金额), in CNY." example:"60.00"`
	CanApply          bool             `json:"can_apply" doc:"Whether the account may apply now."`
	Blocked           []Reason         `json:"blocked" nullable:"false" doc:"Why the account cannot apply; empty where it can."`
	WithdrawalAllowed bool             `json:"withdrawal_allowed" doc:"Whether the account's balance may be withdrawn (提现, L8)."`
	WithdrawalBlocked []Hold           `json:"withdrawal_blocked" nullable:"false" doc:"Why the account's balance cannot be withdrawn, with every seller."`
	Subject           int              `json:"subject" doc:"Whose consumption it is: the first subject that had the account is 1."`
	FormerSubjects    []FormerSubject  `json:"former_subjects" nullable:"false" doc:"The subjects that had the account before (原主体, L13), the latest first."`
	Notes             []Reason         `json:"notes" nullable:"false" doc:"What is not counted here, and whom to ask."`
	ByTaxCode         []TaxCodeBalance `json:"by_tax_code" nullable:"false" doc:"The balance in each tax classification code (税收分类编码)."`
	NextReleases      []Release        `json:"next_releases" nullable:"false" doc:"What becomes invoiceable after the instant asked about, the earliest first."`
}

// Reason says why something is blocked.
type Reason struct {
	Code      string `json:"code" doc:"The stable name of the reason; docs/errors.md lists those of refusals." example:"nothing_available"`
	Message   string `json:"message" doc:"The reason in words, in English." example:"Nothing can be invoiced at the moment."`
	MessageZH string `json:"message_zh" doc:"The reason in words, in Chinese." example:"当前没有可开票金额。"`
	Seller    string `json:"seller,omitempty" doc:"With whom an outstanding amount blocks; left out otherwise."`
	TaxCode   string `json:"tax_code,omitempty" doc:"In which tax classification code an outstanding amount blocks; left out otherwise."`
}

// Hold is an amount because of which an account's balance cannot be withdrawn.
type Hold struct {
	Code      string       `json:"code" enum:"outstanding_uncovered,former_subject_owes"`
	Message   string       `json:"message" doc:"The reason in words, in English."`
	MessageZH string       `json:"message_zh" doc:"The reason in words, in Chinese."`
	Seller    ids.Seller   `json:"seller"`
	TaxCode   string       `json:"tax_code" doc:"The tax classification code (税收分类编码) in which it is owed." example:"3040203000000000000"`
	Subject   int          `json:"subject" doc:"Which subject owes it: the first one that had the account is 1."`
	Amount    money.Amount `json:"amount" doc:"What is not covered, with tax, in CNY." example:"60.00"`
}

// TransformSchema says what is too long for a tag.
func (Hold) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return explain(s, map[string]string{
		"code": "Why the amount holds the balance. `outstanding_uncovered`: new consumption does not cover it in its tax classification code (L8); " +
			"`former_subject_owes`: a former subject of the account owes it (L13).",
	})
}

// FormerSubject is a subject that has the account no more; its balance and records are read with its number.
type FormerSubject struct {
	Subject     int          `json:"subject" doc:"Its number: the first subject that had the account is 1."`
	Until       time.Time    `json:"until" doc:"When it gave the account up, in UTC." example:"2026-09-18T02:00:00Z"`
	Outstanding money.Amount `json:"outstanding" doc:"What is outstanding of it with all sellers (欠票金额), with tax, in CNY." example:"60.00"`
}

// TaxCodeBalance is the balance in one tax classification code.
type TaxCodeBalance struct {
	Seller      ids.Seller   `json:"seller"`
	TaxCode     string       `json:"tax_code" doc:"The tax classification code (税收分类编码)." example:"3040203000000000000"`
	Unreserved  money.Amount `json:"unreserved" doc:"What of its consumption is free, with tax, in CNY."`
	Outstanding money.Amount `json:"outstanding" doc:"What is outstanding in it (欠票金额), with tax, in CNY." example:"1120.00"`
	Uncovered   money.Amount `json:"uncovered" doc:"What of outstanding exceeds what is free (L8), with tax, in CNY." example:"60.00"`
}

// Release is an amount that becomes invoiceable.
type Release struct {
	At     time.Time    `json:"at" doc:"When it becomes invoiceable, in UTC." example:"2026-09-19T02:00:00Z"`
	Amount money.Amount `json:"amount" doc:"How much becomes invoiceable then, with tax, in CNY."`
}

// Record is what is left of one consumption.
type Record struct {
	Consumption ids.Consumption `json:"consumption"`
	Seller      ids.Seller      `json:"seller"`
	Charge      ledger.Charge   `json:"charge"`
	Product     string          `json:"product" doc:"What was sold (商品名称)." example:"云服务器"`
	TaxCode     string          `json:"tax_code" doc:"The tax classification code (税收分类编码)." example:"3040203000000000000"`
	TaxRate     money.Rate      `json:"tax_rate"`
	PaidAt      time.Time       `json:"paid_at" doc:"When it was paid, in UTC." example:"2026-09-15T04:00:00Z"`
	ReleasedAt  *time.Time      `json:"released_at" nullable:"true" doc:"From when it can be invoiced, in UTC; null while an event is missing (L2, L5)."`
	Cash        money.Amount    `json:"cash" doc:"What was paid in cash, with tax, in CNY."`
	Coupon      money.Amount    `json:"coupon" doc:"What coupons have paid (代金券), in CNY; never invoiced." example:"100.00"`
	Rebate      money.Amount    `json:"rebate" doc:"What rebates have paid (返利), in CNY; never invoiced." example:"0.00"`
	Refunded    money.Amount    `json:"refunded" doc:"What was refunded of it, with tax, in CNY." example:"60.00"`
	Left        money.Amount    `json:"left" doc:"What is neither refunded, reserved, invoiced nor used to pay off what is outstanding, in CNY." example:"1000.00"`
	Reserved    money.Amount    `json:"reserved" doc:"What of it is applied for and not issued yet, with tax, in CNY." example:"0.00"`
	Invoiced    money.Amount    `json:"invoiced" doc:"What of it is issued and not undone, with tax, in CNY." example:"0.00"`
	Outstanding money.Amount    `json:"outstanding" doc:"What of it was refunded after it was applied for or invoiced (欠票金额), in CNY." example:"0.00"`
	PaidOff     money.Amount    `json:"paid_off" doc:"What of it paid off outstanding amounts (冲抵, L9), with tax, in CNY." example:"0.00"`
	// Member, Master and Way are of what was consumed as a member of a group (A13).
	Member *ids.Account `json:"member" nullable:"true" doc:"Who consumed it as a member of a group (成员); null for no group." example:"member-3"`
	Master *ids.Account `json:"master" nullable:"true" doc:"The master of that group then (主账号); null where there was none." example:"master-1"`
	Way    *group.Way   `json:"way" nullable:"true" example:"trusteeship"`
	// Counts and Why explain the record's part in the available amount, now (L12).
	Counts ledger.Counting `json:"counts" enum:"whole,part,not_yet,none"`
	Why    []Reason        `json:"why" nullable:"false" doc:"Why not all of it counts, and what a group has to do with it (A13)."`
}

// SellerQuery is whose sales are asked about.
type SellerQuery struct {
	Seller ids.Seller `query:"seller" default:"platform" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"Whose sales are asked about: platform, or a vendor's id."`
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
	s.records()
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/offset-plan", does: access.PlanOffset,
		summary: "How what is outstanding can be cleared",
	}, s.planOffset)
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
	for _, code := range b.Elsewhere() {
		shown.Notes = append(shown.Notes, showReasons(refusal.List{refusal.New(code, "")})...)
	}
	blocked := application.Blocked(account, title, b.Seller, unreserved, uncovered, b.Elsewhere())
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

func showRecord(r books.Record, now time.Time) Record {
	counts, why := r.Explain(now)
	shown := Record{
		Consumption: r.Consumption, Seller: r.Seller, Charge: r.Charge, Product: r.Product, TaxCode: r.TaxCode, TaxRate: r.TaxRate, PaidAt: r.PaidAt.UTC(),
		ReleasedAt: utc(r.ReleasedAt), Cash: r.Cash, Coupon: r.Coupon, Rebate: r.Rebate, Refunded: r.Refunded, Left: r.Free,
		Reserved: r.Reserved, Invoiced: r.Invoiced, Outstanding: r.Outstanding, PaidOff: r.PaidOff, Counts: counts, Why: make([]Reason, len(why)),
		Member: orNull(r.Member), Master: orNull(r.Group.Master), Way: orNull(r.Group.Way),
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
