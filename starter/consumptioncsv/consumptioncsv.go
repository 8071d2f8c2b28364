// Package consumptioncsv reads consumption from CSV files whose columns are named as the members of the API.
package consumptioncsv

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/starter/client"
	"kaipiao/starter/csvtable"
)

// required are the columns that every file has; payer, resources_created_at and delivered_at may be left out.
var required = []string{
	"id", "account", "charge", "seller", "product", "tax_code", "tax_rate", "cash", "coupon", "rebate", "paid_at",
}

// File is the consumption of a whole file.
type File struct {
	Rows    int
	Items   []client.Consumption
	BadRows []csvtable.BadRow
}

// Accounts are all accounts that the file names, payers included, in order.
func (f File) Accounts() []string {
	var ids []string
	for _, item := range f.Items {
		ids = append(ids, item.Account)
		if item.Payer != "" {
			ids = append(ids, item.Payer)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Read reads a file. Rows that cannot be used are listed; the caller decides what becomes of the others.
func Read(source io.Reader) (File, error) {
	var file File
	seen := map[string]client.Consumption{}
	var err error
	file.Rows, file.BadRows, err = csvtable.Read(source, "CSV file of consumption", required, func(row csvtable.Row) error {
		item, err := readRow(row)
		if err != nil {
			return err
		}
		if first, repeated := seen[item.ID]; repeated {
			if !same(first, item) {
				return fmt.Errorf("id %q stands in the file before, with other content", item.ID)
			}
			return nil
		}
		seen[item.ID] = item
		file.Items = append(file.Items, item)
		return nil
	})
	return file, err
}

// same compares the content of two rows with one id.
func same(a, b client.Consumption) bool {
	return fmt.Sprint(a, instant(a.ResourcesCreatedAt), instant(a.DeliveredAt)) == fmt.Sprint(b, instant(b.ResourcesCreatedAt), instant(b.DeliveredAt))
}

func instant(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.String()
}

// What ids, tax codes and rates look like; the API asks for the same.
var (
	idFormat   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	codeFormat = regexp.MustCompile(`^[0-9]{19}$`)
)

// reading collects everything that is wrong with one row.
type reading struct {
	csvtable.Row
	problems []error
}

func readRow(row csvtable.Row) (client.Consumption, error) {
	r := reading{Row: row}
	item := client.Consumption{
		ID: r.matching("id", idFormat, "1 to 64 of A-Z a-z 0-9 . _ -"), Account: r.matching("account", idFormat, "1 to 64 of A-Z a-z 0-9 . _ -"),
		Seller: r.matching("seller", idFormat, "platform or a vendor's id"), Charge: row.Field("charge"), Payer: row.Field("payer"),
		Product: row.Field("product"), TaxCode: r.matching("tax_code", codeFormat, "19 digits"), TaxRate: row.Field("tax_rate"),
		Cash: r.amount("cash"), Coupon: r.amount("coupon"), Rebate: r.amount("rebate"), ResourcesCreatedAt: r.instant("resources_created_at"),
		DeliveredAt: r.instant("delivered_at"),
	}
	if paid := r.instant("paid_at"); paid != nil {
		item.PaidAt = *paid
	} else {
		r.wrong("paid_at", "an instant such as 2026-09-18T14:03:11+08:00")
	}
	if item.Payer != "" && !idFormat.MatchString(item.Payer) {
		r.wrong("payer", "1 to 64 of A-Z a-z 0-9 . _ -")
	}
	if !ledger.Charge(item.Charge).Valid() {
		r.wrong("charge", "prepaid or postpaid")
	}
	if item.Product == "" {
		r.wrong("product", "a name")
	}
	if _, err := money.ParseRate(item.TaxRate); err != nil {
		r.wrong("tax_rate", "a rate such as 0.06")
	}
	return item, errors.Join(r.problems...)
}

func (r *reading) wrong(column, expected string) {
	r.problems = append(r.problems, fmt.Errorf("%s %q is not %s", column, r.Field(column), expected))
}

func (r *reading) matching(column string, format *regexp.Regexp, expected string) string {
	text := r.Field(column)
	if !format.MatchString(text) {
		r.wrong(column, expected)
	}
	return text
}

// amount reads CNY with two decimals; a bill's fractions of a cent are for the FOCUS format.
func (r *reading) amount(column string) money.Amount {
	amount, err := money.Parse(r.Field(column))
	if err != nil || amount.IsNegative() {
		r.wrong(column, "an amount with two decimals, 0.00 or more")
	}
	return amount
}

// instant reads RFC 3339; an empty column is nothing.
func (r *reading) instant(column string) *time.Time {
	text := r.Field(column)
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		r.wrong(column, "an instant such as 2026-09-18T14:03:11+08:00")
		return nil
	}
	return &at
}
