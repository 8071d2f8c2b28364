package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"kaipiao/domain/loggable"
)

// Answer is what a call was answered with.
type Answer struct {
	Status  int
	Header  http.Header
	Content []byte
	party   string
}

// ErrUnreadable repeats nothing of the answer (S6).
var ErrUnreadable = errors.New("the answer cannot be read, or lacks what is needed")

// Read reads the JSON of an answer. What comes with a 5xx is none, whatever it says; neither are a page with an error, half an answer, and one
// in another character set.
func (a *Answer) Read(into any) error {
	if a.Status >= http.StatusInternalServerError {
		return a.Unexpected()
	}
	if err := Read(a.Content, into); err != nil {
		return fmt.Errorf("%w: %w", a.Unexpected(), err)
	}
	return nil
}

// Unexpected is the error of an answer of which only the status tells something.
func (a *Answer) Unexpected() error {
	return fmt.Errorf("%s answered with HTTP status %d", a.party, a.Status)
}

// Read reads JSON in UTF-8; members that we do not know are left out.
func Read(content []byte, into any) error {
	if !utf8.Valid(content) || json.Unmarshal(content, into) != nil {
		return ErrUnreadable
	}
	return nil
}

// Refusal is what somebody says in place of what was asked for. Its text is theirs, and may repeat a title: it stays out of logs (S6).
type Refusal struct {
	// Party is who says it, Code and SubCode are its own.
	Party, Code, SubCode, Text string
}

func (r *Refusal) Error() string { return r.Loggable() + " " + r.Text }

// Loggable is what a log may have of it.
func (r *Refusal) Loggable() string { return r.Party + " answered " + loggable.Code(r.Code) }

// Has reports whether it is of one of some codes.
func (r *Refusal) Has(codes ...string) bool {
	for _, code := range codes {
		if code != "" && (code == r.Code || code == r.SubCode) {
			return true
		}
	}
	return false
}

// RefusalIn finds the refusal in an error. Without one it is of no code, and says nothing.
func RefusalIn(err error) *Refusal {
	found := &Refusal{}
	errors.As(err, &found)
	return found
}

// Secrets are what lets us in, which whoever knows it may repeat.
type Secrets []string

// Hidden takes them out of a text, and some more.
func (s Secrets) Hidden(text string, more ...string) string {
	for _, secrets := range [][]string{s, more} {
		for _, secret := range secrets {
			if secret != "" {
				text = strings.ReplaceAll(text, secret, "…")
			}
		}
	}
	return text
}

// Named says in the error of a call what was asked for, and takes back its result. It is deferred:
//
//	defer wire.Named("query "+serial, &answer, &err)
func Named[Result any](what string, result *Result, err *error) {
	if *err != nil {
		var nothing Result
		*result, *err = nothing, fmt.Errorf("%s: %w", what, *err)
	}
}
