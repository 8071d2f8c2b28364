// Package group has what accounts are to each other that invoice together (集团, A13): members, and the master that pays.
package group

import (
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
)

// Way is how a group invoices.
type Way string

// The ways.
const (
	// Trusteeship (托管): the master invoices what the platform sells to its members, under its own title.
	Trusteeship Way = "trusteeship"
	// Independent (独立): each member's consumption is invoiced under the member's title; the master may do it for the member.
	Independent Way = "independent"
)

// Valid reports whether w is one of the ways.
func (w Way) Valid() bool { return w == Trusteeship || w == Independent }

// Skew is how long before the call a link may say that it begins, because clocks differ. It begins with the call then.
const Skew = 5 * time.Minute

// Link makes an account a member of a master, from an instant on. Ends is nil while nobody has ended it.
type Link struct {
	Member  ids.Account
	Master  ids.Account
	Way     Way
	Begins  time.Time
	Ends    *time.Time
	MadeBy  actor.Actor
	EndedBy actor.Actor
}

// InForce reports whether it counts at an instant: from when it begins, and not any more when it ends.
func (l Link) InForce(at time.Time) bool {
	return !at.Before(l.Begins) && (l.Ends == nil || at.Before(*l.Ends))
}

// Says reports whether it says the same of the same accounts.
func (l Link) Says(master ids.Account, way Way) bool { return l.Master == master && l.Way == way }

// End is when it ends that is ended at an instant: then, or when it begins, so that it never was in force.
func (l Link) End(at time.Time) time.Time {
	if at.Before(l.Begins) {
		return l.Begins
	}
	return at
}

// WasInForce reports whether it was ever in force, or may still be.
func (l Link) WasInForce() bool { return l.Ends == nil || l.Ends.After(l.Begins) }
