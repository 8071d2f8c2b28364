package customer

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

// Home shows what can be invoiced, why not more, and when more will be (L12).
func Home(v *page.Visit) error {
	query := url.Values{}
	for _, name := range []string{"seller", "subject", "at"} {
		if value := v.Form(name); value != "" {
			query.Set(name, value)
		}
	}
	h := home{}
	account := "/v1/accounts/" + url.PathEscape(string(v.Account))
	if err := v.Get(account+"/invoiceable?"+query.Encode(), &h.Balance); err != nil {
		return err
	}
	query.Del("at")
	query.Set("limit", "50")
	if cursor := v.Form("cursor"); cursor != "" {
		query.Set("cursor", cursor)
	}
	if err := v.Get(account+"/invoiceable/records?"+query.Encode(), &h.Records); err != nil {
		return err
	}
	h.Seller = v.Form("seller")
	return v.Show(title, homePage(v, h))
}

type home struct {
	Balance api.Balance
	Records page.List[api.Record]
	Seller  string
}

// next is the step that a customer can take about a reason.
func next(reason api.Reason) page.Reason {
	return steps[reason.Code]
}

// steps say what to do about each reason why a customer cannot apply.
var steps = map[string]page.Reason{
	"nothing_available":       {Next: words.Text{ZH: "查看下次释放", EN: "See the next release"}, To: "#releases"},
	"outstanding_not_covered": {Next: words.Text{ZH: "处理欠票", EN: "Clear what is outstanding"}, To: "/console/offset"},
	"not_certified":           {Next: words.Text{ZH: "请先在账户中心完成实名认证", EN: "Get certified in the account centre"}},
	"proforma_only":           {Next: words.Text{ZH: "申请形式发票", EN: "Ask for a pro-forma invoice"}, To: "/console/tickets/new?kind=proforma"},
	"paid_by_agent":           {Next: words.Text{ZH: "联系代理商", EN: "Ask your agent"}},
}
