package baiwang

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// form is a red-letter form at the vendor.
type form struct {
	UUID              text     `json:"redConfirmUuid"`
	No                text     `json:"redConfirmNo"`
	SerialNo          text     `json:"redConfirmSerialNo"`
	State             text     `json:"confirmState"`
	AlreadyRed        text     `json:"alreadyRedInvoiceFlag"`
	RedInvoiceNo      text     `json:"redInvoiceNo"`
	RedInvoiceDate    text     `json:"redInvoiceDate"`
	EntryIdentity     text     `json:"entryIdentity"`
	EntryDate         text     `json:"entryDate"`
	OriginalInvoiceNo text     `json:"originalInvoiceNo"`
	Label             text     `json:"redInvoiceLabel"`
	TotalPrice        text     `json:"invoiceTotalPrice"`
	TotalTax          text     `json:"invoiceTotalTax"`
	Details           []detail `json:"electricInvoiceDetails"`
}

// Who entered a form.
const (
	enteredBySeller = "01"
	enteredByBuyer  = "02"
)

// awaitsSeller is the bureau's state of a form that the buyer began and that waits for the seller.
const awaitsSeller = "03"

// formStates are the bureau's states. Those that no red document follows from but for the bureau's own trouble are not among them: they
// say nothing yet.
var formStates = map[text]provider.State{
	"01": provider.Pending, "02": provider.AwaitsBuyer, awaitsSeller: provider.AwaitsSeller, "04": provider.Pending,
	"05": provider.Denied, "06": provider.Declined, "07": provider.Lapsed, "08": provider.Withdrawn, "09": provider.Withdrawn,
}

// answer is where a form stands. First comes the red document, because it exists whatever is said of the form.
func (f form) answer() (provider.Answer, error) {
	state, is := formStates[f.State]
	switch {
	case f.AlreadyRed == "Y":
		return documentOf(f.RedInvoiceNo, f.RedInvoiceDate)
	case !is || (f.AlreadyRed != "N" && f.AlreadyRed != ""):
		return provider.Answer{}, errUnreadable
	}
	return provider.Answer{State: state}, nil
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

// notes are what is kept of a serial.
type notes map[string]string

// named reports whether the vendor's names of the form are known.
func (n notes) named() bool { return n[noteUUID] != "" || n[noteNo] != "" }

func (c *Client) notes(ctx context.Context, serial invoice.Serial) (notes, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.config.Memory.Kept(ctx, serial)
}

// keep notes what the vendor calls a form: under our serial where it has one, and under its number.
func (c *Client) keep(ctx context.Context, of form) error {
	names := map[string]string{noteUUID: string(of.UUID), noteNo: string(of.No)}
	if serial := invoice.Serial(of.SerialNo); serial.Ours() {
		if err := c.config.Memory.Keep(ctx, serial, names); err != nil {
			return err
		}
		names[noteSerial] = string(serial)
	}
	if of.No == "" {
		return nil
	}
	return c.config.Memory.Keep(ctx, invoice.Serial(of.No), names)
}

// ask asks about the form of a serial. One of ours whose names are not known was not entered, as far as anybody knows, unless the
// vendor has said that it has it: then it is looked for. Others' forms go by their numbers.
func (c *Client) ask(ctx context.Context, serial invoice.Serial, of notes, err error) (provider.Answer, error) {
	switch {
	case err != nil:
		return provider.Answer{}, err
	case of[noteKnown] != "" && !of.named():
		return c.find(ctx, serial)
	case !of.named() && serial.Ours():
		return provider.Answer{State: provider.NotFound}, nil
	}
	asked := c.operation(serial, of, "")
	response, err := c.call(ctx, readRedForm, asked)
	if err != nil {
		return provider.Answer{}, err
	}
	if said := bytes.TrimSpace(response); len(said) == 0 || bytes.Equal(said, []byte("null")) || bytes.Equal(said, []byte("{}")) {
		return provider.Answer{State: provider.NotFound}, nil
	}
	var found form
	if err := read(response, &found); err != nil {
		return provider.Answer{}, err
	}
	if (asked.No == "" || found.No != text(asked.No)) && (asked.UUID == "" || found.UUID != text(asked.UUID)) {
		return provider.Answer{}, errUnreadable
	}
	return found.answer()
}

// formQuestion asks for forms; what is left out does not narrow it.
type formQuestion struct {
	TaxNo          string `json:"taxNo"`
	SellerTaxNo    string `json:"sellerTaxNo"`
	BuySelSelector string `json:"buySelSelector"`
	EntryIdentity  string `json:"entryIdentity"`
	PageNo         int    `json:"pageNo"`
	PageSize       int    `json:"pageSize"`
	SerialNo       string `json:"redConfirmSerialNo,omitempty"`
	ConfirmState   string `json:"confirmState,omitempty"`
}

// forms of one page are at most as many, and one reading of the list has at most so many pages.
const (
	formsPerPage = 50
	formPages    = 200
)

// forms reads the list of forms, which may be done only so often a day; it leaves some of these readings to others. What it finds is noted.
func (c *Client) forms(ctx context.Context, asked formQuestion, leaving int) (all []form, err error) {
	day := calendar.DateOf(c.config.Now()).String()
	limit := provider.Limit{Calls: c.config.FormListsPerDay - leaving, Within: 24 * time.Hour}
	if err := c.config.Memory.Take(ctx, "baiwang formlist "+c.config.TaxNumber+" "+day, limit); err != nil {
		return nil, err
	}
	asked.TaxNo, asked.SellerTaxNo, asked.BuySelSelector, asked.PageSize = c.config.TaxNumber, c.config.TaxNumber, "0", formsPerPage
	for asked.PageNo = 1; asked.PageNo <= formPages; asked.PageNo++ {
		response, err := c.call(ctx, listForms, asked)
		if err != nil {
			return nil, err
		}
		page, err := readList[form](response)
		if err != nil {
			return nil, err
		}
		for _, one := range page {
			if err := c.keep(ctx, one); err != nil {
				return nil, err
			}
		}
		if all = append(all, page...); len(page) < formsPerPage {
			return all, nil
		}
	}
	return nil, fmt.Errorf("more than %d pages of red-letter forms", formPages)
}

// find looks for the form of one of our serials in the list of forms, the only way back to it when the answer to entering it was lost.
func (c *Client) find(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	forms, err := c.forms(ctx, formQuestion{EntryIdentity: enteredBySeller, SerialNo: string(serial)}, 0)
	if err != nil {
		return provider.Answer{}, err
	}
	for _, one := range forms {
		if one.SerialNo == text(serial) {
			return one.answer()
		}
	}
	return provider.Answer{State: provider.NotFound}, nil
}
