package reversal

import (
	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
)

// What is done with a reversal.
const (
	Request  life.Action = "request"
	AskBuyer life.Action = "ask_buyer"
	CarryOut life.Action = "carry_out"
	Deny     life.Action = "deny"
	Lapse    life.Action = "lapse"
	// Withdraw asks the provider to take the form back; WithdrawForm is that it has.
	Withdraw     life.Action = "withdraw"
	WithdrawForm life.Action = "withdraw_form"
	Refuse       life.Action = "refuse"
	// TakeIn is that a form of the buyer's was found. Confirm and Decline are finance's word to it; DeclineForm is that the
	// provider has it (V8).
	TakeIn      life.Action = "take_in"
	Confirm     life.Action = "confirm"
	Decline     life.Action = "decline"
	DeclineForm life.Action = "decline_form"
	// BookElsewhere books what was made without us (V9).
	BookElsewhere life.Action = "book_elsewhere"
	// Report is that a vendor says what it has red-issued, and HandInFile that it hands in a file of that (V10).
	Report     life.Action = "report"
	HandInFile life.Action = "hand_in_file"
)

// Life is the table of a reversal's life.
var Life = life.Table[Status]{
	Subject: "reversal",
	States: []life.State[Status]{
		{Name: Requested, English: "in progress", Chinese: "处理中"},
		{Name: AwaitsBuyer, English: "buyer to confirm", Chinese: "待购买方确认"},
		{Name: AwaitsSeller, English: "begun by the buyer, finance to confirm", Chinese: "购买方发起，待销售方确认"},
		{Name: Done, English: "done", Chinese: "已完成"},
		{Name: Denied, English: "denied by the buyer", Chinese: "购买方已否认"},
		{Name: Declined, English: "denied by finance", Chinese: "销售方已否认"},
		{Name: Lapsed, English: "lapsed", Chinese: "已失效"},
		{Name: Withdrawn, English: "withdrawn", Chinese: "已撤回"},
		{Name: Refused, English: "refused by the provider", Chinese: "税务平台已拒绝"},
	},
	Actions: []life.Deed{
		{Name: Request, English: "Reverse", Chinese: "申请红冲或作废", Tells: []life.News{life.Reverse}},
		{Name: AskBuyer, English: "Ask the buyer", Chinese: "发起红字信息确认单"},
		{Name: CarryOut, English: "Carry out", Chinese: "办理完成"},
		{Name: Deny, English: "Deny", Chinese: "否认"},
		{Name: Lapse, English: "Lapse", Chinese: "逾期失效"},
		{Name: Withdraw, English: "Withdraw", Chinese: "撤回", Tells: []life.News{life.TakeBack}},
		{Name: WithdrawForm, English: "Take the form back", Chinese: "撤销确认单"},
		{Name: Refuse, English: "Refuse", Chinese: "退回"},
		{Name: TakeIn, English: "Take the buyer's form in", Chinese: "接收购买方确认单", Tells: []life.News{life.Reverse}},
		{Name: Confirm, English: "Confirm", Chinese: "确认", Tells: []life.News{life.Reverse}},
		{Name: Decline, English: "Deny", Chinese: "否认", Tells: []life.News{life.Reverse}},
		{Name: DeclineForm, English: "Deny the form", Chinese: "否认确认单"},
		{Name: BookElsewhere, English: "Book what was made elsewhere", Chinese: "登记外部红冲或作废", Tells: []life.News{life.Reverse}},
		{Name: Report, English: "Report the vendor's reversal", Chinese: "登记服务商红冲", Tells: []life.News{life.Reverse}},
		{Name: HandInFile, English: "Hand in a file", Chinese: "上传红字发票文件"},
	},
	Moves: []life.Move[Status]{
		{Action: Request, By: life.By(actor.Customer, actor.Finance, actor.Service, actor.Message), To: life.In(Requested)},
		{From: life.In(Requested), Action: AskBuyer, By: life.By(actor.Provider.Kind), To: life.In(AwaitsBuyer)},
		{From: life.In(Requested, AwaitsBuyer, AwaitsSeller), Action: CarryOut, By: life.By(actor.Provider.Kind), To: life.In(Done)},
		{From: life.In(Requested, AwaitsBuyer), Action: Deny, By: life.By(actor.Provider.Kind), To: life.In(Denied)},
		{From: life.In(Requested, AwaitsBuyer, AwaitsSeller), Action: Lapse, By: life.By(actor.Provider.Kind), To: life.In(Lapsed)},
		{From: life.In(Requested, AwaitsBuyer), Action: Withdraw, By: life.By(actor.Customer, actor.Finance)},
		{From: life.In(Done, Denied, Declined, Lapsed, Withdrawn, Refused), Action: Withdraw, Why: refusal.NoReversalRunning},
		{From: life.In(Requested, AwaitsBuyer, AwaitsSeller), Action: WithdrawForm, By: life.By(actor.Provider.Kind), To: life.In(Withdrawn)},
		{From: life.In(Requested, AwaitsBuyer, AwaitsSeller), Action: Refuse, By: life.By(actor.Provider.Kind), To: life.In(Refused)},
		// A form of the buyer's waits for finance; what finance says is then carried out at the provider.
		{Action: TakeIn, By: life.By(actor.Provider.Kind), To: life.In(AwaitsSeller)},
		{From: life.In(AwaitsSeller), Action: Confirm, By: life.By(actor.Finance), To: life.In(Requested)},
		{From: life.In(AwaitsSeller), Action: Decline, By: life.By(actor.Finance), To: life.In(Requested)},
		{From: life.In(Requested, AwaitsSeller), Action: DeclineForm, By: life.By(actor.Provider.Kind), To: life.In(Declined)},
		{Action: BookElsewhere, By: life.By(actor.Provider.Kind), To: life.In(Done)},
		{Action: Report, By: life.By(actor.Vendor), To: life.In(Done)},
		{From: life.In(Done), Action: HandInFile, By: life.By(actor.Vendor)},
	},
}

// Check says why somebody cannot do something with the reversal now, or nil.
func (r Reversal) Check(do life.Action, by actor.Actor) error {
	if do == Withdraw && (r.Kind != Red || r.Origin != BySeller) {
		return refusal.New(refusal.NoReversalRunning, "") // a void asks no buyer, and only who began a form takes it back
	}
	if do == HandInFile && r.Origin != ByVendor {
		return refusal.New(refusal.NotFound, "", "reversal")
	}
	return Life.Check(string(r.ID), r.Status, do, by)
}

// Takes says why a vendor cannot hand in a file of the red document, or nil: the first file of a format stays (I6).
func (r Reversal) Takes(file invoice.File, by actor.Actor) error {
	if err := r.Check(HandInFile, by); err != nil {
		return err
	}
	for _, stored := range r.Files {
		if stored.Format == file.Format && stored.SHA256 != file.SHA256 {
			return refusal.New(refusal.FileDiffers, "", string(file.Format))
		}
	}
	return nil
}

// Offers lists what somebody may do with the reversal now.
func (r Reversal) Offers(by actor.Actor) []life.Offer {
	var offers []life.Offer
	for _, do := range Life.Expected(r.Status, by.Kind) {
		switch {
		case do == Withdraw && r.Kind == Red && r.Origin == BySeller:
			offers = append(offers, Life.Offer(string(r.Invoice), do, r.Check(do, by)))
		case do == Confirm || do == Decline:
			offers = append(offers, Life.Offer(string(r.ID), do, r.Check(do, by)))
		case do == HandInFile && r.Origin == ByVendor:
			offer := Life.Offer(string(r.ID), do, r.Check(do, by))
			offer.Of = string(r.Invoice)
			offers = append(offers, offer)
		}
	}
	return offers
}
