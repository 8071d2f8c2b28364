package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Seller is how a seller stands at the tax bureau, and what holds its invoices up (I5).
type Seller struct {
	Seller   ids.Seller      `json:"seller"`
	Session  invoice.Session `json:"session" enum:"ok,login,unknown"`
	Quota    *Quota          `json:"quota" doc:"What it may issue in the month (授信额度); null when the provider does not say."`
	Troubles []Trouble       `json:"troubles" nullable:"false" doc:"What holds its invoices up (I5); empty where nothing does."`
}

// Quota is what a seller may issue in a month, in CNY without tax.
type Quota struct {
	Period     string       `json:"period" doc:"The month of the quota, in Asia/Shanghai." example:"2026-09"`
	Total      money.Amount `json:"total" doc:"What it may issue in the month, without tax, in CNY." example:"1000000.00"`
	Remaining  money.Amount `json:"remaining" doc:"What is left of the month, without tax, in CNY, as the bureau counts it." example:"250000.00"`
	Waiting    money.Amount `json:"waiting" doc:"What waits here to be issued, without tax, in CNY." example:"12000.00"`
	LastsUntil *time.Time   `json:"lasts_until" nullable:"true" doc:"When it is used up at the rate of the last seven days, in UTC; null if not this month."`
}

// Trouble is a cause for which invoices are parked, with how many of them.
type Trouble struct {
	Cause  invoice.Cause `json:"cause"`
	Since  time.Time     `json:"since" doc:"Since when it is known, in UTC." example:"2026-09-18T02:00:00Z"`
	Parked int           `json:"parked" doc:"How many invoices wait because of it."`
	Trying int           `json:"trying" doc:"How many were let go and are not heard of yet."`
}

type sellerAnswer struct{ Body Seller }

func (s *surface) sellers() {
	on(s, call{method: http.MethodGet, path: "/v1/sellers/{seller}", summary: "A seller's quota, session and troubles", does: access.ReadSeller}, s.getSeller)
}

func (s *surface) getSeller(ctx context.Context, in *struct {
	Seller ids.Seller `path:"seller" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$"`
},
) (*sellerAnswer, error) {
	now := s.Now()
	troubles, err := s.Office.Sellers.Troubles(ctx, in.Seller, now)
	if err != nil {
		return nil, err
	}
	shown := Seller{Seller: in.Seller, Session: invoice.SessionUnknown, Troubles: make([]Trouble, len(troubles))}
	for n, t := range troubles {
		shown.Troubles[n] = Trouble{Cause: t.Cause, Since: t.Since.UTC(), Parked: t.Parked, Trying: t.Trying}
	}
	if in.Seller != invoice.Platform {
		return &sellerAnswer{Body: shown}, nil // vendors issue by themselves
	}
	spending, err := s.Office.Sellers.Spending(ctx, in.Seller, now)
	if err != nil {
		return nil, err
	}
	asking, stop := context.WithTimeout(ctx, standingTimeout)
	defer stop()
	standing, err := s.Provider.Standing(asking, s.Policy.Seller.TaxpayerID)
	if err != nil {
		slog.Warn("the provider does not say how the seller stands", "error", err)
		return &sellerAnswer{Body: shown}, nil
	}
	shown.Session = standing.Session
	shown.Quota = &Quota{
		Period: standing.Period, Total: standing.Total, Remaining: standing.Remaining, Waiting: spending.Waiting,
		LastsUntil: utc(standing.LastsUntil(spending, now)),
	}
	return &sellerAnswer{Body: shown}, nil
}
