package provider

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Texts are regular expressions by which is recognised why something was not done, where a provider has no codes for it: its texts are then all
// that tells. Those that are nil are the client's own; an empty list matches nothing. In a file they are written with the names behind the fields.
type Texts struct {
	// Quota: the seller's quota is used up. Session: somebody has to log in or to pass the face check. Either passes (I5).
	Quota   []string `yaml:"quota"`
	Session []string `yaml:"session"`
	// Known: the serial is there already, and is to be asked about.
	Known []string `yaml:"known"`
}

// Causes recognises causes by their texts.
type Causes struct{ quota, session, known *regexp.Regexp }

// NewCauses makes it of what is configured, and of what a client takes where nothing is. It repeats no expression in an error.
func NewCauses(configured, standard Texts) (Causes, error) {
	var errs []error
	compiled := func(name string, said, instead []string) *regexp.Regexp {
		if said == nil {
			said = instead
		}
		if len(said) == 0 {
			return nil
		}
		expression, err := regexp.Compile("(?:" + strings.Join(said, ")|(?:") + ")")
		if err != nil {
			errs = append(errs, fmt.Errorf("the texts for %s are no regular expressions", name))
		}
		return expression
	}
	made := Causes{
		compiled("quota", configured.Quota, standard.Quota), compiled("session", configured.Session, standard.Session),
		compiled("known", configured.Known, standard.Known),
	}
	return made, errors.Join(errs...)
}

func matches(expression *regexp.Regexp, text string) bool {
	return expression != nil && expression.MatchString(text)
}

// Known reports whether a text says that the serial is there already.
func (c Causes) Known(text string) bool { return matches(c.known, text) }

// Session reports whether a text says that somebody has to log in or to pass the face check.
func (c Causes) Session(text string) bool { return matches(c.session, text) }

// Of is what a text says of something that was not done: a cause that passes, or else that it is refused.
func (c Causes) Of(text string) Answer {
	switch {
	case matches(c.quota, text):
		return Answer{State: QuotaExhausted, Reason: text}
	case c.Session(text):
		return Answer{State: SessionExpired, Reason: text}
	default:
		return Answer{State: Refused, Reason: text}
	}
}
