package e2e

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/money"
)

// receiver takes spans by OTLP, as a collector does.
type receiver struct {
	mutex sync.Mutex
	spans []*trace.Span
	whole strings.Builder
	bad   error
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	content, err := io.ReadAll(request.Body)
	var told collector.ExportTraceServiceRequest
	err = errors.Join(err, proto.Unmarshal(content, &told))
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.bad = errors.Join(r.bad, err)
	r.whole.WriteString(told.String())
	for _, resource := range told.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			r.spans = append(r.spans, scope.GetSpans()...)
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

// of are the names of the spans of one trace; none where there is no such trace.
func (r *receiver) of(id string) (names []string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, span := range r.spans {
		if fmt.Sprintf("%x", span.GetTraceId()) == id {
			names = append(names, span.GetName())
		}
	}
	return names
}

// S6: one invoice is one trace, from the call of an upstream service through workflow, steps, statements and tax provider, over all processes;
// and nothing in any span but ids.
func TestS6OneInvoiceIsOneTrace(t *testing.T) {
	// given a stack that tells a collector
	told := &receiver{}
	server := httptest.NewServer(told)
	t.Cleanup(server.Close)
	s, err := prepare("review: {cool_off: 1s}")
	require.NoError(t, err)
	s.environment = append(s.environment, "OTEL_EXPORTER_OTLP_ENDPOINT="+server.URL, "OTEL_BSP_SCHEDULE_DELAY=200")
	require.NoError(t, s.start())
	t.Cleanup(func() { require.NoError(t, errors.Join(s.stop(), s.forget())) })
	const amount, taxpayer, title = "54321.98", "91110000802100433B", "北京丁科技有限公司"
	account := s.customerOf(t, client.Certification{Type: "enterprise", Name: title, TaxpayerID: taxpayer}, amount)
	// when a service applies in a trace of its own, and the invoice is issued and mailed
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	var accepted client.Application
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPost, "/v1/accounts/"+account+"/applications", client.ApplicationBody{
		Kind: "ordinary", Medium: "electronic", Amount: new(money.MustParse(amount)), Remark: "备注",
	}, &accepted, "Idempotency-Key", "traced", "Traceparent", "00-"+id+"-00f067aa0ba902b7-01"))
	i := s.came(t, accepted.Invoices[0].ID, "issued", time.Minute)
	// then all of it is in that trace
	for _, beginning := range []string{
		"POST /v1/accounts/{account}/applications", "LockAccount", "InsertOutbox", "start Application", "StartWorkflow:Application", "StartActivity:",
		"RunActivity:", "provider submit", "POST the aggregator", "RunWorkflow:Application",
	} {
		eventually.Holds(t, func() bool {
			return slices.ContainsFunc(told.of(id), func(name string) bool { return strings.HasPrefix(name, beginning) })
		}, 30*time.Second, 50*time.Millisecond, beginning)
	}
	// and nothing that people wrote, no amount, and no address that was called
	told.mutex.Lock()
	defer told.mutex.Unlock()
	require.NoError(t, told.bad)
	whole := told.whole.String()
	require.Contains(t, whole, *i.Serial)
	require.Contains(t, whole, accepted.ID)
	for _, personal := range []string{
		amount, "54321", title, "丁科技", taxpayer, "example.test", "备注", "select ", "insert into", "/provider/v1", *i.Number, "url.full", "query.text",
	} {
		require.NotContains(t, whole, personal)
	}
}
