package consoletest

import (
	"context"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
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
	return ofprovider.Capabilities{ShowsLoginCode: true, Delivers: !p.KeepsFiles.Load()}
}

// LoginCode gives one.
func (p provider) LoginCode(context.Context, string) (ofprovider.LoginCode, error) {
	return ofprovider.LoginCode{Content: "https://etax.example/qr?id=1", EndsAt: p.Now().Add(5 * time.Minute)}, nil
}

// waybills is a courier that prints waybills.
type waybills struct{}

// Waybill is a PDF that names its parcel.
func (waybills) Waybill(_ context.Context, trackingNumber string) ([]byte, error) {
	return []byte("%PDF-1.4\n% " + trackingNumber + "\n%%EOF\n"), nil
}

// Ordered has the product order the parcel of an issued paper.
func (w *World) Ordered(id, trackingNumber string) {
	w.T.Helper()
	_, err := w.Register.Parcels.FixAddress(w.T.Context(), ids.Invoice(id), w.Now())
	require.NoError(w.T, err)
	require.NoError(w.T, w.Register.Parcels.Ship(w.T.Context(), ids.Invoice(id), "顺丰速运", trackingNumber, actor.Product, w.Now()))
}

// Deliver notes where files were sent.
func (p provider) Deliver(_ context.Context, _ ofprovider.Key, to ofprovider.Contact) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.delivered = append(p.delivered, to)
	return nil
}

// Delivered is where it was asked to send files, in turn.
func (w *World) Delivered() []ofprovider.Contact {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return slices.Clone(w.delivered)
}
