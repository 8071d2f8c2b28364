package application

import (
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// CompanyChange is why the certification of an account changes (R6).
type CompanyChange string

// The reasons.
const (
	// NameChange: the same subject has another name (工商名称变更).
	NameChange CompanyChange = "name"
	// SubjectChange: another subject takes the account over (主体变更).
	SubjectChange CompanyChange = "subject"
)

// Succession is what a new certification means for an account.
type Succession int

// What it means.
const (
	// SameSubject: nothing changes, or an uncertified account is certified.
	SameSubject Succession = iota
	// Renamed: templates and pending applications follow the new name.
	Renamed
	// Succeeded: another subject begins; what the old one consumed stays with the old one.
	Succeeded
)

// Succeed decides what a new certification means (R6). A certified account does not become somebody else silently.
func Succeed(old, next invoice.Certification, change CompanyChange) (Succession, *refusal.Refusal) {
	switch {
	case old == next, !old.Type.Certified():
		return SameSubject, nil
	case change == SubjectChange:
		return Succeeded, nil
	case change != NameChange:
		return SameSubject, refusal.New(refusal.ChangeNotNamed, "change", old.Name)
	case old.Type != next.Type || old.TaxpayerID != next.TaxpayerID:
		return SameSubject, refusal.New(refusal.SubjectDiffers, "certification")
	default:
		return Renamed, nil
	}
}
