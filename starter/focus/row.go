// Package focus reads cloud bills in the FinOps FOCUS 1.0 format and turns them into consumption that can be invoiced.
package focus

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/starter/csvtable"
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

// readRow reads one line, or says everything that is wrong with it.
func readRow(fields csvtable.Row) (Row, error) {
	row := Row{
		Line: fields.Line, BillingAccount: fields.Field("BillingAccountId"), SubAccount: fields.Field("SubAccountId"),
		AccountName: fields.Field("SubAccountName"), Category: fields.Field("ChargeCategory"),
		Currency: fields.Field("BillingCurrency"), Provider: fields.Field("ProviderName"),
		Publisher: fields.Field("PublisherName"), Issuer: fields.Field("InvoiceIssuerName"), Service: fields.Field("ServiceName"),
	}
	if row.AccountName == "" {
		row.AccountName = fields.Field("BillingAccountName")
	}
	var problems []error
	var err error
	if row.Cost, err = decimal.NewFromString(fields.Field("BilledCost")); err != nil {
		problems = append(problems, fmt.Errorf("BilledCost %q is not a number", fields.Field("BilledCost")))
	}
	if row.PeriodStart, err = readTime(fields.Field("BillingPeriodStart")); err != nil {
		problems = append(problems, fmt.Errorf("BillingPeriodStart %w", err))
	}
	if row.PeriodEnd, err = readTime(fields.Field("BillingPeriodEnd")); err != nil {
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
