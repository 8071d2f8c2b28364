package taxbureau

import (
	"cmp"
	"slices"
	"time"

	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/store"
)

// Record is a legal document in full, for vendors whose answers tell more of it than the aggregator's.
type Record struct {
	// Serial, Number and IssuedAt are its own, also of a red one; Submission is the request for the blue document.
	Serial     string
	Number     string
	IssuedAt   time.Time
	Submission Submission
	// State is what is left of a blue document, and VoidedAt when it was voided, zero for never.
	State    BlueState
	VoidedAt time.Time
	// Form is the form of a red document; nil for a blue one.
	Form *Form
}

// Form is a red-letter form that was entered, with the blue document that it is about.
type Form struct {
	Request    RedRequest
	Result     RedResult
	Of         Submission
	AcceptedAt time.Time
	// ByBuyer: the buyer began it. Foreign: it was entered without the seller's back office, under the form's own number.
	ByBuyer bool
	Foreign bool
}

// Records lists every legal document, oldest first.
func (r *Register) Records() (records []Record, err error) {
	err = r.store.View(func(tx store.Tx) error {
		now := r.now()
		entries, err := store.All[entry](tx, store.Documents)
		if err != nil {
			return err
		}
		records = nil
		for _, e := range entries {
			if e.result(now).Status != Issued {
				continue
			}
			record, err := recordOf(tx, e, now)
			if err != nil {
				return err
			}
			records = append(records, record)
		}
		forms, err := formsOf(tx, now)
		for _, form := range forms {
			if form.Result.Status == Issued {
				records = append(records, Record{
					Serial: form.Request.Serial, Number: form.Result.Number, IssuedAt: form.Result.IssuedAt, Submission: form.Of, Form: &form,
				})
			}
		}
		return err
	})
	slices.SortFunc(records, func(a, b Record) int {
		return cmp.Or(a.IssuedAt.Compare(b.IssuedAt), cmp.Compare(a.Number, b.Number))
	})
	return records, err
}

// Record finds the blue document of a serial; it reports false as long as it is not issued.
func (r *Register) Record(serial string) (record Record, exists bool, err error) {
	err = r.store.View(func(tx store.Tx) error {
		now := r.now()
		found, known, err := store.Get[entry](tx, store.Documents, serial)
		if err != nil || !known || found.result(now).Status != Issued {
			return err
		}
		exists = true
		record, err = recordOf(tx, found, now)
		return err
	})
	return record, exists, err
}

func recordOf(tx store.Tx, e entry, now time.Time) (Record, error) {
	of, _, err := readBlue(tx, e.Number, now)
	return Record{
		Serial: e.Submission.Serial, Number: e.Number, IssuedAt: e.DecidedAt, Submission: e.Submission, State: of.status(now), VoidedAt: of.voidedAt,
	}, err
}

// Forms lists the red-letter forms that were entered, in the order of their serials.
func (r *Register) Forms() (forms []Form, err error) {
	err = r.store.View(func(tx store.Tx) error {
		forms, err = formsOf(tx, r.now())
		return err
	})
	return forms, err
}

func formsOf(tx store.Tx, now time.Time) (forms []Form, err error) {
	all, err := store.All[redForm](tx, store.RedForms)
	if err != nil {
		return nil, err
	}
	for _, form := range all {
		if form.Form == "" {
			continue
		}
		of, _, err := issued(tx, form.Request.Number, now)
		if err != nil {
			return nil, err
		}
		forms = append(forms, Form{
			Request: form.Request, Result: form.result(now), Of: of.Submission, AcceptedAt: form.AcceptedAt,
			ByBuyer: form.Begins == AwaitsSeller, Foreign: form.Request.Serial == form.Form,
		})
	}
	return forms, nil
}

// Sheet is what the files of a document are made of.
type Sheet struct {
	Serial string
	// Paper: it has no files.
	Paper bool
	fapiao.Fapiao
}

// Sheet finds what the files of a document are made of, blue or red, by its number; it reports false when there is no such document.
func (r *Register) Sheet(number string) (sheet Sheet, exists bool, err error) {
	found, exists, err := r.printable(number)
	return Sheet{Serial: found.serial, Paper: found.paper, Fapiao: found.sheet}, exists, err
}
