package api

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/api/limits"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
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
		if leave, entered := s.enter(ctx, access.Identity{}, kindOf("", ctx.Method())); entered {
			defer leave()
			next(ctx)
		}
		return
	}
	who, known := ctx.Context().Value(insideKey{}).(access.Identity)
	if !known {
		var why refusal.Words
		if who, why = s.identify(ctx); why.English != "" {
			leave, entered := s.enter(ctx, access.Identity{}, limits.Read) // whatever it wanted
			if !entered {
				return
			}
			defer leave()
			ctx.SetHeader("WWW-Authenticate", "Bearer")
			refuse(ctx, edgeProblem(codeUnauthorized, why))
			return
		}
		leave, entered := s.enter(ctx, who, kindOf(do, ctx.Method()))
		if !entered {
			return
		}
		defer leave()
	}
	var on access.Object
	if account := ctx.Param("account"); account != "" {
		on = access.Object{What: "account", Account: ids.Account(account)}
	}
	switch err := access.May(who, do, on); {
	case errors.Is(err, access.ErrRole):
		refuse(ctx, edgeProblem(codeForbidden, who.Role))
		return
	case err != nil:
		refuse(ctx, problemOf(refusal.List{refusal.New(refusal.NotFound, "", "account")}))
		return
	}
	called := context.WithValue(context.WithValue(ctx.Context(), identityKey{}, who), actionKey{}, do)
	next(huma.WithContext(ctx, actor.With(called, actorOf(called))))
}

// refuse answers a call before it is made.
func refuse(ctx huma.Context, p *Problem) {
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p)
}

// identify is who calls by its token, or why that is not known.
func (s *surface) identify(ctx huma.Context) (who access.Identity, why refusal.Words) {
	text, found := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
	if !found {
		return who, noToken
	}
	who, err := token.Verify(s.TokenSecret, text, s.Now())
	if err != nil {
		return who, badToken
	}
	return who, refusal.Words{}
}

// mayDo says why the caller may not make its call about an object, or nil.
func mayDo(ctx context.Context, on access.Object) error {
	do, _ := ctx.Value(actionKey{}).(access.Action)
	return access.May(callerOf(ctx), do, on)
}
