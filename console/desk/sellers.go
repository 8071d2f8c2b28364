package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

const (
	sellersDesk = home + "/sellers"
	platformID  = invoice.Platform
)

func openSellers(open func(string, page.Room)) {
	open("GET "+sellersDesk, showSellers)
	open("GET "+sellersDesk+"/{seller}", showSeller)
	open("POST "+sellersDesk+"/{seller}/{deed}", pauseSeller)
	open("POST "+sellersDesk+"/{seller}/login-code", showLoginCode)
}

// sellerRow is a seller with what is parked of it.
type sellerRow struct {
	Seller  ids.Seller
	Name    words.Text
	Parked  int
	Trouble []words.Text
}

// showSellers lists the platform and all vendors, with what is parked of them.
func showSellers(v *page.Visit) error {
	var listed page.List[api.Parking]
	if err := v.Get("/v1/parked", &listed); err != nil {
		return err
	}
	var sellers page.List[api.Seller]
	if err := v.Get("/v1/sellers?limit=200", &sellers); err != nil {
		return err
	}
	return v.Show(sellersTitle, sellersPage(v, sellers.Items[0], rowsOfSellers(sellers.Items, listed.Items))) // the platform is always there, and first
}

func rowsOfSellers(sellers []api.Seller, parked []api.Parking) (rows []sellerRow) {
	for _, s := range sellers {
		rows = append(rows, sellerRow{Seller: s.Seller, Name: sellerNamed(s)})
	}
	for _, p := range parked {
		at := slices.IndexFunc(rows, func(r sellerRow) bool { return r.Seller == p.Seller })
		if at < 0 {
			at, rows = len(rows), append(rows, sellerRow{Seller: p.Seller, Name: sellerName(string(p.Seller))})
		}
		rows[at].Parked += p.Parked
		rows[at].Trouble = append(rows[at].Trouble, causeOf(p))
	}
	return rows
}

// sellerNamed is what a seller is called, with its id where that is another word.
func sellerNamed(s api.Seller) words.Text {
	if s.Seller == platformID || s.Name == string(s.Seller) {
		return sellerName(string(s.Seller))
	}
	return words.Same(s.Name + " · " + string(s.Seller))
}

// oneSeller is a seller with what holds its invoices up, by the parked list, which says what to do.
type oneSeller struct {
	api.Seller
	Parkings parkings
}

func showSeller(v *page.Visit) error {
	one, err := sellerOf(v)
	if err != nil {
		return err
	}
	return v.Show(one.heading(), sellerPage(v, one))
}

func sellerOf(v *page.Visit) (oneSeller, error) {
	one := oneSeller{}
	if err := v.Get("/v1/sellers/"+url.PathEscape(v.Path("seller")), &one.Seller); err != nil {
		return one, err
	}
	var listed page.List[api.Parking]
	if err := v.Get("/v1/parked", &listed); err != nil {
		return one, err
	}
	for _, p := range listed.Items {
		if p.Seller == one.Seller.Seller {
			one.Parkings.Items = append(one.Parkings.Items, p)
		}
	}
	var err error
	one.Parkings.Tasks, err = tasksByNumber(v, "")
	return one, err
}

func (one oneSeller) heading() words.Text {
	return sellerCase.With(sellerName(string(one.Seller.Seller)))
}

// pauseSeller pauses a seller with a reason, or has it issue again.
func pauseSeller(v *page.Visit) error {
	deed, to := v.Path("deed"), sellerPath(v.Path("seller"))
	var body any
	switch deed {
	case "pause":
		body = map[string]string{"reason": v.Form("reason")}
	case "resume":
	default:
		return v.Go(to)
	}
	err := v.Call(http.MethodPost, "/v1/sellers/"+url.PathEscape(v.Path("seller"))+"/"+deed, body, nil)
	if v.Refused(err) {
		one, err := sellerOf(v)
		if err != nil {
			return err
		}
		return v.ShowAs(v.Status(), one.heading(), sellerPage(v, one))
	}
	if err != nil {
		return err
	}
	return v.Go(to + "?done=" + deed)
}

// pausingDone says what the visitor has just done with a seller.
func pausingDone(v *page.Visit) words.Text {
	switch {
	case v.R.Method != http.MethodGet:
		return noWords
	case v.Form("done") == "pause":
		return isPaused
	case v.Form("done") == "resume":
		return isResumed
	default:
		return noWords
	}
}

func sellerName(seller string) words.Text {
	if seller == string(invoice.Platform) {
		return platformSeller
	}
	return words.Same(seller)
}

// usedOf is what a quota has issued.
func usedOf(q *api.Quota) money.Amount { return q.Total.Sub(q.Remaining) }

// low is the share of a quota that is left when it is marked; the length of the bar says so too.
const low = 0.85

// meterOf is an amount as a meter takes it.
func meterOf(a money.Amount) string { return a.String() }

func highOf(q *api.Quota) string { return fmt.Sprintf("%.2f", low*q.Total.Decimal().InexactFloat64()) }

// sessionLook draws a session.
func sessionLook(s invoice.Session) page.State {
	look := page.Neutral
	switch s {
	case invoice.SessionOK:
		look = page.Good
	case invoice.SessionLogin:
		look = page.Bad
	case invoice.SessionUnknown:
	}
	return page.State{Look: look, Says: sessionsSay[s]}
}
