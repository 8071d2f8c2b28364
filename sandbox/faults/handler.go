package faults

import (
	"net/http"
	"time"

	"kaipiao/sandbox/jsonhttp"
)

// HoldAtMost is how long a hanging answer is held when the client does not give up first.
const HoldAtMost = 60 * time.Second

// Register adds the calls that order, list and delete faults.
func (b *Book) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /faults", b.post)
	mux.HandleFunc("GET /faults", func(w http.ResponseWriter, _ *http.Request) {
		jsonhttp.Items(b.List()).Write(w)
	})
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, r *http.Request) {
		if err := b.Clear(r.URL.Query().Get("match")); err != nil {
			jsonhttp.Failed(err).Write(w)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func (b *Book) post(w http.ResponseWriter, r *http.Request) {
	var fault Fault
	if err := jsonhttp.Read(w, r, &fault); err != nil {
		jsonhttp.Refused(err).Write(w)
		return
	}
	if err := fault.check(); err != nil {
		jsonhttp.Refused(err).Write(w)
		return
	}
	if err := b.Add(fault); err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	jsonhttp.JSON(http.StatusCreated, fault).Write(w)
}

// Serve answers one call under the standing faults. The work is told the modes that are answers of its own; errors,
// hanging and cut connections are done here. Idle modes are those of Take.
func (b *Book) Serve(
	w http.ResponseWriter, r *http.Request, operation Operation, key string, work func(Mode) jsonhttp.Answer, idle ...Mode,
) {
	b.ServeAny(w, r, operation, []string{key}, work, idle...)
}

// ServeAny is Serve for what can be meant by any of several keys.
func (b *Book) ServeAny(
	w http.ResponseWriter, r *http.Request, operation Operation, keys []string, work func(Mode) jsonhttp.Answer, idle ...Mode,
) {
	mode, err := b.Take(operation, keys, idle...)
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(w)
	case mode == Error500:
		jsonhttp.Problem(http.StatusInternalServerError, "A fault was ordered: error_500. Nothing was done.").Write(w)
	case mode == Hang:
		work(None)
		hold(r)
		cut(w)
	case mode == DropAfterCommit:
		work(None)
		cut(w)
	default:
		work(mode).Write(w)
	}
}

// hold waits until the client gives up, the sandbox ends, or the longest time is over.
func hold(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-time.After(HoldAtMost):
	}
}

// cut ends the connection after the first bytes of an answer. Without these bytes Go's client would silently repeat a
// GET on a kept connection, and the fault would not be seen.
func cut(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = connection.Write([]byte("HTTP/1.1 200 OK\r\nContent-Le"))
	_ = connection.Close()
}
