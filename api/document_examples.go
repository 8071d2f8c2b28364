package api

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// exampleFiles are requests and answers of the README's tour; a test makes it and holds them against what comes of it.
//
//go:embed examples
var exampleFiles embed.FS

// example is one call as it may be.
type example struct {
	Request json.RawMessage `json:"request,omitempty"`
	Answer  json.RawMessage `json:"answer"`
}

// examples shows a call of the tour as it is made there.
func (*servedDocument) examples(operation *huma.Operation) {
	content, err := exampleFiles.ReadFile("examples/" + operation.OperationID + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	var shown example
	if err == nil {
		err = json.Unmarshal(content, &shown)
	}
	if err != nil {
		panic(fmt.Errorf("the example of %s: %w", operation.OperationID, err)) // it is compiled in
	}
	if shown.Request != nil {
		operation.RequestBody.Content[jsonBody].Example = shown.Request
	}
	operation.Responses[strconv.Itoa(operation.DefaultStatus)].Content[jsonBody].Example = shown.Answer
}
