package apitest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/schema_validation"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// AnswerExample says what is wrong with the example of an answer; nil where nothing is.
func (c *Contract) AnswerExample(method, path, status string, example any) error {
	response := c.operation(method, path).Responses.Codes.GetOrZero(status)
	return c.fits(response.Content.GetOrZero("application/json"), example)
}

// RequestExample says what is wrong with the example of a request; nil where nothing is.
func (c *Contract) RequestExample(method, path string, example any) error {
	return c.fits(c.operation(method, path).RequestBody.Content.GetOrZero("application/json"), example)
}

// Message says how the body of a message to a subscriber differs from what the document says of its type; nil where it does not.
func (c *Contract) Message(kind string, body []byte) error {
	documented := c.model.Webhooks.GetOrZero(kind)
	if documented == nil {
		return fmt.Errorf("messages of the type %s are not documented", kind)
	}
	return c.fits(documented.Post.RequestBody.Content.GetOrZero("application/json"), json.RawMessage(body))
}

func (c *Contract) operation(method, path string) *v3.Operation {
	return c.model.Paths.PathItems.GetOrZero(path).GetOperations().GetOrZero(strings.ToLower(method))
}

func (c *Contract) fits(content *v3.MediaType, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	c.one.Lock()
	defer c.one.Unlock()
	checks := schema_validation.NewSchemaValidator(config.WithFormatAssertions())
	if valid, found := checks.ValidateSchemaBytes(content.Schema.Schema(), body); !valid {
		return joined(found)
	}
	return nil
}
