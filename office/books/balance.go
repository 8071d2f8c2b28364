package books

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Balance is what an account may invoice of one seller at an instant. Amounts are in CNY including tax, and
// Available = Prepaid + Postpaid − Reserved − Invoiced − Outstanding (L4).
type Balance struct {
	Account ids.Account
	Seller  ids.Seller
	At      time.Time
	// Subject is whose consumption it is, of those that have had the account; Former says that it has it no more (L13).
	Subject     int
	Former      bool
	Available   money.Amount
	Prepaid     money.Amount
	Postpaid    money.Amount
	Reserved    money.Amount
	Invoiced    money.Amount
	Outstanding money.Amount
	// Holds are why the account's balance cannot be withdrawn, with whatever seller and of whichever subject (L8, L13).
	Holds        []ledger.Hold
	TaxCodes     []TaxCodeBalance
	NextReleases []Release
	// PaidByAgent: an agent has paid for what the account consumed of the seller (L6).
	PaidByAgent bool
	// InvoicedByMaster: its master invoices some of what the account consumed of the seller (A13).
	InvoicedByMaster bool
	// FormerSubjects are those that had the account before, the latest first.
	FormerSubjects []FormerSubject
}

// Elsewhere says who invoices some of what the account has consumed, where that is not the account itself (L6, A13).
func (b Balance) Elsewhere() (codes []refusal.Code) {
	if b.PaidByAgent {
		codes = append(codes, refusal.AgentPaid)
	}
	if b.InvoicedByMaster {
		codes = append(codes, refusal.MasterInvoices)
	}
	return codes
}

// WithdrawalAllowed reports whether nothing holds it.
func (b Balance) WithdrawalAllowed() bool { return len(b.Holds) == 0 }

// FormerSubject is a subject that has the account no more, and what is outstanding of it with all sellers (L13).
type FormerSubject struct {
	Subject     int
	Until       time.Time
	Outstanding money.Amount
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
	PaidAt      time.Time
	ledger.Standing
}
