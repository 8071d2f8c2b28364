package books

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
)

// Balance is what an account may invoice of one seller at an instant. Amounts are in CNY including tax, and
// Available = Prepaid + Postpaid − Reserved − Invoiced − Outstanding (L4).
type Balance struct {
	Account     ids.Account
	Seller      ids.Seller
	At          time.Time
	Available   money.Amount
	Prepaid     money.Amount
	Postpaid    money.Amount
	Reserved    money.Amount
	Invoiced    money.Amount
	Outstanding money.Amount
	// WithdrawalAllowed: nothing is uncovered with any seller (L8).
	WithdrawalAllowed bool
	TaxCodes          []TaxCodeBalance
	NextReleases      []Release
}

// TaxCodeBalance is the balance in one tax classification code.
type TaxCodeBalance struct {
	Seller      ids.Seller
	TaxCode     string
	Unreserved  money.Amount
	Outstanding money.Amount
	// Uncovered is the part of the outstanding amount that exceeds what is unreserved (L8).
	Uncovered money.Amount
}

// Release is an amount that becomes invoiceable at an instant (L12).
type Release struct {
	At     time.Time
	Amount money.Amount
}

// Record is what is left of one consumption (L12).
type Record struct {
	Consumption ids.Consumption
	Product     string
	TaxCode     string
	TaxRate     money.Rate
	ledger.Standing
}
