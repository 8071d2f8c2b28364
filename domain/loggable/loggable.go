// Package loggable keeps what people and outside systems have written out of the log (S6): a title in a provider's message, the address in a
// mail server's answer. The log says what failed, of which object, and of which kind; the text itself is read where it is kept encrypted.
package loggable

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Error is an error that knows what of it may stand in a log.
type Error interface {
	error
	Loggable() string
}

// Hide makes of an error that repeats what others have written one that says less in a log.
func Hide(err error, instead string) error { return &hidden{err, instead} }

type hidden struct {
	error
	instead string
}

// Loggable is what stands there instead.
func (h *hidden) Loggable() string { return h.instead }

// Unwrap is the error itself.
func (h *hidden) Unwrap() error { return h.error }

// code is what the code of an outside system may look like.
var code = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,40}$`)

// Code is the code of an outside system; a text in its place is none.
func Code(said string) string {
	if !code.MatchString(said) {
		return "(no code)"
	}
	return said
}

// Text is what may stand in a log of an error: each part that repeats what others have written is replaced by what it may say.
func Text(err error) string {
	if err == nil {
		return ""
	}
	whole := err.Error()
	text := whole
	for _, part := range hiddenIn(err, nil) {
		if !strings.Contains(whole, part.whole) {
			return part.instead // whoever wrapped it has written it otherwise
		}
		text = strings.ReplaceAll(text, part.whole, part.instead)
	}
	return text
}

// part is a part of an error's text.
type part struct{ whole, instead string }

// hiddenIn finds the outermost parts that have to be replaced.
func hiddenIn(err error, found []part) []part {
	if instead, is := insteadOf(err); is {
		if whole := err.Error(); whole != "" {
			found = append(found, part{whole, instead})
		}
		return found
	}
	switch wrapped := err.(type) { //nolint:errorlint // each layer is looked at by itself
	case interface{ Unwrap() error }:
		if inner := wrapped.Unwrap(); inner != nil {
			return hiddenIn(inner, found)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range wrapped.Unwrap() {
			found = hiddenIn(inner, found)
		}
	}
	return found
}

// insteadOf is what one layer says instead of itself, if it has to.
func insteadOf(err error) (string, bool) {
	switch layer := err.(type) { //nolint:errorlint // each layer is looked at by itself
	case Error:
		return layer.Loggable(), true
	case *url.Error: // the address may name what is asked about
		where := "an address"
		if parsed, wrong := url.Parse(layer.URL); wrong == nil {
			where = parsed.Scheme + "://" + parsed.Host
		}
		return fmt.Sprintf("%s %s: %s", layer.Op, where, Text(layer.Err)), true
	case interface{ SQLState() string }: // what a column may not hold is quoted by the database
		if strings.HasPrefix(layer.SQLState(), "22") || strings.HasPrefix(layer.SQLState(), "P0") {
			return "SQLSTATE " + layer.SQLState(), true
		}
	case failure:
		return "failure " + layer.Type() + causeOf(err), true
	}
	if strings.HasPrefix(fmt.Sprintf("%T", err), "*nexus.") {
		return fmt.Sprintf("%T", err) + causeOf(err), true
	}
	return "", false
}

// failure is one of Temporal's: it carries a text from where it happened.
type failure interface {
	Type() string
	Message() string
	NonRetryable() bool
}

func causeOf(err error) string {
	if cause := errors.Unwrap(err); cause != nil {
		return ": " + Text(cause)
	}
	return ""
}
