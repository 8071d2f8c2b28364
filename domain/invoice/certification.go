package invoice

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
	Type       CertificationType
	Name       string
	TaxpayerID string
}
