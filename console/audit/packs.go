package audit

import (
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/domain/calendar"
)

type packed struct {
	Exports page.List[api.Export]
	// Month is proposed, or was typed; Key makes the form one pack, however often it is sent.
	Month, Key string
}

// packs lists what was made, and has a form for another month.
func packs(v *page.Visit) error {
	p := packed{Month: v.Form("month"), Key: v.Form("key")}
	if p.Month == "" {
		p.Month = calendar.NewDate(v.Now.In(calendar.Shanghai).Year(), v.Now.In(calendar.Shanghai).Month()-1, 1).Month() // the last whole one
	}
	if p.Key == "" {
		p.Key = uuid.NewString()
	}
	if err := v.Get("/v1/exports?limit=50", &p.Exports); err != nil {
		return err
	}
	p.Exports.Items = onlyPacks(p.Exports.Items)
	return v.ShowAs(v.Status(), packsTitle, packsPage(v, p))
}

func onlyPacks(all []api.Export) (kept []api.Export) {
	for _, one := range all {
		if one.What == "audit_pack" {
			kept = append(kept, one)
		}
	}
	return kept
}

// makePack asks for the pack of a whole month.
func makePack(v *page.Visit) error {
	first, err := time.ParseInLocation("2006-01", v.Form("month"), calendar.Shanghai)
	if err != nil {
		v.Problem = &page.Problem{Problem: api.Problem{
			Status: http.StatusBadRequest, Code: "invalid_request", Detail: noMonth.EN, DetailZH: noMonth.ZH,
			Errors: []api.FieldProblem{{Field: "month", Code: "invalid_request", Message: noMonth.EN, MessageZH: noMonth.ZH}},
		}}
		return packs(v)
	}
	body := map[string]string{
		"what": "audit_pack", "format": "zip", "from": first.Format(time.DateOnly), "to": first.AddDate(0, 1, -1).Format(time.DateOnly),
	}
	if err := v.Call(http.MethodPost, "/v1/exports", body, nil, "Idempotency-Key", v.Form("key")); err != nil {
		if v.Refused(err) {
			return packs(v)
		}
		return err
	}
	return v.Go("/console/audit/packs")
}

func download(v *page.Visit) error {
	return v.API().Pass(v.W, v.R, v.Who, "/v1/exports/"+url.PathEscape(v.Path("id"))+"/file")
}
