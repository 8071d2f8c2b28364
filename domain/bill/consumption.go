package bill

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/text"
)

// Item is consumption with the line that it comes from; that of a group is its first row's.
type Item struct {
	Line        int                `json:"line"`
	Consumption ledger.Consumption `json:"consumption"`
}

// Item reports a month's bill as paid when the month ended; a marketplace vendor's as delivered then. It answers nothing for a group that
// is not worth a cent.
func (g Group) Item(terms Terms) (Item, bool) {
	if g.Cash.IsZero() && g.Coupon.IsZero() {
		return Item{}, false
	}
	c := ledger.Consumption{
		ID: ids.Consumption(g.ConsumptionID()), Account: g.Account, Charge: ledger.Postpaid, Seller: invoice.Platform, Product: g.Service,
		TaxCode: terms.TaxCode, TaxRate: terms.TaxRate, Cash: g.Cash, Coupon: g.Coupon, PaidAt: g.PeriodEnd.UTC().Truncate(time.Microsecond),
	}
	if g.Vendor != "" {
		delivered := c.PaidAt
		c.Seller, c.DeliveredAt = g.Vendor, &delivered
	}
	return Item{Line: g.Line, Consumption: c}, true
}

// tableColumns are the columns of a table of consumption.
var tableColumns = []column{
	{name: "id", required: true},
	{name: "account", required: true},
	{name: "charge", required: true},
	{name: "seller", required: true},
	{name: "payer"},
	{name: "product", required: true},
	{name: "tax_code", required: true},
	{name: "tax_rate", required: true},
	{name: "cash", required: true},
	{name: "coupon", required: true},
	{name: "rebate", required: true},
	{name: "paid_at", required: true},
	{name: "resources_created_at"},
	{name: "delivered_at"},
}

// ReadItem reads one row of a table, or says everything that is wrong with it. It answers nil for a row in which nothing stands.
func (l Layout) ReadItem(line int, fields []string) (*Item, *BadRow) {
	r, said, err := l.row(line, fields)
	if err != nil {
		return nil, bad(line, err)
	}
	if !said {
		return nil, nil
	}
	item := Item{Line: line}
	read := reading{row: r}
	item.Consumption = read.consumption()
	// What could not be read is said already; what was read is judged as a call's is.
	if err := errors.Join(append(read.problems, judged(read.wrong, Check(item.Consumption))...)...); err != nil {
		return nil, bad(line, err)
	}
	return &item, nil
}

// judged are the problems of members that could be read.
func judged(wrong map[string]bool, problems []Problem) (errs []error) {
	for _, p := range problems {
		if !wrong[p.Member] {
			errs = append(errs, p)
		}
	}
	return errs
}

// reading collects everything that is wrong with one row.
type reading struct {
	row
	problems []error
	wrong    map[string]bool
}

func (r *reading) consumption() ledger.Consumption {
	r.wrong = map[string]bool{}
	c := ledger.Consumption{
		ID: ids.Consumption(r.field("id")), Account: ids.Account(r.field("account")), Charge: ledger.Charge(r.field("charge")),
		Seller: ids.Seller(r.field("seller")), Payer: ids.Account(r.field("payer")), Product: line(r.field("product")), TaxCode: r.field("tax_code"),
		Cash: r.amount("cash"), Coupon: r.amount("coupon"), Rebate: r.amount("rebate"), ResourcesCreatedAt: r.instant("resources_created_at"),
		DeliveredAt: r.instant("delivered_at"),
	}
	if paid := r.instant("paid_at"); paid != nil {
		c.PaidAt = *paid
	} else if !r.wrong["paid_at"] {
		r.refuse("paid_at", "an instant such as 2026-09-18T14:03:11+08:00")
	}
	var err error
	if c.TaxRate, err = money.ParseRate(r.field("tax_rate")); err != nil {
		r.refuse("tax_rate", "a rate such as 0.06")
	}
	return c
}

func (r *reading) refuse(column, expected string) {
	r.wrong[column] = true
	r.problems = append(r.problems, fmt.Errorf("%s %q is not %s", column, r.field(column), expected))
}

// amount reads CNY; a spreadsheet drops zeros at the end. A bill's fractions of a cent are for the FOCUS format.
func (r *reading) amount(column string) money.Amount {
	exact, err := exactly(r.field(column))
	amount := money.Round(exact)
	if err != nil || !amount.Decimal().Equal(exact) || exact.IsNegative() {
		r.refuse(column, "an amount with two decimals, 0.00 or more")
		return money.Zero
	}
	return amount
}

// instant reads RFC 3339, to the microsecond as the register keeps it; an empty column is nothing.
func (r *reading) instant(column string) *time.Time {
	text := r.field(column)
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		r.refuse(column, "an instant such as 2026-09-18T14:03:11+08:00")
		return nil
	}
	at = at.UTC().Truncate(time.Microsecond)
	return &at
}

// Problem is one thing that is wrong with a consumption.
type Problem struct {
	Member string
	Text   string
}

// Error is the sentence.
func (p Problem) Error() string { return p.Text }

// What ids, tax codes and amounts look like.
var (
	idFormat = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	taxCode  = regexp.MustCompile(`^[0-9]{19}$`)
	largest  = money.MustParse("999999999999.99")
)

// Check judges a consumption exactly as the call that records consumption judges an item; a test holds one against the other.
func Check(c ledger.Consumption) (problems []Problem) {
	wrong := func(member, value, expected string) {
		problems = append(problems, Problem{member, fmt.Sprintf("%s %q is not %s", member, value, expected)})
	}
	const anID = "1 to 64 of A-Z a-z 0-9 . _ -"
	for _, id := range []struct{ member, value, expected string }{
		{"id", string(c.ID), anID}, {"account", string(c.Account), anID}, {"seller", string(c.Seller), "platform or a vendor's id"},
	} {
		if !idFormat.MatchString(id.value) {
			wrong(id.member, id.value, id.expected)
		}
	}
	if c.Payer != "" && !idFormat.MatchString(string(c.Payer)) {
		wrong("payer", string(c.Payer), anID)
	}
	if !c.Charge.Valid() {
		wrong("charge", string(c.Charge), "prepaid or postpaid")
	}
	if !named(c.Product) {
		wrong("product", c.Product, fmt.Sprintf("a name of 1 to %d characters that can be printed", longestName))
	}
	if !taxCode.MatchString(c.TaxCode) {
		wrong("tax_code", c.TaxCode, "19 digits")
	}
	for member, amount := range map[string]money.Amount{"cash": c.Cash, "coupon": c.Coupon, "rebate": c.Rebate} {
		if amount.IsNegative() || largest.Less(amount) {
			wrong(member, amount.String(), "an amount of 0.00 to "+largest.String())
		}
	}
	paid := c.PaidAt
	for member, at := range map[string]*time.Time{"paid_at": &paid, "resources_created_at": c.ResourcesCreatedAt, "delivered_at": c.DeliveredAt} {
		if at == nil {
			continue
		}
		if year := at.UTC().Year(); year < firstYear || year > lastYear {
			wrong(member, at.Format(time.RFC3339), fmt.Sprintf("between the years %d and %d", firstYear, lastYear))
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Member, b.Member) })
	return problems
}

// named: a product has a name that can be printed, in the form that all texts have.
func named(product string) bool {
	read, refused := text.Line.Read(product, longestName)
	return refused == nil && read == product
}
