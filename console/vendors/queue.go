package vendors

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

// view is a part of a vendor's invoices, with the filter that makes it, and what is said of its order.
type view struct {
	name   string
	says   words.Text
	order  words.Text
	filter url.Values
}

// views in the order of the work.
var views = []view{
	{"issue", words.Text{ZH: "待开具", EN: "To be issued"}, mostUrgent, url.Values{"status": {"approved"}, "order": {"due"}}},
	{"ship", words.Text{ZH: "待寄出", EN: "To be sent"}, latestFirst, url.Values{"status": {"issued"}, "medium": {"paper"}, "order": {"latest"}}},
	{"issued", words.Text{ZH: "已开具", EN: "Issued"}, latestFirst, url.Values{"status": {"issued"}, "order": {"latest"}}},
	{"sent", words.Text{ZH: "已寄出", EN: "Sent"}, latestFirst, url.Values{"status": {"shipped"}, "order": {"latest"}}},
	{"refused", words.Text{ZH: "已拒绝", EN: "Refused"}, latestFirst, url.Values{"status": {"cancelled"}, "order": {"latest"}}},
}

type listed struct {
	Chosen   view
	Invoices page.List[api.Invoice]
}

// queue lists what a vendor has to do, or has done. What is to be issued has a promise: what is late, or due first, comes first.
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
