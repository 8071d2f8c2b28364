// Package faults makes the simulated world misbehave on demand: what goes wrong, how often, and for whom.
package faults

import (
	"fmt"
	"slices"
	"strings"
)

// Operation is something that the outside world is asked to do.
type Operation string

// The operations that can fail.
const (
	Issue   Operation = "issue"
	Query   Operation = "query"
	Red     Operation = "red"
	File    Operation = "file"
	Ship    Operation = "ship"
	Mail    Operation = "mail"
	Webhook Operation = "webhook"
)

// QueryRed is the question what became of a red-letter form. It is not ordered itself: what is ordered for query strikes
// it, and what red leaves undecided shows there.
const QueryRed Operation = "query red"

var operations = []Operation{Issue, Query, Red, File, Ship, Mail, Webhook}

// Mode is the way in which an operation fails.
type Mode string

// The modes of failure.
const (
	// None: nothing goes wrong.
	None Mode = ""
	// Error500: an error is answered and nothing is done.
	Error500 Mode = "error_500"
	// Hang: the work is done, the answer is held longer than any client waits.
	Hang Mode = "hang"
	// DropAfterCommit: the work is done, the connection is cut in the middle of the answer.
	DropAfterCommit Mode = "drop_after_commit"
	// Reject: a final refusal.
	Reject Mode = "reject"
	// Pending: no decision yet; a parcel stays without events.
	Pending Mode = "pending"
	// QuotaExhausted: not accepted, because the month's quota is used up.
	QuotaExhausted Mode = "quota_exhausted"
	// SessionExpired: not accepted, because somebody has to log in first.
	SessionExpired Mode = "session_expired"
	// SealFailed: the document exists, but is not sealed yet and has no files.
	SealFailed Mode = "seal_failed"
	// FileMissing: the document has no such file.
	FileMissing Mode = "file_missing"
)

var modes = []Mode{Error500, Hang, DropAfterCommit, Reject, Pending, QuotaExhausted, SessionExpired, SealFailed, FileMissing}

// meaningless are the combinations that could never strike; they are refused instead of kept without effect.
var meaningless = map[Operation][]Mode{
	// A red document takes nothing from the quota. Its files are ordered missing as anybody's: with file.
	Red:     {QuotaExhausted, SealFailed, FileMissing},
	Ship:    {SealFailed, FileMissing},
	Mail:    {SealFailed, FileMissing},
	Webhook: {Pending, QuotaExhausted, SessionExpired, SealFailed, FileMissing},
}

// Fault is an order to misbehave.
type Fault struct {
	Operation Operation `json:"operation"`
	Mode      Mode      `json:"mode"`
	// Times is how often it strikes; 0 is until it is deleted.
	Times int `json:"times"`
	// Match is the beginning of the serial (issue, query, red, file; the number for what is asked by number), the reference
	// (ship), the message id or a recipient (mail), or the path, id, type, invoice or application of a message (webhook) that it
	// strikes; empty strikes everybody.
	Match string `json:"match,omitempty"`
}

// Kinds lists every fault that can strike, once each.
func Kinds() (kinds []Fault) {
	for _, operation := range operations {
		for _, mode := range modes {
			if kind := (Fault{Operation: operation, Mode: mode}); kind.check() == nil {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}

// check says what is wrong with an order, or nothing.
func (f Fault) check() error {
	switch {
	case !slices.Contains(operations, f.Operation):
		return fmt.Errorf("operation %q is not known; it is one of %s", f.Operation, join(operations))
	case !slices.Contains(modes, f.Mode):
		return fmt.Errorf("mode %q is not known; it is one of %s", f.Mode, join(modes))
	case slices.Contains(meaningless[f.Operation], f.Mode):
		return fmt.Errorf("mode %q means nothing for operation %q", f.Mode, f.Operation)
	case f.Times < 0:
		return fmt.Errorf("times is %d; it is how often the fault strikes, or 0 until it is deleted", f.Times)
	}
	return nil
}

// strikes reports whether the fault shows at an operation: what issuing leaves undecided or unsealed shows when it is
// asked about, as does a red-letter form that is left undecided, and a missing file when it is fetched.
func (f Fault) strikes(at Operation) bool {
	document := f.Operation == Issue || f.Operation == Query
	switch {
	case f.Operation == Red && f.Mode == Pending:
		return at == QueryRed
	case document && f.Mode == FileMissing:
		return at == File
	case document && f.Mode == SealFailed, f.Operation == Issue && f.Mode == Pending:
		return at == Query
	case f.Operation == Query:
		return at == Query || at == QueryRed
	default:
		return at == f.Operation
	}
}

// concerns reports whether one of the keys begins with what the fault matches.
func (f Fault) concerns(keys []string) bool {
	return f.Match == "" || slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, f.Match) })
}

func join[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return strings.Join(texts, ", ")
}
