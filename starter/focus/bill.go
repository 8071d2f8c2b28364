package focus

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/domain/money"
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

// BadRow is a row that cannot be used.
type BadRow struct {
	Line   int
	Reason string
}

// Bill is a whole bill, added up.
type Bill struct {
	Rows     int
	Accounts []Account
	Groups   []Group
	BadRows  []BadRow
}

// groupKey is what rows are added up by.
type groupKey struct{ account, month, service, publisher string }

// Read adds a bill up: per account, month, service and publisher, before anything is rounded. Memory grows with the
// groups, not with the rows. Rows that cannot be used are listed; the caller decides what becomes of the others.
func Read(source io.Reader, terms Terms) (Bill, error) {
	reader := csv.NewReader(source)
	reader.FieldsPerRecord, reader.ReuseRecord = -1, true
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return Bill{}, errors.New("the file is empty")
	}
	if err != nil {
		return Bill{}, fmt.Errorf("read the header: %w", err)
	}
	rows, err := newRowReader(header)
	if err != nil {
		return Bill{}, err
	}
	sums := adding{terms: terms, groups: map[groupKey]*Group{}, names: map[string]string{}}
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return sums.bill(), nil
		}
		var malformed *csv.ParseError
		switch {
		case errors.As(err, &malformed):
			sums.bad(malformed.StartLine, malformed.Err)
			continue
		case err != nil:
			return Bill{}, fmt.Errorf("read the file: %w", err)
		}
		line, _ := reader.FieldPos(0)
		row, err := rows.row(line, fields)
		if err == nil {
			err = sums.add(row)
		}
		if err != nil {
			sums.bad(line, err)
		}
	}
}

type adding struct {
	terms   Terms
	rows    int
	groups  map[groupKey]*Group
	names   map[string]string
	badRows []BadRow
}

func (a *adding) bad(line int, reason error) {
	a.rows++
	a.badRows = append(a.badRows, BadRow{Line: line, Reason: strings.ReplaceAll(reason.Error(), "\n", "; ")})
}

func (a *adding) add(row Row) error {
	rate := decimal.NewFromInt(1)
	if row.Currency != "CNY" {
		known := false
		if rate, known = a.terms.Rates[row.Currency]; !known {
			return fmt.Errorf("there is no rate for %s; give one with --rate %s=…", row.Currency, row.Currency)
		}
	}
	a.rows++
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
func (a *adding) bill() Bill {
	b := Bill{Rows: a.rows, BadRows: a.badRows}
	for id, name := range a.names {
		b.Accounts = append(b.Accounts, Account{ID: id, Name: name})
	}
	slices.SortFunc(b.Accounts, func(x, y Account) int { return cmp.Compare(x.ID, y.ID) })
	for _, group := range a.groups {
		b.Groups = append(b.Groups, *group)
	}
	slices.SortFunc(b.Groups, func(x, y Group) int {
		return cmp.Or(cmp.Compare(x.Account, y.Account), cmp.Compare(x.Month, y.Month), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Publisher, y.Publisher))
	})
	return b
}
