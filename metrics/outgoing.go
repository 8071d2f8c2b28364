package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// outgoing counts the calls of this process to who has a contract with us.
var outgoing = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "kaipiao_outgoing_request_seconds", Help: "How long calls over HTTP to tax providers and couriers took, by who was called and the answer's status.",
	Buckets: prometheus.DefBuckets,
}, []string{"party", "status"})

// noAnswer is the status of a call that was not answered.
const noAnswer = "none"

// Transport counts the calls to a party. A nil transport is the standard one.
func Transport(party string, through http.RoundTripper) http.RoundTripper {
	if through == nil {
		through = http.DefaultTransport
	}
	return counted{party, through}
}

type counted struct {
	party   string
	through http.RoundTripper
}

// RoundTrip makes one call.
func (c counted) RoundTrip(request *http.Request) (*http.Response, error) {
	started := time.Now()
	response, err := c.through.RoundTrip(request)
	status := noAnswer
	if err == nil {
		status = strconv.Itoa(response.StatusCode)
	}
	outgoing.WithLabelValues(c.party, status).Observe(time.Since(started).Seconds())
	return response, err
}
