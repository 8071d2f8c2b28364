package application

import (
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
)

// What is done with an application.
const (
	Submit        life.Action = "submit"
	Claim         life.Action = "claim"
	Unclaim       life.Action = "unclaim"
	Approve       life.Action = "approve"
	Reject        life.Action = "reject"
	Cancel        life.Action = "cancel"
	ChangeAddress life.Action = "change_address"
	// TakeBack is that a ticket has taken all of its invoices back (R2).
	TakeBack life.Action = "take_back"
)

// Life is the table of an application's life.
var Life = life.Table[Status]{
	Subject: "application",
	States: []life.State[Status]{
		{Name: PendingApproval, English: "pending approval", Chinese: "待审核"},
		{Name: Approved, English: "approved", Chinese: "已通过"},
		{Name: Rejected, English: "rejected", Chinese: "已驳回"},
		{Name: Cancelled, English: "cancelled", Chinese: "已撤销"},
		{Name: Offset, English: "offset", Chinese: "已冲抵"},
	},
	Actions: []life.Deed{
		{Name: Submit, English: "Request invoice", Chinese: "申请开票"},
		{Name: Claim, English: "Claim", Chinese: "领取", Tells: []life.News{life.Decided}},
		{Name: Unclaim, English: "Put back", Chinese: "放回", Tells: []life.News{life.Decided}},
		{Name: Approve, English: "Approve", Chinese: "通过", Tells: []life.News{life.Decided}},
		{Name: Reject, English: "Reject", Chinese: "驳回", Tells: []life.News{life.Decided}},
		{Name: Cancel, English: "Cancel application", Chinese: "撤销申请", Tells: []life.News{life.Decided}},
		{Name: ChangeAddress, English: "Change the address", Chinese: "修改邮寄地址"},
		{Name: TakeBack, English: "Take back", Chinese: "撤回"},
	},
	Moves: []life.Move[Status]{
		{Action: Submit, By: life.By(actor.Customer, actor.Service, actor.Message), To: life.In(PendingApproval, Offset)},
		{From: life.In(PendingApproval), Action: Claim, By: life.By(actor.Finance)},
		{From: life.In(PendingApproval), Action: Unclaim, By: life.By(actor.Finance)},
		{From: life.In(PendingApproval), Action: Approve, By: life.By(actor.Finance, actor.Product.Kind), To: life.In(Approved)},
		{From: life.In(PendingApproval), Action: Reject, By: life.By(actor.Finance), To: life.In(Rejected)},
		// Finance cancels by carrying out a ticket.
		{From: life.In(PendingApproval), Action: Cancel, By: life.By(actor.Customer, actor.Service, actor.Message, actor.Finance), To: life.In(Cancelled)},
		{From: life.In(Approved), Action: Cancel, By: life.By(actor.Customer, actor.Service), Why: refusal.NeedsTicket},
		// When nothing is left of it: what was not issued is cancelled, and what was is reversed.
		{From: life.In(Approved), Action: TakeBack, By: life.By(actor.Finance), To: life.In(Cancelled)},
		{From: life.In(PendingApproval, Approved), Action: ChangeAddress, By: life.By(actor.Finance, actor.Message)},
	},
}

// Check says why somebody cannot do something with the application now, or nil.
func (a Application) Check(do life.Action, by actor.Actor) error {
	if err := Life.Check(string(a.ID), a.Status, do, by); err != nil {
		return err
	}
	if (do == Approve || do == Claim) && a.Proposed != nil && a.Proposed.By == by {
		return refusal.New(refusal.NeedsSecondPerson, "")
	}
	if a.ClaimedBy.IsNobody() {
		return nil
	}
	switch {
	case do == Cancel && by.Kind != actor.Finance:
		return refusal.New(refusal.NeedsTicket, "") // a reviewer has it (R2)
	case (do == Claim || do == Approve || do == Reject) && a.ClaimedBy != by:
		// Who has claimed an application decides about it, and neither a colleague nor the clock (R1).
		return refusal.New(refusal.WrongState, "", refusal.ClaimedBy(a.ClaimedBy.String()))
	default:
		return nil
	}
}

// OffersBeforehand says whether an account may submit what it has previewed, after what is refused about it.
func OffersBeforehand(account ids.Account, blocked refusal.List) []life.Offer {
	if len(blocked) > 0 {
		return []life.Offer{Life.Offer(string(account), Submit, blocked[0])}
	}
	return []life.Offer{Life.Offer(string(account), Submit, nil)}
}

// Offers lists what somebody may do with the application now, and what it would expect to be able to, with the reason.
func (a Application) Offers(by actor.Actor) []life.Offer {
	var offers []life.Offer
	for _, do := range Life.Expected(a.Status, by.Kind) {
		if (do == Claim && a.ClaimedBy == by) || (do == Unclaim && a.ClaimedBy.IsNobody()) {
			continue // nothing would change
		}
		offers = append(offers, Life.Offer(string(a.ID), do, a.Check(do, by)))
	}
	return offers
}
