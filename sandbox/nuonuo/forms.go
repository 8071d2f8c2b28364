package nuonuo

import (
	"cmp"
	"slices"
	"time"

	"kaipiao/sandbox/store"
	"kaipiao/sandbox/taxbureau"
)

// bill is what Nuonuo keeps of a form, under its serial at the bureau.
type bill struct {
	Request  taxbureau.RedRequest `json:"request"`
	Line     string               `json:"line"`
	Callback string               `json:"callback,omitempty"`
	At       time.Time            `json:"at"`
	// Fetched: somebody has asked for the red document (fastInvoiceRed), without which there is none of a paper one.
	Fetched bool `json:"fetched,omitempty"`
	// TurnedAt is when somebody withdrew, confirmed or denied it, which shows a while after; Before and Doing are what is shown until then.
	TurnedAt time.Time `json:"turned_at,omitzero"`
	Before   string    `json:"before,omitempty"`
	Doing    string    `json:"doing,omitempty"`
}

// keep writes down what is kept of a form, and how the order of its red document is called.
func (d *Desk) keep(of bill) error {
	return d.store.Update(func(tx store.Tx) error {
		if err := store.Put(tx, store.Nuonuo, "serial/"+own(of.Request.Serial), of.Request.Serial); err != nil {
			return err
		}
		return store.Put(tx, store.Nuonuo, "bill/"+of.Request.Serial, of)
	})
}

// seen is a form with where it stands.
type seen struct {
	bill
	kept    bool
	result  taxbureau.RedResult
	of      taxbureau.Sheet
	byBuyer bool
}

// all are the forms of the account: those that the bureau has, and those that it did not take, oldest first.
func (d *Desk) all() (all []seen, err error) {
	entered, err := d.register.Forms()
	if err != nil {
		return nil, err
	}
	for _, form := range entered {
		one := seen{bill: bill{Request: form.Request, At: form.AcceptedAt}, result: form.Result, byBuyer: form.ByBuyer}
		all = append(all, one)
	}
	for n := range all {
		if err := d.look(&all[n]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b seen) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Request.Serial, b.Request.Serial))
	})
	return all, nil
}

// look adds what is kept of a form, and the invoice that it is about.
func (d *Desk) look(one *seen) error {
	err := d.store.View(func(tx store.Tx) error {
		found, kept, err := store.Get[bill](tx, store.Nuonuo, "bill/"+one.Request.Serial)
		if one.kept = kept; kept {
			one.bill = found
		}
		return err
	})
	if err == nil {
		one.of, _, err = d.register.Sheet(one.Request.Number)
	}
	if one.Line == "" {
		one.Line = lineOf(one.of)
	}
	return err
}

// find finds a form by its serial or by the bureau's number.
func (d *Desk) find(billID, billNo string) (found seen, exists bool, err error) {
	serial := cmp.Or(billID, billNo)
	if billID == "" {
		all, err := d.all()
		if err != nil {
			return seen{}, false, err
		}
		n := slices.IndexFunc(all, func(one seen) bool { return one.result.Form == billNo })
		if n < 0 {
			return seen{}, false, nil
		}
		return all[n], true, nil
	}
	found.Request.Serial = serial
	if found.result, exists, err = d.register.FindRed(serial); err != nil || !exists {
		return seen{}, false, err
	}
	return found, true, d.look(&found)
}

// opened reports whether the red document is Nuonuo's to show.
func (s seen) opened() bool {
	return s.result.Status == taxbureau.Issued && (s.Fetched || !s.of.Paper)
}

// foreign reports whether others have entered it, without Nuonuo.
func (s seen) foreign() bool { return s.Request.Serial == s.result.Form }

// billStatus is the bureau's state of it: 15 until it has one, 16 where it was not taken.
func (s seen) billStatus() string {
	switch {
	case s.result.State != "":
		return string(s.result.State)
	case s.result.Status == taxbureau.Failed:
		return "16"
	default:
		return "15"
	}
}
