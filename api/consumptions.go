package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
)

// Consumption is one paid order or bill. Amounts are in CNY including tax.
type Consumption struct {
	ID                 ids.Consumption `json:"id" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"The billing system's own id of the order or bill (订单号)."`
	Account            ids.Account     `json:"account" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"The account that has consumed it (账户)."`
	Charge             ledger.Charge   `json:"charge" enum:"prepaid,postpaid"`
	Seller             ids.Seller      `json:"seller" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"platform, or the marketplace vendor's id."`
	Payer              ids.Account     `json:"payer,omitempty" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"The paying agent's account (代理商, L6)." example:"agent-7"`
	Product            string          `json:"product" minLength:"1" maxLength:"300" text:"line" printed:"true" doc:"What was sold (商品名称)." example:"云服务器"`
	TaxCode            string          `json:"tax_code" pattern:"^[0-9]{19}$" doc:"Tax classification code (税收分类编码)." example:"3040203000000000000"`
	TaxRate            money.Rate      `json:"tax_rate" pattern:"^(0(\\.[0-9]{1,4})?|exempt)$" doc:"One of the policy's tax_rates (税率)."`
	Cash               money.Amount    `json:"cash" pattern:"^(0|[1-9][0-9]{0,11})\\.[0-9]{2}$" doc:"Paid in cash, with tax, in CNY; only it counts."`
	Coupon             money.Amount    `json:"coupon" pattern:"^(0|[1-9][0-9]{0,11})\\.[0-9]{2}$" doc:"Paid by coupons (代金券); never invoiced." example:"100.00"`
	Rebate             money.Amount    `json:"rebate" pattern:"^(0|[1-9][0-9]{0,11})\\.[0-9]{2}$" doc:"Paid by rebates (返利); never invoiced." example:"0.00"`
	PaidAt             time.Time       `json:"paid_at" doc:"When it was paid (付款时间)." example:"2026-09-18T10:00:00+08:00"`
	ResourcesCreatedAt *time.Time      `json:"resources_created_at,omitempty" doc:"Since when a prepaid order's resources exist (L2); left out before."`
	DeliveredAt        *time.Time      `json:"delivered_at,omitempty" doc:"When a marketplace order was delivered (L5); left out before."`
}

// Named answers what was recorded.
type Named struct {
	ID string `json:"id" doc:"The caller's own id of what was recorded." example:"order-20260918-0001"`
}

type recordedAnswer struct {
	Body struct {
		Items []Named `json:"items" nullable:"false" doc:"What was recorded, in the order in which it was sent."`
	}
}

type eventBody struct {
	At time.Time `json:"at" doc:"When it happened, as an instant with its offset." example:"2026-09-18T10:00:00+08:00"`
}

type consumptionEvent struct {
	ID   ids.Consumption `path:"id" pattern:"^[A-Za-z0-9._-]{1,64}$"`
	Body eventBody
}

type namedAnswer struct{ Body Named }

func (s *surface) consumptions() {
	on(s, call{
		method: http.MethodPost, path: "/v1/consumptions", does: access.RecordConsumptions, body: largeBody,
		summary: "Record consumption, all of it or nothing",
	}, s.postConsumptions)
	on(s, call{
		method: http.MethodPost, path: "/v1/consumptions/{id}/resources-created", does: access.RecordResourcesCreated,
		summary: "The resources of a prepaid order exist",
	}, s.postResourcesCreated)
	on(s, call{
		method: http.MethodPost, path: "/v1/consumptions/{id}/delivered", does: access.RecordDelivered,
		summary: "A marketplace order was delivered",
	}, s.postConsumptionDelivered)
}

func (s *surface) postConsumptions(ctx context.Context, in *struct {
	Body struct {
		Items []Consumption `json:"items" minItems:"1" maxItems:"1000" nullable:"false" doc:"Orders and bills, of which all are recorded or none."`
	}
},
) (*recordedAnswer, error) {
	var answer recordedAnswer
	items := make([]ledger.Consumption, len(in.Body.Items))
	for i, c := range in.Body.Items {
		if err := c.plausible(fmt.Sprintf("items[%d]", i), s.Now()); err != nil {
			return nil, err
		}
		items[i] = ledger.Consumption{
			ID: c.ID, Account: c.Account, Charge: c.Charge, Seller: c.Seller, Payer: c.Payer, Product: c.Product, TaxCode: c.TaxCode,
			TaxRate: c.TaxRate, Cash: c.Cash, Coupon: c.Coupon, Rebate: c.Rebate, PaidAt: instant(c.PaidAt),
			ResourcesCreatedAt: optionalInstant(c.ResourcesCreatedAt), DeliveredAt: optionalInstant(c.DeliveredAt),
		}
		answer.Body.Items = append(answer.Body.Items, Named{ID: string(c.ID)})
	}
	return &answer, s.Office.Books.RecordConsumptions(ctx, items, s.Now())
}

// plausible checks the instants of one item.
func (c Consumption) plausible(item string, now time.Time) error {
	err := happened(c.PaidAt, item+".paid_at", now)
	if c.ResourcesCreatedAt != nil {
		err = cmp.Or(err, happened(*c.ResourcesCreatedAt, item+".resources_created_at", now))
	}
	if c.DeliveredAt != nil {
		err = cmp.Or(err, happened(*c.DeliveredAt, item+".delivered_at", now))
	}
	return err
}

func (s *surface) postResourcesCreated(ctx context.Context, in *consumptionEvent) (*namedAnswer, error) {
	if err := happened(in.Body.At, "at", s.Now()); err != nil {
		return nil, err
	}
	return &namedAnswer{Body: Named{ID: string(in.ID)}}, s.Office.Books.ResourcesCreated(ctx, in.ID, instant(in.Body.At))
}

func (s *surface) postConsumptionDelivered(ctx context.Context, in *consumptionEvent) (*namedAnswer, error) {
	if err := happened(in.Body.At, "at", s.Now()); err != nil {
		return nil, err
	}
	return &namedAnswer{Body: Named{ID: string(in.ID)}}, s.Office.Books.Delivered(ctx, in.ID, instant(in.Body.At))
}

// instant is what the database keeps: UTC, to the microsecond, so that a repeated report compares equal.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func optionalInstant(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	at := instant(*t)
	return &at
}

// aheadOfTime is how far in the future something may be said to have happened: clocks differ, and some systems book to the end of a month.
const aheadOfTime = 31 * 24 * time.Hour

// happened refuses instants at which nothing can have happened yet (S10).
func happened(t time.Time, field string, now time.Time) error {
	if err := plausible(t, field); err != nil {
		return err
	}
	if t.After(now.Add(aheadOfTime)) {
		return malformed(field, "This lies more than a month in the future.", "该时间晚于当前时间一个月以上。")
	}
	return nil
}

// plausible refuses instants that only a mistake can mean and that calendars cannot count from.
func plausible(t time.Time, field string) error {
	if year := t.UTC().Year(); year < 2000 || year > 2200 {
		return malformed(field, "The instant must lie between the years 2000 and 2200.", "时间应在 2000 年至 2200 年之间。")
	}
	return nil
}
