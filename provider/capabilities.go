package provider

import (
	"slices"

	"kaipiao/domain/invoice"
)

// Capabilities is what not every provider can do. The zero value can do the least: it issues, red-issues and answers questions.
type Capabilities struct {
	// ReservesNumbers: invoice numbers are drawn before issuing, as at 乐企; the others return the number when they issue.
	ReservesNumbers bool
	// TellsUsage: it is told whether the buyer has deducted or booked an invoice. Otherwise only the red-letter form itself tells (V1).
	TellsUsage bool
	// TellsQuota and TellsSession: how a seller stands is told before anything is issued (I5); otherwise a parked invoice tells.
	TellsQuota   bool
	TellsSession bool
	// ListsDocuments: what was issued is listed, whoever asked for it; otherwise only our own serials can be asked about (I11).
	ListsDocuments bool
	// ListsForms: forms that buyers began are listed, AnswersForms: they can be confirmed and denied (V8).
	ListsForms   bool
	AnswersForms bool
	// Revives: a serial that failed for good may still be issued later, because a person can take it up at the provider.
	Revives bool
	// VoidsPaper: paper invoices can be voided by a call (V3).
	VoidsPaper bool
	// Delivers: the provider sends files to buyers itself.
	Delivers bool
	// ShowsLoginCode: the code for logging in at the tax bureau can be fetched.
	ShowsLoginCode bool
	// Formats are those of its files.
	Formats []invoice.FileFormat
}

// And is what both can do.
func (c Capabilities) And(other Capabilities) Capabilities {
	return Capabilities{
		ReservesNumbers: c.ReservesNumbers && other.ReservesNumbers,
		TellsUsage:      c.TellsUsage && other.TellsUsage,
		TellsQuota:      c.TellsQuota && other.TellsQuota,
		TellsSession:    c.TellsSession && other.TellsSession,
		ListsDocuments:  c.ListsDocuments && other.ListsDocuments,
		ListsForms:      c.ListsForms && other.ListsForms,
		AnswersForms:    c.AnswersForms && other.AnswersForms,
		Revives:         c.Revives && other.Revives,
		VoidsPaper:      c.VoidsPaper && other.VoidsPaper,
		Delivers:        c.Delivers && other.Delivers,
		ShowsLoginCode:  c.ShowsLoginCode && other.ShowsLoginCode,
		Formats: slices.DeleteFunc(slices.Clone(c.Formats), func(format invoice.FileFormat) bool {
			return !slices.Contains(other.Formats, format)
		}),
	}
}
