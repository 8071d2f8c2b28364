package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/refusal"
)

// Problem is the answer to a call that was refused (RFC 9457). A refused call changed nothing (O5).
type Problem struct {
	Type   string `json:"type" doc:"A page about this kind of problem; about:blank, because the code says it." example:"about:blank"`
	Title  string `json:"title" doc:"The name of the status." example:"Conflict"`
	Status int    `json:"status" doc:"The HTTP status." example:"409"`
	// Code is stable; callers may program against it.
	Code     string         `json:"code" doc:"Stable name of what is wrong; docs/errors.md lists all of them." example:"nothing_available"`
	Detail   string         `json:"detail" doc:"What is wrong, for people, in English." example:"Nothing can be invoiced at the moment."`
	DetailZH string         `json:"detail_zh" doc:"The same in Chinese." example:"当前没有可开票金额。"`
	Errors   []FieldProblem `json:"errors,omitempty" doc:"Everything that is wrong, as far as it was looked for; 50 at most."`
	More     int            `json:"more,omitempty" doc:"How many further errors are not listed; left out for none."`
}

// FieldProblem is one thing that is wrong, with the member of the request at fault.
type FieldProblem struct {
	Field     string `json:"field,omitempty" doc:"The member at fault; left out where it is none in particular." example:"items[3].cash"`
	Code      string `json:"code" doc:"Stable name of what is wrong with it." example:"invalid_request"`
	Message   string `json:"message" doc:"What is wrong with it, in English." example:"This member is missing."`
	MessageZH string `json:"message_zh" doc:"The same in Chinese." example:"缺少该字段。"`
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
	refusal.Forbidden:    http.StatusForbidden,
}

func newProblem(status int, code string, says refusal.Words) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: says.English, DetailZH: says.Chinese}
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
		return edgeProblem(codeInternal)
	}
}

// mostErrors is how many errors one answer lists: whoever sends a million bad items is told of some (P5).
const mostErrors = 50

// add lists one more error, or counts it.
func (p *Problem) add(wrong FieldProblem) {
	if len(p.Errors) == mostErrors {
		p.More++
		return
	}
	wrong.Field, wrong.Message, wrong.MessageZH = shortened(wrong.Field), shortened(wrong.Message), shortened(wrong.MessageZH)
	p.Errors = append(p.Errors, wrong)
}

// longestWords is how many bytes of what a caller has sent, such as the name of a member that there is not, an error repeats at most (S5).
const longestWords = 1000

func shortened(words string) string {
	if len(words) <= longestWords {
		return words
	}
	return strings.ToValidUTF8(words[:longestWords], "") + "…"
}

func problemOf(list refusal.List) *Problem {
	p := newProblem(statuses[list[0].Class()], string(list[0].Code), refusal.Words{English: list[0].English(), Chinese: list[0].Chinese()})
	for _, r := range list {
		p.add(FieldProblem{Field: r.Field, Code: string(r.Code), Message: r.English(), MessageZH: r.Chinese(), Seller: r.Seller, TaxCode: r.TaxCode})
	}
	return p
}

// malformed refuses a member that the schema cannot check.
func malformed(field, english, chinese string) error {
	return problemOf(refusal.List{refusal.BadInput(field, english, chinese)})
}

// cutOff is how the library says that a body ended before it was complete, or was not sent as HTTP says (S9); tooLarge how it names the
// limit of a body that is too large, in bytes.
const cutOff = "cannot read request body"

var tooLarge = regexp.MustCompile(`^request body is too large limit=(\d+) bytes$`)

func init() {
	// The library's own refusals look like ours: what it calls unprocessable is malformed.
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, message string, problems ...error) huma.StatusError {
		switch {
		case status == http.StatusRequestTimeout:
			return edgeProblem(codeRequestTimeout)
		case status == http.StatusUnsupportedMediaType:
			return edgeProblem(codeMediaType)
		case status == http.StatusUnprocessableEntity, message == cutOff:
			status = http.StatusBadRequest
		case status >= http.StatusInternalServerError:
			slog.Error("a call failed", "message", message, "errors", problems)
			return edgeProblem(codeInternal)
		}
		if limit := tooLarge.FindStringSubmatch(message); limit != nil {
			return edgeProblem(codeBodyTooLarge, refusal.Words{English: limit[1] + " bytes", Chinese: limit[1] + " 字节"})
		}
		p := newProblem(status, string(refusal.InvalidRequest), inBoth(message))
		for _, problem := range problems {
			p.add(fieldProblem(problem))
		}
		return p
	}
}

// missingMember is how the library names a member that is not there: in the sentence only.
var missingMember = regexp.MustCompile(`^expected required property (\S+) to be present$`)

// fieldProblem names the member as callers know it: "items[0].cash", not "body.items[0].cash".
func fieldProblem(problem error) FieldProblem {
	var detail *huma.ErrorDetail
	if !errors.As(problem, &detail) {
		return fieldOf("", inBoth(problem.Error()))
	}
	if unread, is := unreadableBody(detail); is {
		return unread
	}
	where, field, nested := strings.Cut(detail.Location, ".")
	if where == "query" { // one of several words of a parameter
		field, _, _ = strings.Cut(field, "[")
	}
	if !nested {
		field = ""
	}
	if missing := missingMember.FindStringSubmatch(detail.Message); missing != nil {
		return fieldOf(strings.TrimPrefix(field+"."+missing[1], "."), refusal.Words{English: "This member is missing.", Chinese: "缺少该字段。"})
	}
	if words, is := wordsOfPattern(detail.Message); is {
		return fieldOf(field, words)
	}
	return fieldOf(field, inBoth(detail.Message))
}

func fieldOf(field string, says refusal.Words) FieldProblem {
	return FieldProblem{Field: field, Code: string(refusal.InvalidRequest), Message: says.English, MessageZH: says.Chinese}
}

// writeProblem answers where no call is involved.
func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
