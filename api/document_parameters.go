package api

import (
	"github.com/danielgtaylor/huma/v2"
)

// describeParameter says what a parameter is that has no words of its own.
func describeParameter(parameter *huma.Param) {
	if parameter.Description == "" {
		parameter.Description = parameter.Schema.Description
	}
	if parameter.Description == "" {
		parameter.Description = parameterWords[parameter.Name]
	}
}

var parameterWords = map[string]string{
	"Idempotency-Key": "The caller's own name of this call: under the same key it is made once, however often it is sent, and another body under it is refused.",
	"account":         "The account's id.",
	"at":              "The instant that is asked about; now, where it is left out.",
	"delivery":        "The delivery's id.",
	"due_before":      "Only what is due before that instant.",
	"format":          "The format of the file.",
	"from":            "From when on.",
	"id":              "The object's id.",
	"kind":            "Only those of that kind.",
	"material":        "The material's id.",
	"object":          "Only what was done to that object: its kind and its id.",
	"reversal":        "The reversal's id.",
	"seller":          "The seller: platform, or a marketplace vendor's id.",
	"status":          "Only what is in that state.",
	"subject":         "The number of the certified subject that owned the account at a time; the one of today, where it is left out.",
	"task":            "The task's id.",
	"type":            "Which form.",
	"waiting_for":     "Only what waits for that.",
	"webhook":         "The webhook's id.",
	"working_days":    "How many working days.",
	"year":            "The year.",
}

// headers are those that answers bear.
var headers = map[string]huma.Header{
	"X-Request-Id": {Description: "The id of this call, which our log has too. Name it when something is wrong.", Example: "0b2f5c1e-6d0c-4c4f-9a0b-0d9d3f0c8a11"},
	"ETag":         {Description: "Changes with the content; send it as If-None-Match.", Example: `"9f86d081884c7d65"`},
	"Content-Disposition": {
		Description: "The name under which the file may be saved.", Example: `attachment; filename="26112000000000000001.pdf"`,
	},
	"WWW-Authenticate": {Description: "How callers say who they are.", Example: "Bearer"},
	"Retry-After":      {Description: "In how many seconds the same call may be made again.", Example: "2"},
	"Allow":            {Description: "With 405: the methods that the path takes.", Example: "GET, POST"},
}

// describeHeaders documents the headers of an answer: its own, and those that such answers have.
func describeHeaders(status string, response *huma.Response) {
	named := []string{"X-Request-Id"}
	for name := range response.Headers {
		named = append(named, name)
	}
	switch status {
	case "401":
		named = append(named, "WWW-Authenticate")
	case "429", "503":
		named = append(named, "Retry-After")
	case "default":
		named = append(named, "Allow", "Retry-After")
	}
	response.Headers = map[string]*huma.Header{}
	for _, name := range named {
		header := headers[name]
		header.Schema = &huma.Schema{Type: huma.TypeString}
		response.Headers[name] = &header
	}
}
