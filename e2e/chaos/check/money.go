package check

import (
	"maps"
	"slices"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/e2e/chaos/drive"
)

// Money checks for each account, to the cent: what upstream reported is what the ledger has, the identity holds (L11), and what
// the ledger has as invoiced is what the legal documents say.
func Money(s Snapshot, accounts []drive.Account) Result {
	r := Result{Name: "the money of each account, to the cent"}
	documents, numbers := map[string]money.Amount{}, map[string]string{}
	for _, i := range s.Invoices {
		numbers[i.Number] = i.Account
	}
	for _, d := range s.Issued {
		account := numbers[d.Number]
		if d.RedOf != nil {
			account = numbers[*d.RedOf]
		}
		if !d.Voided {
			documents[account] = documents[account].Add(d.Amount)
		}
	}
	books := map[string]Books{}
	for _, b := range s.Books {
		books[b.Account] = b
	}
	for _, a := range accounts {
		b := books[a.ID]
		r.Looked++
		right := b.Cash.Sub(b.Refunded).String() == b.Free.Add(b.Reserved).Add(b.Invoiced).Sub(b.Outstanding).Add(b.PaidForOthers).String()
		if !right {
			r.found("%s: the identity does not hold: %+v", a.ID, b)
		}
		if !a.Unsure && (b.Cash.String() != a.Consumed.String() || b.Refunded.String() != a.Refunded.String()) {
			r.found("%s: upstream reported %s and refunded %s, the ledger has %s and %s", a.ID, a.Consumed, a.Refunded, b.Cash, b.Refunded)
		}
		if b.Invoiced.String() != documents[a.ID].String() {
			r.found("%s: the ledger has %s invoiced, the documents are over %s", a.ID, b.Invoiced, documents[a.ID])
		}
	}
	return r
}

// Accepted checks that every application that was acknowledged is there, that there is no other, and that none was cancelled that
// nobody gave up: neither its customer, nor an operator, whose button cancels what is pending (N1). Pressed are the workflows that
// were requested to cancel.
func Accepted(s Snapshot, accounts []drive.Account, pressed map[string]bool) Result {
	r := Result{Name: "every acknowledged application is there once, and none was cancelled that nobody gave up"}
	rows := map[string]map[string]string{}
	for _, a := range s.Applications {
		if rows[a.Account] == nil {
			rows[a.Account] = map[string]string{}
		}
		rows[a.Account][a.ID] = a.Status
	}
	for _, account := range accounts {
		there := rows[account.ID]
		for _, id := range slices.Sorted(maps.Keys(account.Applications)) {
			r.Looked++
			status, found := there[id]
			switch {
			case !found:
				r.found("%s: application %s was acknowledged and is lost", account.ID, id)
			case status == "cancelled" && pressed[message.WorkflowOfApplication(ids.Application(id))]:
			case (status == "cancelled" || status == "rejected") && !account.Applications[id]:
				r.found("%s: application %s is %s, and nobody asked for it", account.ID, id, status)
			}
		}
		if !account.Unsure && len(there) > len(account.Applications) {
			r.found("%s: %d applications were acknowledged, %d are there", account.ID, len(account.Applications), len(there))
		}
	}
	return r
}
