// Package seller holds whether people let a seller issue (I5).
package seller

import (
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
)

// Status is whether a seller issues.
type Status string

// The states of a seller.
const (
	Issuing Status = "issuing"
	Paused  Status = "paused"
)

// What is done with a seller.
const (
	Pause  life.Action = "pause"
	Resume life.Action = "resume"
)

// Life is the table of a seller's life.
var Life = life.Table[Status]{
	Subject: "seller",
	States:  []life.State[Status]{{Name: Issuing, English: "issuing", Chinese: "正常开具"}, {Name: Paused, English: "paused", Chinese: "已暂停"}},
	Actions: []life.Deed{
		{Name: Pause, English: "Pause", Chinese: "暂停"},
		{Name: Resume, English: "Resume", Chinese: "恢复", Tells: []life.News{life.Trouble}},
	},
	Moves: []life.Move[Status]{
		{From: life.In(Issuing), Action: Pause, By: life.By(actor.Finance), To: life.In(Paused)},
		{From: life.In(Paused), Action: Resume, By: life.By(actor.Finance), To: life.In(Issuing)},
	},
}

// vendors says why nobody pauses a vendor here.
var vendors = refusal.Words{English: "with a marketplace vendor, which issues by itself", Chinese: "由云市场服务商自行开票"}

// Check says why somebody cannot do something with a seller now, or nil. A vendor issues by itself, and nothing here would be held up.
func Check(id ids.Seller, status Status, do life.Action, by actor.Actor) error {
	if id != invoice.Platform {
		return refusal.New(refusal.WrongState, "", vendors)
	}
	return Life.Check(string(id), status, do, by)
}

// Offers lists what somebody may do with a seller now.
func Offers(id ids.Seller, status Status, by actor.Actor) []life.Offer {
	if id != invoice.Platform {
		return nil
	}
	var offers []life.Offer
	for _, do := range Life.Expected(status, by.Kind) {
		offers = append(offers, Life.Offer(string(id), do, Check(id, status, do, by)))
	}
	return offers
}
