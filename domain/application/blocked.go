package application

import (
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Blocked lists why an account cannot apply for anything at all at the moment: why "Request Invoice" is greyed out (A8).
// Title is the account's default invoice information, which an application without a title takes; the zero value where there is none.
// Unreserved is what is free and released, uncovered the codes whose debts not even all of it covers (L10).
func Blocked(account Account, title invoice.Party, unreserved money.Amount, uncovered []ledger.Shortfall) refusal.List {
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
	for _, s := range uncovered {
		reasons = append(reasons, refusal.New(refusal.OutstandingNotCovered, "", s.Outstanding, s.TaxCode, s.Selected))
	}
	return reasons
}
