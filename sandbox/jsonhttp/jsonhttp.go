// Package jsonhttp reads and writes the sandbox's JSON bodies.
package jsonhttp

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"kaipiao/domain/refusal"
	"kaipiao/domain/strictjson"
)

// bodyLimit is more than an invoice of 2,000 lines takes.
const bodyLimit = 4 << 20

// Read decodes the body into a value. What can be read in two ways is refused, and so are bodies over 4 MiB.
func Read(w http.ResponseWriter, r *http.Request, into any) error {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		return fmt.Errorf("the body cannot be read: %w", err)
	}
	if err := strictjson.Decode(content, into); err != nil {
		return fmt.Errorf("the body is not the JSON that is expected here: %s", strings.TrimSuffix(explained(err), "."))
	}
	return nil
}

// explained says what is wrong, and with which member.
func explained(err error) string {
	var refused *refusal.Refusal
	switch {
	case !errors.As(err, &refused):
		return err.Error()
	case refused.Code == refusal.JSONTrailing:
		return "it has something after its JSON object"
	case refused.Code == refusal.JSONUnknown:
		return fmt.Sprintf("unknown field %q", refused.Field)
	case refused.Field == "":
		return refused.English()
	default:
		return refused.Field + ": " + refused.English()
	}
}

// Answer is a whole answer, made before anything is sent.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
}

// JSON makes an answer of a value.
func JSON(status int, value any) Answer {
	body, err := json.Marshal(value)
	if err != nil {
		return Problem(http.StatusInternalServerError, "The answer could not be written as JSON: "+err.Error())
	}
	return Answer{Status: status, ContentType: "application/json; charset=utf-8", Body: append(body, '\n')}
}

// Problem makes an answer that says in a sentence what is wrong.
func Problem(status int, sentence string) Answer {
	return JSON(status, map[string]string{"error": sentence})
}

// Refused makes the answer to a call that cannot be understood.
func Refused(reason error) Answer {
	return Problem(http.StatusBadRequest, "The call is refused: "+reason.Error()+".")
}

// Failed makes the answer to a call that the sandbox itself could not serve.
func Failed(reason error) Answer {
	return Problem(http.StatusInternalServerError, "The sandbox failed: "+reason.Error()+".")
}

// Items makes the answer of a list.
func Items[T any](items []T) Answer {
	return JSON(http.StatusOK, map[string][]T{"items": items})
}

// Write sends the answer.
func (a Answer) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", a.ContentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // a client that has gone away is its own affair
}
