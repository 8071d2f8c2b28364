// Package oneseller keeps an account at a tax provider to the seller whose account it is: a document of another seller would be issued in the
// wrong name.
package oneseller

import (
	"context"
	"errors"
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// ErrOtherSeller says that somebody else's account was to be used. It is the rules of the providers' file that lead there: nobody was asked, and
// nothing is refused for good.
var ErrOtherSeller = errors.New("the account is another seller's")

// Only is the client of an account that has one seller, by its taxpayer number.
func Only(taxpayerID string, client provider.Client) provider.Client { //nolint:ireturn // a port
	return &account{client, taxpayerID}
}

type account struct {
	provider.Client
	taxpayerID string
}

func (a *account) check(taxpayerID string) error {
	if taxpayerID != a.taxpayerID {
		return ErrOtherSeller
	}
	return nil
}

// Submit asks for a document of the seller.
func (a *account) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	if err := a.check(document.Seller.TaxpayerID); err != nil {
		return provider.Answer{}, fmt.Errorf("submit %s: %w", document.Serial, err)
	}
	return a.Client.Submit(ctx, document)
}

// RequestRed enters a form about a document of the seller.
func (a *account) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	if err := a.check(document.Blue.Seller.TaxpayerID); err != nil {
		return provider.Answer{}, fmt.Errorf("reverse %s as %s: %w", document.Number, document.Serial, err)
	}
	return a.Client.RequestRed(ctx, document)
}

// Standing asks about the seller.
func (a *account) Standing(ctx context.Context, taxpayerID string) (invoice.Standing, error) {
	if err := a.check(taxpayerID); err != nil {
		return invoice.Standing{}, fmt.Errorf("ask about the seller: %w", err)
	}
	return a.Client.Standing(ctx, taxpayerID)
}

// LoginCode gives the code for the seller's operator.
func (a *account) LoginCode(ctx context.Context, taxpayerID string) (provider.LoginCode, error) {
	if err := a.check(taxpayerID); err != nil {
		return provider.LoginCode{}, fmt.Errorf("fetch the code for logging in: %w", err)
	}
	return a.Client.LoginCode(ctx, taxpayerID)
}
