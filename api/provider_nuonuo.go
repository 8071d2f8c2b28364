package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// nuonuoAnswer is what Nuonuo expects to hear of a callback.
type nuonuoAnswer struct {
	Status  string `json:"status" enum:"0000,9999" doc:"0000: taken. 9999: not taken, and it may come again."`
	Message string `json:"message" doc:"The same in words." example:"同步成功"`
}

// The two answers to a callback.
var (
	nuonuoTaken = nuonuoAnswer{"0000", "同步成功"}
	nuonuoAgain = nuonuoAnswer{"9999", "失败"}
)

type nuonuoAnswered struct{ Body nuonuoAnswer }

// formBody is how forms are sent.
const formBody = "application/x-www-form-urlencoded"

func (s *surface) providerNuonuo() {
	const path = "/v1/provider/nuonuo/{secret}"
	on(s, call{
		method: http.MethodPost, path: path, summary: "The callback of Nuonuo (诺诺回调)",
	}, s.nuonuoCallback)
	s.api.OpenAPI().Paths[path].Post.RequestBody = &huma.RequestBody{
		Required: true, Content: map[string]*huma.MediaType{formBody: {Schema: &huma.Schema{
			Type: huma.TypeObject, AdditionalProperties: true,
			Description: "The form as Nuonuo writes it: operater, orderno and content.",
		}}},
	}
}

// nuonuoCallback takes what Nuonuo calls back. It signs nothing, so that the secret is in the path; and what it says is a hint: what became of a
// serial is asked for (I4). What we know nothing of is acknowledged, because it would come for ever.
func (s *surface) nuonuoCallback(ctx context.Context, in *struct {
	Secret  string `path:"secret" minLength:"1" maxLength:"200" pattern:"^[!-.0-~]+$" doc:"The secret that is shared with the provider (KAIPIAO_PROVIDER_SECRET)."`
	RawBody []byte
},
) (*nuonuoAnswered, error) {
	if s.ReadNuonuo == nil || !opens(s.ProviderSecret, in.Secret) {
		s.denials.note(ctx, access.Identity{}, "provider.call_back", codeUnauthorized)
		return nil, edgeProblem(codeNoSuchCall)
	}
	form, err := url.ParseQuery(string(in.RawBody))
	var serial invoice.Serial
	var number string
	if err == nil {
		serial, number, err = s.ReadNuonuo(form)
	}
	if err != nil {
		slog.WarnContext(ctx, "a callback of the provider cannot be read")
		return &nuonuoAnswered{nuonuoAgain}, nil //nolint:nilerr // that is the answer
	}
	err = s.newsOfProvider(ctx, serial, number)
	var refused *refusal.Refusal
	if errors.As(err, &refused) {
		slog.WarnContext(ctx, "the provider calls back about what we do not know", "serial", string(serial))
		err = nil
	}
	return &nuonuoAnswered{nuonuoTaken}, err
}
