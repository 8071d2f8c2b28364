package api

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/strictjson"
	"kaipiao/office/applications"
)

// choice is a member that is either the id of a saved object or the object itself.
type choice[ID ~string, Body any] struct {
	ID   ID
	Body *Body
	// sent is the object as it was sent, members that there are not included.
	sent json.RawMessage
}

type (
	titleChoice   struct{ choice[ids.Title, TitleBody] }
	addressChoice struct {
		choice[ids.Address, AddressBody]
	}
)

// UnmarshalJSON reads an id or an object; whether it is well-formed is Resolve's matter.
func (c *choice[ID, Body]) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return strictjson.Decode(data, &c.ID)
	}
	c.Body, c.sent = new(Body), slices.Clone(data)
	_ = strictjson.DecodeKnown(data, c.Body)
	return nil
}

// held is the object, whose texts are judged in its place.
func (c *choice[ID, Body]) held() any {
	if c.Body == nil {
		return nil
	}
	return c.Body
}

// Resolve names the members of an object that are at fault: the schema's "one of" says only that something is.
func (c *choice[ID, Body]) Resolve(_ huma.Context, path *huma.PathBuffer) []error {
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
func (c choice[ID, Body]) MarshalJSON() ([]byte, error) {
	if c.Body == nil {
		return json.Marshal(c.ID)
	}
	return json.Marshal(c.Body)
}

// Schema says "an id or an object" in the OpenAPI document, and to the validation.
func (choice[ID, Body]) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeString, Pattern: "^[A-Za-z0-9-]{1,64}$", Description: "The id of a saved one."},
		r.Schema(reflect.TypeFor[Body](), true, ""),
	}}
}

// RecordID is the id of a consumption in a list of them.
type RecordID ids.Consumption

// Schema is that of every caller's own id; a tag would describe the list instead of its items.
func (RecordID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: idPattern, Description: "The billing system's own id of the record (消费记录)."}
}

// callersKey is the caller's own key of a call that makes something.
type callersKey string

// Schema is too long for a tag.
func (callersKey) Schema(huma.Registry) *huma.Schema {
	shortest, longest := 1, 200
	return &huma.Schema{
		Type: huma.TypeString, MinLength: &shortest, MaxLength: &longest, Pattern: `^[\x21-\x7e]+$`, Examples: []any{"apply-20260918-0001"},
		Description: "The caller's own key of this call (幂等键): sent again with the same body it makes nothing new, and is answered as before.",
	}
}

// request is the application that was sent, and the templates that it chooses by their ids (A5).
func (b ApplicationBody) request(account ids.Account) (application.Request, applications.Templates) {
	request := application.Request{
		Account: account, Seller: b.Seller, Kind: b.Kind, Medium: b.Medium, Amount: b.Amount, Email: b.Email, Remark: b.Remark, Replaces: b.Replaces,
	}
	for _, id := range b.Consumptions {
		request.Consumptions = append(request.Consumptions, ids.Consumption(id))
	}
	if request.Seller == "" {
		request.Seller = invoice.Platform
	}
	var chosen applications.Templates
	switch {
	case b.Title == nil:
	case b.Title.Body != nil:
		request.Title = b.Title.Body.party()
	default:
		chosen.Title = b.Title.ID
	}
	switch {
	case b.Address == nil:
	case b.Address.Body != nil:
		address := b.Address.Body.address()
		request.Address = &address
	default:
		chosen.Address = b.Address.ID
	}
	return request, chosen
}
