package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"kaipiao/domain/refusal"
)

// Problem is the answer to a call that was refused (RFC 9457). A refused call changed nothing (O5).
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Code is stable; callers may program against it.
	Code     string         `json:"code" doc:"Stable name of what is wrong."`
	Detail   string         `json:"detail"`
	DetailZH string         `json:"detail_zh,omitempty"`
	Errors   []FieldProblem `json:"errors,omitempty"`
}

// FieldProblem is one thing that is wrong, with the member of the request at fault.
type FieldProblem struct {
	Field     string `json:"field,omitempty" doc:"The member at fault, for example items[3].cash."`
	Code      string `json:"code"`
	Message   string `json:"message"`
	MessageZH string `json:"message_zh,omitempty"`
	// Seller and TaxCode are where an outstanding amount blocks.
	Seller  string `json:"seller,omitempty" doc:"With whom an outstanding amount blocks."`
	TaxCode string `json:"tax_code,omitempty" doc:"In which tax classification code an outstanding amount blocks."`
}

// Error is the sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType says that this is a problem and no result.
func (*Problem) ContentType(string) string { return "application/problem+json" }

// statuses is the one table from the domain's classes of refusal to HTTP.
var statuses = map[refusal.Class]int{
	refusal.Malformed:    http.StatusBadRequest,
	refusal.Unacceptable: http.StatusUnprocessableEntity,
	refusal.Conflict:     http.StatusConflict,
	refusal.Missing:      http.StatusNotFound,
}

func newProblem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// answerTo turns what the register refused into a problem. Anything else is ours to look at: the caller learns only that
// it failed.
func answerTo(err error) error {
	var list refusal.List
	var one *refusal.Refusal
	var known huma.StatusError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &list):
		return problemOf(list)
	case errors.As(err, &one):
		return problemOf(refusal.List{one})
	case errors.As(err, &known):
		return err
	default:
		slog.Error("a call failed", "error", err)
		return newProblem(http.StatusInternalServerError, "internal", "Something went wrong on our side; nothing was changed. Please try again.")
	}
}

func problemOf(list refusal.List) *Problem {
	p := newProblem(statuses[list[0].Class()], string(list[0].Code), list[0].English())
	p.DetailZH = list[0].Chinese()
	for _, r := range list {
		p.Errors = append(p.Errors, FieldProblem{
			Field: r.Field, Code: string(r.Code), Message: r.English(), MessageZH: r.Chinese(), Seller: r.Seller, TaxCode: r.TaxCode,
		})
	}
	return p
}

// malformed refuses a member that the schema cannot check.
func malformed(field, sentence string) error {
	r := refusal.New(refusal.InvalidRequest, field, sentence)
	return problemOf(refusal.List{r})
}

// cutOff is how the library says that a body ended before it was complete, or was not sent as HTTP says (S9).
const cutOff = "cannot read request body"

func init() {
	// The library's own refusals look like ours: what it calls unprocessable is malformed.
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, message string, problems ...error) huma.StatusError {
		if status == http.StatusUnprocessableEntity || message == cutOff {
			status = http.StatusBadRequest
		}
		p := newProblem(status, codeOf(status), sentence(message))
		if status >= http.StatusInternalServerError {
			slog.Error("a call failed", "message", message, "errors", problems)
			p.Detail = "Something went wrong on our side; nothing was changed. Please try again."
			return p
		}
		for _, problem := range problems {
			p.Errors = append(p.Errors, fieldProblem(problem))
		}
		return p
	}
}

// codeOf names what is wrong with a call before any rule is asked.
func codeOf(status int) string {
	switch status {
	case http.StatusBadRequest:
		return string(refusal.InvalidRequest)
	case http.StatusUnauthorized:
		return "unauthorized"
	case http.StatusForbidden:
		return "forbidden"
	case http.StatusNotFound:
		return string(refusal.NotFound)
	case http.StatusRequestEntityTooLarge:
		return "body_too_large"
	case http.StatusUnsupportedMediaType:
		return "unsupported_media_type"
	default:
		return "internal"
	}
}

// sentence makes a sentence of the library's message.
func sentence(message string) string {
	if message == "validation failed" {
		return "The request is not well-formed; see errors."
	}
	if message == "" {
		return message
	}
	return strings.ToUpper(message[:1]) + strings.TrimSuffix(message[1:], ".") + "."
}

// missingMember is how the library names a member that is not there: in the sentence only.
var missingMember = regexp.MustCompile(`^expected required property (\S+) to be present$`)

// fieldProblem names the member as callers know it: "items[0].cash", not "body.items[0].cash".
func fieldProblem(problem error) FieldProblem {
	var detail *huma.ErrorDetail
	if !errors.As(problem, &detail) {
		return FieldProblem{Code: string(refusal.InvalidRequest), Message: sentence(problem.Error())}
	}
	if unread, is := unreadableBody(detail); is {
		return unread
	}
	_, field, nested := strings.Cut(detail.Location, ".")
	if !nested {
		field = ""
	}
	if missing := missingMember.FindStringSubmatch(detail.Message); missing != nil {
		field = strings.TrimPrefix(field+"."+missing[1], ".")
	}
	message := detail.Message
	if message == validation.MsgExpectedMatchExactlyOneSchema {
		message = "give the id of a saved one, or all of it as an object"
	}
	if words, is := wordsOfPattern(message); is {
		return FieldProblem{Field: field, Code: string(refusal.InvalidRequest), Message: words.English, MessageZH: words.Chinese}
	}
	return FieldProblem{Field: field, Code: string(refusal.InvalidRequest), Message: sentence(message)}
}

// writeProblem answers where no call is involved.
func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
