package api

import (
	"context"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
)

// sfAnswer is what SF Express expects to hear of a push.
type sfAnswer struct {
	Code    string `json:"return_code" enum:"0000,1000" doc:"0000: taken. 1000: not taken, and to be pushed again."`
	Message string `json:"return_msg" doc:"The same in words." example:"成功"`
}

// The two answers to a push.
var (
	sfTaken = sfAnswer{"0000", "成功"}
	sfAgain = sfAnswer{"1000", "失败"}
)

type sfAnswered struct{ Body sfAnswer }

func (s *surface) courierSF() {
	const path = "/v1/courier/sf/{secret}"
	on(s, call{
		method: http.MethodPost, path: path, summary: "The route push of SF Express (顺丰路由推送)",
	}, s.sfPush)
	s.api.OpenAPI().Paths[path].Post.RequestBody = &huma.RequestBody{
		Required: true, Content: map[string]*huma.MediaType{jsonBody: {Schema: &huma.Schema{
			Type: huma.TypeObject, AdditionalProperties: true,
			Description: "The routes as SF Express writes them: an object Body with the list WaybillRoute.",
		}}},
	}
}

// opens reports whether somebody knows the secret that stands in the path of a door for callers who sign nothing. Without a secret there is no door.
func opens(secret []byte, said string) bool {
	return len(secret) > 0 && subtle.ConstantTimeCompare(secret, []byte(said)) == 1
}

// sfPush takes the routes that SF Express pushes. It signs nothing, so that the secret is in the path. What can never be taken is acknowledged
// and noted in the log, because SF would push it for ever; what may be taken later is not acknowledged, and comes again.
func (s *surface) sfPush(ctx context.Context, in *struct {
	Secret  string `path:"secret" minLength:"1" maxLength:"200" pattern:"^[!-.0-~]+$" doc:"The secret that is shared with the courier (KAIPIAO_COURIER_SECRET)."`
	RawBody []byte
},
) (*sfAnswered, error) {
	if s.ReadSF == nil || !opens(s.CourierSecret, in.Secret) {
		s.denials.note(ctx, access.Identity{}, "courier.report", codeUnauthorized)
		return nil, edgeProblem(codeNoSuchCall)
	}
	events, err := s.ReadSF(in.RawBody)
	if err != nil {
		slog.WarnContext(ctx, "a push of the courier cannot be read", "error", err)
		return &sfAnswered{sfAgain}, nil
	}
	answer := sfTaken
	for _, event := range events {
		taken, err := s.sfEvent(ctx, event)
		if err != nil {
			return nil, err
		}
		if !taken {
			answer = sfAgain
		}
	}
	return &sfAnswered{answer}, nil
}

// sfEvent records one event, and reports whether it is done with.
func (s *surface) sfEvent(ctx context.Context, event parcel.CourierEvent) (done bool, err error) {
	if event.At.Before(s.Now().Add(-oldestPush)) {
		slog.WarnContext(ctx, "the courier tells of a parcel what happened too long ago", "reference", event.Reference, "status", string(event.Status))
		return true, nil
	}
	event.At = instant(event.At)
	err = s.Office.Parcels.RecordEvent(ctx, event, s.Now())
	var refused *refusal.Refusal
	if err == nil || !errors.As(err, &refused) {
		return err == nil, err
	}
	known, err := s.Office.Parcels.Known(ctx, event.Reference)
	if err != nil || known {
		return false, err // its number is about to be stored
	}
	slog.WarnContext(ctx, "the courier tells of a parcel that we do not know", "reference", event.Reference, "status", string(event.Status))
	return true, nil
}
