package nuonuo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
)

// How forms are listed: by the time at which they were entered, which is up to confirmWithin before the bureau lets them lapse, and a day
// before their red documents at most. Nuonuo looks through windowDays at once.
const (
	confirmWithin = 72 * time.Hour
	windowDays    = 90 * day
)

// formRefresh is how often Nuonuo is told to ask the bureau for forms that others entered. No source limits it.
var formRefresh = []provider.Limit{{Calls: 1, Within: 10 * time.Minute}, {Calls: 100, Within: day}}

var errPlace = errors.New("the list cannot go on from there")

// List tells of the invoices of the order's serials and of everything that was reversed between two instants, one page. Nuonuo lists no
// documents, but forms; what they are about is asked. The pages go first through the serials and then through the forms.
func (c *Client) List(ctx context.Context, order invoice.ListOrder) (invoice.ListPage, error) {
	page, err := c.list(ctx, order)
	page.Items = slices.DeleteFunc(page.Items, func(one invoice.Listed) bool {
		concerned := order.Number == "" || one.Number == order.Number || one.Of == order.Number
		return !concerned || one.At.Before(order.From) || !one.At.Before(order.To)
	})
	slices.SortStableFunc(page.Items, func(a, b invoice.Listed) int { return a.At.Compare(b.At) })
	return named("list documents", page, err)
}

// list reads one page: "blues <first>" of the serials, or "forms <window> <page>".
func (c *Client) list(ctx context.Context, order invoice.ListOrder) (page invoice.ListPage, err error) {
	serials := order.Serials
	if order.Serial != "" {
		serials = []invoice.Serial{order.Serial}
	}
	var what string
	var first, pageNo int
	if n, _ := fmt.Sscan(cmp.Or(order.After, "blues 0 0"), &what, &first, &pageNo); n != 3 || first < 0 {
		return page, errPlace
	}
	if what == "forms" {
		return c.listForms(ctx, order, first, pageNo)
	}
	if first >= len(serials) {
		c.refreshForms(ctx, order)
		return c.listForms(ctx, order, 0, 1)
	}
	page.Items, err = c.listOrders(ctx, serials[first:min(first+atOnce, len(serials))])
	page.Next = fmt.Sprintf("blues %d 0", first+atOnce)
	return page, err
}

// listOrders tells of the invoices of some serials, and of those that were voided.
func (c *Client) listOrders(ctx context.Context, serials []invoice.Serial) (items []invoice.Listed, err error) {
	names := make([]string, len(serials))
	for n, serial := range serials {
		names[n] = string(serial)
	}
	orders, err := c.orders(ctx, "orderNos", names)
	if err != nil {
		return nil, err
	}
	for _, of := range orders {
		status, known := statuses[of.get("status")]
		number, at, err1 := numberOf(of)
		net, err2 := of.get("exTaxAmount").amount()
		tax, err3 := of.get("taxAmount").amount()
		gross, err4 := of.get("orderAmount").amount()
		switch {
		case !known || !slices.Contains(names, string(of.get("orderNo"))):
			return nil, errUnreadable
		case !status.numbered || (err1 != nil && of.get("status") == "21"):
			continue // it has no number, or not yet
		case errors.Join(err1, err2, err3, err4) != nil || !gross.IsPositive():
			return nil, errUnreadable
		}
		items = append(items, invoice.Listed{
			Kind: invoice.BlueDocument, Serial: invoice.Serial(of.get("orderNo")), Number: number, At: at, Undone: status.voided, Net: net, Tax: tax, Gross: gross,
		})
		if status.voided {
			voided := invoice.Listed{Kind: invoice.VoidMade, Number: number, Of: number, At: at} // the month is the same
			if instant, err := cmp.Or(of.get("invalidTime"), of.get("stateUpdateTime")).instant(); err == nil {
				voided.At = instant // only with an option of the company
			}
			items = append(items, voided)
		}
	}
	return items, nil
}

// refreshForms has Nuonuo ask the bureau, which takes a while. Whether it does changes nothing of what is listed now.
func (c *Client) refreshForms(ctx context.Context, order invoice.ListOrder) {
	if c.config.Memory.Take(ctx, "form refresh", formRefresh...) == nil {
		from, to := window(order, 0)
		_ = c.tell(ctx, "refreshInvoiceRedConfirm", given(parameters{
			"identity": "0", "startTime": from, "endTime": to, "extensionNumber": c.config.Extension,
		}))
	}
}

// window is the n-th part of the time in which forms may have been entered of which something came.
func window(order invoice.ListOrder, n int) (from, to string) {
	begins := order.From.Add(-confirmWithin - day).Add(time.Duration(n) * windowDays)
	ends := begins.Add(windowDays)
	if order.To.Before(ends) {
		ends = order.To
	}
	return begins.In(calendar.Shanghai).Format(time.DateTime), ends.In(calendar.Shanghai).Format(time.DateTime)
}

// listForms tells of the red documents and the buyers' forms of one page.
func (c *Client) listForms(ctx context.Context, order invoice.ListOrder, n, pageNo int) (page invoice.ListPage, err error) {
	from, to := window(order, n)
	read, err := c.forms(ctx, parameters{"identity": "0", "billTimeStart": from, "billTimeEnd": to}, pageNo, atOnce)
	if err != nil {
		return page, err
	}
	full := len(read) >= atOnce
	if page.Items, err = c.listed(ctx, read, order.Number); err != nil {
		return page, err
	}
	switch {
	case full:
		page.Next = fmt.Sprintf("forms %d %d", n, pageNo+1)
	case to < order.To.In(calendar.Shanghai).Format(time.DateTime):
		page.Next = fmt.Sprintf("forms %d %d", n+1, 1)
	}
	return page, nil
}

// listed reads forms. One that is not understood makes the page unreadable: a document that is passed over would look as if there was none.
func (c *Client) listed(ctx context.Context, forms []row, number string) (items []invoice.Listed, err error) {
	forms = slices.DeleteFunc(forms, func(of row) bool { return number != "" && of.get("blueElecInvoiceNumber") != text(number) })
	var asked []string
	for _, of := range forms {
		if own := of.get("invoiceSerialNum"); own != "" && of.get("openStatus") == "1" {
			asked = append(asked, string(own))
		}
	}
	orders, err := c.orders(ctx, "serialNos", asked)
	if err != nil {
		return nil, err
	}
	for _, of := range forms {
		item, err := listedForm(of)
		if err != nil {
			return nil, err
		}
		switch state, known := formStates[of.get("billStatus")]; {
		case !known:
			return nil, errUnreadable
		case state == provider.AwaitsSeller:
			item.Kind, item.LapsesAt = invoice.BuyersForm, item.At.Add(confirmWithin)
		case state == provider.Pending && of.get("openStatus") == "1":
			order, exists, err := row{}, false, error(nil)
			n := slices.IndexFunc(orders, func(o row) bool { return o.get("serialNo") == of.get("invoiceSerialNum") })
			if exists = n >= 0; exists {
				order = orders[n]
			} else if order, exists, err = c.redOrder(ctx, of); err != nil {
				return nil, err
			}
			if !exists || !statuses[order.get("status")].numbered {
				continue // Nuonuo is fetching it from the bureau, and has no date of it yet
			}
			item.Kind = invoice.RedIssuedDocument
			if item.Number, item.At, err = numberOf(order); err != nil {
				return nil, err
			}
		default:
			continue
		}
		items = append(items, item)
	}
	return items, nil
}

// listedForm is what a form says of itself. Amounts are below zero, whatever their sign.
func listedForm(form row) (item invoice.Listed, err error) {
	item = invoice.Listed{Serial: serialOf(form), Of: string(form.get("blueElecInvoiceNumber")), Reason: invoice.RedReturn}
	for reason, letter := range redReasons {
		if form.get("redReason") == text(letter) {
			item.Reason = reason
		}
	}
	var err1, err2 error
	item.At, err1 = form.get("billTime").instant()
	item.Net, item.Tax, err2 = negative(form)
	item.Gross = item.Net.Add(item.Tax)
	if err1 != nil || err2 != nil || item.Serial == "" || item.Of == "" {
		return item, errUnreadable
	}
	for _, of := range form.rows["detail"] {
		number, err1 := strconv.Atoi(string(of.get("blueDetailIndex")))
		net, tax, err2 := negative(of)
		if err1 != nil || err2 != nil {
			item.Lines = nil // Nuonuo does not say which lines
			break
		}
		item.Lines = append(item.Lines, invoice.Line{Number: number, Net: net, Tax: tax, Gross: net.Add(tax)})
	}
	return item, nil
}

// negative reads what is taken back.
func negative(of row) (money.Amount, money.Amount, error) {
	net, err1 := of.get("taxExcludedAmount").amount()
	tax, err2 := of.get("taxAmount").amount()
	return money.Min(net, net.Neg()), money.Min(tax, tax.Neg()), errors.Join(err1, err2)
}
