package api

import (
	"context"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/ids"
)

// Permissions are who calls, and what the caller may do.
type Permissions struct {
	Subject     string              `json:"subject" doc:"Who calls, as its issuer calls it." example:"zhao"`
	Actor       string              `json:"actor" doc:"Who calls, as timelines and the audit trail name it." example:"finance:zhao"`
	Role        access.Role         `json:"role"`
	Account     *ids.Account        `json:"account" nullable:"true" doc:"The account of a customer; null for other roles."`
	Vendor      *ids.Seller         `json:"vendor" nullable:"true" doc:"The id of a marketplace vendor; null for other roles."`
	Permissions []access.Permission `json:"permissions" nullable:"false" doc:"What a person of finance is trusted with besides reading; empty for other roles."`
	Allowed     []AllowedCall       `json:"allowed" nullable:"false" doc:"The calls that the caller may make, of its own objects where it has some."`
}

// AllowedCall is a call that the caller may make.
type AllowedCall struct {
	Action access.Action `json:"action" doc:"What is done by it, as the document says in x-action." example:"application.approve"`
	Method string        `json:"method" doc:"The HTTP method of the call." example:"POST"`
	Path   string        `json:"path" doc:"The path of the call, with its parameters in braces." example:"/v1/applications/{id}/approve"`
	// AsSecond: the caller may do it only where somebody else has proposed it.
	AsSecond bool `json:"as_second" doc:"Whether it may do so only as the second of two people (双人复核)."`
}

func (s *surface) permissions() {
	on(s, call{method: http.MethodGet, path: "/v1/permissions", summary: "Who am I, and what may I do", does: access.ReadPermissions}, s.getPermissions)
}

func (s *surface) getPermissions(ctx context.Context, _ *struct{}) (*struct{ Body Permissions }, error) {
	who := callerOf(ctx)
	shown := Permissions{
		Subject: who.Subject, Actor: who.Actor().String(), Role: who.Role, Account: orNull(who.Account), Vendor: orNull(who.Vendor),
		Permissions: append([]access.Permission{}, who.Permissions.List()...), Allowed: []AllowedCall{},
	}
	for _, do := range access.Actions() {
		made, isCall := s.calls[do]
		if !isCall || access.May(who, do, access.Object{}) != nil {
			continue
		}
		shown.Allowed = append(shown.Allowed, AllowedCall{Action: do, Method: made.method, Path: made.path, AsSecond: who.OnlyAsSecond(do)})
	}
	return &struct{ Body Permissions }{shown}, nil
}
