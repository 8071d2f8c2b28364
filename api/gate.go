package api

import (
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"kaipiao/access"
	"kaipiao/api/limits"
)

// held counts the calls that were not made because there were too many of them.
var held = promauto.NewCounterVec(prometheus.CounterOpts{
	Name: "kaipiao_http_held_total", Help: "Calls that were not made because there were too many of them, by kind.",
}, []string{"kind"})

// kinds say what calls cost (S3): one that reads is read, and one that changes something is write, except for these.
var kinds = map[access.Action]limits.Kind{
	access.HandInMaterial:    limits.Upload,
	access.HandInInvoiceFile: limits.Upload,
	access.HandInRedFile:     limits.Upload,
	access.HandInImport:      limits.Upload,

	access.RequestExport:    limits.Heavy,
	access.ReadExportFile:   limits.Heavy,
	access.ReadImportReport: limits.Heavy,
	access.Reconcile:        limits.Heavy,
	access.LoadSchedule:     limits.Heavy,
	access.ForeseeRedIssue:  limits.Heavy, // the tax provider is asked
	access.ReadForm:         limits.Heavy, // it is printed anew
	access.Redeliver:        limits.Heavy,
	access.PrintWaybill:     limits.Heavy,
}

func kindOf(do access.Action, method string) limits.Kind {
	if kind, named := kinds[do]; named {
		return kind
	}
	if method == http.MethodGet || method == http.MethodHead {
		return limits.Read
	}
	return limits.Write
}

// counted is how a caller is counted: as who it is, by whatever token.
func (s *surface) counted(who access.Identity) limits.Caller {
	return limits.Caller{
		Key:     fmt.Sprintf("%s %q %q %q", who.Role, who.Subject, who.Account, who.Vendor),
		Allowed: s.Gate.Limits().Callers.Of(string(who.Role)),
	}
}

// enter lets a call be made, or answers that it is not made now.
func (s *surface) enter(ctx huma.Context, who access.Identity, kind limits.Kind) (leave func(), entered bool) {
	nobody := who.Role == ""
	if s.Gate == nil || nobody && unlimited[ctx.Operation().Path] {
		return func() {}, true
	}
	r, _ := humachi.Unwrap(ctx)
	caller := s.counted(who)
	if nobody {
		caller = s.Gate.Limits().Nobody(r)
	}
	leave, refused := s.Gate.Enter(caller, kind)
	if refused == nil && kind == limits.Upload {
		if refused = s.Gate.Bytes(caller, max(r.ContentLength, 0)); refused != nil {
			leave()
		}
	}
	if refused != nil {
		refuse(ctx, tooMany(kind, refused, ctx.SetHeader))
		return nil, false
	}
	return leave, true
}

// unlimited are the calls of who looks whether the service runs: a crowd of others must not make it look dead.
var unlimited = map[string]bool{"/healthz": true, "/readyz": true}

// tooMany is the answer to a call that is one too many.
func tooMany(kind limits.Kind, refused *limits.Refused, header func(name, value string)) *Problem {
	held.WithLabelValues(string(kind)).Inc()
	seconds := max(1, int(math.Ceil(refused.After.Seconds())))
	header("Retry-After", strconv.Itoa(seconds))
	if refused.Busy {
		return edgeProblem(codeBusy)
	}
	return edgeProblem(codeTooManyCalls, seconds)
}

// limited counts calls that are none of the API's: its page, its document, and paths that there are not.
func (s *surface) limited(next http.Handler) http.Handler {
	if s.Gate == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave, refused := s.Gate.Enter(s.Gate.Limits().Nobody(r), limits.Read)
		if refused != nil {
			writeProblem(w, tooMany(limits.Read, refused, w.Header().Set))
			return
		}
		defer leave()
		next.ServeHTTP(w, r)
	})
}
