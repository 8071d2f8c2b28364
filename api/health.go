package api

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"kaipiao/office"
)

// calls counts what was answered, by call and status.
var calls = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "kaipiao_http_request_seconds", Help: "How long calls took, by call and status.", Buckets: prometheus.DefBuckets,
}, []string{"method", "call", "status"})

type stateAnswer struct {
	Body struct {
		Status string `json:"status" doc:"The state of the service: ok while it runs, ready while it serves calls." example:"ok"`
	}
}

func (s *surface) health() {
	on(s, call{method: http.MethodGet, path: "/healthz", summary: "The service runs"}, func(context.Context, *struct{}) (*stateAnswer, error) {
		return state("ok"), nil
	})
	on(s, call{method: http.MethodGet, path: "/readyz", summary: "The service can serve calls"}, func(ctx context.Context, _ *struct{}) (*stateAnswer, error) {
		if err := s.Ready(ctx); err != nil {
			slog.WarnContext(ctx, "not ready", "error", err)
			return nil, edgeProblem(codeNotReady)
		}
		return state("ready"), nil
	})
}

// Metrics are the figures of the register; those of the calls are the process's own.
func Metrics(register *office.Office) *prometheus.Registry {
	own := prometheus.NewRegistry()
	own.MustRegister(taskMetrics{register.Tasks}, deliveryMetrics{register.Subscribers}, reconciliationMetrics{register.Reconciliation},
		gaugeMetrics{register, time.Now})
	if replica := register.Replica(); replica != nil {
		own.MustRegister(replicaMetrics{replica})
	}
	return own
}

func state(text string) *stateAnswer {
	answer := &stateAnswer{}
	answer.Body.Status = text
	return answer
}

// identify gives each call an id, which the answer and the log carry.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", uuid.NewString())
		next.ServeHTTP(w, r)
	})
}

// recoverPanics turns a bug into an answer, and leaves its trace in the log only.
func recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if bug := recover(); bug != nil {
				slog.ErrorContext(r.Context(), "a call panicked", "request", w.Header().Get("X-Request-Id"), "bug", bug, "stack", string(debug.Stack()))
				writeProblem(w, edgeProblem(codeInternal))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// methodLabel keeps what callers make up out of the metrics: every method that is none is the same one (S1).
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}

// observe counts calls and logs those that failed on our side.
func observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		watched := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(watched, r)
		pattern := chi.RouteContext(r.Context()).RoutePattern()
		calls.WithLabelValues(methodLabel(r.Method), pattern, strconv.Itoa(watched.Status())).Observe(time.Since(started).Seconds())
		if watched.Status() >= http.StatusInternalServerError {
			slog.ErrorContext(r.Context(), "answered with an error", "request", w.Header().Get("X-Request-Id"), "method", r.Method, "call", pattern,
				"status", watched.Status())
		}
	})
}
