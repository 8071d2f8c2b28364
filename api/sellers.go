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
	"kaipiao/domain/seller"
	"kaipiao/office/paging"
)

// Seller is how a seller stands at the tax bureau, and what holds its invoices up (I5).
type Seller struct {
	Seller    ids.Seller      `json:"seller"`
	Name      string          `json:"name" doc:"What it is called on invoices (销售方名称); its id where the policy does not name it." example:"北京百度网讯科技有限公司"`
	Session   invoice.Session `json:"session" enum:"ok,login,unknown"`
	Quota     *Quota          `json:"quota" doc:"What it may issue in the month (授信额度); null when the provider does not say."`
	Troubles  []Trouble       `json:"troubles" nullable:"false" doc:"What holds its invoices up (I5); empty where nothing does."`
	Paused    *SellerPaused   `json:"paused" doc:"That people have paused it (暂停开具); null where nobody has."`
	LoginCode bool            `json:"login_code" doc:"Whether the provider gives a code with which the seller's issuing operator logs in at the tax bureau."`
	Affected  int             `json:"affected" doc:"How many of its invoices wait for a serial, which a pause holds up." example:"12"`
	// Warning and WarningZH are about the quota, as quota.warn_below of the policy says.
	Warning   *string  `json:"warning" nullable:"true" doc:"That little is left of the quota, in English; null where enough is, or nobody knows."`
	WarningZH *string  `json:"warning_zh" nullable:"true" doc:"The same in Chinese."`
	Actions   []Action `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// SellerPaused is who has paused a seller, and why.
type SellerPaused struct {
	Since  time.Time `json:"since" doc:"Since when, in UTC." example:"2026-09-18T02:00:00Z"`
	By     string    `json:"by" doc:"Who has paused it: a role with its name." example:"finance:zhao"`
	Reason string    `json:"reason" doc:"Why it is paused." example:"税务登记变更"`
}

// pauseBody says why a seller is paused.
type pauseBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" text:"lines" doc:"Why it is paused; shown as long as it is." example:"税务登记变更"`
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

// SellerPath names a seller.
type SellerPath struct {
	Seller ids.Seller `path:"seller" maxLength:"64" pattern:"^[A-Za-z0-9._-]+$"`
}

func (s *surface) sellers() {
	on(s, call{
		method: http.MethodGet, path: "/v1/sellers", does: access.ListSellers,
		summary: "The sellers that there are: the platform and the vendors",
	}, s.listSellers)
	on(s, call{method: http.MethodGet, path: "/v1/sellers/{seller}", summary: "A seller's quota, session and troubles", does: access.ReadSeller}, s.getSeller)
	on(s, call{
		method: http.MethodPost, path: "/v1/sellers/{seller}/pause", does: access.PauseSeller,
		summary: "Nothing of a seller is submitted any more, until it is resumed",
	}, s.pauseSeller)
	on(s, call{method: http.MethodPost, path: "/v1/sellers/{seller}/resume", does: access.ResumeSeller, summary: "A seller issues again"}, s.resumeSeller)
}

func (s *surface) listSellers(ctx context.Context, in *struct{ PageQuery }) (*listAnswer[Seller], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	known, err := s.Office.Sellers.List(ctx, page)
	if err != nil {
		return nil, err
	}
	shown := paging.Page[Seller]{Next: known.Next}
	for _, one := range known.Items {
		seller, err := s.showSeller(ctx, one)
		if err != nil {
			return nil, err
		}
		shown.Items = append(shown.Items, seller)
	}
	return listOf(shown, func(one Seller) Seller { return one }), nil
}

func (s *surface) getSeller(ctx context.Context, in *SellerPath) (*sellerAnswer, error) {
	shown, err := s.showSeller(ctx, in.Seller)
	return &sellerAnswer{Body: shown}, err
}

func (s *surface) pauseSeller(ctx context.Context, in *struct {
	SellerPath
	Body pauseBody
},
) (*sellerAnswer, error) {
	if _, err := s.Office.Sellers.Pause(ctx, in.Seller, in.Body.Reason, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getSeller(ctx, &in.SellerPath)
}

func (s *surface) resumeSeller(ctx context.Context, in *SellerPath) (*sellerAnswer, error) {
	if _, err := s.Office.Sellers.Resume(ctx, in.Seller, actorOf(ctx), s.Now()); err != nil {
		return nil, err
	}
	return s.getSeller(ctx, in)
}

// showSeller shows a seller to the caller.
func (s *surface) showSeller(ctx context.Context, of ids.Seller) (Seller, error) {
	now := s.Now()
	troubles, err := s.Office.Sellers.Troubles(ctx, of, now)
	if err != nil {
		return Seller{}, err
	}
	pausing, err := s.Office.Sellers.Pausing(ctx, of)
	if err != nil {
		return Seller{}, err
	}
	shown := Seller{
		Seller: of, Name: s.nameOf(of), Session: invoice.SessionUnknown, Troubles: make([]Trouble, len(troubles)), Affected: pausing.Affected,
		Actions: s.actions(ctx, access.Object{}, seller.Offers(of, pausing.Status(), actorOf(ctx))),
	}
	for n, t := range troubles {
		shown.Troubles[n] = Trouble{Cause: t.Cause, Since: t.Since.UTC(), Parked: t.Parked, Trying: t.Trying}
	}
	if pausing.Status() == seller.Paused {
		shown.Paused = &SellerPaused{Since: pausing.At.UTC(), By: pausing.By.String(), Reason: pausing.Reason}
	}
	if of != invoice.Platform {
		return shown, nil // vendors issue by themselves
	}
	shown.LoginCode = s.Provider.Capabilities().ShowsLoginCode
	return shown, s.askStanding(ctx, &shown, now)
}

// nameOf is what a seller is called on invoices.
func (s *surface) nameOf(of ids.Seller) string {
	if of == invoice.Platform {
		return s.Policy.Seller.Name
	}
	return s.Policy.Vendor(of).Name
}

// askStanding asks the provider how the platform stands. Where it does not say, nothing is known of the quota.
func (s *surface) askStanding(ctx context.Context, shown *Seller, now time.Time) error {
	spending, err := s.Office.Sellers.Spending(ctx, shown.Seller, now)
	if err != nil {
		return err
	}
	asking, stop := context.WithTimeout(ctx, standingTimeout)
	defer stop()
	standing, err := s.Provider.Standing(asking, s.Policy.Seller.TaxpayerID)
	if err != nil {
		slog.WarnContext(ctx, "the provider does not say how the seller stands", "error", err)
		return nil
	}
	shown.Session = standing.Session
	if standing.Period == "" {
		return nil // the provider does not tell the quota
	}
	shown.Quota = &Quota{
		Period: standing.Period, Total: standing.Total, Remaining: standing.Remaining, Waiting: spending.Waiting,
		LastsUntil: utc(standing.LastsUntil(spending, now)),
	}
	if s.Policy.Quota.Warns(standing) {
		words := standing.Little()
		shown.Warning, shown.WarningZH = &words.English, &words.Chinese
	}
	return nil
}
