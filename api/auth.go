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
	if who, called := ctx.Value(identityKey{}).(*access.Identity); called {
		return *who
	}
	return access.Identity{}
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
	who, leave, admitted := s.admit(ctx, do)
	if !admitted {
		return
	}
	defer leave()
	var on access.Object
	if account := ctx.Param("account"); account != "" {
		on = access.Object{What: "account", Account: ids.Account(account)}
	}
	who, err := s.actingFor(ctx.Context(), who, do, on.Account)
	if err != nil {
		slog.ErrorContext(ctx.Context(), "a call failed", "error", err)
		refuse(ctx, edgeProblem(codeInternal))
		return
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
	called := context.WithValue(context.WithValue(ctx.Context(), identityKey{}, &who), actionKey{}, do)
	called = context.WithValue(context.WithValue(called, denialsKey{}, s.denials), groupsKey{}, s)
	next(huma.WithContext(ctx, actor.With(called, actorOf(called))))
}

// refuse answers a call before it is made.
func refuse(ctx huma.Context, p *Problem) {
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p)
}

// admit finds out who calls, and counts the call until it leaves. Where it does not let the call in, it has answered it.
func (s *surface) admit(ctx huma.Context, do access.Action) (who access.Identity, leave func(), admitted bool) {
	if inside, is := ctx.Context().Value(insideKey{}).(insider); is {
		if !inside.bounded {
			return inside.Identity, func() {}, true
		}
		leave, admitted = s.enter(ctx, inside.Identity, kindOf(do, ctx.Method()))
		return inside.Identity, leave, admitted
	}
	who, err := s.identify(ctx)
	if err == nil {
		leave, admitted = s.enter(ctx, who, kindOf(do, ctx.Method()))
		return who, leave, admitted
	}
	if leave, entered := s.enter(ctx, access.Identity{}, limits.Read); entered { // whatever it wanted
		defer leave()
		s.turnAway(ctx, do, err)
	}
	return access.Identity{}, nil, false
}

// errNoToken says that a call shows no token.
var errNoToken = errors.New("there is no token")

// identify is who calls by its token.
func (s *surface) identify(ctx huma.Context) (access.Identity, error) {
	text, found := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
	if !found {
		return access.Identity{}, errNoToken
	}
	return s.Verifier.Verify(ctx.Context(), text, s.Now())
}

// turnAway answers somebody who is not known.
func (s *surface) turnAway(ctx huma.Context, do access.Action, why error) {
	problem, challenge := edgeProblem(codeUnauthorized, noToken), "Bearer"
	if !errors.Is(why, errNoToken) {
		problem, challenge = edgeProblem(codeUnauthorized, wordsFor(why)), `Bearer error="invalid_token"`
	}
	if errors.Is(why, access.ErrIssuerAway) {
		problem, challenge = edgeProblem(codeSignInUnavailable), ""
		ctx.SetHeader("Retry-After", issuerAwayRetry)
	}
	if challenge != "" {
		ctx.SetHeader("WWW-Authenticate", challenge)
	}
	s.denials.note(ctx.Context(), access.Identity{}, do, problem.Code, "why", why) // nothing that a token says is in there
	refuse(ctx, problem)
}

// wordsFor says what is wrong with a token.
func wordsFor(why error) refusal.Words {
	for _, known := range strangers {
		if errors.Is(why, known.why) {
			return known.words
		}
	}
	return badToken
}

// mayDo says why the caller may not make its call about an object, or nil.
func mayDo(ctx context.Context, on access.Object) error {
	do, _ := ctx.Value(actionKey{}).(access.Action)
	if err := actFor(ctx, do, on.Account); err != nil {
		return err
	}
	err := access.May(callerOf(ctx), do, on)
	if err != nil {
		denied(ctx, callerOf(ctx), do, err)
	}
	return err
}
