package parcel

import (
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
)

// State is where a parcel is.
type State string

// The states of a parcel.
const (
	ToSend   State = "to_send"
	OnItsWay State = "on_its_way"
	// Silent: nothing was heard of it for too long, and there is a ticket (V7).
	Silent   State = "silent"
	CameBack State = "came_back"
	Received State = "received"
	// Replaced: another parcel was opened in its place.
	Replaced State = "replaced"
)

// What is done with a parcel. Ship, Resend and Deliver are calls of its invoice.
const (
	Open       life.Action = "open"
	Ship       life.Action = "ship"
	FallSilent life.Action = "fall_silent"
	ComeBack   life.Action = "come_back"
	Resend     life.Action = "resend"
	// Correct is that another number was written down than it has.
	Correct life.Action = "correct"
	// PrintWaybill is that the courier prints what is stuck on it.
	PrintWaybill life.Action = "print_waybill"
	Deliver      life.Action = "deliver"
)

// Life is the table of a parcel's life.
var Life = life.Table[State]{
	Subject: "parcel",
	States: []life.State[State]{
		{Name: ToSend, English: "waiting to be sent", Chinese: "待寄出"},
		{Name: OnItsWay, English: "on its way", Chinese: "运输中"},
		{Name: Silent, English: "silent", Chinese: "无物流信息"},
		{Name: CameBack, English: "come back", Chinese: "已退回"},
		{Name: Received, English: "received", Chinese: "已签收"},
		{Name: Replaced, English: "sent again in another parcel", Chinese: "已重新寄送"},
	},
	Actions: []life.Deed{
		{Name: Open, English: "Make ready", Chinese: "备寄"},
		{Name: Ship, English: "Hand to the courier", Chinese: "寄出"},
		{Name: FallSilent, English: "Report silence", Chinese: "物流无更新"},
		{Name: ComeBack, English: "Come back", Chinese: "退回"},
		{Name: Resend, English: "Send again", Chinese: "重新寄送"},
		{Name: Correct, English: "Correct the tracking number", Chinese: "更正快递单号"},
		{Name: PrintWaybill, English: "Print the waybill", Chinese: "打印面单"},
		{Name: Deliver, English: "Received", Chinese: "签收"},
	},
	Moves: []life.Move[State]{
		{Action: Open, By: life.By(actor.Product.Kind, actor.Finance), To: life.In(ToSend)},
		{From: life.In(ToSend), Action: Ship, By: life.By(actor.Finance, actor.Vendor, actor.Product.Kind), To: life.In(OnItsWay)},
		{From: life.In(OnItsWay), Action: FallSilent, By: life.By(actor.Product.Kind), To: life.In(Silent)},
		{From: life.In(OnItsWay, Silent), Action: ComeBack, By: life.By(actor.Courier.Kind), To: life.In(CameBack)},
		// Of a parcel that the product did not order only people know where it is: their word is enough.
		{From: life.In(OnItsWay, Silent, CameBack), Action: Resend, By: life.By(actor.Finance), To: life.In(Replaced)},
		{From: life.In(OnItsWay, Silent), Action: Correct, By: life.By(actor.Finance)},
		{From: life.In(OnItsWay, Silent), Action: PrintWaybill, By: life.By(actor.Finance)},
		// Only the address may change before it is sent.
		{From: life.In(ToSend), Action: Resend, By: life.By(actor.Finance)},
		{
			From: life.In(OnItsWay, Silent, CameBack, ToSend), Action: Deliver, By: life.By(actor.Finance, actor.Vendor, actor.Courier.Kind),
			To: life.In(Received),
		},
	},
}

// Parcel is what a paper invoice travels in.
type Parcel struct {
	Reference string
	// Position counts the parcels of an invoice, from 1.
	Position       int
	TrackingNumber string
	// Ordered: we ordered the courier, who then reports to us.
	Ordered    bool
	ShippedAt  *time.Time
	SilentAt   *time.Time
	ReturnedAt *time.Time
	// ToldAt is since when its customer knows that it is on its way.
	ToldAt *time.Time
	// ReceivedAt is when the invoice was delivered.
	ReceivedAt *time.Time
}

// State is where it is.
func (p Parcel) State() State {
	switch {
	case p.ReceivedAt != nil:
		return Received
	case p.ReturnedAt != nil:
		return CameBack
	case p.SilentAt != nil:
		return Silent
	case p.ShippedAt != nil:
		return OnItsWay
	default:
		return ToSend
	}
}

// Check says why somebody cannot do something with the parcel now, or nil.
func (p Parcel) Check(do life.Action, by actor.Actor) error {
	if err := Life.Check(p.Reference, p.State(), do, by); err != nil {
		return err
	}
	if do == Resend && p.Ordered && (p.State() == OnItsWay || p.State() == Silent) {
		return refusal.New(refusal.ParcelNotReturned, "", p.TrackingNumber)
	}
	return nil
}
