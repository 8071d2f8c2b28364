// Package served is the API as a measurement calls it: over HTTP, as `starter serve` does it, with whoever calls let in as the upstream service.
package served

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

// anybody lets everybody in: this is no place for secrets.
type anybody struct{}

func (anybody) Verify(context.Context, string, time.Time) (access.Identity, error) {
	return consoletest.Upstream, nil
}

// API answers at a URL, for so many clients at once.
type API struct {
	url    string
	client *http.Client
}

// New serves the API on the world's database until the run ends.
func New(run *consoletest.Program, w *consoletest.World, clients int) *API {
	pool, err := tx.Open(run.Context(), postgrestest.As(run, schema.Starter, w.Pool.Config().ConnString()))
	run.Must(err)
	run.Cleanup(pool.Close)
	published, err := calendar.Published()
	run.Must(err)
	served := w.Served
	served.Office, served.Verifier, served.Now = office.New(pool, policy.Default(), published), anybody{}, time.Now
	server := httptest.NewServer(api.New(served))
	run.Cleanup(server.Close)
	return &API{server.URL, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}}
}

// Post makes a call with a key that no other one has; an answer that is no success is an error.
func (a *API) Post(ctx context.Context, path, key, body string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer anybody"}, "Idempotency-Key": {key}}
	answer, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s: %s", answer.Status, content)
	}
	return err
}
