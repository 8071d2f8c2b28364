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
	// Restored: the register was restored to an earlier state, and nothing is submitted before it is mended.
	Restored Cause = "restored"
)

// trouble is what there is to know of a cause.
type trouble struct {
	cause Cause
	// waitingFor is what callers see of it.
	waitingFor WaitingFor
	// everybody: who comes later meets it too, and need not try.
	everybody bool
	// notAccepted: who is answered so knows that the provider did not take its serial (I10).
	notAccepted bool
	// alone: one document may have it while others pass. A quota and what is left of it is everybody's.
	alone bool
	// toDo says in words what an operator can do about it.
	toDo string
}

// causes is the one table of them, which a test holds to the register's.
var causes = []trouble{
	{QuotaExhausted, WaitingForQuota, true, true, false, "ask the tax bureau for a higher quota."},
	{SessionExpired, WaitingForSession, true, true, true, "log in to the tax bureau, with the face check if it asks for it."},
	{ProviderDown, WaitingForProvider, true, false, true, "nothing, or ask the provider when it is back."},
	{SealingFailed, WaitingForProvider, false, false, true, "nothing, or ask the provider to seal the documents."},
	{FileMissing, WaitingForProvider, false, false, true, "nothing, or ask the provider for the files."},
	{Restored, WaitingForOperator, true, false, false, "see to what `starter restored` has found, and say `starter restored --done`."},
}

// Causes lists the causes, always in the same order.
func Causes() []Cause {
	all := make([]Cause, len(causes))
	for n, known := range causes {
		all[n] = known.cause
	}
	return all
}

// CausesForEverybody lists those that whoever comes later meets too, and need not try.
func CausesForEverybody() []Cause {
	var all []Cause
	for _, known := range causes {
		if known.everybody {
			all = append(all, known.cause)
		}
	}
	return all
}

// known is what there is to know of a cause; nothing of one that there is not.
func (c Cause) known() trouble {
	for _, known := range causes {
		if known.cause == c {
			return known
		}
	}
	return trouble{waitingFor: WaitingForNothing}
}

// WaitingFor is what callers see of a cause.
func (c Cause) WaitingFor() WaitingFor { return c.known().waitingFor }

// ToDo says in words what an operator can do about a cause.
func (c Cause) ToDo() string { return c.known().toDo }

// NotAccepted reports whether what is parked for it is not at the provider: the provider said that it did not take it (I10).
func (c Cause) NotAccepted() bool { return c.known().notAccepted }

// Alone reports whether one document may have it while others pass: then it is no trouble of the seller's.
func (c Cause) Alone() bool { return c.known().alone }

// InTurn reports whether what is parked for it keeps its order whoever has tried: a quota goes to who is due first (case 45).
func (c Cause) InTurn() bool { return c == QuotaExhausted }
