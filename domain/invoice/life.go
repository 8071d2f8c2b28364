package invoice

import (
	"kaipiao/domain/actor"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
)

// What is done with an invoice.
const (
	Plan    life.Action = "plan"
	Approve life.Action = "approve"
	Issue   life.Action = "issue"
	Fail    life.Action = "fail"
	Correct life.Action = "correct"
	// ConfirmCorrection and RefuseCorrection are what a second person says of a correction under another title than the certified name.
	ConfirmCorrection life.Action = "confirm_correction"
	RefuseCorrection  life.Action = "refuse_correction"
	HandInFile        life.Action = "hand_in_file"
	Ship              life.Action = "ship"
	Resend            life.Action = "resend"
	Deliver           life.Action = "deliver"
	ChangeAddress     life.Action = "change_address"
	Cancel            life.Action = "cancel"
	RedIssue          life.Action = "red_issue"
	// RecordReversed books what the provider has undone.
	RecordReversed life.Action = "record_reversed"
	// CorrectShipping is that another tracking number was written down than the parcel has.
	CorrectShipping life.Action = "correct_shipping"
	// Remind is that a vendor is asked for what it has not issued yet (I8).
	Remind life.Action = "remind"
	// PrintWaybill is that the courier prints what is stuck on its parcel.
	PrintWaybill life.Action = "print_waybill"
	// DeliverFiles is that the provider sends the files of an e-invoice once more, by its own mail or text message (I6).
	DeliverFiles life.Action = "deliver_files"
	// Refuse is that a vendor will not issue it, and ReportReversed that it has red-issued it (V10).
	Refuse         life.Action = "refuse"
	ReportReversed life.Action = "report_reversed"
)

// Life is the table of an invoice's life. The database refuses every other move.
var Life = life.Table[Status]{
	Subject: "invoice",
	States: []life.State[Status]{
		{Name: Planned, English: "planned", Chinese: "待审核"},
		{Name: Approved, English: "approved", Chinese: "已通过，开票中"},
		{Name: Issued, English: "issued", Chinese: "已开票"},
		{Name: Shipped, English: "shipped", Chinese: "已寄出"},
		{Name: Delivered, English: "delivered", Chinese: "已签收"},
		{Name: PartlyRedIssued, English: "partly red-issued", Chinese: "部分红冲"},
		{Name: RedIssued, English: "red-issued", Chinese: "已红冲"},
		{Name: Voided, English: "voided", Chinese: "已作废"},
		{Name: Failed, English: "could not be issued", Chinese: "开票失败"},
		{Name: Cancelled, English: "cancelled", Chinese: "已撤销"},
	},
	Actions: []life.Deed{
		{Name: Plan, English: "Plan", Chinese: "拟开"},
		{Name: Approve, English: "Approve", Chinese: "审核通过"},
		{Name: Issue, English: "Issue", Chinese: "开票", Tells: []life.News{life.Resume}},
		{Name: Refuse, English: "Refuse to issue", Chinese: "拒绝开票", Tells: []life.News{life.Resume}},
		{Name: Fail, English: "Refuse for good", Chinese: "开票失败"},
		{Name: Correct, English: "Correct the buyer's data", Chinese: "更正购买方信息", Tells: []life.News{life.Resume}},
		{Name: ConfirmCorrection, English: "Confirm the correction", Chinese: "复核更正", Tells: []life.News{life.Resume}},
		{Name: RefuseCorrection, English: "Refuse the correction", Chinese: "退回更正"},
		{Name: HandInFile, English: "Hand in a file", Chinese: "上传发票文件", Tells: []life.News{life.Resume}},
		{Name: Ship, English: "Record shipping", Chinese: "登记寄出", Tells: []life.News{life.ParcelMoved}},
		{Name: CorrectShipping, English: "Correct the tracking number", Chinese: "更正快递单号"},
		{Name: Remind, English: "Remind the vendor", Chinese: "催办"},
		{Name: PrintWaybill, English: "Print the waybill", Chinese: "打印面单"},
		{Name: DeliverFiles, English: "Have its files sent", Chinese: "重新发送发票文件"},
		{Name: Resend, English: "Send again", Chinese: "重新寄送", Tells: []life.News{life.ParcelMoved}},
		{Name: Deliver, English: "Received", Chinese: "签收", Tells: []life.News{life.ParcelMoved}},
		{Name: ChangeAddress, English: "Change the address", Chinese: "修改邮寄地址", Tells: []life.News{life.Resume}},
		{Name: Cancel, English: "Give up", Chinese: "放弃开票", Tells: []life.News{life.Resume}},
		{Name: RedIssue, English: "Red-issue", Chinese: "红冲", Tells: []life.News{life.Reverse}},
		{Name: RecordReversed, English: "Book the reversal", Chinese: "登记红冲或作废", Tells: []life.News{life.Reversed}},
		{Name: ReportReversed, English: "Report a red document", Chinese: "登记红字发票", Tells: []life.News{life.Resume, life.Reversed, life.Reverse}},
	},
	Moves: []life.Move[Status]{
		{Action: Plan, By: life.By(actor.Customer, actor.Service, actor.Message), To: life.In(Planned)},
		{From: life.In(Planned), Action: Approve, By: life.By(actor.Finance, actor.Product.Kind), To: life.In(Approved)},
		{From: life.In(Approved), Action: Issue, By: life.By(actor.Product.Kind, actor.Provider.Kind, actor.Vendor), To: life.In(Issued)},
		{From: life.In(Issued, Shipped, Delivered, PartlyRedIssued, RedIssued, Voided), Action: Issue, Why: refusal.AlreadyIssued},
		{From: life.In(Approved), Action: Refuse, By: life.By(actor.Vendor), To: life.In(Cancelled)},
		{From: life.In(Issued, Shipped, Delivered, PartlyRedIssued, RedIssued, Voided), Action: Refuse, Why: refusal.AlreadyIssued},
		{From: life.In(Approved), Action: Fail, By: life.By(actor.Provider.Kind), To: life.In(Failed)},
		// Finance corrects the buyer's data, or gives it up.
		{From: life.In(Failed), Action: Correct, By: life.By(actor.Finance), To: life.In(Approved)},
		{From: life.In(Failed), Action: ConfirmCorrection, By: life.By(actor.Finance), To: life.In(Approved)},
		{From: life.In(Failed), Action: RefuseCorrection, By: life.By(actor.Finance)},
		{From: life.In(Issued, PartlyRedIssued, RedIssued), Action: HandInFile, By: life.By(actor.Vendor)},
		{From: life.In(Issued), Action: Ship, By: life.By(actor.Finance, actor.Vendor, actor.Product.Kind), To: life.In(Shipped)},
		// Once more, after it came back (V7).
		{From: life.In(Shipped), Action: Ship, By: life.By(actor.Finance, actor.Vendor, actor.Product.Kind)},
		{From: life.In(Shipped), Action: CorrectShipping, By: life.By(actor.Finance)},
		{From: life.In(Shipped), Action: PrintWaybill, By: life.By(actor.Finance)},
		{From: life.In(Approved), Action: Remind, By: life.By(actor.Finance)},
		{From: life.In(Issued, PartlyRedIssued, RedIssued), Action: DeliverFiles, By: life.By(actor.Customer, actor.Finance)},
		{From: life.In(Shipped), Action: Resend, By: life.By(actor.Finance)},
		{From: life.In(Shipped), Action: Deliver, By: life.By(actor.Finance, actor.Vendor, actor.Courier.Kind), To: life.In(Delivered)},
		{From: life.In(Approved, Issued, Shipped, Failed), Action: ChangeAddress, By: life.By(actor.Finance, actor.Message)},
		{From: life.In(Planned, Approved, Failed), Action: Cancel, By: life.By(actor.Finance, actor.Message, actor.Product.Kind), To: life.In(Cancelled)},
		{From: life.In(Issued, Shipped, Delivered, PartlyRedIssued, RedIssued, Voided), Action: Cancel, Why: refusal.AlreadyIssued},
		// Line by line, as long as something is left (V2). Months may pass before a paper comes back. The service opens tickets for it.
		{From: life.In(Issued, Shipped, Delivered, PartlyRedIssued), Action: RedIssue, By: life.By(actor.Customer, actor.Finance, actor.Service, actor.Message)},
		{From: life.In(RedIssued, Voided), Action: RedIssue, Why: refusal.AlreadyReversed},
		{From: life.In(Planned, Approved, Failed, Cancelled), Action: RedIssue, Why: refusal.NotIssued},
		{From: life.In(Issued), Action: RecordReversed, By: life.By(actor.Provider.Kind), To: life.In(PartlyRedIssued, RedIssued, Voided)},
		{From: life.In(Shipped, Delivered), Action: RecordReversed, By: life.By(actor.Provider.Kind), To: life.In(RedIssued, Voided)},
		{From: life.In(PartlyRedIssued), Action: RecordReversed, By: life.By(actor.Provider.Kind), To: life.In(PartlyRedIssued, RedIssued)},
		// A paper that a vendor reverses is reversed as a whole.
		{From: life.In(Issued, PartlyRedIssued), Action: ReportReversed, By: life.By(actor.Vendor), To: life.In(PartlyRedIssued, RedIssued)},
		{From: life.In(Shipped, Delivered), Action: ReportReversed, By: life.By(actor.Vendor), To: life.In(RedIssued)},
		{From: life.In(RedIssued, Voided), Action: ReportReversed, Why: refusal.AlreadyReversed},
		{From: life.In(Approved, Failed, Cancelled), Action: ReportReversed, Why: refusal.NotIssued},
	},
}
