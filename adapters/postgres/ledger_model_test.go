package postgres_test

import (
	"cmp"
	"slices"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/ledger"
	"kaipiao/domain/refusal"
)

// The ledger once more, as simple as can be: whole cents in memory, every list walked from end to end. It is what the
// register is compared with.

type modelRecord struct {
	id, code, rate string
	charge         ledger.Charge
	paidAt         time.Time
	// releasedAt is zero while an event is missing.
	releasedAt                                            time.Time
	cash, free, reserved, invoiced, outstanding, refunded int64
}

func (r *modelRecord) released(now time.Time) bool {
	return !r.releasedAt.IsZero() && !r.releasedAt.After(now)
}

// piece is a part of a record, on an invoice or in an offset.
type piece struct {
	from, to *modelRecord
	cents    int64
}

type modelInvoice struct {
	status string
	pieces []piece
}

type modelApplication struct {
	id, status string
	offsets    []piece
	invoices   []*modelInvoice
}

type model struct {
	records      []*modelRecord
	applications []*modelApplication
}

func (m *model) consume(r *modelRecord) {
	r.free = r.cash
	if r.charge == ledger.Postpaid {
		r.releasedAt = calendar.DateOf(r.paidAt).AddDays(1).At(10, 0, 0)
	}
	m.records = append(m.records, r)
}

func (m *model) refund(r *modelRecord, cents int64) refusal.Code {
	if cents > r.cash-r.refunded {
		return refusal.RefundExceedsCash
	}
	fromFree := min(r.free, cents)
	r.free -= fromFree
	r.outstanding += cents - fromFree
	r.refunded += cents
	return ""
}

// debts are the records with something outstanding, by id, and what each code owes, in that order.
func (m *model) debts() (records []*modelRecord, codes []string, owed map[string]int64) {
	owed = map[string]int64{}
	for _, r := range slices.SortedFunc(slices.Values(m.records), func(a, b *modelRecord) int { return cmp.Compare(a.id, b.id) }) {
		if r.outstanding == 0 {
			continue
		}
		records = append(records, r)
		if owed[r.code] == 0 {
			codes = append(codes, r.code)
		}
		owed[r.code] += r.outstanding
	}
	return records, codes, owed
}

// apply takes an amount, debts first and then the oldest, and makes an invoice for each tax rate.
func (m *model) apply(id string, cents int64, now time.Time) (*modelApplication, refusal.Code) {
	debtors, codes, owed := m.debts()
	var taken []*piece
	rest := cents
	takeFrom := func(code string, limit int64) {
		for _, r := range slices.SortedFunc(slices.Values(m.records), olderFirst) {
			if (code != "" && r.code != code) || !r.released(now) {
				continue
			}
			at := slices.IndexFunc(taken, func(p *piece) bool { return p.from == r })
			left := r.free
			if at >= 0 {
				left -= taken[at].cents
			}
			part := min(left, limit, rest)
			if part <= 0 {
				continue
			}
			if at < 0 {
				taken = append(taken, &piece{from: r})
				at = len(taken) - 1
			}
			taken[at].cents += part
			limit, rest = limit-part, rest-part
		}
	}
	for _, code := range codes {
		takeFrom(code, owed[code])
	}
	takeFrom("", rest)
	if rest > 0 {
		return nil, refusal.NotEnoughAvailable
	}
	for _, code := range codes {
		selected := int64(0)
		for _, p := range taken {
			if p.from.code == code {
				selected += p.cents
			}
		}
		if selected < owed[code] {
			return nil, refusal.OutstandingNotCovered
		}
	}
	return m.reserve(id, taken, debtors), ""
}

func olderFirst(a, b *modelRecord) int {
	return cmp.Or(a.releasedAt.Compare(b.releasedAt), cmp.Compare(a.id, b.id))
}

func (m *model) reserve(id string, taken []*piece, debtors []*modelRecord) *modelApplication {
	a := &modelApplication{id: id, status: "pending_approval"}
	for _, debtor := range debtors {
		debt := debtor.outstanding
		for _, p := range taken {
			if part := min(p.cents, debt); part > 0 && p.from.code == debtor.code {
				a.offsets = append(a.offsets, piece{p.from, debtor, part})
				p.cents, debt = p.cents-part, debt-part
			}
		}
	}
	for _, rate := range []string{"0.06", "0.13"} {
		i := &modelInvoice{status: "planned"}
		for _, p := range taken {
			if p.from.rate == rate && p.cents > 0 {
				i.pieces = append(i.pieces, *p)
			}
		}
		if len(i.pieces) > 0 {
			a.invoices = append(a.invoices, i)
		}
	}
	if len(a.invoices) == 0 {
		a.status = "offset"
	}
	for _, o := range a.offsets {
		o.from.free -= o.cents
		o.to.outstanding -= o.cents
	}
	for _, i := range a.invoices {
		for _, p := range i.pieces {
			p.from.free -= p.cents
			p.from.reserved += p.cents
		}
	}
	m.applications = append(m.applications, a)
	return a
}

func (a *modelApplication) cancel() {
	a.status = "cancelled"
	for _, o := range a.offsets {
		o.from.free += o.cents
		o.to.outstanding += o.cents
	}
	for _, i := range a.invoices {
		i.status = "cancelled"
		for _, p := range i.pieces {
			p.from.reserved -= p.cents
			p.from.free += p.cents
		}
	}
}

func (a *modelApplication) approve() {
	a.status = "approved"
	for _, i := range a.invoices {
		i.status = "approved"
	}
}

// leaveOut takes out what was refunded since it was applied for; it reports whether anything is left to issue.
func (i *modelInvoice) leaveOut() bool {
	left := int64(0)
	for n := range i.pieces {
		p := &i.pieces[n]
		cut := min(p.from.outstanding, p.cents)
		p.from.reserved -= cut
		p.from.outstanding -= cut
		p.cents -= cut
		left += p.cents
	}
	if left == 0 {
		i.status = "cancelled"
	}
	return left > 0
}

func (i *modelInvoice) cents() (sum int64) {
	for _, p := range i.pieces {
		sum += p.cents
	}
	return sum
}

func (i *modelInvoice) issue() {
	i.status = "issued"
	for _, p := range i.pieces {
		p.from.reserved -= p.cents
		p.from.invoiced += p.cents
	}
}

// red takes cents of a code, or of any, off an invoice: first of the records that have a debt, then of the others.
func (i *modelInvoice) red(code string, cents int64) {
	for _, debts := range []bool{true, false} {
		for n := range i.pieces {
			p := &i.pieces[n]
			part := min(p.cents, cents)
			if debts {
				part = min(part, p.from.outstanding)
			}
			if code != "" && p.from.code != code {
				continue
			}
			p.from.invoiced -= part
			if debts {
				p.from.outstanding -= part
			} else {
				p.from.free += part
			}
			p.cents, cents = p.cents-part, cents-part
		}
	}
	if i.cents() == 0 {
		i.status = "red_issued"
	}
}
