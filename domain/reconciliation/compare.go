package reconciliation

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reversal"
)

// Ours is what the register knows of something that the provider lists: by its serial, and of the blue invoice that it is about.
type Ours struct {
	// Invoice is the one of the serial, or of the number that is taken from; empty for none.
	Invoice       ids.Invoice
	InvoiceStatus invoice.Status
	// Ahead: the register does not know the serial, but it is the next one of the invoice, or one of those after it; 0 where it is known.
	Ahead int
	// OfLost: what a red document or a void is about has a serial of ours, is not known here, and nothing is left of it at the provider.
	OfLost bool
	// Settled: nothing is under way, so that also what has just happened is a difference.
	Settled bool
	// InForce: the serial of a blue document is the present one of its invoice.
	InForce bool
	// Reversal is the one of the serial, or the void that is under way; empty for none.
	Reversal       ids.Reversal
	ReversalStatus reversal.Status
	// What the register says of the invoice, or of the reversal; a reversal's amounts are above zero.
	Number          string
	Net, Tax, Gross money.Amount
	At              *time.Time
}

// Compare says in what an entry of the provider's list and the register differ; empty for nothing. What is under way at that
// instant is no difference yet.
func Compare(listed invoice.Listed, ours Ours, now time.Time) Kind {
	settling := !ours.Settled && now.Sub(listed.At) < Settling
	switch listed.Kind {
	case invoice.BlueDocument:
		return compareBlue(listed, ours, settling)
	case invoice.RedIssuedDocument:
		return compareRed(listed, ours, settling)
	case invoice.VoidMade:
		return compareVoid(ours, settling)
	case invoice.BuyersForm:
		switch {
		case ours.Reversal != "":
			return ""
		case ours.Invoice == "":
			return UnknownSerial
		default:
			return BuyersForm
		}
	default:
		return UnknownSerial
	}
}

func compareBlue(listed invoice.Listed, ours Ours, settling bool) Kind {
	switch {
	case ours.Invoice == "" && listed.Serial.Ours() && listed.Undone:
		return "" // nothing is left of it, and nothing is to be done
	case ours.Invoice == "" && listed.Serial.Ours():
		return ApplicationLost
	case ours.Invoice == "":
		return UnknownSerial
	case ours.Ahead > 0:
		return compareForgotten(listed, ours)
	case !ours.InForce || ours.InvoiceStatus == invoice.Failed || ours.InvoiceStatus == invoice.Cancelled || ours.InvoiceStatus == invoice.Planned:
		return GivenUpHere
	case ours.InvoiceStatus == invoice.Approved && settling:
		return ""
	case ours.InvoiceStatus == invoice.Approved && !sameAmounts(listed, ours):
		return AmountDiffers
	case ours.InvoiceStatus == invoice.Approved:
		return BlueNotRecorded
	case ours.Number != listed.Number:
		return NumberDiffers
	case !sameAmounts(listed, ours):
		return AmountDiffers
	default:
		return ""
	}
}

// compareForgotten: the provider has issued an invoice of ours, of which the register does not know that it was submitted, because it was
// restored. Only what was approved, or was about to be, has the same buyer still.
func compareForgotten(listed invoice.Listed, ours Ours) Kind {
	switch {
	case ours.Ahead > 1 || ours.InvoiceStatus == invoice.Failed:
		return CorrectionLost
	case !sameAmounts(listed, ours):
		return AmountDiffers
	default:
		return SerialLost
	}
}

func compareRed(listed invoice.Listed, ours Ours, settling bool) Kind {
	listed.Net, listed.Tax, listed.Gross = listed.Net.Neg(), listed.Tax.Neg(), listed.Gross.Neg()
	switch {
	case ours.Reversal == "" && ours.Invoice == "" && ours.OfLost:
		return ""
	case ours.Reversal == "" && ours.Invoice == "" && listed.Serial.Ours():
		return ApplicationLost
	case ours.Reversal == "" && ours.Invoice == "":
		return UnknownSerial
	case ours.Reversal == "":
		return RedElsewhere
	case ours.ReversalStatus.Open() && settling:
		return ""
	case ours.ReversalStatus.Open() && sameAmounts(listed, ours):
		return RedNotRecorded
	case ours.ReversalStatus.Open():
		return AmountDiffers
	case ours.ReversalStatus != reversal.Done:
		return GivenUpHere
	case ours.Number != listed.Number:
		return NumberDiffers
	case !sameAmounts(listed, ours):
		return AmountDiffers
	default:
		return ""
	}
}

func compareVoid(ours Ours, settling bool) Kind {
	switch {
	case ours.Invoice == "" && ours.OfLost:
		return ""
	case ours.Invoice == "":
		return UnknownSerial
	case ours.InvoiceStatus == invoice.Voided:
		return ""
	case ours.Reversal != "" && settling:
		return ""
	case ours.Reversal != "":
		return VoidNotRecorded
	default:
		return VoidElsewhere
	}
}

func sameAmounts(listed invoice.Listed, ours Ours) bool {
	return listed.Net.Equal(ours.Net) && listed.Tax.Equal(ours.Tax) && listed.Gross.Equal(ours.Gross)
}
