package nuonuo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// How forms are listed: by the time at which they were entered, which is up to 72 hours before the bureau lets them lapse, and a day
// before their red documents at most. Nuonuo looks through windowDays at once.
const windowDays = 90 * day

// formRefresh is how often Nuonuo is told to ask the bureau for forms that others entered. No source limits it.
var formRefresh = []provider.Limit{{Calls: 1, Within: 10 * time.Minute}, {Calls: 100, Within: day}}

var errPlace = errors.New("the list cannot go on from there")

// List tells of the invoices of the order's serials and of everything that was reversed between two instants, one page. Nuonuo lists no
// documents, but forms; what they are about is asked. The pages go first through the serials and then through the forms.
func (c *Client) List(ctx context.Context, order invoice.ListOrder) (page invoice.ListPage, err error) {
	defer wire.Named("list documents", &page, &err)
	page, err = c.list(ctx, order)
	page.Items = order.Only(page.Items)
	return page, err
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

// Where amounts stand in orders and in forms.
var (
	orderFields = wire.Fields{At: "invoiceTime", Net: "exTaxAmount", Tax: "taxAmount"}
	formFields  = wire.Fields{
		At: "billTime", Net: "taxExcludedAmount", Tax: "taxAmount",
		Lines: "detail", Line: [3]string{"blueDetailIndex", "taxExcludedAmount", "taxAmount"},
	}
)

// listOrders tells of the invoices of some serials, and of those that were voided.
func (c *Client) listOrders(ctx context.Context, serials []invoice.Serial) (items []invoice.Listed, err error) {
	names := make([]string, len(serials))
	for n, serial := range serials {
		names[n] = string(serial)
	}
	orders, err := c.orders(ctx, "orderNos", names...)
	if err != nil {
		return nil, err
	}
	for _, of := range orders {
		status, known := statuses[of.String("status")]
		number, _, err1 := numberOf(of)
		blue, err2 := of.Listed(orderFields)
		switch {
		case !known || !slices.Contains(names, of.String("orderNo")):
			return nil, wire.ErrUnreadable
		case !status.numbered || (err1 != nil && of.String("status") == sealing):
			continue // it has no number, or not yet
		case err1 != nil || err2 != nil || !blue.Gross.IsPositive():
			return nil, wire.ErrUnreadable
		}
		blue.Kind, blue.Serial, blue.Number, blue.Undone = invoice.BlueDocument, invoice.Serial(of.String("orderNo")), number, status.voided
		items = append(items, blue)
		if status.voided { // when is told only with an option of the company
			items = append(items, blue.Void(of.Text("invalidTime", "stateUpdateTime").Instant()))
		}
	}
	return items, nil
}

// refreshForms has Nuonuo ask the bureau, which takes a while. Whether it does changes nothing of what is listed now.
func (c *Client) refreshForms(ctx context.Context, order invoice.ListOrder) {
	if c.config.Memory.Take(ctx, "form refresh", formRefresh...) == nil {
		from, to := window(order, 0)
		_ = c.tell(ctx, "refreshInvoiceRedConfirm", wire.Members{
			"identity": "0", "startTime": from, "endTime": to, "extensionNumber": c.config.Extension,
		}.Given())
	}
}

// window is the n-th part of the time in which forms may have been entered of which something came.
func window(order invoice.ListOrder, n int) (from, to string) {
	begins := order.From.Add(-provider.FormLapsesAfter - day).Add(time.Duration(n) * windowDays)
	ends := begins.Add(windowDays)
	if order.To.Before(ends) {
		ends = order.To
	}
	return wire.Civil(begins), wire.Civil(ends)
}

// listForms tells of the red documents and the buyers' forms of one page.
func (c *Client) listForms(ctx context.Context, order invoice.ListOrder, n, pageNo int) (page invoice.ListPage, err error) {
	from, to := window(order, n)
	read, err := c.forms(ctx, wire.Members{"identity": "0", "billTimeStart": from, "billTimeEnd": to}, pageNo, atOnce)
	if err != nil {
		return page, err
	}
	if page.Items, err = c.listed(ctx, read, order.Number); err != nil {
		return page, err
	}
	switch {
	case len(read) >= atOnce:
		page.Next = fmt.Sprintf("forms %d %d", n, pageNo+1)
	case to < wire.Civil(order.To):
		page.Next = fmt.Sprintf("forms %d %d", n+1, 1)
	}
	return page, nil
}

// listed reads forms. One that is not understood makes the page unreadable: a document that is passed over would look as if there was none.
func (c *Client) listed(ctx context.Context, forms []wire.Object, number string) (items []invoice.Listed, err error) {
	forms = slices.DeleteFunc(forms, func(of wire.Object) bool { return number != "" && of.String("blueElecInvoiceNumber") != number })
	var asked []string
	for _, of := range forms {
		if own := of.String("invoiceSerialNum"); own != "" && of.String("openStatus") == "1" {
			asked = append(asked, own)
		}
	}
	orders, err := c.orders(ctx, "serialNos", asked...)
	if err != nil {
		return nil, err
	}
	for _, of := range forms {
		item, err := listedForm(of)
		if err != nil {
			return nil, err
		}
		switch state, known := formStates[of.String("billStatus")]; {
		case !known:
			return nil, wire.ErrUnreadable
		case state == provider.AwaitsSeller:
			item.Kind, item.LapsesAt = invoice.BuyersForm, item.At.Add(provider.FormLapsesAfter)
		case state == provider.Pending && of.Text("openStatus") == "1":
			order, exists, _ := wire.Find(orders, nil, func(o wire.Object) bool { return o.Text("serialNo") == of.Text("invoiceSerialNum") })
			if !exists {
				if order, exists, err = c.redOrder(ctx, of); err != nil {
					return nil, err
				}
			}
			if !exists || !statuses[order.String("status")].numbered {
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
func listedForm(form wire.Object) (item invoice.Listed, err error) {
	item, err = form.Listed(formFields)
	item.Serial, item.Of, item.Reason = serialOf(form), form.String("blueElecInvoiceNumber"), invoice.ReasonOf(redReasons, form.String("redReason"))
	if err != nil || item.Serial == "" || item.Of == "" {
		return item, wire.ErrUnreadable
	}
	return item.TakenBack(), nil
}
