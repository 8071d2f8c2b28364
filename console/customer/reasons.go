package customer

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

// next is the step that a customer can take about a reason.
func next(reason api.Reason) page.Reason { return steps[reason.Code] }

// nextOfChoice is the step about a reason of what is chosen: what does not cover a debt may be chosen differently.
func nextOfChoice(reason api.Reason) page.Reason {
	if reason.Code != "outstanding_not_covered" || reason.TaxCode == "" {
		return next(reason)
	}
	return page.Reason{Next: addOfCode, To: "/console/apply?" + url.Values{
		"by": {byRecords}, "seller": {reason.Seller}, "tax_code": {reason.TaxCode}, "counts": {"invoiceable"},
	}.Encode()}
}

// reasonsOf are reasons of an account, with their steps.
func reasonsOf(given []api.Reason) []page.Reason { return page.ReasonsOf(given, next) }

// choiceReasons are reasons of what is chosen, with theirs.
func choiceReasons(given []api.Reason) []page.Reason { return page.ReasonsOf(given, nextOfChoice) }

var addOfCode = words.Text{ZH: "加选同编码记录", EN: "Add records of this code"}

// steps say what to do about each reason why a customer cannot apply.
var steps = map[string]page.Reason{
	"nothing_selected":              {Next: words.Text{ZH: "选择记录或填写金额", EN: "Choose records or an amount"}, To: "/console/apply#field-amount"},
	"nothing_available":             {Next: words.Text{ZH: "查看下次释放", EN: "See the next release"}, To: "/console#releases"},
	"not_enough_available":          {Next: words.Text{ZH: "查看可开票金额", EN: "See what is available"}, To: "/console#balance"},
	"outstanding_not_covered":       {Next: words.Text{ZH: "处理欠票", EN: "Clear what is outstanding"}, To: "/console/offset"},
	"not_certified":                 {Next: getCertified},
	"special_not_for_certification": {Next: getCertified},
	"proforma_only":                 {Next: words.Text{ZH: "申请形式发票", EN: "Ask for a pro-forma invoice"}, To: "/console/tickets/new?kind=proforma"},
	"special_paper_only":            {Next: words.Text{ZH: "改用纸质", EN: "Use paper"}, To: "/console/apply/details#media"},
	"title_not_certified_name": {
		Next: words.Text{ZH: "名称变更或主体变更，请在账户中心办理", EN: "Ask for a name change or a subject change in the account centre"},
	},
	"taxpayer_id_invalid":  {Next: words.Text{ZH: "核对第 18 位", EN: "Check the 18th character"}, To: "/console/apply/details#field-taxpayer_id"},
	"taxpayer_id_required": {Next: words.Text{ZH: "填写税号", EN: "Fill in the tax number"}, To: "/console/apply/details#field-taxpayer_id"},
	"address_required":     {Next: words.Text{ZH: "填写邮寄地址", EN: "Fill in an address"}, To: "/console/apply/details#address"},
	"too_many_invoices":    {Next: words.Text{ZH: "分次申请", EN: "Apply in parts"}, To: "/console/apply"},
	"other_seller":         {Next: words.Text{ZH: "分次申请", EN: "Apply in parts"}, To: "/console/apply"},
	"paid_by_agent":        {Next: words.Text{ZH: "联系代理商", EN: "Ask your agent"}},
	"agent_paid":           {Next: words.Text{ZH: "联系代理商", EN: "Ask your agent"}},
}

var getCertified = words.Text{ZH: "请先在账户中心完成认证", EN: "Get certified in the account centre"}
