package applications

import (
	"context"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/office/books"
	"kaipiao/office/query"
)

// known is what is known of an account while its applications are decided one after another, before any of them is written: who applies, what can be
// taken, and what those who were accepted take of it.
type known struct {
	// applications is how many there are at the most.
	applications int
	applicants   map[Templates]query.ApplicantRow
	selecting    map[ids.Seller]*books.Selecting
	// keys are of those who were accepted.
	keys map[string]bool
	// begun: the first was decided; waits: somebody behind it could not be, and nobody behind that one is.
	begun, waits bool
}

func newKnown(applications int) *known {
	return &known{
		applications: applications, applicants: map[Templates]query.ApplicantRow{}, selecting: map[ids.Seller]*books.Selecting{}, keys: map[string]bool{},
	}
}

// knownOf are the accounts of some who apply.
func knownOf(together []*applying) map[ids.Account]*known {
	accounts := map[ids.Account]*known{}
	for _, one := range together {
		if accounts[one.account()] == nil {
			accounts[one.account()] = newKnown(0)
		}
		accounts[one.account()].applications++
	}
	return accounts
}

// announce announces what is read of the account for a submission.
func (k *known) announce(ctx context.Context, q *query.Queries, s Submission, now time.Time) {
	_, _ = readApplicant(ctx, q, s)
	k.selectingFor(s, now).Announce(ctx, q, s.Request)
}

// applicant reads who applies, once.
func (k *known) applicant(ctx context.Context, q *query.Queries, s Submission) (query.ApplicantRow, error) {
	if row, found := k.applicants[s.Templates]; found {
		return row, nil
	}
	row, err := readApplicant(ctx, q, s)
	if err == nil {
		k.applicants[s.Templates] = row
	}
	return row, err
}

// selectingFor selects records for a submission, and for those of the same seller that come behind it.
func (k *known) selectingFor(s Submission, now time.Time) *books.Selecting {
	seller := s.Request.Seller
	if k.selecting[seller] == nil {
		k.selecting[seller] = books.SelectingFor(s.Request, now, k.applications)
	}
	return k.selecting[seller]
}

// suffices reports whether what is known is enough to decide a submission behind others that were accepted. What it replaces, and whether there was the
// same one before, is asked of what is written.
func (k *known) suffices(s Submission, now time.Time) bool {
	return !k.waits && !k.keys[s.Key] && s.Request.Replaces == "" && k.selectingFor(s, now).Knows(s.Request)
}

// accepted keeps in mind what one takes that was accepted.
func (k *known) accepted(v verdict) {
	k.keys[v.submission.Key] = true
	k.selectingFor(v.submission, v.now).Take(v.takes)
}
