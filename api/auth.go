package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/api/token"
	"kaipiao/domain/actor"
	"kaipiao/domain/refusal"
)

// Who may call what (O1). A customer is confined to its own account by authorize and by own.
var (
	anybody    = []token.Role{token.Service, token.Customer, token.Finance, token.Vendor, token.Auditor}
	upstream   = []token.Role{token.Service}
	finance    = []token.Role{token.Finance}
	applicants = []token.Role{token.Customer, token.Service}
	reversers  = []token.Role{token.Customer, token.Finance}
	// customers decide for themselves, and participants work on a ticket together.
	customersOnly = []token.Role{token.Customer}
	participants  = []token.Role{token.Customer, token.Finance}
	readers       = []token.Role{token.Service, token.Customer, token.Finance, token.Auditor}
	reviewers     = []token.Role{token.Finance, token.Auditor}
	overviewers   = []token.Role{token.Service, token.Finance, token.Auditor}
	vendorsOnly   = []token.Role{token.Vendor}
	// Vendors see and ship their own invoices (I8); ownInvoice keeps them from others'.
	invoiceReaders = append(slices.Clone(readers), token.Vendor)
	invoiceLists   = append(slices.Clone(overviewers), token.Vendor)
	shippers       = []token.Role{token.Finance, token.Vendor}
)

type claimsKey struct{}

// callerOf is who calls.
func callerOf(ctx context.Context) token.Claims {
	claims, _ := ctx.Value(claimsKey{}).(token.Claims)
	return claims
}

// actorOf names the caller for the timeline.
func actorOf(ctx context.Context) actor.Actor {
	c := callerOf(ctx)
	return actor.Actor{Kind: actor.Kind(c.Role), Name: c.Subject}
}

// authorize lets a call pass when its token is good, its role may make the call, and a customer names its own account.
func (s *surface) authorize(ctx huma.Context, next func(huma.Context)) {
	roles, guarded := ctx.Operation().Metadata[rolesOfOperation].([]token.Role)
	if !guarded {
		next(ctx)
		return
	}
	text, found := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
	if !found {
		_ = huma.WriteErr(s.api, ctx, http.StatusUnauthorized, "Send a bearer token in the Authorization header.")
		return
	}
	claims, err := token.Verify(s.TokenSecret, text, s.Now())
	if err != nil {
		_ = huma.WriteErr(s.api, ctx, http.StatusUnauthorized, "The token is not valid (any more).")
		return
	}
	if !slices.Contains(roles, claims.Role) {
		_ = huma.WriteErr(s.api, ctx, http.StatusForbidden, "The role "+string(claims.Role)+" may not make this call.")
		return
	}
	if account := ctx.Param("account"); account != "" && claims.Role == token.Customer && account != claims.Account {
		_ = huma.WriteErr(s.api, ctx, http.StatusNotFound, "There is no such account.")
		return
	}
	known := context.WithValue(ctx.Context(), claimsKey{}, claims)
	next(huma.WithContext(ctx, actor.With(known, actorOf(known))))
}

// own refuses another account's object to a customer as if it did not exist.
func own(ctx context.Context, account, what string) error {
	if c := callerOf(ctx); c.Role == token.Customer && c.Account != account {
		return refusal.New(refusal.NotFound, "", what)
	}
	return nil
}
