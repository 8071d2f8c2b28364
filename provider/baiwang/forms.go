package baiwang

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// Who entered a form.
const (
	enteredBySeller = "01"
	enteredByBuyer  = "02"
)

// awaitsSeller is the bureau's state of a form that the buyer began and that waits for the seller.
const awaitsSeller = "03"

// formStates are the bureau's states. Those that no red document follows from but for the bureau's own trouble are not among them: they
// say nothing yet.
var formStates = map[string]provider.State{
	"01": provider.Pending, "02": provider.AwaitsBuyer, awaitsSeller: provider.AwaitsSeller, "04": provider.Pending,
	"05": provider.Denied, "06": provider.Declined, "07": provider.Lapsed, "08": provider.Withdrawn, "09": provider.Withdrawn,
}

// standing is where a form stands. First comes the red document, because it exists whatever is said of the form.
func standing(form wire.Object) (answer provider.Answer, err error) {
	state, is := formStates[form.String("confirmState")]
	switch already := form.Text("alreadyRedInvoiceFlag"); {
	case already == "Y":
		answer, err = documentOf(form.String("redInvoiceNo"), form.Text("redInvoiceDate"))
		answer.Form = form.String(noteNo)
		return answer, err
	case !is || (already != "N" && already != ""):
		return provider.Answer{}, wire.ErrUnreadable
	}
	return provider.Answer{State: state, Form: form.String(noteNo)}, nil
}

// The names of notes.
const (
	noteUUID   = "redConfirmUuid"
	noteNo     = "redConfirmNo"
	noteSerial = "serial" // of ours, noted under the number of its form
	noteAsked  = "asked"  // the form was asked for, and no answer noted
	noteKnown  = "known"  // the vendor says that it has the serial
	noted      = "yes"
)

// named reports whether the vendor's names of a form are among its notes.
func named(notes map[string]string) bool { return notes[noteUUID] != "" || notes[noteNo] != "" }

// notes are what is kept of a serial.
func (c *Client) notes(ctx context.Context, serial invoice.Serial) (map[string]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.config.Memory.Kept(ctx, serial)
}

// keep notes what the vendor calls a form: under our serial where it has one, and under its number.
func (c *Client) keep(ctx context.Context, form wire.Object) error {
	names := map[string]string{noteUUID: form.String(noteUUID), noteNo: form.String(noteNo)}
	serial := invoice.Serial(form.String("redConfirmSerialNo"))
	if serial.Ours() {
		if err := c.config.Memory.Keep(ctx, serial, names); err != nil {
			return err
		}
		names[noteSerial] = string(serial)
	}
	if names[noteNo] == "" {
		return nil
	}
	return c.config.Memory.Keep(ctx, invoice.Serial(names[noteNo]), names)
}

// formOf names a form to the vendor; others' forms go by their numbers.
func (c *Client) formOf(serial invoice.Serial, notes map[string]string) wire.Members {
	asked := wire.Members{
		"sellerTaxNo": c.config.TaxNumber, noteUUID: notes[noteUUID], noteNo: notes[noteNo], "taxUserName": c.config.TaxUserName,
	}
	if !named(notes) {
		asked[noteNo] = string(serial)
	}
	return asked
}

// QueryRed asks what became of the form of a serial. One of ours whose names are not known was not entered, as far as anybody knows, unless the
// vendor has said that it has it: then it is looked for.
func (c *Client) QueryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	notes, err := c.notes(ctx, serial)
	switch {
	case err != nil:
		return provider.Answer{}, err
	case notes[noteKnown] != "" && !named(notes):
		return c.find(ctx, serial)
	case !named(notes) && serial.Ours():
		return provider.Answer{State: provider.NotFound}, nil
	}
	asked := c.formOf(serial, notes)
	found, err := c.one(ctx, readRedForm, asked)
	switch {
	case err != nil:
		return provider.Answer{}, err
	case found.Empty():
		return provider.Answer{State: provider.NotFound}, nil
	case !same(found, asked, noteNo) && !same(found, asked, noteUUID):
		return provider.Answer{}, wire.ErrUnreadable // it is about another form
	}
	return standing(found)
}

// same reports whether a form has the name by which it was asked for.
func same(found wire.Object, asked wire.Members, name string) bool {
	return found.Text(name) != "" && found.String(name) == asked[name]
}

// forms of one page are at most as many, and one reading of the list has at most so many pages.
const (
	formsPerPage = 50
	formPages    = 200
)

// forms reads the list of forms, which may be done only so often a day; it leaves some of these readings to others. What it finds is noted.
func (c *Client) forms(ctx context.Context, asked wire.Members, leaving int) (all []wire.Object, err error) {
	day := calendar.DateOf(c.config.Now()).String()
	limit := provider.Limit{Calls: c.config.FormListsPerDay - leaving, Within: 24 * time.Hour}
	if err := c.config.Memory.Take(ctx, "baiwang formlist "+c.config.TaxNumber+" "+day, limit); err != nil {
		return nil, err
	}
	asked["sellerTaxNo"], asked["buySelSelector"], asked["pageSize"] = c.config.TaxNumber, "0", formsPerPage
	for page := 1; page <= formPages; page++ {
		asked["pageNo"] = page
		rows, err := c.many(ctx, listForms, asked)
		if err != nil {
			return nil, err
		}
		for _, one := range rows {
			if err := c.keep(ctx, one); err != nil {
				return nil, err
			}
		}
		if all = append(all, rows...); len(rows) < formsPerPage {
			return all, nil
		}
	}
	return nil, fmt.Errorf("there are more than %d pages of red-letter forms", formPages)
}

// find looks for the form of one of our serials in the list of forms, the only way back to it when the answer to entering it was lost.
func (c *Client) find(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	forms, err := c.forms(ctx, wire.Members{"entryIdentity": enteredBySeller, "redConfirmSerialNo": serial}, 0)
	if err != nil {
		return provider.Answer{}, err
	}
	for _, one := range forms {
		if one.String("redConfirmSerialNo") == string(serial) {
			return standing(one)
		}
	}
	return provider.Answer{State: provider.NotFound}, nil
}
