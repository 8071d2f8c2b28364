package bill

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Group is a sum as it is invoiced, to the cent.
type Group struct {
	Sum
	// Cash is what was paid in cash, Coupon what credits have paid (L1).
	Cash   money.Amount
	Coupon money.Amount
}

// NoteKind is what is to be said about a group in the report.
type NoteKind string

// The kinds.
const (
	// CorrectionMoved: corrections beyond their group reduced another group's cash. CreditMoved: so did a credit.
	CorrectionMoved NoteKind = "correction_moved"
	CreditMoved     NoteKind = "credit_moved"
	// CorrectionLeft: corrections beyond all that the account was charged in the month. CreditLeft: a credit.
	CorrectionLeft NoteKind = "correction_left"
	CreditLeft     NoteKind = "credit_left"
	// BelowCent: a group is worth less than a cent.
	BelowCent NoteKind = "below_a_cent"
)

// NoteKinds are all of them.
var NoteKinds = []NoteKind{CorrectionMoved, CreditMoved, CorrectionLeft, CreditLeft, BelowCent}

// Note is one thing to be said in the report: about a group, and where something was moved, about the group that it reduces.
type Note struct {
	Kind    NoteKind     `json:"kind"`
	Line    int          `json:"line"`
	Account ids.Account  `json:"account"`
	Month   string       `json:"month"`
	Service string       `json:"service"`
	To      string       `json:"to,omitempty"`
	Amount  money.Amount `json:"amount"`
}

// Sentence says it to people.
func (n Note) Sentence() string {
	of := fmt.Sprintf("%s, %s, %s: ", n.Account, n.Month, n.Service)
	amount := n.Amount.Grouped() + " CNY"
	switch n.Kind {
	case CorrectionMoved:
		return of + "corrections exceed the consumption; " + amount + " taken from " + n.To
	case CreditMoved:
		return of + "the credit exceeds the consumption; " + amount + " of " + n.To + " paid by it"
	case CorrectionLeft:
		return of + "corrections exceed all that the account was charged; " + amount + " left over"
	case CreditLeft:
		return of + "the credit exceeds all that the account was charged; " + amount + " left over"
	default:
		return of + "worth less than a cent"
	}
}

// Settle makes groups of all sums of one account and one month, so that their cash together is what the account has paid, and never
// more (M11): credits and corrections pay within their own group first. What finds nothing there reduces the account's other groups of
// the month in this order: corrections before credits, each by service and publisher; first the groups of the same seller, then the
// platform's, then those of other sellers by their ids; of a seller's the one with the most cash first, and of equal ones by service and
// publisher. What is left after that is reported, and reduces nothing.
func Settle(sums []Sum) ([]Group, []Note) {
	s := settling{sums: slices.Clone(sums)}
	slices.SortFunc(s.sums, func(x, y Sum) int { return x.compare(y.Key) })
	corrections, credits := s.within()
	for i, left := range corrections {
		s.reduceOthers(i, left, CorrectionMoved, CorrectionLeft)
	}
	for i, left := range credits {
		s.reduceOthers(i, left, CreditMoved, CreditLeft)
	}
	return s.round()
}

// settling is the work on one account and month: exact amounts, by the sums' order.
type settling struct {
	sums   []Sum
	cash   []decimal.Decimal
	coupon []decimal.Decimal
	notes  []Note
}

// within has credits and corrections pay in their own groups, and returns what is left of them.
func (s *settling) within() (corrections, credits []decimal.Decimal) {
	n := len(s.sums)
	corrections, credits = make([]decimal.Decimal, n), make([]decimal.Decimal, n)
	s.cash, s.coupon = make([]decimal.Decimal, n), make([]decimal.Decimal, n)
	for i, sum := range s.sums {
		charged, credited := sum.Charged, sum.Credited
		if credited.IsNegative() { // taken back: it has to be paid after all
			charged, credited = charged.Sub(credited), decimal.Zero
		}
		if charged.IsNegative() {
			corrections[i], charged = charged.Neg(), decimal.Zero
		}
		s.coupon[i] = decimal.Min(credited, charged)
		s.cash[i] = charged.Sub(s.coupon[i])
		credits[i] = credited.Sub(s.coupon[i])
	}
	return corrections, credits
}

// reduceOthers takes what is left of a group from the others.
func (s *settling) reduceOthers(from int, left decimal.Decimal, moved, over NoteKind) {
	if !left.IsPositive() {
		return
	}
	for _, to := range s.order(from) {
		taken := decimal.Min(left, s.cash[to])
		s.cash[to], left = s.cash[to].Sub(taken), left.Sub(taken)
		if moved == CreditMoved {
			s.coupon[to] = s.coupon[to].Add(taken)
		}
		s.note(moved, from, s.sums[to].Service, taken)
		if left.IsZero() {
			return
		}
	}
	s.note(over, from, "", left)
}

// order is in which order other groups are reduced.
func (s *settling) order(from int) (others []int) {
	for i := range s.sums {
		if i != from && s.cash[i].IsPositive() {
			others = append(others, i)
		}
	}
	rank := func(i int) int {
		switch s.sums[i].Vendor {
		case s.sums[from].Vendor:
			return 0
		case "":
			return 1
		default:
			return 2
		}
	}
	slices.SortFunc(others, func(x, y int) int {
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(s.sums[x].Vendor, s.sums[y].Vendor), s.cash[y].Cmp(s.cash[x]),
			s.sums[x].compare(s.sums[y].Key))
	})
	return others
}

// round makes cents of the exact amounts: together they are the rounded sum, and each differs from its exact amount by less than a cent.
// The cents that are over go to those who lost most.
func (s *settling) round() ([]Group, []Note) {
	groups, byLoss := make([]Group, len(s.sums)), make([]int, len(s.sums))
	exact, given := decimal.Zero, money.Zero
	for i, sum := range s.sums {
		groups[i] = Group{Sum: sum, Cash: money.Round(s.cash[i].RoundDown(money.Places)), Coupon: money.Round(s.coupon[i])}
		exact, given, byLoss[i] = exact.Add(s.cash[i]), given.Add(groups[i].Cash), i
	}
	lost := func(i int) decimal.Decimal { return s.cash[i].Sub(groups[i].Cash.Decimal()) }
	slices.SortStableFunc(byLoss, func(x, y int) int { return lost(y).Cmp(lost(x)) })
	over := money.Round(exact).Sub(given)
	for _, i := range byLoss {
		if !over.IsPositive() {
			break
		}
		groups[i].Cash, over = groups[i].Cash.Add(money.Cent), over.Sub(money.Cent)
	}
	for i, group := range groups {
		if group.Cash.IsZero() && group.Coupon.IsZero() && (s.cash[i].IsPositive() || s.coupon[i].IsPositive()) {
			s.note(BelowCent, i, "", s.cash[i].Add(s.coupon[i]))
		}
	}
	return groups, s.notes
}

func (s *settling) note(kind NoteKind, of int, to string, amount decimal.Decimal) {
	sum := s.sums[of]
	s.notes = append(s.notes, Note{
		Kind: kind, Line: sum.Line, Account: sum.Account, Month: sum.Month, Service: sum.Service, To: to, Amount: money.Round(amount),
	})
}
