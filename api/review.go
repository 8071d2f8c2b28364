package api

import (
	"context"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/ids"
)

// decisionBody is why a reviewer decides as it does.
type decisionBody struct {
	Reason string `json:"reason,omitempty" maxLength:"1000" text:"lines" doc:"Why it is decided so; shown, and kept in the timeline."`
}

// decision is a reviewer's call; its body may be left out.
type decision[ID ~string] struct {
	ObjectPath[ID]
	Body *decisionBody
}

func (d *decision[ID]) reason() string {
	if d.Body == nil {
		return ""
	}
	return d.Body.Reason
}

func (s *surface) review() {
	on(s, call{method: http.MethodPost, path: "/v1/applications/{id}/claim", summary: "Take an application for review", does: access.ClaimApplication}, s.claim)
	on(s, call{
		method: http.MethodPost, path: "/v1/applications/{id}/unclaim", does: access.UnclaimApplication,
		summary: "Put a claimed application back",
	}, s.unclaim)
	on(s, call{
		method: http.MethodGet, path: "/v1/applications/{id}/review", does: access.ReviewApplication,
		summary: "Everything to decide about an application",
	}, s.getReviewCase)
	on(s, call{method: http.MethodPost, path: "/v1/applications/{id}/approve", summary: "Approve an application", does: access.ApproveApplication}, s.approve)
	on(s, call{method: http.MethodPost, path: "/v1/applications/{id}/reject", summary: "Reject an application", does: access.RejectApplication}, s.reject)
}

func (s *surface) claim(ctx context.Context, in *decision[ids.Application]) (*applicationAnswer, error) {
	a, err := s.Office.Applications.Claim(ctx, in.ID, actorOf(ctx), s.Now())
	return &applicationAnswer{Body: s.showApplication(ctx)(a)}, err
}

func (s *surface) unclaim(ctx context.Context, in *ObjectPath[ids.Application]) (*applicationAnswer, error) {
	a, err := s.Office.Applications.Unclaim(ctx, in.ID, actorOf(ctx), s.Now())
	return &applicationAnswer{Body: s.showApplication(ctx)(a)}, err
}

func (s *surface) approve(ctx context.Context, in *decision[ids.Application]) (*applicationAnswer, error) {
	a, err := s.Office.Applications.Approve(ctx, in.ID, callerOf(ctx).Clerk(access.ApproveApplication), in.reason(), s.Now())
	return &applicationAnswer{Body: s.showApplication(ctx)(a)}, err
}

func (s *surface) reject(ctx context.Context, in *decision[ids.Application]) (*applicationAnswer, error) {
	a, err := s.Office.Applications.Reject(ctx, in.ID, actorOf(ctx), in.reason(), s.Now())
	return &applicationAnswer{Body: s.showApplication(ctx)(a)}, err
}
