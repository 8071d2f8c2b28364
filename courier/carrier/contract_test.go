package carrier_test

import (
	"net/http"
	"testing"

	"kaipiao/courier"
	"kaipiao/courier/carrier"
	"kaipiao/courier/couriertest"
	"kaipiao/sandbox/sandboxtest"
)

func TestTheCarrierKeepsThePort(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	couriertest.Run(t, func(_ *testing.T, transport http.RoundTripper) courier.Client {
		return carrier.New(carrier.Config{BaseURL: sandbox.URL + "/courier", Transport: transport})
	})
}
