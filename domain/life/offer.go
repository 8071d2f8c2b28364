package life

import (
	"errors"

	"kaipiao/domain/refusal"
)

// Offer is what somebody may do with an object now; or would expect to be able to, and why not.
type Offer struct {
	// Subject is what kind of object it is, Object which one. Where the call names another object, that is the one.
	Subject, Object string
	// Of is what the object belongs to, where the call names that, too.
	Of     string
	Action Action
	// Label is the words of a button.
	Label refusal.Words
	// Why it is not possible; nil where it is. It is the refusal that the call would have.
	Why *refusal.Refusal
}

// Offer says whether an action is possible, after what its check says.
func (t Table[S]) Offer(object string, do Action, checked error) Offer {
	offer := Offer{Subject: t.Subject, Object: object, Action: do, Label: t.Label(do)}
	if checked != nil && !errors.As(checked, &offer.Why) {
		offer.Why = refusal.New(refusal.WrongState, "", refusal.Words{English: checked.Error(), Chinese: checked.Error()})
	}
	return offer
}
