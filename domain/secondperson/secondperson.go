// Package secondperson is the rule of two people (双人复核): what is large is proposed by one person of finance and confirmed by
// another, never by the one who proposed it.
package secondperson

import (
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/refusal"
)

// Clerk is who decides, with what the door knows of its permissions.
type Clerk struct {
	actor.Actor
	// lacksToPropose and lacksToConfirm name the permission that is missing; empty where none is.
	lacksToPropose, lacksToConfirm string
}

// Trusted is somebody who lacks no permission.
func Trusted(who actor.Actor) Clerk { return Clerk{Actor: who} }

// Lacking is somebody who may lack a permission to decide first, and one to confirm; empty where it lacks none.
func Lacking(who actor.Actor, toPropose, toConfirm string) Clerk {
	return Clerk{who, toPropose, toConfirm}
}

// Proposal is what one person has decided, and a second one has to confirm.
type Proposal struct {
	By actor.Actor
	At time.Time
}

// Check says why somebody cannot decide, or nil: where nothing is proposed, who comes first; where something is, a second person.
func (p *Proposal) Check(by Clerk) error {
	switch {
	case p == nil && by.lacksToPropose != "":
		return refusal.New(refusal.NeedsPermission, "", by.lacksToPropose)
	case p == nil:
		return nil
	case p.By == by.Actor:
		return refusal.New(refusal.NeedsSecondPerson, "")
	case by.lacksToConfirm != "":
		return refusal.New(refusal.NeedsPermission, "", by.lacksToConfirm)
	default:
		return nil
	}
}
