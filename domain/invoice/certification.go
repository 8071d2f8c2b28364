package invoice

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kaipiao/domain/refusal"
)

// CertificationType is how an account has proved who it is (实名认证).
type CertificationType string

// The types of certification (A1).
const (
	Uncertified  CertificationType = "none"
	Individual   CertificationType = "individual"
	Enterprise   CertificationType = "enterprise"
	Organization CertificationType = "organization"
)

// Certified reports whether an account of this type may apply at all (A1).
func (t CertificationType) Certified() bool {
	return t == Individual || t == Enterprise || t == Organization
}

// Valid reports whether t is one of the types.
func (t CertificationType) Valid() bool { return t == Uncertified || t.Certified() }

// Certification is what is known for certain about an account.
type Certification struct {
	Type CertificationType
	Name string
	// TaxpayerID is the taxpayer number, or of an account abroad its own registration number (A11).
	TaxpayerID string
}

// mostOfNumber is how long a registration number abroad may be, in characters.
const mostOfNumber = 64

// CheckAbroad is Check for an account abroad: its registration number is its own and has no form that we know (A11).
func (c Certification) CheckAbroad() error {
	company := c.Type == Enterprise || c.Type == Organization
	switch {
	case c.Type.Certified() && c.Name == "":
		return refusal.BadInput("certification.name", "A certified account has a name.", "已认证账户须填写名称。")
	case company && c.TaxpayerID == "":
		return refusal.New(refusal.RegistrationRequired, "certification.taxpayer_id")
	case c.TaxpayerID != "" && !ValidRegistration(c.TaxpayerID):
		return refusal.New(refusal.RegistrationInvalid, "certification.taxpayer_id", mostOfNumber)
	default:
		return nil
	}
}

// ValidRegistration reports whether a registration number abroad can be one: printable, not blank, no blanks at its ends.
func ValidRegistration(number string) bool {
	length := utf8.RuneCountInString(number)
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }
	return length > 0 && length <= mostOfNumber && strings.TrimSpace(number) == number && !strings.ContainsFunc(number, unprintable)
}

// Check refuses a certified account without a name, and a company without a taxpayer number that can be one (A1).
func (c Certification) Check() error {
	company := c.Type == Enterprise || c.Type == Organization
	switch {
	case c.Type.Certified() && c.Name == "":
		return refusal.BadInput("certification.name", "A certified account has a name.", "已认证账户须填写名称。")
	case company && c.TaxpayerID == "":
		return refusal.New(refusal.TaxpayerIDRequired, "certification.taxpayer_id")
	case c.TaxpayerID != "" && !ValidTaxpayerID(c.TaxpayerID):
		return refusal.New(refusal.TaxpayerIDInvalid, "certification.taxpayer_id")
	default:
		return nil
	}
}
