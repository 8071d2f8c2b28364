package api

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/refusal"
)

// choice is a member that is either the id of a saved object or the object itself.
type choice[Body any] struct {
	ID   string
	Body *Body
}

type (
	titleChoice   struct{ choice[TitleBody] }
	addressChoice struct{ choice[AddressBody] }
)

// UnmarshalJSON reads an id or an object; the schema has checked that it is one of them.
func (c *choice[Body]) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &c.ID)
	}
	c.Body = new(Body)
	return json.Unmarshal(data, c.Body)
}

// MarshalJSON writes what was chosen, so that equal requests have equal fingerprints.
func (c choice[Body]) MarshalJSON() ([]byte, error) {
	if c.Body == nil {
		return json.Marshal(c.ID)
	}
	return json.Marshal(c.Body)
}

// Schema says "an id or an object" in the OpenAPI document, and to the validation.
func (choice[Body]) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeString, Pattern: "^[A-Za-z0-9-]{1,64}$", Description: "The id of a saved one."},
		r.Schema(reflect.TypeFor[Body](), true, ""),
	}}
}

// request fills the account's templates into an application (A5): from now on they are copies.
func (s *surface) request(ctx context.Context, account string, body ApplicationBody) (application.Request, error) {
	request := application.Request{
		Account: account, Seller: body.Seller, Kind: body.Kind, Medium: body.Medium, Amount: body.Amount,
		Consumptions: body.Consumptions, Email: body.Email, Remark: body.Remark,
	}
	if request.Seller == "" {
		request.Seller = ledger.Platform
	}
	var err error
	if request.Title, err = s.chosenTitle(ctx, account, body.Title); err != nil {
		return request, err
	}
	if body.Medium == invoice.Paper || body.Address != nil {
		request.Address, err = s.chosenAddress(ctx, account, body.Address)
	}
	return request, err
}

func (s *surface) chosenTitle(ctx context.Context, account string, chosen *titleChoice) (invoice.Party, error) {
	if chosen != nil && chosen.Body != nil {
		return chosen.Body.party(), nil
	}
	id := ""
	if chosen != nil {
		id = chosen.ID
	}
	title, err := s.Register.Title(ctx, account, id)
	if id == "" && notFound(err) {
		return invoice.Party{}, nil
	}
	return title.Party, inField(err, "title")
}

func (s *surface) chosenAddress(ctx context.Context, account string, chosen *addressChoice) (*invoice.Address, error) {
	if chosen != nil && chosen.Body != nil {
		address := chosen.Body.address()
		return &address, nil
	}
	id := ""
	if chosen != nil {
		id = chosen.ID
	}
	address, err := s.Register.Address(ctx, account, id)
	if id == "" && notFound(err) {
		return nil, nil
	}
	return &address.Address, inField(err, "address")
}

func notFound(err error) bool {
	var r *refusal.Refusal
	return errors.As(err, &r) && r.Code == refusal.NotFound
}

// inField names the member of the request that an unknown id stood in; the call itself was found.
func inField(err error, field string) error {
	if notFound(err) {
		return refusal.New(refusal.UnknownTemplate, field, field)
	}
	return err
}
