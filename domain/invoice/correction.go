package invoice

import (
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/refusal"
)

// Correction is the buyer's data with which somebody of finance wants to correct what the provider refused for good. Its title is not the
// certified name, so that a second person has to confirm it (A4).
type Correction struct {
	Buyer Party
	By    actor.Actor
	At    time.Time
}

// CheckConfirm says why somebody cannot confirm it, or nil: two people answer for a title that nobody certified.
func (c *Correction) CheckConfirm(by actor.Actor) error {
	switch {
	case c == nil:
		return refusal.New(refusal.NoCorrection, "")
	case c.By == by:
		return refusal.New(refusal.NeedsSecondPerson, "")
	default:
		return nil
	}
}

// CheckRefuse says that there is none to refuse, or nil. Who proposed it may take it back.
func (c *Correction) CheckRefuse() error {
	if c == nil {
		return refusal.New(refusal.NoCorrection, "")
	}
	return nil
}
