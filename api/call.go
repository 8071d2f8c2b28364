package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
)

// actionOfOperation is under what an operation keeps what its caller does by it, and so who may make it.
const actionOfOperation = "action"

// streamedOperation is under what an operation keeps that it reads its body itself, as it comes.
const streamedOperation = "streamed"

// actionExtension is where the OpenAPI document says what a call does; the actions of answers name it.
const actionExtension = "x-action"

// How large bodies may be, in bytes.
const (
	smallBody = 64 << 10
	largeBody = 4 << 20
	fileBody  = 10 << 20
)

// call is one line of the surface: what it is, what its caller does by it, and what it answers with.
type call struct {
	method, path, summary string
	// does says who may make it; empty for a call that needs no token.
	does access.Action
	// status is the answer's; 0 is 200, or 204 where nothing is answered.
	status int
	body   int64
	// form describes a body that is no JSON. The call reads it itself, as it comes, and nothing of it is held in memory.
	form *huma.RequestBody
}

// on adds a call to the surface.
func on[In, Out any](s *surface, c call, handle func(context.Context, *In) (*Out, error)) {
	operation := huma.Operation{
		OperationID: operationID(c), Method: c.method, Path: c.path, Summary: c.summary, DefaultStatus: c.status,
		MaxBodyBytes: smallBody, Metadata: map[string]any{}, Errors: []int{http.StatusBadRequest},
	}
	if c.body > 0 {
		operation.MaxBodyBytes = c.body
	}
	operation.BodyReadTimeout = noTimeout // bodies are read before the call begins, or by the call
	if c.form != nil {
		operation.Metadata[streamedOperation] = true
	}
	if c.does != "" {
		s.calls[c.does] = c
		operation.Metadata[actionOfOperation] = c.does
		operation.Extensions = map[string]any{actionExtension: c.does}
		operation.Security = []map[string][]string{{"bearer": {}}}
		operation.Errors = append(operation.Errors, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
			http.StatusUnprocessableEntity)
		var names []string
		for _, role := range access.RolesOf(c.does) {
			names = append(names, string(role))
		}
		operation.Description = "Roles: " + strings.Join(names, ", ") + "."
		if needs := access.NeedsOf(c.does); len(needs) > 0 {
			operation.Description += " Finance needs one of the permissions: " + access.Named(needs) + "."
		}
	}
	huma.Register(s.api, operation, func(ctx context.Context, in *In) (*Out, error) {
		if err := s.readTexts(in); err != nil {
			return nil, answerTo(err)
		}
		out, err := handle(ctx, in)
		if err != nil {
			return nil, answerTo(err)
		}
		return out, nil
	})
	if c.form != nil { // the library reads what it knows of before the call begins
		described := s.api.OpenAPI().Paths[c.path].Post
		if c.method == http.MethodPut {
			described = s.api.OpenAPI().Paths[c.path].Put
		}
		described.RequestBody = c.form
	}
}

// operationID names a call in the OpenAPI document: "post-accounts-applications-preview".
func operationID(c call) string {
	parts := []string{strings.ToLower(c.method)}
	for part := range strings.SplitSeq(strings.TrimPrefix(c.path, "/v1"), "/") {
		if part != "" {
			parts = append(parts, strings.Trim(part, "{}"))
		}
	}
	return strings.Join(parts, "-")
}
