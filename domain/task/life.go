package task

import (
	"strconv"

	"kaipiao/domain/actor"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
)

// Status is the state of a task.
type Status string

// The states of a task.
const (
	Open   Status = "open"
	Closed Status = "closed"
)

// What is done with a task.
const (
	Raise   life.Action = "raise"
	SeeTo   life.Action = "see_to"
	Dismiss life.Action = "dismiss"
	CloseIt life.Action = "close"
)

// Life is the table of a task's life.
var Life = life.Table[Status]{
	Subject: "operator_task",
	States:  []life.State[Status]{{Name: Open, English: "open", Chinese: "待处理"}, {Name: Closed, English: "closed", Chinese: "已处理"}},
	Actions: []life.Deed{
		{Name: Raise, English: "Raise", Chinese: "提出"},
		{Name: SeeTo, English: "Seen to", Chinese: "已处理", Tells: []life.News{life.Resume, life.Trouble}},
		{Name: Dismiss, English: "Dismiss", Chinese: "忽略"},
		{Name: CloseIt, English: "Close", Chinese: "关闭"},
	},
	Moves: []life.Move[Status]{
		{Action: Raise, By: life.By(actor.Product.Kind), To: life.In(Open)},
		// A seller's trouble stays open until nobody is held up any more.
		{From: life.In(Open), Action: SeeTo, By: life.By(actor.Finance), To: life.In(Open, Closed)},
		// What is owed to somebody outside, who may have been told otherwise or want it no more.
		{From: life.In(Open), Action: Dismiss, By: life.By(actor.Finance), To: life.In(Closed)},
		{From: life.In(Open), Action: CloseIt, By: life.By(actor.Product.Kind), To: life.In(Closed)},
	},
}

// Status is the state of a task.
func (t Task) Status() Status {
	if t.ClosedAt != nil {
		return Closed
	}
	return Open
}

// Offers lists what somebody may do with the task now.
func (t Task) Offers(by actor.Actor) []life.Offer {
	id := strconv.FormatInt(t.ID, 10)
	var offers []life.Offer
	for _, do := range Life.Expected(t.Status(), by.Kind) {
		if do == Dismiss && !t.mayBeDismissed() {
			continue
		}
		offers = append(offers, Life.Offer(id, do, t.Check(do, by)))
	}
	return offers
}

// Check says why somebody cannot do something with the task now, or nil.
func (t Task) Check(do life.Action, by actor.Actor) error {
	if err := Life.Check(strconv.FormatInt(t.ID, 10), t.Status(), do, by); err != nil {
		return err
	}
	if do == Dismiss && !t.mayBeDismissed() {
		return refusal.New(refusal.WrongState, "", Life.Words(t.Status()))
	}
	return nil
}

// mayBeDismissed: nothing waits for it, and what it is about is not to be done whatever it takes.
func (t Task) mayBeDismissed() bool { return t.Kind == UnsentMail || t.Kind == ParkedDeliveries }
