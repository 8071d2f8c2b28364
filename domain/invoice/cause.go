package invoice

// Cause is a trouble of the seller, or of the provider behind it, for which invoices are parked until it has passed (I5).
type Cause string

// The causes; the zero value is none.
const (
	NoCause Cause = ""
	// QuotaExhausted: the seller's monthly quota is used up.
	QuotaExhausted Cause = "quota"
	// SessionExpired: the seller's tax bureau session needs a login or a face check.
	SessionExpired Cause = "session"
	// ProviderDown: the provider does not answer anybody.
	ProviderDown Cause = "provider"
	// SealingFailed: documents exist and are not sealed.
	SealingFailed Cause = "seal"
	// FileMissing: documents are issued and have no files.
	FileMissing Cause = "file"
)

// WaitingFor is what callers see of a cause.
func (c Cause) WaitingFor() WaitingFor {
	switch c {
	case QuotaExhausted:
		return WaitingForQuota
	case SessionExpired:
		return WaitingForSession
	case NoCause:
		return WaitingForNothing
	default:
		return WaitingForProvider
	}
}
