package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// document is the API's description of itself.
type document struct {
	OpenAPI    string
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]*schema }
}

type operation struct {
	OperationID string
	Action      string `json:"x-action"`
	Parameters  []struct {
		Name, In string
		Required bool
		Schema   *schema
	}
	RequestBody *struct {
		Content map[string]struct{ Schema *schema }
	}
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Pattern    string
	Enum       []any
	Required   []string
	Properties map[string]*schema
	Items      *schema
	OneOf      []*schema
	MinLength  *int
	MaxLength  *int
}

func (s *service) document() document {
	var d document
	require.NoError(s.t, json.Unmarshal(s.call(nobody, http.MethodGet, "/openapi.json", nil).bytes, &d))
	return d
}

// resolve follows a reference.
func (d document) resolve(s *schema) *schema {
	if s != nil && s.Ref != "" {
		return d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return s
}

func (s *schema) is(kind string) bool {
	switch t := s.Type.(type) {
	case string:
		return t == kind
	case []any:
		return slices.Contains(t, any(kind))
	default:
		return false
	}
}

// spoiled are values that the schema of a member does not allow.
func spoiled(s *schema) []any {
	values := []any{object{"un": "expected"}}
	if s.is("string") {
		values = append(values, 1.5, true, nil)
	}
	if s.is("boolean") || s.is("array") || s.is("object") {
		values = append(values, "text", 7)
	}
	if s.Pattern != "" {
		values = append(values, "\x00", "two\nlines\u0007", "\u007f")
	}
	if s.is("string") && s.Pattern == "" && len(s.Enum) == 0 && s.Format == "" {
		values = append(values, "\x00", "two\r\nlines\u0007", "\u007f", "甲\u202e乙", "\ufffd\ufffd", "\ue000")
	}
	if len(s.Enum) > 0 {
		values = append(values, "none of them", "")
	}
	if s.Format == "date-time" {
		values = append(values, "2026-09-18", "yesterday", "1899-01-01T00:00:00Z", "9999-01-01T00:00:00Z")
	}
	if s.MaxLength != nil {
		values = append(values, strings.Repeat("1", *s.MaxLength+1))
	}
	if s.MinLength != nil && *s.MinLength > 0 {
		values = append(values, "")
	}
	return values
}

// spoilings are all ways to spoil one member of a body, with the names of the members at fault.
func (d document) spoilings(s *schema, value any, name string, required bool, replace func(any) any) (spoilings []spoiling) {
	s = d.resolve(s)
	choice := len(s.OneOf) > 0
	for _, option := range s.OneOf {
		if option = d.resolve(option); option.Properties != nil {
			s = option // the samples write objects where there is a choice
		}
	}
	if name != "" {
		for _, bad := range spoiled(s) {
			if bad == nil && !required {
				continue // null is the same as leaving a member out
			}
			if choice && bad == "text" {
				continue // which may be an id
			}
			if _, isObject := bad.(object); !isObject || s.Properties == nil {
				spoilings = append(spoilings, spoiling{name, bad, replace(bad)})
			}
		}
	}
	switch v := value.(type) {
	case object:
		unknown := with(v, object{"unheard_of": 1})
		spoilings = append(spoilings, spoiling{join(name, "unheard_of"), "an unknown member", replace(unknown)})
		for member, of := range s.Properties {
			change := func(bad any) any { return replace(with(v, object{member: bad})) }
			if slices.Contains(s.Required, member) {
				without := maps.Clone(v)
				delete(without, member)
				spoilings = append(spoilings, spoiling{join(name, member), "nothing", replace(without)})
			}
			needed := slices.Contains(s.Required, member)
			spoilings = append(spoilings, d.spoilings(of, v[member], join(name, member), needed, change)...)
		}
	case []any:
		change := func(bad any) any { return replace([]any{bad}) }
		spoilings = append(spoilings, d.spoilings(s.Items, v[0], name+"[0]", true, change)...)
	}
	return spoilings
}

type spoiling struct {
	field string
	bad   any
	body  any
}

func join(parent, member string) string {
	if parent == "" {
		return member
	}
	return parent + "." + member
}

// inTheVendorsShape are calls whose bodies are described by who makes them, and grow without us being asked; each has tests of its own.
var inTheVendorsShape = map[string]bool{"post-courier-sf-secret": true, "post-provider-nuonuo-secret": true}

// O5: every member of every call refuses what it cannot be, names itself, and nothing changes.
func TestO5EveryFieldOfEveryCallRefusesWhatItCannotBe(t *testing.T) {
	described := newService(t).document()
	for path, operations := range described.Paths {
		for method, op := range operations {
			t.Run(op.OperationID, func(t *testing.T) {
				t.Parallel()
				if inTheVendorsShape[op.OperationID] {
					return
				}
				require.Contains(t, samples, op.OperationID, "a new call needs a sample, so that its fields are tested")
				s := newService(t)
				given := prepared(s, op.OperationID)
				before := s.contents()
				described.refuseParameters(s, strings.ToUpper(method), path, op, given)
				described.refuseBodies(s, strings.ToUpper(method), path, op, given)
				require.Equal(t, before, s.contents(), "a refused call changed something")
				a := given.send(s, strings.ToUpper(method), path)
				require.Less(t, a.status, 300, "the sample itself is in order: %s", a.bytes)
			})
		}
	}
}

func (d document) refuseParameters(s *service, method, path string, op operation, given sample) {
	s.t.Helper()
	for _, parameter := range op.Parameters {
		spoiltCall := given
		bad := "\x01 no such thing \x7f"
		switch parameter.In {
		case "path":
			spoiltCall.path = withValue(given.path, parameter.Name, bad)
		case "query":
			require.Contains(s.t, given.query, parameter.Name, "the sample names every parameter")
			spoiltCall.query = withValue(given.query, parameter.Name, bad)
		case "header":
			if parameter.Name == "If-None-Match" {
				continue // any text may be a tag; see TestP12WhatACallerHoldsIsNotSentAgain
			}
			spoiltCall.header = withValue(given.header, parameter.Name, "not a key")
		}
		a := spoiltCall.send(s, method, path)
		require.Contains(s.t, []int{http.StatusBadRequest, http.StatusNotFound}, a.status, "%s: %s", parameter.Name, a.bytes)
		if a.status == http.StatusBadRequest {
			require.Equal(s.t, "invalid_request", a.code())
			require.Contains(s.t, a.fields(), parameter.Name, string(a.bytes))
		}
	}
}

func (d document) refuseBodies(s *service, method, path string, op operation, given sample) {
	s.t.Helper()
	if op.RequestBody == nil {
		return
	}
	if given.raw != "" {
		return // bytes have no members
	}
	if described, isForm := op.RequestBody.Content["multipart/form-data"]; isForm {
		d.refuseForms(s, method, path, described.Schema, given)
		return
	}
	require.NotNil(s.t, given.body, "the sample has a body")
	described := op.RequestBody.Content["application/json"].Schema
	all := d.spoilings(described, normal(s, given.body), "", true, func(v any) any { return v })
	require.NotEmpty(s.t, all)
	for _, one := range all {
		spoiltCall := given
		spoiltCall.body = one.body.(object)
		a := spoiltCall.send(s, method, path)
		require.Equal(s.t, http.StatusBadRequest, a.status, "%s: %v: %s", one.field, one.bad, a.bytes)
		require.Equal(s.t, "invalid_request", a.code())
		require.Contains(s.t, a.fields(), one.field, "%v: %s", one.bad, a.bytes)
		require.NotRegexp(s.t, `\[\^|\\x|\{[0-9],|\]\*|\]\+`, a.said(), "no answer shows a pattern (T9)")
	}
}

// normal is a body as JSON reads it.
func normal(s *service, body object) object {
	content, err := json.Marshal(body)
	require.NoError(s.t, err)
	var read object
	require.NoError(s.t, json.Unmarshal(content, &read))
	return read
}
