package application

import (
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Blocked lists why an account cannot apply for anything at all at the moment: why "Request Invoice" is greyed out (A8).
// Title is the account's default invoice information, which an application without a title takes; the zero value where there is none.
// Unreserved is what is free and released of a seller, uncovered the codes whose debts not even all of it covers (L10).
// Elsewhere says who else invoices some of what the account consumed: an agent (L6), or its master (A13).
func Blocked(
	account Account, title invoice.Party, seller ids.Seller, unreserved money.Amount, uncovered []ledger.Shortfall, elsewhere []refusal.Code,
) refusal.List {
	var reasons refusal.List
	if !account.Certification.Type.Certified() {
		reasons = append(reasons, refusal.New(refusal.NotCertified, ""))
	}
	if account.Region != Mainland {
		reasons = append(reasons, refusal.New(refusal.ProformaOnly, ""))
	}
	if account.Certification.Type.Certified() && account.Region == Mainland {
		_, refused := checkTitle(account.Certification, Request{Title: title})
		reasons = append(reasons, refused...)
	}
	if !unreserved.IsPositive() {
		reasons = append(reasons, refusal.New(refusal.NothingAvailable, ""))
	}
	for _, code := range elsewhere {
		if !unreserved.IsPositive() {
			reasons = append(reasons, refusal.New(code, ""))
		}
	}
	for _, s := range uncovered {
		reasons = append(reasons, notCovered("", seller, s))
	}
	return reasons
}

// notCovered names the seller and the tax classification code that block (L10).
func notCovered(field string, seller ids.Seller, s ledger.Shortfall) *refusal.Refusal {
	r := refusal.New(refusal.OutstandingNotCovered, field, s.Outstanding, s.TaxCode, s.Selected, string(seller))
	r.Seller, r.TaxCode = string(seller), s.TaxCode
	return r
}
