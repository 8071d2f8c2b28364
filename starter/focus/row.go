// Package focus reads cloud bills in the FinOps FOCUS 1.0 format and turns them into consumption that can be invoiced.
package focus

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Row is what is used of one row of a bill.
type Row struct {
	Line           int
	BillingAccount string
	SubAccount     string
	// AccountName is the sub-account's name, else the billing account's.
	AccountName string
	PeriodStart time.Time
	PeriodEnd   time.Time
	Category    string
	// Cost is BilledCost, in Currency; it may be a fraction of a cent.
	Cost      decimal.Decimal
	Currency  string
	Provider  string
	Publisher string
	Issuer    string
	Service   string
}

// credit is the category of what was not paid in cash.
const credit = "Credit"

var categories = []string{"Usage", "Purchase", "Tax", "Adjustment", credit}

// columns are the columns that are read; a file without one of them is refused.
var columns = []string{
	"BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart",
	"ChargeCategory", "InvoiceIssuerName", "ProviderName", "PublisherName", "ServiceName", "SubAccountId", "SubAccountName",
}

// Marketplace reports whether the row was sold by a marketplace vendor: its publisher is neither the provider nor the
// company that issues the bill. (AWS is billed by, and publishes as, "Amazon Web Services, Inc.": its own sale. Red Hat
// billed by Amazon is a vendor's.)
func (r Row) Marketplace() bool {
	return r.Publisher != "" && r.Publisher != r.Provider && r.Publisher != r.Issuer
}

// rowReader turns the fields of a line into a row, by the columns of the header.
type rowReader map[string]int

func newRowReader(header []string) (rowReader, error) {
	index := rowReader{}
	for i, name := range header {
		index[strings.TrimPrefix(strings.TrimSpace(name), "\ufeff")] = i
	}
	var missing []string
	for _, name := range columns {
		if _, found := index[name]; !found {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("this is no bill in the FOCUS 1.0 format: the columns %s are missing", strings.Join(missing, ", "))
	}
	return index, nil
}

// field reads a column; NULL and blanks stand for nothing.
func (r rowReader) field(fields []string, name string) string {
	text := strings.TrimSpace(fields[r[name]])
	if text == "NULL" {
		return ""
	}
	return text
}

// row reads one line, or says everything that is wrong with it.
func (r rowReader) row(line int, fields []string) (Row, error) {
	if len(fields) != len(r) {
		return Row{}, fmt.Errorf("it has %d columns, the header has %d", len(fields), len(r))
	}
	row := Row{
		Line: line, BillingAccount: r.field(fields, "BillingAccountId"), SubAccount: r.field(fields, "SubAccountId"),
		AccountName: r.field(fields, "SubAccountName"), Category: r.field(fields, "ChargeCategory"),
		Currency: r.field(fields, "BillingCurrency"), Provider: r.field(fields, "ProviderName"),
		Publisher: r.field(fields, "PublisherName"), Issuer: r.field(fields, "InvoiceIssuerName"), Service: r.field(fields, "ServiceName"),
	}
	if row.AccountName == "" {
		row.AccountName = r.field(fields, "BillingAccountName")
	}
	var problems []error
	var err error
	if row.Cost, err = decimal.NewFromString(r.field(fields, "BilledCost")); err != nil {
		problems = append(problems, fmt.Errorf("BilledCost %q is not a number", fields[r["BilledCost"]]))
	}
	if row.PeriodStart, err = readTime(r.field(fields, "BillingPeriodStart")); err != nil {
		problems = append(problems, fmt.Errorf("BillingPeriodStart %w", err))
	}
	if row.PeriodEnd, err = readTime(r.field(fields, "BillingPeriodEnd")); err != nil {
		problems = append(problems, fmt.Errorf("BillingPeriodEnd %w", err))
	}
	for name, value := range map[string]string{
		"BillingAccountId": row.BillingAccount, "BillingCurrency": row.Currency, "ServiceName": row.Service,
	} {
		if value == "" {
			problems = append(problems, fmt.Errorf("%s is missing", name))
		}
	}
	if !slices.Contains(categories, row.Category) {
		problems = append(problems, fmt.Errorf("ChargeCategory %q is none of %s", row.Category, strings.Join(categories, ", ")))
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return row, errors.Join(problems...)
}

// readTime reads a FOCUS timestamp, which is UTC.
func readTime(text string) (time.Time, error) {
	for _, layout := range []string{time.DateTime, time.RFC3339, time.DateOnly} {
		if instant, err := time.Parse(layout, text); err == nil {
			return instant.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date and time", text)
}
