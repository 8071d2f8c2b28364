package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
	"kaipiao/api/apitest"
	"kaipiao/domain/event"
	"kaipiao/domain/webhook"
)

// served is the document as JSON.
func served(t *testing.T) (content []byte, document object) {
	t.Helper()
	content, err := api.Document()
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &document))
	return content, document
}

// at walks into JSON.
func into(document object, path ...string) object {
	for _, name := range path {
		document, _ = document[name].(object)
	}
	return document
}

// eachOperation calls see with every call of the document.
func eachOperation(document object, see func(call string, operation object)) {
	for _, path := range slices.Sorted(maps.Keys(into(document, "paths"))) {
		for method, operation := range into(document, "paths", path) {
			see(strings.ToUpper(method)+" "+path, operation.(object))
		}
	}
}

// reached are all schemas of a part of the document, those that it refers to included, by where they stand.
func reached(document, part object) map[string]object {
	found := map[string]object{}
	var walk func(at string, value any)
	walk = func(at string, value any) {
		switch v := value.(type) {
		case []any:
			for n, item := range v {
				walk(fmt.Sprintf("%s[%d]", at, n), item)
			}
		case object:
			if reference, is := v["$ref"].(string); is {
				name := reference[strings.LastIndex(reference, "/")+1:]
				if found[name] == nil {
					found[name] = into(document, "components", "schemas", name)
					walk(name, found[name])
				}
				return
			}
			if v["type"] != nil || v["anyOf"] != nil || v["oneOf"] != nil {
				found[at] = v
			}
			for name, member := range v {
				if name != "example" && name != "examples" {
					walk(at+"."+name, member)
				}
			}
		}
	}
	walk("", part)
	return found
}

// P1: what is served is what the program says of itself without a database, and OpenAPI allows it.
func TestP1TheServedDocumentIsValid(t *testing.T) {
	content, _ := served(t)
	s := newService(t)
	require.JSONEq(t, string(content), string(s.call(nobody, http.MethodGet, "/openapi.json", nil).bytes))
	_, err := apitest.Read(content)
	require.NoError(t, err)
	require.Contains(t, string(s.call(nobody, http.MethodGet, "/openapi.yaml", nil).bytes), "/v1/accounts/{account}/invoiceable:")
}

// P1: members that may be null say so, objects and lists of words too.
func TestP1WhatMayBeNullSaysSo(t *testing.T) {
	_, document := served(t)
	for _, member := range []string{
		"Invoice.address", "Invoice.courier", "Invoice.replaces", "Invoice.correction", "Invoice.workflow", "Seller.quota", "Application.workflow",
	} {
		of, name, _ := strings.Cut(member, ".")
		schema := into(document, "components", "schemas", of, "properties", name)
		require.Contains(t, schema["anyOf"], object{"type": "null"}, member)
	}
	words := 0
	for at, schema := range reached(document, document) {
		if types, several := schema["type"].([]any); several && slices.Contains(types, any("null")) && schema["enum"] != nil {
			words++
			require.Contains(t, schema["enum"], nil, at)
		}
	}
	require.Positive(t, words)
}

// P1: files are bytes with a type of their own, and whoever has one already is told so.
func TestP1FilesAreDocumentedAsFiles(t *testing.T) {
	_, document := served(t)
	files := map[string][]string{}
	eachOperation(document, func(call string, operation object) {
		for kind := range into(operation, "responses", "200", "content") {
			if kind != "application/json" {
				files[call] = append(files[call], kind)
			}
		}
		slices.Sort(files[call])
		if files[call] != nil {
			for _, content := range into(operation, "responses", "200", "content") {
				require.Equal(t, "binary", content.(object)["schema"].(object)["format"], call)
			}
			require.Contains(t, into(operation, "responses", "200", "headers"), "Content-Disposition", call)
		}
		if into(operation, "responses", "200", "headers")["ETag"] != nil {
			require.Contains(t, operation["responses"], "304", call)
		}
	})
	require.Equal(t, []string{"application/ofd", "application/pdf", "application/xml"}, files["GET /v1/invoices/{id}/files/{format}"])
	require.Equal(t, []string{"application/pdf", "image/jpeg", "image/png"}, files["GET /v1/tickets/{id}/materials/{material}"])
	content, _ := served(t)
	require.NotContains(t, string(content), "base64\"", "no file is documented as a text in base64")
}

// P2: each call has a subject, words, who may make it, and all its refusals.
func TestP2EveryCallIsDescribed(t *testing.T) {
	_, document := served(t)
	subjects := map[string]bool{}
	for _, tag := range document["tags"].([]any) {
		require.Regexp(t, `\p{Han}`, tag.(object)["description"])
		require.Regexp(t, `[a-z]{3}`, tag.(object)["description"])
		subjects[tag.(object)["name"].(string)] = false
	}
	for _, member := range []string{"license", "contact", "description"} {
		require.NotEmpty(t, into(document, "info")[member], member)
	}
	require.NotEmpty(t, document["servers"])
	schemes := into(document, "components", "securitySchemes")
	eachOperation(document, func(call string, operation object) {
		require.Len(t, operation["tags"], 1, call)
		tag := operation["tags"].([]any)[0].(string)
		require.Contains(t, subjects, tag, call)
		subjects[tag] = true
		require.NotEmpty(t, operation["summary"], call)
		description, _ := operation["description"].(string)
		require.NotEmpty(t, strings.TrimSpace(strings.Split(description, "Roles: ")[0]), "%s has no words of its own; see document_words.go", call)
		for _, one := range operation["security"].([]any) {
			for scheme := range one.(object) {
				require.Contains(t, schemes, scheme, call)
			}
		}
		responses := into(operation, "responses")
		require.Contains(t, responses, "default", call)
		require.Contains(t, responses, "400", call)
		if operation["requestBody"] != nil {
			require.Contains(t, responses, "413", call)
			require.Contains(t, responses, "415", call)
		}
		for status, response := range responses {
			require.Contains(t, response.(object)["headers"], "X-Request-Id", "%s %s", call, status)
			if status >= "400" {
				require.Contains(t, response.(object)["content"], "application/problem+json", "%s %s", call, status)
			}
		}
	})
	subjects["Webhooks"] = true
	for tag, used := range subjects {
		require.True(t, used, tag)
	}
	require.Equal(t, []any{object{"courierSignature": []any{}}}, into(document, "paths", "/v1/courier/events", "post")["security"])
	require.Equal(t, []any{object{"providerSignature": []any{}}}, into(document, "paths", "/v1/provider/events", "post")["security"])
}

// P2: whatever callers send or read has words.
func TestP2EveryMemberIsDescribed(t *testing.T) {
	_, document := served(t)
	var without []string
	for name, schema := range into(document, "components", "schemas") {
		for member, of := range schema.(object)["properties"].(object) {
			if of.(object)["description"] == nil {
				without = append(without, name+"."+member)
			}
		}
	}
	eachOperation(document, func(call string, operation object) {
		parameters, _ := operation["parameters"].([]any)
		for _, parameter := range parameters {
			if parameter.(object)["description"] == nil {
				without = append(without, call+" "+parameter.(object)["name"].(string))
			}
		}
	})
	slices.Sort(without)
	require.Empty(t, without, "%d members and parameters have no doc tag", len(without))
}

// P2: the examples are what the document says; redocly and spectral look at them once more.
func TestP2EveryExampleIsValid(t *testing.T) {
	content, document := served(t)
	contract, err := apitest.Read(content)
	require.NoError(t, err)
	shown := 0
	eachOperation(document, func(call string, operation object) {
		method, path, _ := strings.Cut(call, " ")
		for status, response := range into(operation, "responses") {
			if example := into(response.(object), "content", "application/json")["example"]; example != nil {
				shown++
				require.NoError(t, contract.AnswerExample(method, path, status, example), call)
			}
		}
		if example := into(operation, "requestBody", "content", "application/json")["example"]; example != nil {
			shown++
			require.NoError(t, contract.RequestExample(method, path, example), call)
		}
	})
	files, err := os.ReadDir("examples")
	require.NoError(t, err)
	require.Greater(t, shown, len(files))
}

// P2: every message that subscribers are sent is documented, and is what the document says, whatever it is about.
func TestP2EveryMessageIsDocumented(t *testing.T) {
	content, document := served(t)
	contract, err := apitest.Read(content)
	require.NoError(t, err)
	told := 0
	for _, entry := range event.Catalogue() {
		for about, kind := range entry.Types {
			e := webhook.Event{
				ID: 7, At: at("2026-09-18 15:00:00"), What: entry.Name, Account: "acct", Application: "a", Status: "issued", Detail: "26110000000000000001",
			}
			switch about {
			case event.Invoice:
				e.Invoice = "a-1"
			case event.Ticket:
				e.Application, e.Ticket = "", "t"
			case event.Application:
			}
			body, err := webhook.Claimed{Delivery: webhook.Delivery{Event: e}}.Body()
			require.NoError(t, err)
			require.NoError(t, contract.Message(kind, body), kind)
			told++
			example, err := json.Marshal(into(document, "webhooks", kind, "post", "requestBody", "content", "application/json")["example"])
			require.NoError(t, err)
			require.NoError(t, contract.Message(kind, example), kind)
		}
	}
	require.Len(t, into(document, "webhooks"), told)
	require.Error(t, contract.Message("invoice.issued", []byte(`{"type":"invoice.issued"}`)), "it cannot fail")
}

// P3: answers are open, because later versions may say more; requests are closed, because what there is not is a mistake.
func TestP3AnswersAreOpenAndRequestsClosed(t *testing.T) {
	_, document := served(t)
	answers, requests := object{}, object{}
	eachOperation(document, func(call string, operation object) {
		answers[call] = operation["responses"]
		requests[call] = object{"body": operation["requestBody"]}
	})
	answers["webhooks"] = document["webhooks"]
	for at, schema := range reached(document, answers) {
		require.NotEqual(t, false, schema["additionalProperties"], at)
	}
	closed := 0
	for at, schema := range reached(document, requests) {
		if schema["properties"] != nil {
			closed++
			require.Equal(t, false, schema["additionalProperties"], at)
		}
	}
	require.Greater(t, closed, 20)
}
