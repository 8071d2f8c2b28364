// Package actor says who does something: a caller in its role, the product itself, the tax provider, the courier, or whoever sent a
// message through Temporal. Its kind decides, never its text (O7).
package actor

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
)

// Kind is what an actor is.
type Kind string

// The kinds of actors. Callers have the kind of the role that the door has verified.
const (
	Service  Kind = "service"
	Customer Kind = "customer"
	Finance  Kind = "finance"
	Vendor   Kind = "vendor"
	Auditor  Kind = "auditor"
	// Message: whoever sent a signal or an update through Temporal. Its name is what the message says, and nobody has verified it.
	Message Kind = "message"
	// Database: somebody who is connected to the database without the product.
	Database Kind = "database"

	product  Kind = "kaipiao"
	provider Kind = "provider"
	courier  Kind = "courier"
)

// Actor is who does something. The zero value is nobody. Actors can be compared.
type Actor struct {
	Kind Kind
	// Name is whose: the subject of a token, or the text of a message; empty for what is no person.
	Name string
}

// Those who are no persons.
var (
	Nobody = Actor{}
	// Product is who did it when nobody did: the product by itself.
	Product  = Actor{Kind: product}
	Provider = Actor{Kind: provider}
	Courier  = Actor{Kind: courier}
)

// StandingOrder is the product itself, where an account's standing order tells it to apply (A14).
func StandingOrder(account string) Actor { return Actor{Kind: product, Name: "standing-order/" + account} }

// FromMessage is who sent a message through Temporal, whatever its text says: a text such as "finance:cfo" makes nobody finance (O7).
func FromMessage(by string) Actor { return Actor{Kind: Message, Name: by} }

// Machine reports whether it is no person: the product, the tax provider or the courier.
func (a Actor) Machine() bool { return a.Kind == product || a.Kind == provider || a.Kind == courier }

// IsNobody reports whether nobody is meant.
func (a Actor) IsNobody() bool { return a == Nobody }

// String writes "finance:zhao", "kaipiao", or nothing for nobody.
func (a Actor) String() string {
	if a.Name == "" {
		return string(a.Kind)
	}
	return string(a.Kind) + ":" + a.Name
}

// Parse reads what String writes. It is for what the register stored, never for what a caller says of itself.
func Parse(text string) Actor {
	kind, name, _ := strings.Cut(text, ":")
	return Actor{Kind: Kind(kind), Name: name}
}

// Value hands the actor to the database as text.
func (a Actor) Value() (driver.Value, error) { return a.String(), nil }

// Scan reads an actor from the database.
func (a *Actor) Scan(source any) error {
	text, is := source.(string)
	if !is {
		return fmt.Errorf("read who did it: a text is expected, not %T", source)
	}
	*a = Parse(text)
	return nil
}

type contextKey struct{}

// With says who acts in a call, for the audit trail (O4). What writes an event names its actor there.
func With(ctx context.Context, who Actor) context.Context {
	return context.WithValue(ctx, contextKey{}, who)
}

// Of is who acts; the product itself where nobody is named.
func Of(ctx context.Context) Actor {
	if who, named := ctx.Value(contextKey{}).(Actor); named {
		return who
	}
	return Product
}
