package page

import (
	"strings"

	"kaipiao/access"
	"kaipiao/console/words"
)

// Link is a place of the navigation.
type Link struct {
	To   string
	Says words.Text
}

// IsCustomer reports whether the visitor is a customer.
func (v *Visit) IsCustomer() bool { return v.Who.Role == access.Customer }

// IsFinance reports whether the visitor works at the desk.
func (v *Visit) IsFinance() bool { return v.Who.Role == access.Finance }

// ReadsOnly reports whether the visitor may look and change nothing.
func (v *Visit) ReadsOnly() bool { return v.Who.Role == access.Auditor }

var navigation = map[access.Role][]Link{
	access.Customer: {
		{"/console", words.Text{ZH: "发票管理", EN: "Invoice management"}},
		{"/console/invoices", words.Text{ZH: "发票列表", EN: "Invoices"}},
		{"/console/tickets", words.Text{ZH: "工单", EN: "Tickets"}},
		{"/console/information", words.Text{ZH: "发票信息管理", EN: "Invoice information"}},
		{"/console/standing-order", words.Text{ZH: "自动开票", EN: "Standing order"}},
		{"/console/exports", words.Text{ZH: "导出", EN: "Exports"}},
	},
	access.Finance: {
		{"/console/desk", words.Text{ZH: "工作台", EN: "Desk"}},
		{"/console/desk/invoices", words.Text{ZH: "发票", EN: "Invoices"}},
		{"/console/desk/sellers", words.Text{ZH: "销售方", EN: "Sellers"}},
		{"/console/figures", words.Text{ZH: "报表", EN: "Figures"}},
		{"/console/exports", words.Text{ZH: "导出", EN: "Exports"}},
	},
	access.Vendor: {
		{"/console/vendor", words.Text{ZH: "我的发票", EN: "My invoices"}},
	},
	access.Auditor: {
		{"/console/audit", words.Text{ZH: "审计", EN: "Audit"}},
		{"/console/desk", words.Text{ZH: "工作台", EN: "Desk"}},
		{"/console/desk/invoices", words.Text{ZH: "发票", EN: "Invoices"}},
		{"/console/figures", words.Text{ZH: "报表", EN: "Figures"}},
		{"/console/exports", words.Text{ZH: "导出", EN: "Exports"}},
	},
}

// Navigation are the places of the visitor.
func (v *Visit) Navigation() []Link { return navigation[v.Who.Role] }

// IsAt reports whether the page belongs to a place of the navigation: the one with the longest address that fits.
func (v *Visit) IsAt(link Link) bool {
	at, longest := v.R.URL.Path, ""
	for _, other := range v.Navigation() {
		if (at == other.To || strings.HasPrefix(at, other.To+"/")) && len(other.To) > len(longest) {
			longest = other.To
		}
	}
	return link.To == longest
}

// HomeOf is where somebody's pages begin.
func HomeOf(role access.Role) string {
	switch role {
	case access.Finance:
		return "/console/desk"
	case access.Vendor:
		return "/console/vendor"
	case access.Auditor:
		return "/console/audit"
	case access.Customer, access.Service:
		return "/console"
	default:
		return "/console"
	}
}
