package api

import (
	"context"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/customers"
)

// AddressBody is where a paper invoice is sent.
type AddressBody struct {
	Recipient string `json:"recipient" minLength:"1" maxLength:"100" text:"name" doc:"Who takes the parcel (收件人)." example:"财务部 王女士"`
	Phone     string `json:"phone" minLength:"1" maxLength:"40" text:"phone" doc:"The phone number of the recipient (联系电话)." example:"010-59922888"`
	Region    string `json:"region" minLength:"1" maxLength:"100" text:"line" doc:"Province, city and district (所在地区)." example:"北京市海淀区"`
	Street    string `json:"street" minLength:"1" maxLength:"300" text:"line" doc:"Street, number and room (详细地址)." example:"上地十街10号2层"`
}

func (b AddressBody) address() invoice.Address { return invoice.Address(b) }

// SavedAddressBody is an entry of the address book as callers write it.
type SavedAddressBody struct {
	AddressBody
	Default bool `json:"default,omitempty" doc:"Whether it is taken where an application names no address; false where it is not said."`
}

// Address is an entry of the address book as callers read it.
type Address struct {
	ID ids.Address `json:"id"`
	SavedAddressBody
}

type addressAnswer struct{ Body Address }

func (s *surface) addresses() {
	const path = "/v1/accounts/{account}/addresses"
	on(s, call{method: http.MethodGet, path: path, summary: "The address book", does: access.ListAddresses}, s.listAddresses)
	on(s, call{method: http.MethodPost, path: path, summary: "Save an address", does: access.SaveAddress, status: http.StatusCreated}, s.postAddress)
	on(s, call{method: http.MethodGet, path: path + "/{id}", summary: "One address", does: access.ReadAddress}, s.getAddress)
	on(s, call{method: http.MethodPut, path: path + "/{id}", summary: "Change an address", does: access.ChangeAddress}, s.putAddress)
	on(s, call{method: http.MethodDelete, path: path + "/{id}", summary: "Forget an address", does: access.ForgetAddress}, s.deleteAddress)
}

func (s *surface) listAddresses(ctx context.Context, in *struct {
	AccountPath
	PageQuery
},
) (*listAnswer[Address], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	addresses, err := s.Office.Customers.Addresses(ctx, in.Account, page)
	return listOf(addresses, showAddress), err
}

func (s *surface) postAddress(ctx context.Context, in *struct {
	AccountPath
	Body SavedAddressBody
},
) (*addressAnswer, error) {
	id, err := newID[ids.Address]()
	if err != nil {
		return nil, err
	}
	return s.saveAddress(ctx, in.Account, id, in.Body, false)
}

func (s *surface) putAddress(ctx context.Context, in *struct {
	TemplatePath[ids.Address]
	Body SavedAddressBody
},
) (*addressAnswer, error) {
	return s.saveAddress(ctx, in.Account, in.ID, in.Body, true)
}

func (s *surface) saveAddress(ctx context.Context, account ids.Account, id ids.Address, body SavedAddressBody, replace bool) (*addressAnswer, error) {
	address := customers.Address{ID: id, Address: body.address(), Default: body.Default}
	return &addressAnswer{Body: showAddress(address)}, s.Office.Customers.SaveAddress(ctx, account, address, replace, s.Now())
}

func (s *surface) getAddress(ctx context.Context, in *TemplatePath[ids.Address]) (*addressAnswer, error) {
	address, err := s.Office.Customers.Address(ctx, in.Account, in.ID)
	return &addressAnswer{Body: showAddress(address)}, err
}

func (s *surface) deleteAddress(ctx context.Context, in *TemplatePath[ids.Address]) (*struct{}, error) {
	return nil, s.Office.Customers.DeleteAddress(ctx, in.Account, in.ID)
}

func showAddress(a customers.Address) Address {
	return Address{ID: a.ID, SavedAddressBody: SavedAddressBody{AddressBody: AddressBody(a.Address), Default: a.Default}}
}
