package invoice

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Session is whether a seller is logged in at the tax bureau (I5).
type Session string

// The sessions.
const (
	SessionOK Session = "ok"
	// SessionLogin: somebody has to log in, with the face check if the bureau asks for it.
	SessionLogin Session = "login"
	// SessionUnknown: the provider did not say.
	SessionUnknown Session = "unknown"
)

// Standing is how a seller stands at the tax bureau. Amounts are in CNY without tax, as the bureau counts them.
type Standing struct {
	Session Session
	// Period is the month of the quota (授信额度) in Asia/Shanghai, "2026-09".
	Period    string
	Total     money.Amount
	Remaining money.Amount
}

// Left is what is left of the quota, from 0 to 1; not known where the provider does not tell it.
func (s Standing) Left() (part float64, known bool) {
	if s.Period == "" || !s.Total.IsPositive() {
		return 0, false
	}
	return s.Remaining.Decimal().Div(s.Total.Decimal()).InexactFloat64(), true
}

// Spending is what a seller takes out of its quota: the net of what waits to be issued, and of what was issued lately.
type Spending struct {
	Waiting money.Amount
	Issued  money.Amount
	// Within is the time in which Issued was issued.
	Within time.Duration
}

// LastsUntil is when the quota will be used up if the seller goes on as lately, after everything that waits has been
// issued. It is nil when the quota lasts until the month ends, because then there is a new one.
func (s Standing) LastsUntil(spending Spending, now time.Time) *time.Time {
	left := s.Remaining.Sub(spending.Waiting)
	if left.IsNegative() {
		return &now
	}
	if !spending.Issued.IsPositive() {
		return nil
	}
	seconds := left.Decimal().Mul(decimal.NewFromInt(int64(spending.Within / time.Second))).Div(spending.Issued.Decimal())
	renewed := calendar.DateOf(now).NextMonth().At(0, 0, 0)
	if seconds.GreaterThanOrEqual(decimal.NewFromInt(int64(renewed.Sub(now) / time.Second))) {
		return nil
	}
	until := now.Add(time.Duration(seconds.IntPart()) * time.Second)
	return &until
}

// Little says that little is left of the quota.
func (s Standing) Little() refusal.Words {
	return refusal.Words{
		English: fmt.Sprintf("Only %s of the quota of %s for %s is left; ask the tax bureau for a higher one in time.", s.Remaining, s.Total, s.Period),
		Chinese: fmt.Sprintf("%s 授信额度 %s 元仅余 %s 元，请及时向税务机关申请调增。", s.Period, s.Total, s.Remaining),
	}
}
