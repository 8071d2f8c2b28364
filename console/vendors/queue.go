package vendors

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

// view is a part of a vendor's invoices, with the filter that makes it.
type view struct {
	name   string
	says   words.Text
	filter url.Values
}

// views in the order of the work.
var views = []view{
	{"issue", words.Text{ZH: "待开具", EN: "To be issued"}, url.Values{"status": {"approved"}}},
	{"ship", words.Text{ZH: "待寄出", EN: "To be sent"}, url.Values{"status": {"issued"}, "medium": {"paper"}}},
	{"issued", words.Text{ZH: "已开具", EN: "Issued"}, url.Values{"status": {"issued"}}},
	{"sent", words.Text{ZH: "已寄出", EN: "Sent"}, url.Values{"status": {"shipped"}}},
	{"refused", words.Text{ZH: "已拒绝", EN: "Refused"}, url.Values{"status": {"cancelled"}}},
}

type listed struct {
	Chosen   view
	Invoices page.List[api.Invoice]
}

// queue lists what a vendor has to do, or has done; what is due first comes first while it is to be issued.
func queue(v *page.Visit) error {
	shown := listed{Chosen: views[0]}
	for _, one := range views {
		if one.name == v.Form("view") {
			shown.Chosen = one
		}
	}
	query := url.Values{"limit": {"50"}}
	for name, values := range shown.Chosen.filter {
		query[name] = values
	}
	if cursor := v.Form("cursor"); cursor != "" {
		query.Set("cursor", cursor)
	}
	if err := v.Get("/v1/invoices?"+query.Encode(), &shown.Invoices); err != nil {
		return err
	}
	return v.Show(mine, queuePage(v, shown))
}
