package taxbureau

import (
	"slices"
	"strings"
	"time"

	"kaipiao/domain/money"
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

// Register is the bureau's own book. It is safe for concurrent use.
type Register struct {
	store *store.Store
	delay time.Duration
	now   func() time.Time
}

// NewRegister keeps the book in a store. The delay lies between accepting a request and deciding it; now tells the time.
func NewRegister(in *store.Store, delay time.Duration, now func() time.Time) *Register {
	return &Register{store: in, delay: delay, now: now}
}

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
	now := r.now().UTC().Truncate(time.Millisecond)
	accepted := entry{Submission: submission, AcceptedAt: now, DecidedAt: now.Add(r.delay)}
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

// issued finds the document of a number; it reports false as long as it does not exist.
func (r *Register) issued(number string) (found entry, exists bool, err error) {
	err = r.store.View(func(tx store.Tx) error {
		serial, known, err := store.Get[string](tx, store.Numbers, number)
		if err != nil || !known {
			return err
		}
		found, exists, err = store.Get[entry](tx, store.Documents, serial)
		return err
	})
	return found, exists && found.result(r.now()).Status == Issued, err
}

// LegalDocument is one document in the bureau's book.
type LegalDocument struct {
	Serial      string       `json:"serial"`
	Number      string       `json:"number"`
	InvoiceType InvoiceType  `json:"invoice_type"`
	Seller      string       `json:"seller"`
	Buyer       string       `json:"buyer"`
	Amount      money.Amount `json:"amount"`
	IssuedAt    time.Time    `json:"issued_at"`
	// RedOf is the number of the document that this one reverses; null for a blue one.
	RedOf  *string `json:"red_of"`
	Voided bool    `json:"voided"`
}

// Issued lists every legal document, oldest first.
func (r *Register) Issued() ([]LegalDocument, error) {
	var entries []entry
	err := r.store.View(func(tx store.Tx) (err error) {
		entries, err = store.All[entry](tx, store.Documents)
		return err
	})
	documents := []LegalDocument{}
	for _, e := range entries {
		if e.result(r.now()).Status != Issued {
			continue
		}
		documents = append(documents, LegalDocument{
			Serial: e.Submission.Serial, Number: e.Number, InvoiceType: e.Submission.InvoiceType,
			Seller: e.Submission.Seller.Name, Buyer: e.Submission.Buyer.Name,
			Amount: e.Submission.Gross, IssuedAt: e.DecidedAt,
		})
	}
	slices.SortFunc(documents, func(a, b LegalDocument) int {
		if order := a.IssuedAt.Compare(b.IssuedAt); order != 0 {
			return order
		}
		return strings.Compare(a.Number, b.Number)
	})
	return documents, err
}
