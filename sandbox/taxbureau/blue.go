package taxbureau

import (
	"time"

	"kaipiao/sandbox/store"
)

// blue is an issued document with what has happened to it since.
type blue struct {
	entry
	buyer    Buyer
	voidedAt time.Time
	// forms are the red-letter forms entered for it, in order.
	forms []redForm
}

// noBlue is the reason given for what is asked of a document that does not exist.
const noBlue = "蓝字发票不存在或尚未开具"

// readBlue reads the blue document of a number; it reports false as long as it is not issued.
func readBlue(tx store.Tx, number string, now time.Time) (of blue, exists bool, err error) {
	if of.entry, exists, err = issued(tx, number, now); err != nil || !exists {
		return blue{}, false, err
	}
	if of.buyer, _, err = store.Get[Buyer](tx, store.Buyers, number); err != nil {
		return blue{}, false, err
	}
	if of.voidedAt, _, err = store.Get[time.Time](tx, store.Voids, number); err != nil {
		return blue{}, false, err
	}
	serials, _, err := store.Get[[]string](tx, store.Reversals, number)
	if err != nil {
		return blue{}, false, err
	}
	for _, serial := range serials {
		form, _, err := store.Get[redForm](tx, store.RedForms, serial)
		if err != nil {
			return blue{}, false, err
		}
		of.forms = append(of.forms, form)
	}
	return of, true, nil
}

// addForm writes down that one more form was entered for it.
func (b blue) addForm(tx store.Tx, serial string) error {
	serials := []string{}
	for _, form := range b.forms {
		serials = append(serials, form.Request.Serial)
	}
	return store.Put(tx, store.Reversals, b.Number, append(serials, serial))
}

// openForm finds the form of which a red document may still come; it locks the document for others.
func (b blue) openForm(now time.Time) (redForm, bool) {
	for _, form := range b.forms {
		if form.open(now) {
			return form, true
		}
	}
	return redForm{}, false
}

// left is what the red documents have left of each line, by its number.
func (b blue) left(now time.Time) map[int]Line {
	left := map[int]Line{}
	for _, line := range b.Submission.Lines {
		left[line.Line] = line
	}
	for _, form := range b.forms {
		if !form.issued(now) {
			continue
		}
		for _, taken := range form.Request.Lines {
			line := left[taken.Line]
			line.Net, line.Tax, line.Gross = line.Net.Add(taken.Net), line.Tax.Add(taken.Tax), line.Gross.Add(taken.Gross)
			left[taken.Line] = line
		}
	}
	return left
}

// BlueState is what is left of a document (发票状态), in the bureau's numbers.
type BlueState int

// The states of a blue document.
const (
	Normal    BlueState = 0
	Void      BlueState = 2
	PartlyRed BlueState = 7
	FullyRed  BlueState = 8
)

func (b blue) status(now time.Time) BlueState {
	if !b.voidedAt.IsZero() {
		return Void
	}
	touched, rest := false, false
	for _, form := range b.forms {
		touched = touched || form.issued(now)
	}
	for _, line := range b.left(now) {
		rest = rest || !line.Gross.IsZero()
	}
	switch {
	case !touched:
		return Normal
	case rest:
		return PartlyRed
	default:
		return FullyRed
	}
}
