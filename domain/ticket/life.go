package ticket

import (
	"slices"
	"strings"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
)

// What is done with a ticket.
const (
	OpenIt   life.Action = "open"
	Claim    life.Action = "claim"
	Unclaim  life.Action = "unclaim"
	Ask      life.Action = "ask"
	HandIn   life.Action = "hand_in"
	Accept   life.Action = "accept"
	Refuse   life.Action = "refuse"
	Confirm  life.Action = "confirm"
	Changes  life.Action = "changes"
	Withdraw life.Action = "withdraw"
)

// Life is the table of a ticket's life.
var Life = life.Table[Status]{
	Subject: "ticket",
	States: []life.State[Status]{
		{Name: Open, English: "open", Chinese: "待处理"},
		{Name: AwaitsMaterials, English: "materials needed", Chinese: "待补材料"},
		{Name: Verifying, English: "being verified", Chinese: "核验中"},
		{Name: AwaitsCustomer, English: "customer to confirm", Chinese: "待客户确认"},
		{Name: Done, English: "done", Chinese: "已完成"},
		{Name: Refused, English: "refused", Chinese: "已拒绝"},
	},
	Actions: []life.Deed{
		{Name: OpenIt, English: "Open a ticket", Chinese: "提交工单"},
		{Name: Claim, English: "Claim", Chinese: "领取"},
		{Name: Unclaim, English: "Put back", Chinese: "放回"},
		{Name: Ask, English: "Ask for materials", Chinese: "要求补充", Tells: []life.News{life.TicketTurned}},
		{Name: HandIn, English: "Hand in a material", Chinese: "上传材料", Tells: []life.News{life.TicketTurned, life.TicketDecided}},
		{Name: Accept, English: "Accept", Chinese: "受理", Tells: []life.News{life.TicketDecided, life.TicketTurned}},
		{Name: Refuse, English: "Refuse", Chinese: "拒绝", Tells: []life.News{life.TicketDecided}},
		{Name: Confirm, English: "Confirm", Chinese: "确认无误", Tells: []life.News{life.TicketTurned}},
		{Name: Changes, English: "Ask for changes", Chinese: "要求修改", Tells: []life.News{life.TicketTurned}},
		{Name: Withdraw, English: "Withdraw", Chinese: "撤回工单", Tells: []life.News{life.TicketDecided}},
	},
	Moves: []life.Move[Status]{
		{Action: OpenIt, By: life.By(actor.Customer, actor.Service, actor.Product.Kind), To: life.In(Open, AwaitsMaterials, AwaitsCustomer, Done)},
		{From: life.In(Open, AwaitsMaterials, Verifying, AwaitsCustomer), Action: Claim, By: life.By(actor.Finance)},
		{From: life.In(Open, AwaitsMaterials, Verifying, AwaitsCustomer), Action: Unclaim, By: life.By(actor.Finance)},
		{From: life.In(Open, AwaitsMaterials, Verifying), Action: Ask, By: life.By(actor.Finance), To: life.In(AwaitsMaterials)},
		// The customer's last material has it verified, finance's template the customer asked, and the sealed scan ends it (A9).
		{From: life.In(AwaitsMaterials), Action: HandIn, By: life.By(actor.Customer, actor.Finance), To: life.In(Verifying)},
		{From: life.In(Open), Action: HandIn, By: life.By(actor.Customer, actor.Finance), To: life.In(AwaitsCustomer)},
		{From: life.In(Verifying), Action: HandIn, By: life.By(actor.Customer, actor.Finance), To: life.In(AwaitsCustomer, Done)},
		{From: life.In(AwaitsCustomer), Action: HandIn, By: life.By(actor.Customer, actor.Finance)},
		// A paper that is out is taken back only when it is here again (R2, V3).
		{From: life.In(Open), Action: Accept, By: life.By(actor.Finance), To: life.In(Done, AwaitsMaterials)},
		{From: life.In(AwaitsMaterials, Verifying), Action: Accept, By: life.By(actor.Finance), To: life.In(Done)},
		{From: life.In(Open, AwaitsMaterials, Verifying, AwaitsCustomer), Action: Refuse, By: life.By(actor.Finance), To: life.In(Refused)},
		{From: life.In(AwaitsCustomer), Action: Confirm, By: life.By(actor.Customer), To: life.In(Verifying)},
		{From: life.In(AwaitsCustomer), Action: Changes, By: life.By(actor.Customer), To: life.In(Open)},
		{From: life.In(Open, AwaitsMaterials, Verifying, AwaitsCustomer), Action: Withdraw, By: life.By(actor.Customer), To: life.In(Refused)},
	},
}

// Check says why somebody cannot do something with the ticket now, or nil.
func (t Ticket) Check(do life.Action, by actor.Actor) error {
	if err := Life.Check(string(t.ID), t.Status, do, by); err != nil {
		return err
	}
	switch do {
	case Claim, Ask, Accept, Refuse:
		if !t.ClaimedBy.IsNobody() && t.ClaimedBy != by {
			return refusal.New(refusal.WrongState, "", refusal.ClaimedBy(t.ClaimedBy.String()))
		}
	case Withdraw:
		if t.OpenedBy == actor.Product { // finance owes it, whatever the customer thinks (V7)
			who := t.OpenedBy.String()
			return refusal.New(refusal.WrongState, "", refusal.Words{English: "opened by " + who, Chinese: "由 " + who + " 提交"})
		}
	}
	if do == Confirm && t.OutdatedAt != nil {
		return Outdated()
	}
	// A pro-forma invoice is the customer's to confirm, and done when the seal is on it (A9).
	if do == Accept && t.Kind.Row().Confirmed && t.ConfirmedAt == nil {
		return refusal.New(refusal.WrongState, "", Life.Words(t.Status))
	}
	return nil
}

// Outdated refuses what would come of a pro-forma invoice of which something is refunded (A9).
func Outdated() error {
	return refusal.New(refusal.WrongState, "", refusal.Words{English: "outdated by a refund", Chinese: "已因退款过时"})
}

// CheckMaterials refuses what cannot be decided without a material that is missing. A paper that is out is asked for first,
// where the ticket is accepted for the first time.
func (t Ticket) CheckMaterials() error {
	for _, stand := range t.Stands {
		if err := stand.CheckSeller(); err != nil {
			return err
		}
	}
	if lacking := t.lacking(); len(lacking) > 0 && !t.asksFirst() {
		return refusal.New(refusal.MaterialsMissing, "", Listed(lacking))
	}
	return nil
}

// CheckSeller refuses an original of a vendor's: nobody sends us one in vain (I8).
func (s Stand) CheckSeller() error {
	if len(s.Needs) > 0 && s.Seller != invoice.Platform {
		return refusal.New(refusal.IssuedByVendor, "", s.Invoice, s.Seller)
	}
	return nil
}

// asksFirst: accepting it for the first time asks for the original that is out.
func (t Ticket) asksFirst() bool { return t.Kind == Cancel && t.Status == Open }

// AsksForOriginal reports whether accepting it now means to ask for what is missing.
func (t Ticket) AsksForOriginal() bool { return t.asksFirst() && len(t.lacking()) > 0 }

// lacking is what is missing, as the invoices stand now.
func (t Ticket) lacking() []MaterialType {
	lacking := slices.Clone(t.Missing)
	for _, stand := range t.Stands {
		for _, needed := range stand.Needs {
			there := slices.ContainsFunc(t.Materials, func(m Material) bool { return m.Type == needed })
			if !there && !slices.Contains(lacking, needed) {
				lacking = append(lacking, needed)
			}
		}
	}
	slices.Sort(lacking)
	return lacking
}

// Offers lists what somebody may do with the ticket now, and what it would expect to be able to, with the reason.
func (t Ticket) Offers(by actor.Actor) []life.Offer {
	var offers []life.Offer
	for _, do := range Life.Expected(t.Status, by.Kind) {
		if (do == Claim && t.ClaimedBy == by) || (do == Unclaim && t.ClaimedBy.IsNobody()) {
			continue // nothing would change
		}
		err := t.Check(do, by)
		if err == nil && do == Accept {
			err = t.checkAcceptance(by)
		}
		offers = append(offers, Life.Offer(string(t.ID), do, err))
	}
	return offers
}

// checkAcceptance says why accepting it now would be refused, or nil.
func (t Ticket) checkAcceptance(by actor.Actor) error {
	if t.Proposed != nil && t.ProposalStands && t.Proposed.By == by {
		return refusal.New(refusal.NeedsSecondPerson, "")
	}
	if err := t.CheckMaterials(); err != nil || t.AsksForOriginal() {
		return err
	}
	for _, stand := range t.Stands {
		if stand.Refused != nil {
			return stand.Refused
		}
	}
	return nil
}

// Listed writes types one after the other.
func Listed(types []MaterialType) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}
