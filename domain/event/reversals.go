package event

import (
	"kaipiao/domain/accounting"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/reversal"
)

// What happens to issued invoices that are undone (V1 to V4).
const (
	RedRequested           Name = "red_requested"
	VoidRequested          Name = "void_requested"
	RedAwaitsBuyer         Name = "red_awaits_buyer"
	RedWithdrawalRequested Name = "red_withdrawal_requested"
	ReversalParked         Name = "reversal_parked"
	RedIssued              Name = "red_issued"
	PartlyRedIssued        Name = "partly_red_issued"
	Voided                 Name = "voided"
	RedDenied              Name = "red_denied"
	RedLapsed              Name = "red_lapsed"
	RedWithdrawn           Name = "red_withdrawn"
	RedRefused             Name = "red_refused"
	VoidRefused            Name = "void_refused"
	RedFormFound           Name = "red_form_found"
	RedFormConfirmed       Name = "red_form_confirmed"
	RedFormDenied          Name = "red_form_denied"
	RedDeclined            Name = "red_declined"
	UndoneElsewhere        Name = "undone_elsewhere"
	UndoneByVendor         Name = "undone_by_vendor"
	RedFileStored          Name = "red_file_stored"
	RedFilesReady          Name = "red_files_ready"
)

var ofReversals = []Entry{
	{
		Name: RedRequested, Types: Types{Invoice: "invoice.red_requested"},
		English: "Red-issue requested", Chinese: "已申请红冲",
		When: "the invoice, or a part of it, is to be red-issued (V2); the detail is the reversal",
	},
	{
		Name: VoidRequested, Types: Types{Invoice: "invoice.void_requested"},
		English: "Void requested", Chinese: "已申请作废",
		When: "a paper is to be voided in the month of its issue (V3); the detail is the reversal",
	},
	{
		Name: RedAwaitsBuyer, Types: Types{Invoice: "invoice.red_awaits_buyer"}, Mails: []notice.About{notice.RedAwaitsBuyer},
		English: "Waits for the buyer to confirm", Chinese: "待购买方确认红字信息",
		When: "the buyer has used or booked the invoice and has to confirm the red-letter form (V1); the mail is repeated as a reminder. " +
			"The detail is the reversal",
	},
	{
		Name: RedWithdrawalRequested, Types: Types{Invoice: "invoice.red_withdrawal_requested"},
		English: "Withdrawal of the form requested", Chinese: "已申请撤回红字确认单",
		When: "somebody takes back a form that the buyer has not confirmed (V1); the detail is the reversal",
	},
	{
		Name: ReversalParked, Types: Types{Invoice: "invoice.reversal_parked"}, TellsDetail: true,
		English: "Reversal parked", Chinese: "红冲或作废已挂起",
		When: "a trouble of its seller holds the reversal up (I5); the detail is the cause",
	},
	{
		Name: RedIssued, Types: Types{Invoice: "invoice.red_issued"}, TellsDetail: true, Books: accounting.RedIssued, Mails: []notice.About{notice.Reversed},
		English: "Red-issued", Chinese: "已红冲",
		When: "the invoice is wholly reversed, and its amounts are back (V4); the detail is the number of the red document",
	},
	{
		Name: PartlyRedIssued, Types: Types{Invoice: "invoice.partly_red_issued"}, TellsDetail: true,
		Books: accounting.RedIssued, Mails: []notice.About{notice.Reversed},
		English: "Partly red-issued", Chinese: "已部分红冲",
		When: "a part of the invoice is reversed, and its amounts are back (V2); the detail is the number of the red document",
	},
	{
		Name: Voided, Types: Types{Invoice: "invoice.voided"}, Books: accounting.Voided, Mails: []notice.About{notice.Reversed},
		English: "Voided", Chinese: "已作废",
		When: "the paper is void, and its amounts are back (V3)",
	},
	{
		Name: RedDenied, Types: Types{Invoice: "invoice.red_denied"}, Mails: []notice.About{notice.NotReversed},
		English: "Red-issue denied by the buyer", Chinese: "购买方已否认红字确认单",
		When: "the buyer denied the red-letter form, and the invoice stays valid (V1)",
	},
	{
		Name: RedLapsed, Types: Types{Invoice: "invoice.red_lapsed"}, Mails: []notice.About{notice.NotReversed},
		English: "Red-letter form lapsed", Chinese: "红字确认单已逾期失效",
		When: "the buyer did not confirm the form in time, and the invoice stays valid (V1)",
	},
	{
		Name: RedWithdrawn, Types: Types{Invoice: "invoice.red_withdrawn"}, Mails: []notice.About{notice.NotReversed},
		English: "Red-letter form withdrawn", Chinese: "红字确认单已撤回",
		When: "the form was taken back, and the invoice stays valid (V1)",
	},
	{
		Name: RedRefused, Types: Types{Invoice: "invoice.red_refused"}, Mails: []notice.About{notice.NotReversed},
		English: "Red-issue refused", Chinese: "红冲被拒绝",
		When: "the tax provider refused to red-issue the invoice, which stays valid; the detail is its reason",
	},
	{
		Name: VoidRefused, Types: Types{Invoice: "invoice.void_refused"},
		English: "Void refused", Chinese: "作废被拒绝，改为红冲",
		When: "the bureau does not void the paper (any more), and it is red-issued instead (V3); the detail is the reason",
	},
	{
		Name: RedFormFound, Types: Types{Invoice: "invoice.red_form_found"},
		English: "The buyer began a red-letter form", Chinese: "购买方已发起红字信息确认单",
		When: "the buyer began a red-letter form at the tax bureau, which finance confirms or denies (V8); the detail is the reversal",
	},
	{
		Name: RedFormConfirmed, Types: Types{Invoice: "invoice.red_form_confirmed"},
		English: "The buyer's form confirmed by finance", Chinese: "财务已确认购买方的红字信息确认单",
		When: "finance confirms a form that the buyer began (V8); the detail is the reversal",
	},
	{
		Name: RedFormDenied, Types: Types{Invoice: "invoice.red_form_denied"},
		English: "The buyer's form denied by finance", Chinese: "财务已否认购买方的红字信息确认单",
		When: "finance denies a form that the buyer began (V8); the detail is the reversal",
	},
	{
		Name: RedDeclined, Types: Types{Invoice: "invoice.red_declined"}, Mails: []notice.About{notice.NotReversed},
		English: "The buyer's form is denied at the bureau", Chinese: "购买方的红字信息确认单已被否认",
		When: "the tax bureau has our denial of a form that the buyer began, and the invoice stays valid (V8)",
	},
	{
		Name: UndoneElsewhere, Types: Types{Invoice: "invoice.undone_elsewhere"},
		English: "A red document or void that was made elsewhere is found", Chinese: "发现外部开具的红字发票或作废",
		When: "somebody else has reversed or voided the invoice at the provider or the tax bureau, and it is booked here (V9); the detail is the reversal",
	},
	{
		Name: UndoneByVendor, Types: Types{Invoice: "invoice.undone_by_vendor"},
		English: "The vendor has reversed its invoice", Chinese: "服务商已红冲其发票",
		When: "a marketplace vendor reports that it has red-issued an invoice of its own, wholly or in part (V10); the detail is the reversal",
	},
	{
		Name: RedFileStored, Types: Types{Invoice: "invoice.red_file_stored"},
		English: "File of the red document handed in by the vendor", Chinese: "服务商已上传红字发票文件",
		When: "a marketplace vendor handed in a file of a red document of its own (V10); the detail is the format",
	},
	{
		Name: RedFilesReady, Types: Types{Invoice: "invoice.red_files_ready"}, TellsDetail: true, Books: accounting.RedIssued,
		English: "Files of the red invoice ready", Chinese: "红字发票文件已就绪",
		When: "every file of an issued red invoice can be downloaded (I6); the detail is the reversal",
	},
}

var (
	reversalBegan = map[reversal.Kind]Name{reversal.Red: RedRequested, reversal.Void: VoidRequested}

	invoiceUndone = map[invoice.Status]Name{invoice.RedIssued: RedIssued, invoice.PartlyRedIssued: PartlyRedIssued, invoice.Voided: Voided}

	// A void is only done or refused: nobody else is asked.
	reversalInVain = map[reversal.Kind]map[reversal.Status]Name{
		reversal.Red: {
			reversal.Denied: RedDenied, reversal.Declined: RedDeclined, reversal.Lapsed: RedLapsed, reversal.Withdrawn: RedWithdrawn,
			reversal.Refused: RedRefused,
		},
		reversal.Void: {reversal.Refused: VoidRefused},
	}
)

// OfReversal is the event that an invoice is to be undone in one of the ways.
func OfReversal(kind reversal.Kind) Name { return reversalBegan[kind] }

// OfReversed is the event that an invoice is undone, wholly or in part, and has that state now.
func OfReversed(status invoice.Status) Name { return invoiceUndone[status] }

// OfReversalInVain is the event that nothing came of a reversal.
func OfReversalInVain(kind reversal.Kind, status reversal.Status) Name {
	return reversalInVain[kind][status]
}
