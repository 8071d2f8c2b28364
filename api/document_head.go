package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// conventions are what holds for all calls.
const conventions = `The invoice back office of cloud and SaaS vendors in China: from paid consumption to the issued invoice.
云与 SaaS 服务商的开票后台：从已支付的消费到开具的发票。

**Who calls.** A bearer token of an issuer that this service trusts (OpenID Connect) says who calls, in which role. Each call names the
roles that may make it. What is not the caller's own is answered as if it were not there (404).

**Money** is a string with two decimals, in CNY, and never a JSON number: ` + "`\"900.00\"`" + `. Amounts include tax unless they are called net or tax.

**Time.** Instants are RFC 3339 and answered in UTC; days are days in China (Asia/Shanghai), such as ` + "`2026-09-18`" + `.

**Exactly once.** A call with an ` + "`Idempotency-Key`" + ` is made once under it, however often it is sent; so is what brings an id of its own
(accounts, consumptions, refunds, imports). Where an answer did not come, send the same again.

**Lists** come in pages: ` + "`next_cursor`" + ` is the ` + "`cursor`" + ` of the next one, and null on the last. Lists, sums, search and figures may
be some seconds old where the service reads them in a copy of its database; ` + "`Cache-Control: no-cache`" + ` asks for what is newest, such as what the
caller has just written. An object that is read by its id is never old.

**Refusals** are problem details (RFC 9457) with a stable ` + "`code`" + ` and a sentence in English and Chinese. A refused call changed nothing. All codes
are listed in docs/errors.md.

**Changes.** Requests are closed: a member that there is not is refused, and one that is null counts as left out. Answers are open: new
members, and new words in lists of events, may come, and clients ignore what they do not know.

**Actions.** Objects list what this caller may do with them now (` + "`actions`" + `), with the call, and why not where somebody would expect it.`

// head is what the document says of the service as a whole.
func (d *servedDocument) head() {
	d.Info.Description = conventions
	d.Info.License = &huma.License{Name: "MIT", Identifier: "MIT"}
	d.Info.Contact = &huma.Contact{Name: "The Kaipiao authors"}
	d.Servers = []*huma.Server{{URL: "/", Description: "The service that serves this document."}}
	schemes := d.Components.SecuritySchemes
	schemes["bearer"].Description = "An access token (JWT) of an OpenID Connect issuer that is trusted here, for this audience: it names the caller, " +
		"and what gives it a role. Services get one by client credentials. `starter sign-in` and `starter token` get one in the embedded stack."
	schemes["courierSignature"] = signedBy("the courier", "KAIPIAO_COURIER_SECRET")
	schemes["providerSignature"] = signedBy("the tax provider", "KAIPIAO_PROVIDER_SECRET")
	used := map[string]bool{webhooksTag: true}
	for _, operation := range d.operations() {
		used[operation.Tags[0]] = true
	}
	for _, subject := range subjects {
		if used[subject.tag] {
			d.Tags = append(d.Tags, &huma.Tag{Name: subject.tag, Description: subject.english + "\n" + subject.chinese})
			used[subject.tag] = false
		}
	}
}

const webhooksTag = "Webhooks"

// subjects are what calls are about, in the order of the document. A call is about the first one of which its method and path hold a part.
var subjects = []struct {
	tag, english, chinese string
	parts                 []string
}{
	{"Accounts", "Customers, with what they are certified as.", "客户账号及其实名认证信息。", nil},
	{"Groups", "Accounts that invoice together: members, and the master that pays.", "集团开票：成员与主账号。", []string{"/master", "/members"}},
	{
		"Titles and addresses", "Saved invoice information and the address book.", "已保存的发票抬头与收件地址。",
		[]string{"/titles", "/addresses"},
	},
	{"Consumption", "What customers have paid for, and what they got back.", "客户已支付的消费与退款。", []string{"/v1/consumptions", "/v1/refunds"}},
	{"Imports", "Files of consumption, such as cloud bills: all of a file, or nothing.", "消费账单文件导入：整份入账或全部不入账。", []string{"/v1/imports"}},
	{"Exports", "Files of invoices, of the ledger, and for auditors.", "发票、账务明细与审计包导出。", []string{"/v1/exports"}},
	{"Balance", "What may be invoiced, and why not more.", "可开票金额及其构成。", []string{"/invoiceable", "/offset-plan"}},
	{"Standing orders", "Applying each month by itself.", "自动开票：每月自动申请开票。", []string{"/standing-order"}},
	{"Applications", "Applying for invoices, and deciding about it.", "开票申请与审核。", []string{"/applications"}},
	{"Reversals", "Undoing invoices: red-issuing, voiding, and the buyer's red-letter forms.", "发票红冲、作废与红字信息确认单。", []string{
		"GET /v1/invoices/{id}/red", "POST /v1/invoices/{id}/red", "/v1/red-forms",
	}},
	{"Parcels", "Paper invoices on their way.", "纸质发票的寄送。", []string{"/v1/print-desk", "/ship", "/invoices/{id}/delivered", "/resend", "/waybill"}},
	{"Vendors", "What marketplace vendors do with the invoices that are theirs to issue.", "云市场服务商自行开票。", []string{
		"/invoices/{id}/issue", "/invoices/{id}/refuse", "/invoices/{id}/remind", "/reversed", "PUT /v1/invoices",
	}},
	{"Invoices", "Invoices, their files and what happened to them.", "发票、发票文件与处理记录。", []string{"/invoices"}},
	{"Tickets", "What customers ask of finance: voids, lost papers, other addresses, pro-forma invoices.", "客户工单：作废、遗失、改址、形式发票等。", []string{
		"/v1/tickets", "/v1/templates",
	}},
	{webhooksTag, "Being told of everything that happens, as Standard Webhooks says.", "事件订阅（遵循 Standard Webhooks）。", []string{"/v1/webhooks"}},
	{"Operation", "What the people need who run the service.", "运营人员使用的接口。", []string{
		"/v1/desk", "/v1/parked", "/v1/figures", "/v1/search", "/v1/operator-tasks", "/v1/sellers", "/v1/reconciliations", "/v1/calendar",
		"/v1/policy", "/v1/permissions",
	}},
	{"Audit", "Who did what.", "操作审计记录。", []string{"/v1/audit"}},
	{"Callbacks", "What the courier and the tax provider push to us.", "快递公司与税务平台的回调。", []string{"/v1/courier", "/v1/provider"}},
	{"Health", "Whether the service runs.", "服务状态。", []string{"/healthz", "/readyz"}},
}

// tagOf is the subject of a call.
func tagOf(call string) string {
	for _, subject := range subjects {
		for _, part := range subject.parts {
			if strings.Contains(call, part) {
				return subject.tag
			}
		}
	}
	return subjects[0].tag
}
