// Package refusal is the one list of business "no"s: each with a stable code, the rule behind it and a sentence in
// English and Chinese. A refused call changes nothing (O5).
package refusal

import (
	"fmt"
	"slices"
	"strings"
)

// Class says what kind of "no" a code is; the edge turns it into an HTTP status.
type Class int

// The classes of refusal.
const (
	// Malformed: the input cannot be understood.
	Malformed Class = iota + 1
	// Unacceptable: well-formed, but a rule forbids it.
	Unacceptable
	// Conflict: it would be acceptable in another state.
	Conflict
	// Missing: there is no such object, or none that the caller may see.
	Missing
	// Forbidden: it would be acceptable of somebody with more permissions.
	Forbidden
)

// Refusal is one business "no". It is an error, so that it travels where errors do, and it is never retried.
type Refusal struct {
	Code Code
	// Field names the member of the request at fault ("items[3].cash"), or is empty.
	Field string
	// Seller and TaxCode are where an outstanding amount blocks (L10); empty for every other code.
	Seller, TaxCode string
	// arguments fill the sentences' verbs, in the catalogue's order.
	arguments []any
}

// New makes a refusal. The arguments fill the sentences of the code.
func New(code Code, field string, arguments ...any) *Refusal {
	return &Refusal{Code: code, Field: field, arguments: arguments}
}

// BadInput refuses a member that cannot be understood, with a sentence in each language.
func BadInput(field, english, chinese string) *Refusal {
	return New(InvalidRequest, field, Words{English: english, Chinese: chinese})
}

// About makes a refusal of a code whose sentence names the object at most, by its id.
func About(code Code, id string) *Refusal {
	if strings.Contains(catalogue[code].english, "%") {
		return New(code, "", id)
	}
	return New(code, "")
}

// Words is a text in both languages. As an argument it fills each sentence in the sentence's own.
type Words struct{ English, Chinese string }

// Error is the English sentence.
func (r *Refusal) Error() string { return r.English() }

// English is the sentence for people who read English.
func (r *Refusal) English() string {
	return r.sentence(catalogue[r.Code].english, func(w Words) string { return w.English })
}

// Chinese is the sentence for people who read Chinese.
func (r *Refusal) Chinese() string {
	return r.sentence(catalogue[r.Code].chinese, func(w Words) string { return w.Chinese })
}

// Class says what kind of "no" it is.
func (r *Refusal) Class() Class { return catalogue[r.Code].class }

// Rule is the id of the requirement that forbids it, or empty.
func (r *Refusal) Rule() string { return catalogue[r.Code].rule }

func (r *Refusal) sentence(template string, language func(Words) string) string {
	if len(r.arguments) == 0 {
		return template
	}
	arguments := slices.Clone(r.arguments)
	for i, argument := range arguments {
		if words, both := argument.(Words); both {
			arguments[i] = language(words)
		}
	}
	return fmt.Sprintf(template, arguments...)
}

// List is several refusals of one request, for a caller who wants to mend everything at once.
type List []*Refusal

// Error joins the English sentences.
func (l List) Error() string {
	sentences := make([]string, len(l))
	for i, r := range l {
		sentences[i] = r.Error()
	}
	return strings.Join(sentences, " ")
}

// ErrorOrNil returns the list as an error, or nil when nothing was refused.
func (l List) ErrorOrNil() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// ClaimedBy says that somebody has claimed an object, where a sentence names the state.
func ClaimedBy(who string) Words {
	return Words{English: "claimed by " + who, Chinese: "已由 " + who + " 领取"}
}

// Decided tells who comes second what was decided already, with the reason that was given (R3).
func Decided(state Words, reason string) Words {
	if reason == "" {
		return state
	}
	return Words{English: state.English + " (" + reason + ")", Chinese: state.Chinese + "（" + reason + "）"}
}
