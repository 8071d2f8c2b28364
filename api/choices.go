package api

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// choice is a member that is either the id of a saved object or the object itself.
type choice[Body any] struct {
	ID   string
	Body *Body
	// sent is the object as it was sent, members that there are not included.
	sent json.RawMessage
}

type (
	titleChoice   struct{ choice[TitleBody] }
	addressChoice struct{ choice[AddressBody] }
)

// UnmarshalJSON reads an id or an object; whether it is well-formed is Resolve's matter.
func (c *choice[Body]) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &c.ID)
	}
	c.Body, c.sent = new(Body), slices.Clone(data)
	_ = json.Unmarshal(data, c.Body)
	return nil
}

// Resolve names the members of an object that are at fault: the schema's "one of" says only that something is.
func (c *choice[Body]) Resolve(_ huma.Context, path *huma.PathBuffer) []error {
	var sent any
	if c.Body == nil || json.Unmarshal(c.sent, &sent) != nil {
		return nil
	}
	registry := huma.NewMapRegistry("#/", huma.DefaultSchemaNamer)
	var result huma.ValidateResult
	huma.Validate(registry, registry.Schema(reflect.TypeFor[Body](), false, ""), path, huma.ModeWriteToServer, sent, &result)
	return result.Errors
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

// RecordID is the id of a consumption in a list of them.
type RecordID string

// Schema is that of every caller's own id; a tag would describe the list instead of its items.
func (RecordID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[A-Za-z0-9._-]{1,64}$"}
}

// request fills the account's templates into an application (A5): from now on they are copies.
func (s *surface) request(ctx context.Context, account string, body ApplicationBody) (application.Request, error) {
	request := application.Request{
		Account: account, Seller: body.Seller, Kind: body.Kind, Medium: body.Medium, Amount: body.Amount,
		Email: body.Email, Remark: body.Remark, Replaces: body.Replaces,
	}
	for _, id := range body.Consumptions {
		request.Consumptions = append(request.Consumptions, string(id))
	}
	if request.Seller == "" {
		request.Seller = invoice.Platform
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
	title, err := s.Office.Customers.Title(ctx, account, id)
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
	address, err := s.Office.Customers.Address(ctx, account, id)
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
