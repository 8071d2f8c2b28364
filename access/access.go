// Package access decides who may do what to which object (O1): by the caller's role, and by whose the object is. The HTTP surface
// asks it, and so does whoever else shows the office to people. It knows no HTTP and no SQL.
package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/text"
)

// Role is what a caller is to us (O1).
type Role string

// The roles.
const (
	Service  Role = "service"  // upstream systems of the vendor
	Customer Role = "customer" // one account's own
	Finance  Role = "finance"  // review, tickets, print desk
	Vendor   Role = "vendor"   // one marketplace vendor's own invoices
	Auditor  Role = "auditor"  // reads everything, changes nothing
)

// Roles lists them.
func Roles() []Role { return []Role{Service, Customer, Finance, Vendor, Auditor} }

// Identity is who calls, as the door has verified. The zero value is nobody.
type Identity struct {
	Subject string
	Role    Role
	// Account is a customer's account, Vendor a vendor's id; empty for the other roles.
	Account ids.Account
	Vendor  ids.Seller
	// ActsFor is a member of a customer's group for which it may act now; the door has looked it up (A13). No token says it.
	ActsFor ids.Account
	// Permissions are what a person of finance is trusted with; the other roles have none.
	Permissions Permissions
	// message: it came through Temporal, and no door has verified its subject.
	message bool
}

// ThroughTemporal is a service that lives on Temporal and calls us there. It may do what throughTemporal lists, for every account: who may
// start workflows in our namespace, or call our Nexus endpoint, is as trusted as an upstream service. Its name is what it says it is (O7).
func ThroughTemporal(name string) Identity {
	return Identity{Subject: name, Role: Service, message: true}
}

// Actor names the caller for the timeline and the audit trail.
func (i Identity) Actor() actor.Actor {
	if i.message {
		return actor.FromMessage(i.Subject)
	}
	return actor.Actor{Kind: actor.Kind(i.Role), Name: i.Subject}
}

// Check reports an identity that cannot be meant.
func (i Identity) Check() error {
	switch {
	case !slices.Contains(Roles(), i.Role):
		return fmt.Errorf("%q is not a role: service, customer, finance, vendor or auditor", i.Role)
	case !isSubject(i.Subject):
		return errors.New("a caller needs a subject: one line of printable characters, 200 at most")
	case (i.Role == Customer) != (i.Account != ""):
		return errors.New("an account belongs to the role customer, and a customer needs one")
	case i.Vendor == invoice.Platform:
		return errors.New("the platform is no vendor")
	case (i.Role == Vendor) != (i.Vendor != ""):
		return errors.New("a vendor id belongs to the role vendor, and a vendor needs one")
	case i.Role != Finance && i.Permissions != (Permissions{}):
		return errors.New("permissions belong to the role finance")
	default:
		return nil
	}
}

// longestSubject bounds how a caller is called, in characters.
const longestSubject = 200

// isSubject: a subject stands in trails and timelines, so it is one line that people can read (S9).
func isSubject(subject string) bool {
	read, refused := text.Line.Read(subject, longestSubject)
	return refused == nil && read == subject
}

// Action is what a caller wants to do: "invoice.ship".
type Action string

// ActionOf is an action of an object's life, as callers do it.
func ActionOf(subject string, do life.Action) Action { return Action(subject + "." + string(do)) }

// Object is what a caller wants to do something to. The zero value is no object of anybody's: a list, or the policy.
type Object struct {
	// What it is called where there is none: "invoice".
	What    string
	Account ids.Account
	Seller  ids.Seller
	// Proposed: one of two people has decided about it, and a second one is asked for.
	Proposed bool
}

// ErrRole says that a caller's role may not do something, to whatever object.
var ErrRole = errors.New("this role may not do that")

// May says why somebody may not do something to an object, or nil: ErrRole where the role may not, a refusal with needs_permission where
// a permission is missing, and one with not_found where the object is somebody else's, as if there were none. Without an object it says
// whether somebody may do it to any.
func May(who Identity, do Action, on Object) error {
	if !who.mayAtAll(do) {
		return ErrRole
	}
	if on == (Object{}) {
		return lacks(who.lacking(NeedsOf(do)))
	}
	if err := lacks(who.lacking(table[do].asked(on.Proposed))); err != nil {
		return err
	}
	if (who.Role == Customer && on.Account != who.Account && !who.actsFor(do, on.Account)) || (who.Role == Vendor && on.Seller != who.Vendor) {
		return refusal.New(refusal.NotFound, "", on.What)
	}
	return nil
}

// actsFor reports whether a customer does something for a member of its group.
func (i Identity) actsFor(do Action, member ids.Account) bool {
	return member != "" && i.ActsFor == member && slices.Contains(forMembers, do)
}

// MightActFor reports whether it depends on a group alone that somebody may do something to what is another account's (A13).
func (i Identity) MightActFor(do Action, account ids.Account) bool {
	return i.Role == Customer && account != "" && account != i.Account && slices.Contains(forMembers, do)
}

// mayAtAll reports whether somebody may do something to any object.
func (i Identity) mayAtAll(do Action) bool {
	if i.message {
		return slices.Contains(throughTemporal, do)
	}
	return slices.Contains(RolesOf(do), i.Role)
}

// asked are the permissions of which one is needed, of who comes first or of a second person.
func (r row) asked(proposed bool) []Permission {
	if proposed && r.confirms != "" {
		return []Permission{r.confirms}
	}
	return r.needs
}

// lacking are the permissions of which somebody holds none though one is needed; none where nothing is missing.
func (i Identity) lacking(needs []Permission) []Permission {
	if i.Role != Finance || len(needs) == 0 || slices.ContainsFunc(needs, i.Permissions.Has) {
		return nil
	}
	return needs
}

func lacks(missing []Permission) error {
	if len(missing) == 0 {
		return nil
	}
	return refusal.New(refusal.NeedsPermission, "", Named(missing))
}

// Named lists permissions as people read them: one of them is enough.
func Named(some []Permission) string {
	names := make([]string, len(some))
	for n, one := range some {
		names[n] = string(one)
	}
	return strings.Join(names, " / ")
}

// Clerk is somebody who decides what may need two people: with what is missing to propose it, and to confirm it.
func (i Identity) Clerk(do Action) secondperson.Clerk {
	return secondperson.Lacking(i.Actor(), Named(i.lacking(table[do].asked(false))), Named(i.lacking(table[do].asked(true))))
}

// OnlyAsSecond reports whether somebody may do something only where somebody else has proposed it.
func (i Identity) OnlyAsSecond(do Action) bool {
	return len(i.lacking(table[do].asked(false))) > 0 && len(i.lacking(NeedsOf(do))) == 0
}
