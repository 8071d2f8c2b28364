package provider

import "kaipiao/domain/invoice"

// State is where a serial, or a request to void, stands at the provider.
type State string

// The states of every conversation.
const (
	// Unknown: nobody could tell what became of it. It is neither a failure nor a success (I4).
	Unknown State = "unknown"
	// Unavailable: not asked at all, because the provider has not answered anybody lately; what was known of the serial before
	// is still true (I5).
	Unavailable State = "unavailable"
	// Held: not asked at all, because the register was restored to an earlier state and is not mended yet.
	Held State = "held"
	// NotFound: the provider does not know the serial, or not yet (normal right after submitting).
	NotFound State = "not_found"
	// Pending: accepted, not decided yet.
	Pending State = "pending"
	// QuotaExhausted: not accepted, because the seller's monthly quota is used up; nothing is lost by waiting (I5).
	QuotaExhausted State = "quota_exhausted"
	// SessionExpired: not accepted, because the seller's tax bureau session needs a login or face check (I5).
	SessionExpired State = "session_expired"
	// SealFailed: the document exists but is not sealed yet; the provider seals it on a later try (I5).
	SealFailed State = "seal_failed"
	// Issued: the legal document, blue or red, exists; Number and IssuedAt are set.
	Issued State = "issued"
	// Refused: final refusal; Reason says why, in the provider's words. No document will come of this serial.
	Refused State = "refused"
)

// The states that only a red-letter form can have. The bureau's numbers are in brackets; 01 and 04 are Pending until the
// red document exists.
const (
	// AwaitsBuyer: the buyer has to confirm (02).
	AwaitsBuyer State = "awaits_buyer"
	// AwaitsSeller: the buyer began it, and we have to confirm (03).
	AwaitsSeller State = "awaits_seller"
	// Denied: the buyer denied it (05).
	Denied State = "denied"
	// Declined: we denied a form that the buyer began (06).
	Declined State = "declined"
	// Lapsed: nobody confirmed it in time (07).
	Lapsed State = "lapsed"
	// Withdrawn: who began it took it back (08, 09). An invoice that was given up before the provider accepted it is so without asking
	// (I10).
	Withdrawn State = "withdrawn"
)

// Voided is the state that only a request to void can have: the invoice is void.
const Voided State = "voided"

// Cause is the trouble for which work is parked that was answered so; NoCause when it is simply asked about again, or is
// over. It is the only place where a provider's word becomes a cause (I5).
func (s State) Cause() invoice.Cause {
	switch s {
	case QuotaExhausted:
		return invoice.QuotaExhausted
	case SessionExpired:
		return invoice.SessionExpired
	case Unavailable:
		return invoice.ProviderDown
	case SealFailed:
		return invoice.SealingFailed
	case Held:
		return invoice.Restored
	case Unknown, NotFound, Pending, Issued, Refused, AwaitsBuyer, AwaitsSeller, Denied, Declined, Lapsed, Withdrawn, Voided:
		return invoice.NoCause
	default:
		return invoice.NoCause
	}
}

// Decided reports whether the provider has done its part: the document exists or never will, or the buyer has the word.
func (s State) Decided() bool {
	switch s {
	case Issued, Refused, AwaitsBuyer, AwaitsSeller, Denied, Declined, Lapsed, Withdrawn, Voided:
		return true
	case Unknown, Unavailable, Held, NotFound, Pending, QuotaExhausted, SessionExpired, SealFailed:
		return false
	default:
		return false
	}
}

// NotAccepted reports whether the provider has said that it did not take the serial: the same serial is to be submitted
// again once the cause is gone (I4).
func (s State) NotAccepted() bool { return s == QuotaExhausted || s == SessionExpired }

// NotAsked reports whether nobody was asked, so that what was known before is still true.
func (s State) NotAsked() bool { return s == Unavailable || s == Held }
