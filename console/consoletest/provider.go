package consoletest

import (
	"context"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/domain/secondperson"
	ofprovider "kaipiao/provider"
)

// automatically is who approves what needs nobody.
var automatically = secondperson.Trusted(actor.Product)

// provider is the tax provider as far as the API asks it.
type provider struct{ *World }

// Standing is what it says of the seller.
func (p provider) Standing(context.Context, string) (invoice.Standing, error) { return p.state() }

// Capabilities are those of a provider that helps people.
func (p provider) Capabilities() ofprovider.Capabilities {
	return ofprovider.Capabilities{ShowsLoginCode: true, Delivers: true}
}

// LoginCode gives one.
func (p provider) LoginCode(context.Context, string) (ofprovider.LoginCode, error) {
	return ofprovider.LoginCode{Content: "https://etax.example/qr?id=1", EndsAt: p.Now().Add(5 * time.Minute)}, nil
}

// Deliver sends nothing anywhere.
func (p provider) Deliver(context.Context, ofprovider.Key, ofprovider.Contact) error { return nil }
