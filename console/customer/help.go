package customer

import (
	"slices"

	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/policy"
)

// answer is a question that customers ask, with its answer and where it is done. Where are the pages at whose foot it stands.
type answer struct {
	id    string
	asks  words.Text
	says  []words.Text
	done  []place
	where []string
	// facts are what the policy says: the seller, or where originals are sent back to.
	facts string
}

// place is where something is done.
type place struct {
	to   string
	says words.Text
}

func (a answer) on(where string) bool { return slices.Contains(a.where, where) }

// answers are all of them, in the order of the page.
var answers = slices.Concat(answersOnApplying, answersOnAmounts, answersOnInformation, answersAfterwards)

func helpPage(v *page.Visit) error {
	var p policy.Policy
	if err := v.Get("/v1/policy", &p); err != nil {
		return err
	}
	return v.Show(helpTitle, helpView(v, p))
}

// factsOf are the lines that belong to an answer.
func (a answer) factsOf(p policy.Policy) []string {
	switch a.facts {
	case "seller":
		return []string{p.Seller.Name, p.Seller.TaxpayerID, p.Seller.AddressPhone, p.Seller.BankAccount}
	case "returns":
		return []string{p.Returns.Recipient, p.Returns.Address, p.Returns.Phone}
	default:
		return nil
	}
}

// Where it is done.
var (
	atHome        = place{"/console#balance", words.Text{ZH: "可开票金额", EN: "Available to invoice"}}
	atRecords     = place{"/console#records-title", words.Text{ZH: "明细", EN: "Records"}}
	atReleases    = place{"/console#releases", words.Text{ZH: "下次释放", EN: "Released next"}}
	atApply       = place{"/console/apply", words.Text{ZH: "申请开票", EN: "Request invoice"}}
	atDetails     = place{"/console/apply/details", words.Text{ZH: "确认信息及地址", EN: "Confirm information and address"}}
	atOffset      = place{"/console/offset", words.Text{ZH: "欠票处理", EN: "Clear what is outstanding"}}
	atInvoices    = place{"/console/invoices", words.Text{ZH: "发票列表", EN: "Invoices"}}
	atInformation = place{"/console/information", words.Text{ZH: "发票信息管理", EN: "Invoice information"}}
	atProforma    = place{"/console/tickets/new?kind=proforma", words.Text{ZH: "申请形式发票", EN: "Ask for a pro-forma invoice"}}
	atVoid        = place{"/console/tickets/new?kind=void", words.Text{ZH: "作废纸质发票", EN: "Void a paper invoice"}}
	atLost        = place{"/console/tickets/new?kind=lost", words.Text{ZH: "遗失补办", EN: "A lost invoice"}}
	atCancel      = place{"/console/tickets/new?kind=cancel", words.Text{ZH: "撤销申请工单", EN: "A ticket to cancel"}}
	atAddress     = place{"/console/tickets/new?kind=change_address", words.Text{ZH: "修改邮寄地址工单", EN: "A ticket for another address"}}
	atOther       = place{"/console/tickets/new?kind=other", words.Text{ZH: "其他工单", EN: "Another ticket"}}
)
