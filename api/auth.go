package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
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
		var stranger *Problem
		if who, stranger = s.identify(ctx); stranger != nil {
			leave, entered := s.enter(ctx, access.Identity{}, limits.Read) // whatever it wanted
			if !entered {
				return
			}
			defer leave()
			s.denials.note(ctx.Context(), access.Identity{}, do, stranger.Code)
			refuse(ctx, stranger)
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
		s.denials.note(ctx.Context(), who, do, codeForbidden)
		refuse(ctx, edgeProblem(codeForbidden, who.Role))
		return
	case err != nil:
		var refused *refusal.Refusal
		if !errors.As(err, &refused) {
			refused = refusal.New(refusal.NotFound, "", "account")
		}
		s.denials.note(ctx.Context(), who, do, string(refused.Code))
		refuse(ctx, problemOf(refusal.List{refused}))
		return
	}
	called := context.WithValue(context.WithValue(ctx.Context(), identityKey{}, who), actionKey{}, do)
	called = context.WithValue(called, denialsKey{}, s.denials)
	next(huma.WithContext(ctx, actor.With(called, actorOf(called))))
}

// refuse answers a call before it is made.
func refuse(ctx huma.Context, p *Problem) {
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p)
}

// identify is who calls by its token, or what is answered to somebody who is not known.
func (s *surface) identify(ctx huma.Context) (who access.Identity, stranger *Problem) {
	text, found := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
	if !found {
		ctx.SetHeader("WWW-Authenticate", "Bearer")
		return who, edgeProblem(codeUnauthorized, noToken)
	}
	who, err := s.Verifier.Verify(ctx.Context(), text, s.Now())
	if err == nil {
		return who, nil
	}
	slog.InfoContext(ctx.Context(), "a token was refused", "why", err) // nothing that the token says is in there
	if errors.Is(err, access.ErrIssuerAway) {
		ctx.SetHeader("Retry-After", issuerAwayRetry)
		return access.Identity{}, edgeProblem(codeSignInUnavailable)
	}
	ctx.SetHeader("WWW-Authenticate", `Bearer error="invalid_token"`)
	for _, known := range strangers {
		if errors.Is(err, known.why) {
			return access.Identity{}, edgeProblem(codeUnauthorized, known.words)
		}
	}
	return access.Identity{}, edgeProblem(codeUnauthorized, badToken)
}

// mayDo says why the caller may not make its call about an object, or nil.
func mayDo(ctx context.Context, on access.Object) error {
	do, _ := ctx.Value(actionKey{}).(access.Action)
	err := access.May(callerOf(ctx), do, on)
	if err != nil {
		denied(ctx, callerOf(ctx), do, string(refusal.NotFound))
	}
	return err
}
