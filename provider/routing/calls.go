package routing

import (
	"context"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// ReserveNumber draws a number at the provider of the document.
func (r *Router) ReserveNumber(ctx context.Context, document invoice.Document) (string, error) {
	client, err := r.assigned(ctx, document)
	if err != nil {
		return "", err
	}
	return client.ReserveNumber(ctx, document)
}

// Submit hands a document in at its provider.
func (r *Router) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	client, err := r.assigned(ctx, document)
	if err != nil {
		return provider.Answer{}, err
	}
	return client.Submit(ctx, document)
}

// Query asks what became of a serial.
func (r *Router) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return r.ask(ctx, serial, func(c provider.Client) (provider.Answer, error) { return c.Query(ctx, serial) })
}

// File fetches a file from the provider that has the document.
func (r *Router) File(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	return first(ctx, r, of.Serial, func(c provider.Client) ([]byte, error) { return c.File(ctx, of, format) })
}

// RequestRed enters a red-letter form where the blue document is.
func (r *Router) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	client, err := r.at(ctx, document.Blue.Serial)
	if err != nil {
		return provider.Answer{}, err
	}
	return client.RequestRed(ctx, document)
}

// QueryRed asks what became of the form of a serial.
func (r *Router) QueryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return r.ask(ctx, serial, func(c provider.Client) (provider.Answer, error) { return c.QueryRed(ctx, serial) })
}

// WithdrawRed takes a form back.
func (r *Router) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return r.ask(ctx, serial, func(c provider.Client) (provider.Answer, error) { return c.WithdrawRed(ctx, serial) })
}

// ConfirmRed confirms a form that a buyer began.
func (r *Router) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return r.ask(ctx, serial, func(c provider.Client) (provider.Answer, error) { return c.ConfirmRed(ctx, serial) })
}

// DenyRed denies it.
func (r *Router) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return r.ask(ctx, serial, func(c provider.Client) (provider.Answer, error) { return c.DenyRed(ctx, serial) })
}

// Void voids a paper invoice where it was issued.
func (r *Router) Void(ctx context.Context, of provider.Key) (provider.Answer, error) {
	client, err := r.at(ctx, of.Serial)
	if err != nil {
		return provider.Answer{}, err
	}
	return client.Void(ctx, of)
}

// Standing asks how a seller stands, at the provider that issues its e-invoices.
func (r *Router) Standing(ctx context.Context, taxpayerID string) (invoice.Standing, error) {
	found, err := r.directory.For(taxpayerID, invoice.Electronic)
	if err != nil {
		return invoice.Standing{}, err
	}
	return found.Client.Standing(ctx, taxpayerID)
}

// Usage asks what the buyer has done with an issued invoice.
func (r *Router) Usage(ctx context.Context, of provider.Key) (invoice.Usage, error) {
	return first(ctx, r, of.Serial, func(c provider.Client) (invoice.Usage, error) { return c.Usage(ctx, of) })
}

// LoginCode fetches the code for logging in at the tax bureau, from the provider that issues the seller's e-invoices.
func (r *Router) LoginCode(ctx context.Context, taxpayerID string) (provider.LoginCode, error) {
	found, err := r.directory.For(taxpayerID, invoice.Electronic)
	if err != nil {
		return provider.LoginCode{}, err
	}
	return found.Client.LoginCode(ctx, taxpayerID)
}

// Deliver has the files of an e-invoice sent by its provider.
func (r *Router) Deliver(ctx context.Context, of provider.Key, to provider.Contact) error {
	_, err := first(ctx, r, of.Serial, func(c provider.Client) (struct{}, error) { return struct{}{}, c.Deliver(ctx, of, to) })
	return err
}
