// Package bucket is a real S3 server within a test, and the faults that one has.
package bucket

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"
)

// Name is the bucket that a server has.
const Name = "kaipiao-files"

// Server is an S3 server on this machine, which keeps what it has in memory.
type Server struct {
	// URL is the place, as KAIPIAO_FILES_URL says it.
	URL string
	// Calls counts what it was asked.
	Calls atomic.Int64

	fault atomic.Pointer[Fault]
}

// Fault stands between a caller and the server: it answers itself, or lets the server answer.
type Fault func(w http.ResponseWriter, r *http.Request, server http.Handler)

// Credentials are the variables by which a program is known there.
var Credentials = map[string]string{"AWS_ACCESS_KEY_ID": "of-a-test", "AWS_SECRET_ACCESS_KEY": "of-a-test"}

// Start starts one for a test in which this process knows the credentials.
func Start(t *testing.T) *Server {
	t.Helper()
	for name, value := range Credentials {
		t.Setenv(name, value)
	}
	return Serve(t)
}

// Serve starts one for a test.
func Serve(t *testing.T) *Server {
	t.Helper()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket(Name))
	server := gofakes3.New(backend, gofakes3.WithTimeSkewLimit(0)).Server()
	s := &Server{}
	listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Calls.Add(1)
		if fault := s.fault.Load(); fault != nil {
			(*fault)(w, r, server)
			return
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(listening.Close)
	s.URL = "s3://" + Name + "?endpoint=" + listening.URL
	return s
}

// Break has it fail from now on; nil mends it.
func (s *Server) Break(fault Fault) {
	if fault == nil {
		s.fault.Store(nil)
		return
	}
	s.fault.Store(&fault)
}

// Refuses answers everything with an error of S3.
func Refuses(status int, code string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<Error><Code>" + code + "</Code><Message>as a test wants it</Message></Error>"))
	}
}

// Silent takes what is sent, and says nothing.
func Silent(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// Loses has what is written arrive, and its answer get lost, as often as it is said.
func Loses(answers int64) Fault {
	var lost atomic.Int64
	return func(w http.ResponseWriter, r *http.Request, server http.Handler) {
		if r.Method != http.MethodPut || lost.Add(1) > answers {
			server.ServeHTTP(w, r)
			return
		}
		server.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
}
