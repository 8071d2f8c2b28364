package focus

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/domain/money"
	"kaipiao/starter/csvtable"
)

// Terms say what bills are worth in CNY.
type Terms struct {
	// Rates are CNY for one unit of each currency; CNY itself needs none.
	Rates map[string]decimal.Decimal
	// Scale multiplies every amount, so that a small sample makes invoices worth looking at.
	Scale decimal.Decimal
}

// Group is what one account consumed of one service of one publisher in one month.
type Group struct {
	Account   string
	Month     string
	Service   string
	Publisher string
	// Vendor is the marketplace seller, or empty for the platform's own sale.
	Vendor    string
	PeriodEnd time.Time
	// charged and credited are exact, in CNY; nothing is rounded before everything is added up.
	charged  decimal.Decimal
	credited decimal.Decimal
}

// Cash is what was paid in cash, CNY to the cent: credits never count as cash (L1).
func (g Group) Cash() money.Amount { return money.Round(g.charged).Sub(g.Coupon()) }

// Coupon is the part that credits paid: at most everything.
func (g Group) Coupon() money.Amount {
	if g.charged.IsNegative() {
		return money.Zero
	}
	return money.Min(money.Round(g.credited), money.Round(g.charged))
}

// Charged is everything but credits, CNY to the cent. It is negative where corrections exceed the consumption.
func (g Group) Charged() money.Amount { return money.Round(g.charged) }

// Credited is what credits gave, CNY to the cent.
func (g Group) Credited() money.Amount { return money.Round(g.credited) }

// Account is a customer that a bill names.
type Account struct {
	ID   string
	Name string
}

// Bill is a whole bill, added up.
type Bill struct {
	Rows     int
	Accounts []Account
	Groups   []Group
	BadRows  []csvtable.BadRow
}

// groupKey is what rows are added up by.
type groupKey struct{ account, month, service, publisher string }

// Read adds a bill up: per account, month, service and publisher, before anything is rounded. Memory grows with the
// groups, not with the rows. Rows that cannot be used are listed; the caller decides what becomes of the others.
func Read(source io.Reader, terms Terms) (Bill, error) {
	sums := adding{terms: terms, groups: map[groupKey]*Group{}, names: map[string]string{}}
	rows, bad, err := csvtable.Read(source, "bill in the FOCUS 1.0 format", columns, func(fields csvtable.Row) error {
		row, err := readRow(fields)
		if err != nil {
			return err
		}
		return sums.add(row)
	})
	return sums.bill(rows, bad), err
}

type adding struct {
	terms  Terms
	groups map[groupKey]*Group
	names  map[string]string
}

func (a *adding) add(row Row) error {
	rate := decimal.NewFromInt(1)
	if row.Currency != "CNY" {
		known := false
		if rate, known = a.terms.Rates[row.Currency]; !known {
			return fmt.Errorf("there is no rate for %s; give one with --rate %s=…", row.Currency, row.Currency)
		}
	}
	account := AccountID(row.BillingAccount, row.SubAccount)
	a.names[account] = row.AccountName
	month := row.PeriodStart.Format("2006-01")
	key := groupKey{account, month, row.Service, row.Publisher}
	group, found := a.groups[key]
	if !found {
		group = &Group{Account: account, Month: month, Service: row.Service, Publisher: row.Publisher}
		if row.Marketplace() {
			group.Vendor = VendorID(row.Publisher)
		}
		a.groups[key] = group
	}
	if row.PeriodEnd.After(group.PeriodEnd) {
		group.PeriodEnd = row.PeriodEnd
	}
	amount := row.Cost.Mul(rate).Mul(a.terms.Scale)
	if row.Category == credit {
		group.credited = group.credited.Sub(amount)
	} else {
		group.charged = group.charged.Add(amount)
	}
	return nil
}

// bill hands the sums over in an order that does not depend on the order of the rows.
func (a *adding) bill(rows int, bad []csvtable.BadRow) Bill {
	b := Bill{Rows: rows, BadRows: bad}
	for id, name := range a.names {
		b.Accounts = append(b.Accounts, Account{ID: id, Name: name})
	}
	slices.SortFunc(b.Accounts, func(x, y Account) int { return cmp.Compare(x.ID, y.ID) })
	for _, group := range a.groups {
		b.Groups = append(b.Groups, *group)
	}
	slices.SortFunc(b.Groups, func(x, y Group) int {
		return cmp.Or(cmp.Compare(x.Account, y.Account), cmp.Compare(x.Month, y.Month), cmp.Compare(x.Service, y.Service),
			cmp.Compare(x.Publisher, y.Publisher))
	})
	return b
}
