package application

import (
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Blocked lists why an account cannot apply for anything at all at the moment: why "Request Invoice" is greyed out (A8).
// Unreserved is what is free and released, uncovered the codes whose debts not even all of it covers (L10).
func Blocked(account Account, unreserved money.Amount, uncovered []ledger.Shortfall) refusal.List {
	var reasons refusal.List
	if !account.Certification.Type.Certified() {
		reasons = append(reasons, refusal.New(refusal.NotCertified, ""))
	}
	if account.Region != Mainland {
		reasons = append(reasons, refusal.New(refusal.ProformaOnly, ""))
	}
	if !unreserved.IsPositive() {
		reasons = append(reasons, refusal.New(refusal.NothingAvailable, ""))
	}
	for _, s := range uncovered {
		reasons = append(reasons, refusal.New(refusal.OutstandingNotCovered, "", s.Outstanding, s.TaxCode, s.Selected))
	}
	return reasons
}
