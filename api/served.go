package api

import (
	"time"

	"kaipiao/domain/policy"
	"kaipiao/office"
)

// Document is the OpenAPI document that the service serves at /openapi.json; it is the same for everybody.
func Document() ([]byte, error) {
	_, s := build(Options{Office: &office.Office{}, Policy: policy.Default(), Now: func() time.Time { return time.Time{} }})
	return s.api.OpenAPI().MarshalJSON()
}
