package taxbureau

import (
	"time"

	"kaipiao/sandbox/store"
)

// entry is what the bureau made of one serial. It is decided when the request is accepted and shows after the delay, so
// that a restart in between changes nothing.
type entry struct {
	Submission Submission `json:"submission"`
	// Number is empty for a refused request.
	Number string `json:"number,omitempty"`
	// Refusal is the bureau's reason, empty for an issued document.
	Refusal    string    `json:"refusal,omitempty"`
	AcceptedAt time.Time `json:"accepted_at"`
	DecidedAt  time.Time `json:"decided_at"`
}

// result is what a query answers at an instant.
func (e entry) result(now time.Time) Result {
	result := Result{Serial: e.Submission.Serial}
	switch {
	case now.Before(e.DecidedAt):
		result.Status = Issuing
	case e.Refusal != "":
		result.Status, result.FailCause = Failed, e.Refusal
	default:
		result.Status, result.Number, result.IssuedAt = Issued, e.Number, e.DecidedAt
	}
	return result
}

// Pace is how fast the bureau works.
type Pace struct {
	// IssueDelay lies between accepting a request and deciding it.
	IssueDelay time.Duration
	// ConfirmWithin is how long a buyer may take to confirm a red-letter form; then it lapses (V1).
	ConfirmWithin time.Duration
}

// Register is the bureau's own book. It is safe for concurrent use.
type Register struct {
	store *store.Store
	// callbacks are owed for what others do at the bureau.
	callbacks *Callbacks
	pace      Pace
	now       func() time.Time
}

// NewRegister keeps the book in a store, and calls back for what others do; now tells the time.
func NewRegister(in *store.Store, callbacks *Callbacks, pace Pace, now func() time.Time) *Register {
	return &Register{store: in, callbacks: callbacks, pace: pace, now: now}
}

// instant is the present as it is written down.
func (r *Register) instant() time.Time { return r.now().UTC().Truncate(time.Millisecond) }

// Submit accepts a request, or answers Duplicate when the serial is known. A refusal ordered beforehand is decided at
// once; otherwise the bureau's own checks decide after the delay.
func (r *Register) Submit(submission Submission, ordered string) (Code, error) {
	code := OK
	err := r.store.Update(func(tx store.Tx) error {
		code = OK
		_, known, err := store.Get[entry](tx, store.Documents, submission.Serial)
		if err != nil {
			return err
		}
		if known {
			code = Duplicate
			return nil
		}
		code, err = r.accept(tx, submission, ordered)
		return err
	})
	return code, err
}

func (r *Register) accept(tx store.Tx, submission Submission, ordered string) (Code, error) {
	now := r.instant()
	accepted := entry{Submission: submission, AcceptedAt: now, DecidedAt: now.Add(r.pace.IssueDelay)}
	reserved, _, err := store.Get[string](tx, store.Reservations, submission.Serial)
	if err != nil {
		return OK, err
	}
	switch {
	case ordered != "":
		accepted.Refusal, accepted.DecidedAt = ordered, now
	case submission.Number != "" && submission.Number != reserved:
		accepted.Refusal = "发票号码未赋予该流水号"
	default:
		accepted.Refusal = refusal(submission)
	}
	if accepted.Refusal == "" {
		if enough, err := use(tx, submission.Seller.TaxNumber, submission.Net, now); err != nil || !enough {
			return QuotaExhausted, err
		}
		accepted.Number = reserved
		if reserved == "" {
			accepted.Number, err = draw(tx, issuedOnTheWay, areaOf(submission.Seller.TaxNumber), accepted.DecidedAt)
		}
		if err != nil {
			return OK, err
		}
		if err := store.Put(tx, store.Numbers, accepted.Number, submission.Serial); err != nil {
			return OK, err
		}
	}
	return OK, store.Put(tx, store.Documents, submission.Serial, accepted)
}

// Find tells what became of a serial; it reports false when the serial is not known.
func (r *Register) Find(serial string) (Result, bool, error) {
	found, known, err := r.entry(serial)
	if err != nil || !known {
		return Result{}, false, err
	}
	return found.result(r.now()), true, nil
}

func (r *Register) entry(serial string) (found entry, known bool, err error) {
	err = r.store.View(func(tx store.Tx) error {
		found, known, err = store.Get[entry](tx, store.Documents, serial)
		return err
	})
	return found, known, err
}
