package baiwang

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// recordsPerPage is the most that the vendor lists at once.
const recordsPerPage = 100

// confirmWithin is how long a form may wait before it lapses (V1).
const confirmWithin = 72 * time.Hour

// issueReasons are the vendor's numbers for the reasons of red documents.
var issueReasons = map[text]invoice.RedReason{
	"1": invoice.RedReturn, "2": invoice.RedError, "3": invoice.RedTermination, "4": invoice.RedDiscount,
}

// List lists what happened between two instants, one page of a day; what concerns one invoice at once. After the documents come the
// forms that buyers began, where their list may be read once more that day: the question about one invoice leaves one reading to the
// others.
func (c *Client) List(ctx context.Context, order invoice.ListOrder) (invoice.ListPage, error) {
	page, err := c.list(ctx, order)
	if err != nil {
		return invoice.ListPage{}, fmt.Errorf("list documents: %w", err)
	}
	return page, nil
}

func (c *Client) list(ctx context.Context, order invoice.ListOrder) (page invoice.ListPage, err error) {
	first, last := calendar.DateOf(order.From), calendar.DateOf(order.To.Add(-time.Nanosecond))
	at, pageNo := first, 1
	if order.After != "" {
		var day string
		if _, err := fmt.Sscanf(order.After, "%s %d", &day, &pageNo); err != nil {
			return page, errPlace
		}
		if at, err = calendar.ParseDate(day); err != nil || pageNo < 1 {
			return page, errPlace
		}
	}
	until := at
	if order.Number != "" {
		until = last
	}
	records, err := c.records(ctx, question{StartDate: at.String(), EndDate: until.String(), PageNo: pageNo, PageSize: recordsPerPage})
	if err != nil {
		return page, err
	}
	for _, one := range records {
		listed, err := c.listed(ctx, one)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, listed...)
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
		page.Items = append(page.Items, forms...)
	}
	page.Items = slices.DeleteFunc(page.Items, func(one invoice.Listed) bool {
		concerned := order.Number == "" || one.Number == order.Number || one.Of == order.Number
		return !concerned || one.At.Before(order.From) || !one.At.Before(order.To)
	})
	slices.SortStableFunc(page.Items, func(a, b invoice.Listed) int { return a.At.Compare(b.At) })
	return page, nil
}

var errPlace = errors.New("the list cannot go on from there")

// listed is what a record says has happened. One that is not understood makes the page unreadable: a document that is passed over would
// look as if the vendor had none.
func (c *Client) listed(ctx context.Context, of record) ([]invoice.Listed, error) {
	if of.Status == statusBlankVoided {
		return nil, nil
	}
	number, err1 := of.number().number()
	at, err2 := of.InvoiceDate.instant()
	read := invoice.Listed{Kind: invoice.BlueDocument, Serial: invoice.Serial(cmp.Or(of.SerialNo, text(number))), Number: number, At: at}
	err3 := amounts(&read, of.TotalPrice, of.TotalTax, of.InvoiceDetailList)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	switch {
	case of.InvoiceType == "1" && of.Status == statusIssued && read.Gross.IsNegative():
		return c.listedRed(ctx, of, read)
	case of.InvoiceType != "0" || !read.Gross.IsPositive():
		return nil, errUnreadable
	}
	read.Lines = nil
	switch of.Status {
	case statusIssued, statusPartlyRed:
		return []invoice.Listed{read}, nil
	case statusFullyRed:
		read.Undone = true
		return []invoice.Listed{read}, nil
	case statusVoided:
		read.Undone = true
		voided := invoice.Listed{Kind: invoice.VoidMade, Number: number, Of: number, At: at}
		if instant, err := of.InvalidDate.instant(); err == nil {
			voided.At = instant // not every answer has it; the month is the same
		}
		return []invoice.Listed{read, voided}, nil
	default:
		return nil, errUnreadable
	}
}

// listedRed is a red document. The vendor knows it by a serial of its own: ours is noted under the number of its form, and others' go by
// that number.
func (c *Client) listedRed(ctx context.Context, of record, read invoice.Listed) ([]invoice.Listed, error) {
	read.Kind, read.Of = invoice.RedIssuedDocument, string(cmp.Or(of.OriginalEInvoice, of.OriginalNo))
	read.Reason = cmp.Or(issueReasons[of.RedIssueReason], invoice.RedReturn)
	if !read.Serial.Ours() && of.RedInfoNo != "" {
		notes, err := c.notes(ctx, invoice.Serial(of.RedInfoNo))
		if err != nil {
			return nil, err
		}
		read.Serial = invoice.Serial(cmp.Or(notes[noteSerial], string(of.RedInfoNo)))
	}
	if read.Of == "" {
		return nil, errUnreadable
	}
	return []invoice.Listed{read}, nil
}

// amounts reads the totals, and what is taken from which line of a red one.
func amounts(into *invoice.Listed, net, tax text, details []detail) (err error) {
	if into.Net, err = net.amount(); err != nil {
		return err
	}
	if into.Tax, err = tax.amount(); err != nil {
		return err
	}
	into.Gross = into.Net.Add(into.Tax)
	for _, of := range details {
		number := 0
		if _, err := fmt.Sscan(string(of.OriginalNo), &number); err != nil {
			into.Lines = nil
			return nil // the vendor does not say which lines
		}
		net, err1 := of.TotalPrice.amount()
		tax, err2 := of.TotalTax.amount()
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		into.Lines = append(into.Lines, invoice.Line{Number: number, Net: net, Tax: tax, Gross: net.Add(tax)})
	}
	return nil
}

// buyersForms are the forms that wait for the seller; none where the list was read often enough that day.
func (c *Client) buyersForms(ctx context.Context, order invoice.ListOrder) (found []invoice.Listed, err error) {
	leaving := 0
	if order.Number != "" {
		leaving = 1
	}
	forms, err := c.forms(ctx, formQuestion{EntryIdentity: enteredByBuyer, ConfirmState: awaitsSeller}, leaving)
	if errors.Is(err, provider.ErrTooOften) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, of := range forms {
		if of.State != awaitsSeller {
			continue
		}
		at, err1 := of.EntryDate.instant()
		read := invoice.Listed{
			Kind: invoice.BuyersForm, Serial: invoice.Serial(of.No), Of: string(of.OriginalInvoiceNo), At: at, LapsesAt: at.Add(confirmWithin),
			Reason: invoice.RedReturn,
		}
		err2 := amounts(&read, of.TotalPrice, of.TotalTax, of.Details)
		if err := errors.Join(err1, err2); err != nil || read.Serial == "" || read.Of == "" {
			return nil, errUnreadable
		}
		for reason, label := range labels {
			if text(label) == of.Label {
				read.Reason = reason
			}
		}
		found = append(found, read)
	}
	return found, nil
}
