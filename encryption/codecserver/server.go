// Package codecserver lets people's tools show what Temporal keeps encrypted: the Web UI, and the temporal command. It asks who they are, and
// keeps no key outside this process. Nothing is decided by what it encrypts: a message through Temporal is judged as any other (N12, O7).
package codecserver

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"go.temporal.io/sdk/converter"

	"kaipiao/access"
)

// Verifier finds out who calls by a bearer token.
type Verifier func(ctx context.Context, token string, now time.Time) (access.Identity, error)

// Options are what the server works with.
type Options struct {
	Codec  converter.PayloadCodec
	Verify Verifier
	// Origins are the Web UI's addresses, as browsers write them: nobody else's page may call.
	Origins []string
	// TrustLoopback: the Web UI is on this machine and signs nobody in, as that of the embedded stack, so that its pages need no token. Whoever
	// can open it reads everything anyway.
	TrustLoopback bool
	Now           func() time.Time
}

// The calls, as Temporal's tools make them.
const (
	decode = "/decode"
	encode = "/encode"
)

// largestBody bounds one call: the Web UI sends the payloads of a few events at a time, and Temporal takes none above 2 MiB.
const largestBody = 8 << 20

// New makes the server's surface.
func New(o Options) http.Handler {
	s := &server{Options: o, codec: converter.NewPayloadCodecHTTPHandler(o.Codec)}
	calls := http.NewServeMux()
	for _, call := range []string{decode, encode} {
		calls.HandleFunc("OPTIONS "+call, s.preflight)
		calls.HandleFunc("POST "+call, s.serve)
	}
	calls.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	return calls
}

type server struct {
	Options
	codec http.Handler
}

// preflight tells a browser what the Web UI's page may send; another page is told nothing.
func (s *server) preflight(w http.ResponseWriter, r *http.Request) {
	if !s.fromWebUI(w, r) {
		http.Error(w, "This origin may not call the codec server (KAIPIAO_CODEC_ORIGINS).", http.StatusForbidden)
		return
	}
	w.Header().Set("Access-Control-Allow-Methods", http.MethodPost)
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Authorization-Extras, Content-Type, X-Namespace")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// fromWebUI reports whether a page of the Web UI calls, and lets it read the answer then.
func (s *server) fromWebUI(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !slices.Contains(s.Origins, origin) {
		return false
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	return true
}

// serve encrypts or decrypts for who may have that.
func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	webUI := s.fromWebUI(w, r)
	if r.Header.Get("Origin") != "" && !webUI {
		http.Error(w, "This origin may not call the codec server (KAIPIAO_CODEC_ORIGINS).", http.StatusForbidden)
		return
	}
	if !s.allowed(w, r, webUI) {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, largestBody)
	s.codec.ServeHTTP(w, r)
}

// allowed finds out who calls, and answers those who may not have what they ask for.
func (s *server) allowed(w http.ResponseWriter, r *http.Request, webUI bool) bool {
	if webUI && s.TrustLoopback && r.Header.Get("Authorization") == "" && loopback(r.RemoteAddr) && loopback(r.Host) {
		return true
	}
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "Send a bearer token in the Authorization header.", http.StatusUnauthorized)
		return false
	}
	caller, err := s.Verify(r.Context(), token, s.Now())
	if err != nil {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "The token is not valid.", http.StatusUnauthorized)
		return false
	}
	if !mayAsk(caller, r.URL.Path) {
		slog.Warn("somebody may not have payloads decrypted or encrypted", "by", caller.Actor().String(), "call", r.URL.Path)
		http.Error(w, "Administrators of finance may have payloads encrypted and decrypted, auditors decrypted.", http.StatusForbidden)
		return false
	}
	slog.Info("payloads are shown", "by", caller.Actor().String(), "call", r.URL.Path, "namespace", r.Header.Get("X-Namespace"))
	return true
}

// mayAsk: who administers reads and writes, who audits reads.
func mayAsk(caller access.Identity, call string) bool {
	switch caller.Role {
	case access.Finance:
		return caller.Permissions.Has(access.Administrator)
	case access.Auditor:
		return call == decode
	default:
		return false
	}
}

// loopback reports whether an address, with or without a port, is this machine's own.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
