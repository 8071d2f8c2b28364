package event

import "kaipiao/domain/notice"

// What happens to applications.
const (
	Submitted        Name = "submitted"
	Claimed          Name = "claimed"
	Unclaimed        Name = "unclaimed"
	ApprovalProposed Name = "approval_proposed"
	Approved         Name = "approved"
	Offset           Name = "offset"
	Rejected         Name = "rejected"
	Cancelled        Name = "cancelled"
	Renamed          Name = "renamed"
	AddressChanged   Name = "address_changed"
	// MessageRefused is about whatever has a workflow.
	MessageRefused Name = "message_refused"
)

var ofApplications = []Entry{
	{
		Name: Submitted, Types: Types{Application: "application.submitted"},
		English: "Submitted", Chinese: "已提交申请",
		When: "an application came in",
	},
	{
		Name: Claimed, Types: Types{Application: "application.claimed"},
		English: "Claimed by a reviewer", Chinese: "审核人已领取",
		When: "a reviewer took the application; from now on the customer needs a ticket to cancel it (R2)",
	},
	{
		Name: Unclaimed, Types: Types{Application: "application.unclaimed"},
		English: "Put back by the reviewer", Chinese: "审核人已放回",
		When: "a reviewer put the application back for everybody",
	},
	{
		Name: ApprovalProposed, Types: Types{Application: "application.approval_proposed"},
		English: "Approved by the first of two people", Chinese: "初审通过，待复核",
		When: "a reviewer approved a large application, which a second person has to approve too",
	},
	{
		Name: Approved, Types: Types{Application: "application.approved"}, Owes: Owes{Application: notice.Approved},
		English: "Approved", Chinese: "审核通过",
		When: "a reviewer, or the end of the cool-off, decided for the application (R1); its invoices are issued now",
	},
	{
		Name: Offset, Types: Types{Application: "application.offset"}, TellsDetail: true, Owes: Owes{Application: notice.Offset},
		English: "Offset against outstanding amounts", Chinese: "已全额冲抵欠票",
		When: "all of an application paid off outstanding amounts, and no invoice comes of it (L10); the detail is the amount",
	},
	{
		Name: Rejected, Types: Types{Application: "application.rejected"}, Mails: []notice.About{notice.Rejected},
		English: "Rejected", Chinese: "审核驳回",
		When: "a reviewer decided against the application; its amounts are free again",
	},
	{
		Name: Cancelled, Types: Types{Application: "application.cancelled", Invoice: "invoice.cancelled"},
		Owes:    Owes{Application: notice.Cancelled, Invoice: notice.InvoiceCancelled},
		English: "Cancelled", Chinese: "已撤销",
		When: "the application was taken back, or the invoice before it was issued, or all of the invoice was refunded before (I7); the amounts are free again",
	},
	{
		Name: Renamed, Types: Types{Application: "application.renamed", Invoice: "invoice.renamed"},
		English: "Title follows the account's new name", Chinese: "抬头已随账号更名",
		When: "the account has a new name, and what waits goes by it: an undecided application, or an invoice that the tax provider has not got (R6)",
	},
	{
		Name: AddressChanged, Types: Types{Application: "application.address_changed", Invoice: "invoice.address_changed"},
		English: "Address changed", Chinese: "收件地址已变更",
		When: "the paper goes to another address (R4)",
	},
	{
		Name: MessageRefused, Types: Types{Application: "application.message_refused", Invoice: "invoice.message_refused", Ticket: "ticket.message_refused"},
		English: "Message refused", Chinese: "消息被拒绝",
		When: "a message through Temporal could not be read, or did not say what it has to, such as who asks (R5); " +
			"the detail says which, and what is wrong with it",
	},
}
