package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"go.temporal.io/sdk/worker"

	"kaipiao/access"
	"kaipiao/activities"
	"kaipiao/adapters/documents"
	"kaipiao/adapters/files"
	"kaipiao/adapters/sheets"
	"kaipiao/api"
	"kaipiao/domain/policy"
	"kaipiao/domain/webhook"
	"kaipiao/office"
	"kaipiao/settings"
	"kaipiao/temporalgate"
	"kaipiao/typeface"
)

// front is the API's own surface, for callers through Temporal: their calls are judged and answered as over HTTP (P14).
type front struct{ inside *api.Inside }

// newFront makes it.
func newFront(s settings.Settings, p policy.Policy, register *office.Office, store *files.Store, asked api.ProviderDesk) (*front, error) {
	font, err := typeface.Load(s.Font)
	if err != nil {
		return nil, fmt.Errorf("the font %s is missing; run `make deps`, or set KAIPIAO_FONT: %w", s.Font, err)
	}
	targets, err := webhook.ParseTargets(s.WebhookTargets)
	if err != nil {
		return nil, fmt.Errorf("KAIPIAO_WEBHOOK_TARGETS: %w", err)
	}
	return &front{api.NewInside(api.Options{
		Office: register, Files: store, Press: documents.NewPress(font), Workbook: sheets.Table, Policy: p, Provider: asked, WebhookTargets: targets,
		WorkflowURL: s.WorkflowURL, Now: time.Now, Ready: register.Ping,
	})}, nil
}

// serveCallers answers callers through Temporal. Where they are switched off, who starts Apply is told so, and there is no Nexus service.
func serveCallers(
	w worker.Worker, s settings.Settings, p policy.Policy, register *office.Office, store *files.Store, asked api.ProviderDesk,
) error {
	encrypted := s.TemporalCallers == settings.CallersEncrypted
	answers := &activities.Callers{Office: register, Now: time.Now, Encrypted: encrypted}
	w.RegisterActivity(answers)
	if !s.TemporalCallers.Some() {
		return nil
	}
	surface, err := newFront(s, p, register, store, asked)
	if err != nil {
		return err
	}
	answers.Front = surface
	service, err := temporalgate.ServiceForCallers(&activities.Operations{Front: surface, Encrypted: encrypted})
	if err == nil {
		w.RegisterNexusService(service)
	}
	return err
}

// Call makes one call. What goes wrong on our side is no refusal, and is tried again.
func (f *front) Call(ctx context.Context, c activities.FrontCall) (json.RawMessage, error) {
	answer, err := f.inside.Do(ctx, api.InsideCall{
		Does: c.Does, By: access.ThroughTemporal(c.By), Object: c.Object, Key: c.Key, Body: c.Body,
	})
	var problem *api.Problem
	if !errors.As(err, &problem) || problem.Status >= http.StatusInternalServerError {
		return answer, err
	}
	english, chinese := problem.Sentences()
	return nil, &activities.Denied{Code: problem.Code, English: english, Chinese: chinese}
}
