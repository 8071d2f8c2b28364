package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/api/signature"
	"kaipiao/domain/invoice"
)

const (
	jsonBody    = "application/json"
	problemBody = "application/problem+json"
	schemasAt   = "#/components/schemas/"
)

// servedDocument is the OpenAPI document while it is completed: the library writes down what it knows of the calls, and here follows
// what it does not (P1, P2, P3). Requests are validated with the schemas of the library, which are left as they are.
type servedDocument struct {
	*huma.OpenAPI
	schemas map[string]*huma.Schema
	// answers are the copies of schemas that stand in answers, by the names of the originals.
	answers map[string]*huma.Schema
	// asked are the names of the schemas that stand in requests.
	asked map[string]bool
	// problem is the answer to a refused call.
	problem *huma.Schema
}

// completeDocument is called once, when all calls are there.
func (s *surface) completeDocument() {
	d := &servedDocument{
		OpenAPI: s.api.OpenAPI(), answers: map[string]*huma.Schema{}, asked: map[string]bool{},
		schemas: s.api.OpenAPI().Components.Schemas.Map(),
	}
	for _, operation := range d.operations() {
		d.ask(operation)
	}
	d.problem = d.answer(&huma.Schema{Ref: schemasAt + "Problem"})
	for _, operation := range d.operations() {
		d.describe(operation)
	}
	d.webhooks()
	d.head()
	d.settle()
}

// operations are all calls, in the order of their paths.
func (d *servedDocument) operations() (all []*huma.Operation) {
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		item := d.Paths[path]
		for _, operation := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if operation != nil {
				all = append(all, operation)
			}
		}
	}
	return all
}

// describe completes one call.
func (d *servedDocument) describe(operation *huma.Operation) {
	name := operation.Method + " " + operation.Path
	operation.Tags = []string{tagOf(name)}
	if words := strings.TrimSpace(operationWords[name] + " " + operation.Description); words != "" {
		operation.Description = words
	}
	if scheme := pushedBy[operation.Path]; scheme != "" {
		operation.Security = []map[string][]string{{scheme: {}}}
		operation.Parameters = slices.DeleteFunc(operation.Parameters, func(p *huma.Param) bool { return p.Name == signature.Header })
	} else if operation.Security == nil {
		operation.Security = []map[string][]string{} // nobody has to say who calls
	}
	for _, parameter := range operation.Parameters {
		describeParameter(parameter)
	}
	d.refusals(operation)
	success := operation.Responses[strconv.Itoa(operation.DefaultStatus)]
	success.Description = "Done."
	if types := fileTypes[name]; types != nil {
		d.files(operation, success, types)
	}
	for status, response := range operation.Responses {
		for _, content := range response.Content {
			content.Schema = d.answer(content.Schema)
		}
		describeHeaders(status, response)
	}
	d.examples(operation)
}

// pushedBy are the calls of those who sign instead of bearing a token.
var pushedBy = map[string]string{"/v1/courier/events": "courierSignature", "/v1/provider/events": "providerSignature"}

// signedBy describes how they sign.
func signedBy(who, setting string) *huma.SecurityScheme {
	return &huma.SecurityScheme{
		Type: "apiKey", In: "header", Name: signature.Header,
		Description: "The hexadecimal HMAC-SHA256 of the exact bytes of the body, made with the secret that is shared with " + who + " (" + setting + ").",
	}
}

// refusals are the answers to a call that is not made. That it can be refused in a certain way does not follow from the call's type, so that
// a test holds every answer of all tests against what is written here.
func (d *servedDocument) refusals(operation *huma.Operation) {
	statuses := []int{http.StatusBadRequest}
	if !unlimited[operation.Path] {
		statuses = append(statuses, http.StatusTooManyRequests)
	}
	if operation.Metadata[actionOfOperation] != nil {
		statuses = append(statuses, http.StatusUnauthorized, http.StatusForbidden)
	}
	if pushedBy[operation.Path] != "" {
		statuses = append(statuses, http.StatusUnauthorized)
	}
	reads := operation.Method == http.MethodGet
	if strings.Contains(operation.Path, "{") || !reads {
		statuses = append(statuses, http.StatusNotFound)
	}
	if !reads {
		statuses = append(statuses, http.StatusConflict, http.StatusUnprocessableEntity)
	}
	if operation.RequestBody != nil {
		statuses = append(statuses, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	statuses = append(statuses, refusedToo[operation.Method+" "+operation.Path]...)
	for status := range operation.Responses {
		if status != strconv.Itoa(operation.DefaultStatus) {
			delete(operation.Responses, status)
		}
	}
	for _, status := range statuses {
		operation.Responses[strconv.Itoa(status)] = d.refusal(refusalWords[status])
	}
	operation.Responses["default"] = d.refusal("Not done: the method is not taken (405), the body did not come in time (408), something is wrong on our " +
		"side, or there is too much to do (500, 503), and the same call may be made again.")
}

func (*servedDocument) refusal(words string) *huma.Response {
	return &huma.Response{
		Description: words, Content: map[string]*huma.MediaType{problemBody: {Schema: &huma.Schema{Ref: schemasAt + "Problem"}}},
	}
}

// refusedToo are refusals that do not follow from the kind of call.
var refusedToo = map[string][]int{
	// The provider is asked.
	"GET /v1/invoices/{id}/red-issue": {http.StatusConflict, http.StatusUnprocessableEntity},
	"GET /readyz":                     {http.StatusServiceUnavailable},
}

var refusalWords = map[int]string{
	http.StatusBadRequest:            "The request is not well-formed.",
	http.StatusUnauthorized:          "It is not known who calls: there is no token or signature, or it is not valid (any more).",
	http.StatusForbidden:             "The caller's role may not make this call.",
	http.StatusNotFound:              "There is no such object, or it is none of the caller's.",
	http.StatusConflict:              "It does not go with the state in which things are.",
	http.StatusUnprocessableEntity:   "A rule forbids it.",
	http.StatusRequestEntityTooLarge: "The body is too large.",
	http.StatusUnsupportedMediaType:  "The body is of a type that this call does not take.",
	http.StatusServiceUnavailable:    "Not at the moment.",
	http.StatusTooManyRequests:       "The caller makes too many calls of this kind at a time; Retry-After says when to make it again.",
}

// fileTypes are the calls that answer with a file, and what it may be.
var fileTypes = map[string][]string{
	"GET /v1/invoices/{id}/files/{format}":                invoiceFiles(),
	"GET /v1/invoices/{id}/red/{reversal}/files/{format}": invoiceFiles(),
	"GET /v1/tickets/{id}/materials/{material}":           {"application/pdf", "image/jpeg", "image/png"},
	"GET /v1/templates/{type}":                            {"application/pdf"},
	"GET /v1/imports/{id}/report":                         {"text/csv"},
	"POST /v1/invoices/{id}/waybill":                      {"application/pdf"},
	"GET /v1/print-desk/list":                             {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"GET /v1/figures/{figure}/table":                      {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"GET /v1/exports/{id}/file": {
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip", "text/csv", "application/octet-stream",
	},
}

// streamedHeaders are those of files that are written as they are read, of which the library knows nothing.
var streamedHeaders = map[string][]string{
	"GET /v1/exports/{id}/file":                           {"ETag"},
	"GET /v1/invoices/{id}/files/{format}":                {"ETag"},
	"GET /v1/invoices/{id}/red/{reversal}/files/{format}": {"ETag"},
	"GET /v1/tickets/{id}/materials/{material}":           {"ETag"},
}

// files documents an answer that is a file, and the one for who has it already.
func (d *servedDocument) files(operation *huma.Operation, success *huma.Response, types []string) {
	success.Description = "The file."
	success.Content = map[string]*huma.MediaType{}
	for _, kind := range types {
		file := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "The bytes of the file.", Extensions: map[string]any{"contentMediaType": kind}}
		success.Content[kind] = &huma.MediaType{Schema: file}
	}
	if success.Headers == nil {
		success.Headers = map[string]*huma.Header{}
	}
	for _, name := range streamedHeaders[operation.Method+" "+operation.Path] {
		success.Headers[name] = &huma.Header{}
	}
	success.Headers["Content-Disposition"] = &huma.Header{}
	delete(success.Headers, "Content-Type") // the content says it
	if success.Headers["ETag"] == nil {
		return
	}
	operation.Parameters = append(operation.Parameters, &huma.Param{
		Name: "If-None-Match", In: "header", Description: "The ETag of what the caller has already, or several with commas between them.",
		Schema: &huma.Schema{Type: huma.TypeString},
	})
	operation.Responses[strconv.Itoa(http.StatusNotModified)] = &huma.Response{
		Description: "The caller has it already.", Headers: map[string]*huma.Header{"ETag": {}},
	}
}

// settle drops what nothing refers to, and puts the copies of answers in the places of originals that stand in answers only.
func (d *servedDocument) settle() {
	for name := range d.schemas {
		if !d.asked[name] {
			delete(d.schemas, name)
		}
	}
	for name, copied := range d.answers {
		d.schemas[d.nameOfAnswer(name)] = copied
	}
	for _, schema := range d.schemas {
		allowNull(schema)
	}
}

// invoiceFiles are the types of the files that an invoice has.
func invoiceFiles() (types []string) {
	for _, format := range invoice.FileFormats {
		types = append(types, format.ContentType())
	}
	return types
}
