package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
)

type (
	identityKey struct{}
	actionKey   struct{}
)

// callerOf is who calls.
func callerOf(ctx context.Context) access.Identity {
	who, _ := ctx.Value(identityKey{}).(access.Identity)
	return who
}

// actorOf names the caller for the timeline.
func actorOf(ctx context.Context) actor.Actor { return callerOf(ctx).Actor() }

// authorize lets a call pass when its token is good, its role may make the call, and a customer names its own account.
func (s *surface) authorize(ctx huma.Context, next func(huma.Context)) {
	do, guarded := ctx.Operation().Metadata[actionOfOperation].(access.Action)
	if !guarded {
		next(ctx)
		return
	}
	who, known := ctx.Context().Value(insideKey{}).(access.Identity)
	if !known {
		var why string
		if who, why = s.identify(ctx); why != "" {
			_ = huma.WriteErr(s.api, ctx, http.StatusUnauthorized, why)
			return
		}
	}
	var on access.Object
	if account := ctx.Param("account"); account != "" {
		on = access.Object{What: "account", Account: ids.Account(account)}
	}
	switch err := access.May(who, do, on); {
	case errors.Is(err, access.ErrRole):
		_ = huma.WriteErr(s.api, ctx, http.StatusForbidden, "The role "+string(who.Role)+" may not make this call.")
		return
	case err != nil:
		_ = huma.WriteErr(s.api, ctx, http.StatusNotFound, "There is no such account.")
		return
	}
	called := context.WithValue(context.WithValue(ctx.Context(), identityKey{}, who), actionKey{}, do)
	next(huma.WithContext(ctx, actor.With(called, actorOf(called))))
}

// identify is who calls by its token, or why that is not known.
func (s *surface) identify(ctx huma.Context) (who access.Identity, why string) {
	text, found := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
	if !found {
		return who, "Send a bearer token in the Authorization header."
	}
	who, err := token.Verify(s.TokenSecret, text, s.Now())
	if err != nil {
		return who, "The token is not valid (any more)."
	}
	return who, ""
}

// mayDo says why the caller may not make its call about an object, or nil.
func mayDo(ctx context.Context, on access.Object) error {
	do, _ := ctx.Value(actionKey{}).(access.Action)
	return access.May(callerOf(ctx), do, on)
}
