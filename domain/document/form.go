package document

import (
	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
)

// Form is a form to be filled in by hand, and handed in with a ticket (V3, V6).
type Form struct {
	Title, TitleEN string
	// Says is what the customer declares, in Chinese and English.
	Says, SaysEN string
	// Blanks are what is filled in.
	Blanks []Blank
	// Seller is to whom it is declared.
	Seller invoice.Party
}

// Blank is one line to be filled in.
type Blank struct{ Label, LabelEN string }

var ofTheInvoice = []Blank{
	{"购买方名称", "Buyer"},
	{"纳税人识别号", "Taxpayer ID"},
	{"发票号码", "Invoice number"},
	{"开票日期", "Date of issue"},
	{"价税合计（元）", "Amount incl. tax, CNY"},
}

// forms are those that customers download, by the material that they become.
var forms = map[ticket.MaterialType]Form{
	ticket.LossCertificate: {
		Title: "发票遗失证明", TitleEN: "Invoice Loss Certificate",
		Says: "兹证明我单位不慎遗失下列发票，且未将其用于抵扣、报销或其他用途。现申请提供加盖发票专用章的记账联（存根联）复印件。如有不实，由我单位承担全部责任。",
		SaysEN: "We have lost the invoice named below, and have not used it for deduction, reimbursement or anything else. We ask for a copy of its stub " +
			"with the invoice seal, and answer for what is stated here.",
		Blanks: append(ofTheInvoice[:len(ofTheInvoice):len(ofTheInvoice)], Blank{"遗失经过", "How it was lost"}),
	},
	ticket.RejectionCertificate: {
		Title: "增值税专用发票拒收证明", TitleEN: "Invoice Rejection Certificate",
		Says:   "我单位拒收下列增值税专用发票，该发票尚未认证抵扣，现将全部联次随本证明一并退回。如有不实，由我单位承担全部责任。",
		SaysEN: "We reject the special VAT invoice named below. It has not been used for deduction; all of its sheets are returned with this certificate.",
		Blanks: append(ofTheInvoice[:len(ofTheInvoice):len(ofTheInvoice)], Blank{"拒收原因", "Reason"}),
	},
	ticket.VoidNote: {
		Title: "发票作废原因说明", TitleEN: "Note of the Reason for Voiding",
		Says:   "我单位申请作废下列增值税普通发票，该发票尚未使用，现将全部联次随本说明一并退回。",
		SaysEN: "We ask for the ordinary VAT invoice named below to be voided. It has not been used; all of its sheets are returned with this note.",
		Blanks: append(ofTheInvoice[:len(ofTheInvoice):len(ofTheInvoice)], Blank{"作废原因", "Reason"}),
	},
}

// FormOf is the form of a material, declared to a seller; it reports false where there is none.
func FormOf(of ticket.MaterialType, seller invoice.Party) (Form, bool) {
	form, found := forms[of]
	form.Seller = seller
	return form, found
}
