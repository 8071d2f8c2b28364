package invoice

import (
	"slices"

	"kaipiao/domain/life"
)

// The lists of states that questions to the database are asked with.
var (
	// Promised: something is owed by the instant at which it is due.
	Promised = life.In(Approved, Issued)
	// Dated: a paper's next promise has a day, also while its application is not decided.
	Dated = life.In(Planned, Approved, Issued)
	// Late: a promise of it can be missed; also that of what finance has to correct.
	Late = life.In(Approved, Issued, Failed)
	// Waits: it may wait for a seller, or for the provider behind it: to be issued, or for its files, also where a part was red-issued (I5, I6).
	Waits = life.In(Approved, Issued, PartlyRedIssued, RedIssued)
	// Unsettled: it is to be issued still, or to be given up.
	Unsettled = life.In(Approved, Failed)
)

// Known lists the states of invoices that came to be, or are about to.
func Known() []Status {
	return slices.DeleteFunc(Life.Names(), func(s Status) bool { return s == Planned || s == Cancelled })
}
