package baiwang

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// recordsPerPage is the most that the vendor lists at once.
const recordsPerPage = 100

// issueReasons are the vendor's numbers for the reasons of red documents, and labels those for the reasons of their forms.
var (
	issueReasons = map[invoice.RedReason]string{
		invoice.RedReturn: "1", invoice.RedError: "2", invoice.RedTermination: "3", invoice.RedDiscount: "4",
	}
	labels = map[invoice.RedReason]string{
		invoice.RedError: "01", invoice.RedReturn: "02", invoice.RedTermination: "03", invoice.RedDiscount: "04",
	}
)

// Where amounts stand in documents and in forms.
var (
	documentFields = fields("invoiceDate", "invoiceDetailsList")
	formFields     = fields("entryDate", "electricInvoiceDetails")
)

func fields(at, lines string) wire.Fields {
	return wire.Fields{
		At: at, Net: "invoiceTotalPrice", Tax: "invoiceTotalTax",
		Lines: lines, Line: [3]string{"originalInvoiceDetailNo", "goodsTotalPrice", "goodsTotalTax"},
	}
}

// List lists what happened between two instants, one page of a day; what concerns one invoice at once. After the documents come the
// forms that buyers began, where their list may be read once more that day: the question about one invoice leaves one reading to the
// others.
func (c *Client) List(ctx context.Context, order invoice.ListOrder) (page invoice.ListPage, err error) {
	at, last, pageNo := calendar.DateOf(order.From), calendar.DateOf(order.To.Add(-time.Nanosecond)), 1
	if order.After != "" {
		var day string
		_, err1 := fmt.Sscanf(order.After, "%s %d", &day, &pageNo)
		if at, err = calendar.ParseDate(day); err1 != nil || err != nil {
			return page, errPlace
		}
	}
	until := at
	if order.Number != "" {
		until = last
	}
	records, err := c.many(ctx, queryInvoices, wire.Members{
		"invoiceStartDate": at.String(), "invoiceEndDate": until.String(), "pageNo": pageNo, "pageSize": recordsPerPage,
	})
	if err != nil {
		return page, err
	}
	var all []invoice.Listed
	for _, one := range records {
		listed, err := c.listed(ctx, one)
		if err != nil {
			return page, err
		}
		all = append(all, listed...)
	}
	switch {
	case len(records) >= recordsPerPage:
		page.Next = fmt.Sprintf("%s %d", at, pageNo+1)
	case until.Before(last):
		page.Next = fmt.Sprintf("%s %d", until.AddDays(1), 1)
	default:
		forms, err := c.buyersForms(ctx, order)
		if err != nil {
			return page, err
		}
		all = append(all, forms...)
	}
	page.Items = order.Only(all)
	return page, nil
}

var errPlace = errors.New("the list cannot go on from there")

// listed is what a document says has happened. One that is not understood makes the page unreadable: a document that is passed over would
// look as if the vendor had none.
func (c *Client) listed(ctx context.Context, of wire.Object) ([]invoice.Listed, error) {
	status, number := of.String("invoiceStatus"), numberOf(of)
	if status == statusBlankVoided {
		return nil, nil
	}
	read, err := of.Listed(documentFields)
	read.Kind, read.Serial, read.Number = invoice.BlueDocument, invoice.Serial(cmp.Or(of.String("serialNo"), number)), number
	switch {
	case err != nil || !numberFormat.MatchString(number):
		return nil, wire.ErrUnreadable
	case of.String("invoiceType") == "1" && status == statusIssued && read.Gross.IsNegative():
		return c.listedRed(ctx, of, read)
	case of.String("invoiceType") != "0" || !read.Gross.IsPositive():
		return nil, wire.ErrUnreadable
	}
	read.Lines, read.Undone = nil, status == statusFullyRed || status == statusVoided
	listed := []invoice.Listed{read}
	switch status {
	case statusIssued, statusPartlyRed, statusFullyRed:
	case statusVoided:
		listed = append(listed, read.Void(of.Text("invalidDate").Instant())) // not every answer has it
	default:
		return nil, wire.ErrUnreadable
	}
	return listed, nil
}

// listedRed is a red document. The vendor knows it by a serial of its own: ours is noted under the number of its form, and others' go by
// that number.
func (c *Client) listedRed(ctx context.Context, of wire.Object, read invoice.Listed) ([]invoice.Listed, error) {
	read.Kind, read.Of = invoice.RedIssuedDocument, of.String("originalEinvoiceNo", "originalInvoiceNo")
	read.Reason = invoice.ReasonOf(issueReasons, of.String("redIssueReason"))
	if form := of.String("redInfoNo"); !read.Serial.Ours() && form != "" {
		notes, err := c.notes(ctx, invoice.Serial(form))
		if err != nil {
			return nil, err
		}
		read.Serial = invoice.Serial(cmp.Or(notes[noteSerial], form))
	}
	if read.Of == "" {
		return nil, wire.ErrUnreadable
	}
	return []invoice.Listed{read}, nil
}

// buyersForms are the forms that wait for the seller; none where the list was read often enough that day.
func (c *Client) buyersForms(ctx context.Context, order invoice.ListOrder) (found []invoice.Listed, err error) {
	leaving := 0
	if order.Number != "" {
		leaving = 1
	}
	forms, err := c.forms(ctx, wire.Members{"entryIdentity": enteredByBuyer, "confirmState": awaitsSeller}, leaving)
	if errors.Is(err, provider.ErrTooOften) {
		return nil, nil
	}
	for _, of := range forms {
		if of.String("confirmState") != awaitsSeller {
			continue
		}
		read, err := of.Listed(formFields)
		read.Kind, read.Serial, read.Of = invoice.BuyersForm, invoice.Serial(of.String(noteNo)), of.String("originalInvoiceNo")
		read.LapsesAt, read.Reason = read.At.Add(provider.FormLapsesAfter), invoice.ReasonOf(labels, of.String("redInvoiceLabel"))
		if err != nil || read.Serial == "" || read.Of == "" {
			return nil, wire.ErrUnreadable
		}
		found = append(found, read)
	}
	return found, err
}
