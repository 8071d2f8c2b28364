package api

import (
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/event"
	"kaipiao/domain/webhook"
)

// webhooks documents every message that subscribed endpoints are sent: one for each type of the catalogue of events (O3).
func (d *servedDocument) webhooks() {
	message := d.answer(d.Components.Schemas.Schema(reflect.TypeFor[webhook.Message](), true, ""))
	d.Webhooks = map[string]*huma.PathItem{}
	for _, entry := range event.Catalogue() {
		for about, kind := range entry.Types {
			d.Webhooks[kind] = &huma.PathItem{Post: messageOf(entry, about, message)}
		}
	}
}

func messageOf(entry event.Entry, about event.Subject, message *huma.Schema) *huma.Operation {
	kind := entry.Types[about]
	return &huma.Operation{
		OperationID: "webhook-" + kind, Method: http.MethodPost, Tags: []string{webhooksTag}, Security: []map[string][]string{},
		Summary:     fmt.Sprintf("%s (%s)", entry.English, entry.Chinese),
		Description: "When " + entry.When + ".",
		Parameters:  messageHeaders(),
		RequestBody: &huma.RequestBody{
			Required: true, Description: "The same, byte for byte, however often it is told.",
			Content: map[string]*huma.MediaType{jsonBody: {Schema: message, Example: exampleMessage(entry, about)}},
		},
		Responses: map[string]*huma.Response{
			"2XX":     {Description: "Taken; within ten seconds."},
			"410":     {Description: "The endpoint is gone, and is told nothing more."},
			"default": {Description: "Not taken: it is tried again for a day, after 5 seconds at first and up to every hour. Redirects are not followed."},
		},
	}
}

// messageHeaders are those of Standard Webhooks.
func messageHeaders() (parameters []*huma.Param) {
	for _, header := range []struct{ name, says, example string }{
		{"webhook-id", "The message's id, the same however often it comes; forget what you have had.", "4711"},
		{"webhook-timestamp", "When this try was made, in seconds since 1970; be suspicious of what is older than five minutes.", "1789714800"},
		{
			"webhook-signature", "`v1,` and the base64 of the HMAC-SHA256 over `id.timestamp.body`, with the bytes of the secret behind `whsec_`.",
			"v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
		},
	} {
		parameters = append(parameters, &huma.Param{
			Name: header.name, In: "header", Required: true, Description: header.says, Schema: &huma.Schema{Type: huma.TypeString}, Example: header.example,
		})
	}
	return parameters
}

// exampleMessage is a message as it is sent.
func exampleMessage(entry event.Entry, about event.Subject) any {
	told := webhook.Event{
		ID: 4711, At: time.Date(2026, time.September, 18, 7, 0, 0, 0, time.UTC), What: entry.Name, Account: "acme",
		Application: "01994b1e-7c00-7a54-9d5e-2f1f6f0c8a11", Status: string(entry.Name),
	}
	switch about {
	case event.Invoice:
		told.Invoice = "01994b1e-7c00-7a54-9d5e-2f1f6f0c8a11-1"
	case event.Ticket:
		told.Application, told.Ticket = "", "01994b1f-0d10-7b0e-8a8f-6a2f7d1c9b22"
	case event.Application:
	}
	return told.Message()
}
