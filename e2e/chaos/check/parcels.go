package check

import "strings"

// ByHand is how the tracking numbers begin that the print desk has given.
const ByHand = "HAND-"

// Sent checks that what the register has as sent lies in the courier's own book, and that no paper was collected twice (A10).
func Sent(s Snapshot, company string) Result {
	r := Result{Name: "what was sent stands in the courier's book, once"}
	known := map[string]Parcel{}
	for _, p := range s.Parcels {
		known[p.TrackingNumber] = p
		if p.Company != company {
			r.found("parcel %s was ordered at %s", p.TrackingNumber, p.Company)
		}
	}
	for _, i := range s.Invoices {
		if i.Tracking == "" || strings.HasPrefix(i.Tracking, ByHand) {
			continue
		}
		r.Looked++
		p, found := known[i.Tracking]
		if !found || !p.of(i) {
			r.found("invoice %s is %s with tracking number %s, which the courier has not given for it", i.ID, i.Status, i.Tracking)
			continue
		}
		for _, other := range s.Parcels {
			if other.of(i) && other.Status != "ordered" && other.TrackingNumber != i.Tracking {
				r.found("invoice %s was sent as %s, and as %s too", i.ID, i.Tracking, other.TrackingNumber)
			}
		}
	}
	return r
}

// of reports whether a parcel holds an invoice: one that is ordered again has its id and something behind it.
func (p Parcel) of(i Invoice) bool {
	return p.Reference == i.ID || strings.HasPrefix(p.Reference, i.ID+"-")
}
