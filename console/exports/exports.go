// Package exports is where customers, finance and auditors ask for files, see how far they are, and fetch them (P6, F9).
package exports

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/export"
)

// Open adds the rooms.
func Open(house *page.House) {
	open := func(pattern string, room page.Room) {
		house.Open(pattern, page.OwnOnly(room), access.Customer, access.Finance, access.Auditor)
	}
	open("GET /console/exports", showList)
	open("POST /console/exports", request)
	open("GET /console/exports/{id}", showOne)
	open("GET /console/exports/{id}/file", file)
}

type listPage struct {
	Found page.List[api.Export]
	Key   string
}

func showList(v *page.Visit) error {
	l := listPage{Key: cmp.Or(v.Form("key"), uuid.NewString())}
	query := url.Values{"limit": {"50"}}
	if cursor := v.R.URL.Query().Get("cursor"); cursor != "" {
		query.Set("cursor", cursor)
	}
	if err := v.Get("/v1/exports?"+query.Encode(), &l.Found); err != nil {
		return err
	}
	return v.ShowAs(v.Status(), title, listOf(v, l))
}

// request asks for a file; pressed twice it is one, because the form has a key.
func request(v *page.Visit) error {
	body := map[string]string{"what": v.Form("what"), "from": v.Form("from"), "to": v.Form("to"), "format": formatOf(v)}
	if account := v.Form("account"); account != "" && !v.IsCustomer() {
		body["account"] = account
	}
	var asked api.Export
	if err := v.Call(http.MethodPost, "/v1/exports", body, &asked, "Idempotency-Key", v.Form("key")); err != nil {
		if v.Refused(err) {
			return showList(v)
		}
		return err
	}
	return v.Go("/console/exports/" + url.PathEscape(string(asked.ID)))
}

func showOne(v *page.Visit) error {
	var asked api.Export
	if err := v.Get("/v1/exports/"+url.PathEscape(v.Path("id")), &asked); err != nil {
		return err
	}
	return v.Show(one, onePage(v, asked))
}

func file(v *page.Visit) error {
	at := "/v1/exports/" + url.PathEscape(v.Path("id"))
	var asked api.Export
	if err := v.Get(at, &asked); err != nil {
		return err
	}
	if asked.File == nil {
		return v.Show(one, onePage(v, asked))
	}
	return v.API().Pass(v.W, v.R, v.Who, at+"/file")
}

// state draws how far an export is.
func state(s export.Status) page.State {
	switch s {
	case export.Making:
		return page.State{Look: page.Run, Says: stateMaking}
	case export.Ready:
		return page.State{Look: page.Good, Says: stateReady}
	case export.Failed:
		return page.State{Look: page.Bad, Says: stateFailed}
	default:
		return page.State{Look: page.Neutral, Says: stateNew}
	}
}

// firstDay and lastDay are what the form begins with: this month until today.
func firstDay(v *page.Visit) string { return cmp.Or(v.Form("from"), format.DayOf(v.Now)[:8]+"01") }

func lastDay(v *page.Visit) string { return cmp.Or(v.Form("to"), format.DayOf(v.Now)) }

// helpOfDays says which days are meant, of what the visitor can ask for.
func helpOfDays(v *page.Visit) words.Text {
	if v.IsCustomer() {
		return customersDays
	}
	return daysHelp
}

// kinds are what the visitor can ask for. A customer books nothing of ours.
func kinds(v *page.Visit) []export.What {
	if v.IsCustomer() {
		return []export.What{export.Invoices, export.Ledger}
	}
	return []export.What{export.Invoices, export.Ledger, export.AuditPack, export.Documents}
}

// formatOf is the format that is asked for. Documents for accounting have one alone, which the form names with them.
func formatOf(v *page.Visit) string {
	if v.Form("what") == string(export.Documents) {
		return string(export.JSONL)
	}
	return v.Form("format")
}

func isUnderWay(e api.Export) bool { return e.Status == export.Requested || e.Status == export.Making }
