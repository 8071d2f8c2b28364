package api

import (
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"kaipiao/domain/policy"
	"kaipiao/office"
)

// Document is the OpenAPI document that the service serves at /openapi.json; it is the same for everybody.
func Document() ([]byte, error) {
	_, s := build(Options{Office: &office.Office{}, Policy: policy.Default(), Now: func() time.Time { return time.Time{} }})
	return s.api.OpenAPI().MarshalJSON()
}

// serveDocument serves it as OpenAPI 3.1. The library would serve it as 3.0 too, which has no words for a member that is an object or null.
func (s *surface) serveDocument(router chi.Router) {
	for path, written := range map[string]struct {
		as    string
		write func() ([]byte, error)
	}{
		"/openapi.json": {"application/openapi+json", s.api.OpenAPI().MarshalJSON},
		"/openapi.yaml": {"application/openapi+yaml", s.api.OpenAPI().YAML},
	} {
		content := sync.OnceValues(written.write)
		router.Get(path, s.limited(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			document, err := content()
			if err != nil {
				panic(err) // it is the same document each time, and a test reads it
			}
			w.Header().Set("Content-Type", written.as)
			_, _ = w.Write(document)
		})).ServeHTTP)
	}
}
