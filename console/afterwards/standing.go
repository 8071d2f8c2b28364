package afterwards

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

type standing struct {
	// Order is the one that there is; nil for none.
	Order     *api.StandingOrder
	Runs      page.List[api.StandingOrderRun]
	Titles    page.List[api.Title]
	Addresses page.List[api.Address]
	// Master is whose member the account is, and Members are its own, with what each can invoice.
	Master  api.Memberships
	Members []member
}

type member struct {
	api.Membership
	Available string
}

// mostMembers is for how many members it is said what they can invoice.
const mostMembers = 50

// showStanding shows what is applied for by itself (A14), and the group (A13).
func showStanding(v *page.Visit) error {
	s := standing{}
	if err := s.read(v); err != nil {
		return err
	}
	return v.ShowAs(v.Status(), standingTitle, standingPage(v, s))
}

func (s *standing) read(v *page.Visit) error {
	var found api.StandingOrder
	err := v.Get(account(v)+"/standing-order", &found)
	switch {
	case err == nil:
		s.Order = &found
	case page.ProblemOf(err).Status != http.StatusNotFound:
		return err
	}
	for path, into := range map[string]any{
		"/standing-order/history?limit=24": &s.Runs, "/titles?limit=" + mostSaved: &s.Titles, "/addresses?limit=" + mostSaved: &s.Addresses, "/master": &s.Master,
	} {
		if err := v.Get(account(v)+path, into); err != nil && page.ProblemOf(err).Status != http.StatusNotFound {
			return err
		}
	}
	return s.readMembers(v)
}

func (s *standing) readMembers(v *page.Visit) error {
	var found page.List[api.Membership]
	if err := v.Get(account(v)+"/members?limit=100", &found); err != nil {
		if page.ProblemOf(err).Status == http.StatusNotFound {
			return nil
		}
		return err
	}
	for n, one := range found.Items {
		row := member{Membership: one}
		if one.InForce && one.Way == group.Independent && n < mostMembers {
			var balance api.Balance
			if err := v.Get("/v1/accounts/"+url.PathEscape(string(one.Member))+"/invoiceable", &balance); err != nil {
				return err
			}
			row.Available = format.Money(balance.Available)
		}
		s.Members = append(s.Members, row)
	}
	return nil
}

// saveStanding writes the order as the form says it.
func saveStanding(v *page.Visit) error {
	day, err := strconv.Atoi(v.Form("day"))
	if err != nil {
		day = 0 // the API says what a day is
	}
	body := map[string]any{
		"day": day, "kind": v.Form("kind"), "medium": v.Form("medium"), "email": strings.ReplaceAll(v.Form("email"), "，", ","), "remark": v.Form("remark"),
		"enabled": v.Form("enabled") != "",
	}
	for _, name := range []string{"title", "address"} {
		if chosen := v.Form(name); chosen != "" {
			body[name] = chosen
		}
	}
	return standingChanged(v, v.Call(http.MethodPut, account(v)+"/standing-order", body, nil), "saved")
}

func deleteStanding(v *page.Visit) error {
	return standingChanged(v, v.Call(http.MethodDelete, account(v)+"/standing-order", nil, nil), "deleted")
}

func standingChanged(v *page.Visit, err error, word string) error {
	switch {
	case err == nil:
		return v.Go(after("/console/standing-order", word))
	case v.Refused(err):
		return showStanding(v)
	default:
		return err
	}
}

// typedStanding is the form: as it was typed where it was refused, else as the order is, else what most want.
func typedStanding(v *page.Visit, s standing) api.StandingOrderBody {
	switch {
	case v.R.Method == http.MethodPost && v.Form("kind") != "":
		day, err := strconv.Atoi(v.Form("day"))
		if err != nil {
			day = 0
		}
		typed := api.StandingOrderBody{
			Day: day, Kind: invoice.Kind(v.Form("kind")), Medium: invoice.Medium(v.Form("medium")), Email: v.Form("email"), Remark: v.Form("remark"),
			Enabled: v.Form("enabled") != "",
		}
		typed.Title, typed.Address = ids.Title(v.Form("title")), ids.Address(v.Form("address"))
		return typed
	case s.Order != nil:
		is := api.StandingOrderBody{
			Day: s.Order.Day, Kind: s.Order.Kind, Medium: s.Order.Medium, Email: s.Order.Email, Remark: s.Order.Remark, Enabled: s.Order.Enabled,
		}
		if s.Order.Title != nil {
			is.Title = *s.Order.Title
		}
		if s.Order.Address != nil {
			is.Address = *s.Order.Address
		}
		return is
	default:
		return api.StandingOrderBody{Day: 5, Kind: invoice.Ordinary, Medium: invoice.Electronic, Enabled: true}
	}
}

func wayWords(w group.Way) words.Text {
	if w == group.Trusteeship {
		return groupTrustee
	}
	return groupIndependent
}
