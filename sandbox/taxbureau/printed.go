package taxbureau

import (
	"cmp"
	"time"

	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/store"
)

// drawer is the clerk named on an invoice for which none is said (开票人).
const drawer = "沙箱"

// printable is what the files of a document are made of.
type printable struct {
	serial string
	paper  bool
	sheet  fapiao.Fapiao
}

// printable finds the document of a number, blue or red; it reports false as long as it does not exist.
func (r *Register) printable(number string) (found printable, exists bool, err error) {
	err = r.store.View(func(tx store.Tx) error {
		now := r.now()
		var of entry
		if of, exists, err = issued(tx, number, now); err != nil || exists {
			found = printable{serial: of.Submission.Serial, paper: of.Submission.InvoiceType.Paper(), sheet: of.printed()}
			return err
		}
		found, exists, err = printableRed(tx, number, now)
		return err
	})
	return found, exists, err
}

func printableRed(tx store.Tx, number string, now time.Time) (found printable, exists bool, err error) {
	serial, known, err := store.Get[string](tx, store.RedNumbers, number)
	if err != nil || !known {
		return printable{}, false, err
	}
	form, _, err := store.Get[redForm](tx, store.RedForms, serial)
	if err != nil || !form.issued(now) {
		return printable{}, false, err
	}
	of, exists, err := issued(tx, form.Request.Number, now)
	return printable{serial: serial, paper: of.Submission.InvoiceType.Paper(), sheet: form.printed(of)}, exists, err
}

// printed is the document as the bureau puts it on paper and into files.
func (e entry) printed() fapiao.Fapiao {
	printed := fapiao.Fapiao{
		Number:   e.Number,
		Special:  e.Submission.InvoiceType.Special(),
		IssuedAt: e.DecidedAt,
		Seller:   fapiao.Party(e.Submission.Seller),
		Buyer:    fapiao.Party(e.Submission.Buyer),
		Net:      e.Submission.Net,
		Tax:      e.Submission.Tax,
		Gross:    e.Submission.Gross,
		Remark:   e.Submission.Remark,
		Drawer:   cmp.Or(e.Submission.Drawer, drawer),
	}
	for _, line := range e.Submission.Lines {
		printed.Lines = append(printed.Lines, fapiao.Line{
			Item: fapiao.ItemName(line.TaxCode, line.Name), TaxCode: line.TaxCode, TaxRate: line.TaxRate,
			Net: line.Net, Tax: line.Tax, Gross: line.Gross,
		})
	}
	return printed
}

// printed is the red document of a form: the blue one with the lines and the amounts that are taken back.
func (f redForm) printed(of entry) fapiao.Fapiao {
	printed := of.printed()
	lines := printed.Lines
	printed.Number, printed.IssuedAt, printed.RedOf, printed.RedForm = f.Number, f.IssuedAt, of.Number, f.Form
	printed.Net, printed.Tax, printed.Gross = f.Request.Net, f.Request.Tax, f.Request.Gross
	printed.Remark, printed.Lines = "", nil
	for _, taken := range f.Request.Lines {
		line := lines[taken.Line-1] // the bureau took only lines that the blue document has
		line.Net, line.Tax, line.Gross = taken.Net, taken.Tax, taken.Gross
		printed.Lines = append(printed.Lines, line)
	}
	return printed
}
