package office_test

import (
	"cmp"
	"slices"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/refusal"
)

// The ledger once more, as simple as can be: whole cents in memory, every list walked from end to end. It is what the
// register is compared with.

type modelRecord struct {
	Id         ids.Consumption
	Code, Rate string
	Seller     ids.Seller
	// Subject is whose it is, of those that had the account: 1 is the first one.
	Subject int
	// OfMaster: the account's master invoices it (A13).
	OfMaster bool
	Charge   ledger.Charge
	PaidAt   time.Time
	// releasedAt is zero while an event is missing.
	ReleasedAt                                            time.Time
	Cash, Free, Reserved, Invoiced, Outstanding, Refunded int64
}

func (r *modelRecord) Released(now time.Time) bool {
	return !r.ReleasedAt.IsZero() && !r.ReleasedAt.After(now)
}

// piece is a part of a record, on an invoice or in an offset.
type piece struct {
	From, To *modelRecord
	Cents    int64
}

type modelInvoice struct {
	Status string
	Pieces []piece
}

type modelApplication struct {
	Id       ids.Application
	Seller   ids.Seller
	OfMaster bool
	Status   string
	Offsets  []piece
	Invoices []*modelInvoice
}

type model struct {
	Records      []*modelRecord
	Applications []*modelApplication
	// Changes are when another subject took the account over; Accepted is what finance accepted of the debts for the next change.
	Changes  []time.Time
	Accepted int64
	// Links make the account a member of its master; the last one may be open.
	Links []*modelLink
}

// modelLink is in force from an instant to another; until is zero while nobody has ended it.
type modelLink struct {
	Way         group.Way
	From, Until time.Time
}

// LinkAt is the way in which the account was a member at an instant; empty for in none.
func (m *model) LinkAt(at time.Time) group.Way {
	for _, link := range m.Links {
		if !at.Before(link.From) && (link.Until.IsZero() || at.Before(link.Until)) {
			return link.Way
		}
	}
	return ""
}

// Join makes the account a member, unless it is one in another way.
func (m *model) Join(way group.Way, from, now time.Time) refusal.Code {
	if last := len(m.Links) - 1; last >= 0 && m.Links[last].Until.IsZero() {
		switch inForce := !now.Before(m.Links[last].From); {
		case inForce && m.Links[last].Way != way:
			return refusal.AlreadyMember
		case inForce:
			return ""
		default:
			m.Links = m.Links[:last]
		}
	}
	m.Links = append(m.Links, &modelLink{Way: way, From: from})
	return ""
}

// Leave ends the membership, or forgets one that has not begun.
func (m *model) Leave(now time.Time) {
	if last := len(m.Links) - 1; last >= 0 && m.Links[last].Until.IsZero() {
		if m.Links[last].Until = now; !now.After(m.Links[last].From) {
			m.Links = m.Links[:last]
		}
	}
}

// Subject is the one that has the account now.
func (m *model) Subject() int { return len(m.Changes) + 1 }

// SubjectOf is the same of the master, which is always its first one.
func (m *model) SubjectOf(master bool) int {
	if master {
		return 1
	}
	return m.Subject()
}

// SubjectAt is the one that had it.
func (m *model) SubjectAt(at time.Time) int {
	subject := 1
	for _, change := range m.Changes {
		if !at.Before(change) {
			subject++
		}
	}
	return subject
}

// Owed is what is outstanding of all subjects and sellers.
func (m *model) Owed() (cents int64) {
	for _, r := range m.Records {
		if !r.OfMaster {
			cents += r.Outstanding
		}
	}
	return cents
}

// Succeed lets another subject take the account over: not while anything is under way, or owed and not accepted (R6, L13).
func (m *model) Succeed(now time.Time) refusal.Code {
	for _, a := range m.Applications {
		underWay := slices.ContainsFunc(a.Invoices, func(i *modelInvoice) bool { return i.Status == "approved" || i.Status == "parked" })
		if !a.OfMaster && (a.Status == "pending_approval" || underWay) {
			return refusal.SubjectPending
		}
	}
	if m.Owed() > m.Accepted {
		return refusal.SubjectOwes
	}
	m.Changes, m.Accepted = append(m.Changes, now), 0
	m.Leave(now)
	return ""
}

func (m *model) Consume(r *modelRecord) {
	r.Free, r.Subject = r.Cash, m.SubjectAt(r.PaidAt)
	if m.LinkAt(r.PaidAt) == group.Trusteeship && r.Seller == invoice.Platform {
		r.OfMaster, r.Subject = true, 1
	}
	if r.Charge == ledger.Postpaid && r.Seller == invoice.Platform {
		r.ReleasedAt = calendar.DateOf(r.PaidAt).AddDays(1).At(10, 0, 0)
	}
	m.Records = append(m.Records, r)
}

func (m *model) Refund(r *modelRecord, cents int64) refusal.Code {
	if cents > r.Cash-r.Refunded {
		return refusal.RefundExceedsCash
	}
	fromFree := min(r.Free, cents)
	r.Free -= fromFree
	r.Outstanding += cents - fromFree
	r.Refunded += cents
	return ""
}

// Debts are the present subject's records with something outstanding with a seller, by id, and what each code owes, in that order: the
// account's, or its master's.
func (m *model) Debts(seller ids.Seller, master bool) (records []*modelRecord, codes []string, owed map[string]int64) {
	owed = map[string]int64{}
	for _, r := range slices.SortedFunc(slices.Values(m.Records), func(a, b *modelRecord) int { return cmp.Compare(a.Id, b.Id) }) {
		if r.Outstanding == 0 || r.Seller != seller || !m.Has(r, master) {
			continue
		}
		records = append(records, r)
		if owed[r.Code] == 0 {
			codes = append(codes, r.Code)
		}
		owed[r.Code] += r.Outstanding
	}
	return records, codes, owed
}

// Has reports whether a record is one of the present subject: the account's, or its master's.
func (m *model) Has(r *modelRecord, master bool) bool {
	return r.OfMaster == master && r.Subject == m.SubjectOf(master)
}

// Apply takes an amount, debts first and then the oldest, and makes an invoice for each tax rate.
func (m *model) Apply(id ids.Application, seller ids.Seller, cents int64, now time.Time, master bool) (*modelApplication, refusal.Code) {
	debtors, codes, owed := m.Debts(seller, master)
	var taken []*piece
	rest := cents
	takeFrom := func(code string, limit int64) {
		for _, r := range slices.SortedFunc(slices.Values(m.Records), olderFirst) {
			if (code != "" && r.Code != code) || !r.Released(now) || r.Seller != seller || !m.Has(r, master) {
				continue
			}
			at := slices.IndexFunc(taken, func(p *piece) bool { return p.From == r })
			left := r.Free
			if at >= 0 {
				left -= taken[at].Cents
			}
			part := min(left, limit, rest)
			if part <= 0 {
				continue
			}
			if at < 0 {
				taken = append(taken, &piece{From: r})
				at = len(taken) - 1
			}
			taken[at].Cents += part
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
			if p.From.Code == code {
				selected += p.Cents
			}
		}
		if selected < owed[code] {
			return nil, refusal.OutstandingNotCovered
		}
	}
	a := m.Reserve(id, seller, taken, debtors)
	a.OfMaster = master
	return a, ""
}

func olderFirst(a, b *modelRecord) int {
	return cmp.Or(a.ReleasedAt.Compare(b.ReleasedAt), cmp.Compare(a.Id, b.Id))
}

func (m *model) Reserve(id ids.Application, seller ids.Seller, taken []*piece, debtors []*modelRecord) *modelApplication {
	a := &modelApplication{Id: id, Seller: seller, Status: "pending_approval"}
	for _, debtor := range debtors {
		debt := debtor.Outstanding
		for _, p := range taken {
			if part := min(p.Cents, debt); part > 0 && p.From.Code == debtor.Code {
				a.Offsets = append(a.Offsets, piece{p.From, debtor, part})
				p.Cents, debt = p.Cents-part, debt-part
			}
		}
	}
	for _, rate := range []string{"0.06", "0.13"} {
		i := &modelInvoice{Status: "planned"}
		for _, p := range taken {
			if p.From.Rate == rate && p.Cents > 0 {
				i.Pieces = append(i.Pieces, *p)
			}
		}
		if len(i.Pieces) > 0 {
			a.Invoices = append(a.Invoices, i)
		}
	}
	if len(a.Invoices) == 0 {
		a.Status = "offset"
	}
	for _, o := range a.Offsets {
		o.From.Free -= o.Cents
		o.To.Outstanding -= o.Cents
	}
	for _, i := range a.Invoices {
		for _, p := range i.Pieces {
			p.From.Free -= p.Cents
			p.From.Reserved += p.Cents
		}
	}
	m.Applications = append(m.Applications, a)
	return a
}

func (a *modelApplication) Cancel() {
	a.Status = "cancelled"
	for _, o := range a.Offsets {
		o.From.Free += o.Cents
		o.To.Outstanding += o.Cents
	}
	for _, i := range a.Invoices {
		i.Status = "cancelled"
		for _, p := range i.Pieces {
			p.From.Reserved -= p.Cents
			p.From.Free += p.Cents
		}
	}
}

func (a *modelApplication) Approve() {
	a.Status = "approved"
	for _, i := range a.Invoices {
		i.Status = "approved"
		if a.Seller != invoice.Platform {
			i.LeaveOut() // it is in the vendor's queue now, and stays as it is
		}
	}
}

// Stop gives back what the invoice reserves; what was refunded meanwhile clears that debt instead.
func (i *modelInvoice) Stop() {
	if !i.LeaveOut() {
		return
	}
	i.Status = "cancelled"
	for n := range i.Pieces {
		p := &i.Pieces[n]
		p.From.Reserved -= p.Cents
		p.From.Free += p.Cents
		p.Cents = 0
	}
}

// LeaveOut takes out what was refunded since it was applied for; it reports whether anything is left to issue.
func (i *modelInvoice) LeaveOut() bool {
	left := int64(0)
	for n := range i.Pieces {
		p := &i.Pieces[n]
		cut := min(p.From.Outstanding, p.Cents)
		p.From.Reserved -= cut
		p.From.Outstanding -= cut
		p.Cents -= cut
		left += p.Cents
	}
	if left == 0 {
		i.Status = "cancelled"
	}
	return left > 0
}

func (i *modelInvoice) Cents() (sum int64) {
	for _, p := range i.Pieces {
		sum += p.Cents
	}
	return sum
}

func (i *modelInvoice) Issue() {
	i.Status = "issued"
	for _, p := range i.Pieces {
		p.From.Reserved -= p.Cents
		p.From.Invoiced += p.Cents
	}
}

// Red takes cents of a code, or of any, off an invoice: first of the records that have a debt, then of the others.
func (i *modelInvoice) Red(code string, cents int64) {
	for _, debts := range []bool{true, false} {
		for n := range i.Pieces {
			p := &i.Pieces[n]
			part := min(p.Cents, cents)
			if debts {
				part = min(part, p.From.Outstanding)
			}
			if code != "" && p.From.Code != code {
				continue
			}
			p.From.Invoiced -= part
			if debts {
				p.From.Outstanding -= part
			} else {
				p.From.Free += part
			}
			p.Cents, cents = p.Cents-part, cents-part
		}
	}
	if i.Cents() == 0 {
		i.Status = "red_issued"
	}
}
