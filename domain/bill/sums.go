package bill

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/domain/ids"
)

// Key is what the rows of a bill are added up by.
type Key struct {
	Account   ids.Account
	Month     string
	Service   string
	Publisher string
}

// Sum is what one account was charged for one service of one publisher in one month, in CNY. Nothing is rounded before everything is
// added up.
type Sum struct {
	Key
	// Vendor is the marketplace seller, or empty for the platform's own sale.
	Vendor    ids.Seller
	PeriodEnd time.Time
	// Charged is everything but credits; corrections may make it negative. Credited is what credits gave; taken back, it is negative.
	Charged  decimal.Decimal
	Credited decimal.Decimal
	// Rows are how many there are, and Line is the first one's.
	Rows int
	Line int
}

// compare orders sums, so that nothing depends on the order of the rows.
func (k Key) compare(other Key) int {
	return cmp.Or(cmp.Compare(k.Account, other.Account), cmp.Compare(k.Month, other.Month), cmp.Compare(k.Service, other.Service),
		cmp.Compare(k.Publisher, other.Publisher))
}

// Adding adds rows up. Memory grows with the groups, and not with the rows; who has much to add takes what is there now and then.
type Adding struct {
	terms Terms
	sums  map[Key]*Sum
	names map[ids.Account]string
}

// NewAdding begins to add.
func NewAdding(terms Terms) *Adding {
	return &Adding{terms: terms, sums: map[Key]*Sum{}, names: map[ids.Account]string{}}
}

// Add adds one row, or says why it cannot.
func (a *Adding) Add(row Row) *BadRow {
	rate := decimal.NewFromInt(1)
	if row.Currency != "CNY" {
		known := false
		if rate, known = a.terms.Rates[row.Currency]; !known {
			return bad(row.Line, fmt.Errorf("there is no rate for %s; give one with --rate %s=…", row.Currency, row.Currency))
		}
	}
	a.names[row.Account] = row.AccountName
	key := Key{row.Account, row.Month, row.Service, row.Publisher}
	sum, found := a.sums[key]
	if !found {
		sum = &Sum{Key: key, Vendor: row.Vendor, Line: row.Line}
		a.sums[key] = sum
	}
	sum.Rows++
	if row.PeriodEnd.After(sum.PeriodEnd) {
		sum.PeriodEnd = row.PeriodEnd
	}
	amount := row.Cost.Mul(rate).Mul(a.terms.Scale)
	if row.Category == credit {
		sum.Credited = sum.Credited.Sub(amount)
	} else {
		sum.Charged = sum.Charged.Add(amount)
	}
	return nil
}

// Groups is how many there are.
func (a *Adding) Groups() int { return len(a.sums) }

// Take hands over what was added up so far, in order, with the names of the accounts, and begins anew.
func (a *Adding) Take() ([]Sum, map[ids.Account]string) {
	sums, names := make([]Sum, 0, len(a.sums)), a.names
	for _, sum := range a.sums {
		sums = append(sums, *sum)
	}
	slices.SortFunc(sums, func(x, y Sum) int { return x.compare(y.Key) })
	a.sums, a.names = map[Key]*Sum{}, map[ids.Account]string{}
	return sums, names
}
