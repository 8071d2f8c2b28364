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
	if err != nil {
		return invoice.ListPage{}, fmt.Errorf("list documents: %w", err)
	}
	page.Items = slices.DeleteFunc(page.Items, func(one invoice.Listed) bool {
		concerned := order.Number == "" || one.Number == order.Number || one.Of == order.Number
		return !concerned || one.At.Before(order.From) || !one.At.Before(order.To)
	})
	slices.SortStableFunc(page.Items, func(a, b invoice.Listed) int { return a.At.Compare(b.At) })
	return page, nil
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
		status, known := statuses[of.Status]
		switch {
		case !known || !slices.Contains(names, string(of.OrderNo)):
			return nil, errUnreadable
		case !status.numbered:
			continue
		}
		number, at, err1 := of.number()
		net, err2 := of.ExTaxAmount.amount()
		tax, err3 := of.TaxAmount.amount()
		gross, err4 := of.OrderAmount.amount()
		if err := errors.Join(err1, err2, err3, err4); err != nil || !gross.IsPositive() {
			if of.Status == "21" {
				continue // it has no number yet
			}
			return nil, cmp.Or(err, errUnreadable)
		}
		items = append(items, invoice.Listed{
			Kind: invoice.BlueDocument, Serial: invoice.Serial(of.OrderNo), Number: number, At: at, Undone: status.voided, Net: net, Tax: tax, Gross: gross,
		})
		if status.voided {
			voided := invoice.Listed{Kind: invoice.VoidMade, Number: number, Of: number, At: at} // the month is the same
			if instant, err := cmp.Or(of.InvalidTime, of.StateUpdateTime).instant(); err == nil {
				voided.At = instant // only with an option of the company
			}
			items = append(items, voided)
		}
	}
	return items, nil
}

// refreshForms has Nuonuo ask the bureau, which takes a while. Whether it does changes nothing of what is listed now.
func (c *Client) refreshForms(ctx context.Context, order invoice.ListOrder) {
	if c.config.Memory.Take(ctx, "form refresh", formRefresh...) != nil {
		return
	}
	from, to := window(order, 0)
	request := parameters{"identity": asSeller, "startTime": from, "endTime": to}
	if c.config.Extension != "" {
		request["extensionNumber"] = c.config.Extension
	}
	_, _ = call[any](ctx, c, refreshForms, request)
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
	read, err := call[formsPage](ctx, c, queryForms, parameters{
		"identity": asSeller, "billTimeStart": from, "billTimeEnd": to, "pageNo": strconv.Itoa(pageNo), "pageSize": strconv.Itoa(atOnce),
	})
	if err != nil && said(err).reading != notFound {
		return page, err
	}
	if page.Items, err = c.listed(ctx, read.List, order.Number); err != nil {
		return page, err
	}
	_, ends := window(order, n)
	switch {
	case len(read.List) >= atOnce:
		page.Next = fmt.Sprintf("forms %d %d", n, pageNo+1)
	case ends < order.To.In(calendar.Shanghai).Format(time.DateTime):
		page.Next = fmt.Sprintf("forms %d %d", n+1, 1)
	}
	return page, nil
}

// listed reads forms. One that is not understood makes the page unreadable: a document that is passed over would look as if there was none.
func (c *Client) listed(ctx context.Context, forms []form, number string) (items []invoice.Listed, err error) {
	forms = slices.DeleteFunc(forms, func(of form) bool { return number != "" && of.BlueElecNumber != text(number) })
	var asked []string
	for _, of := range forms {
		if of.OpenStatus == "1" && of.InvoiceSerialNum != "" {
			asked = append(asked, string(of.InvoiceSerialNum))
		}
	}
	orders, err := c.orders(ctx, "serialNos", asked)
	if err != nil {
		return nil, err
	}
	for _, of := range forms {
		item, err := of.listed()
		if err != nil {
			return nil, err
		}
		switch state := formStates[of.BillStatus]; {
		case state == "":
			return nil, errUnreadable
		case state == provider.AwaitsSeller:
			item.Kind, item.LapsesAt = invoice.BuyersForm, item.At.Add(confirmWithin)
		case state == provider.Pending && of.OpenStatus == "1":
			n := slices.IndexFunc(orders, func(o orderResult) bool { return o.SerialNo == of.InvoiceSerialNum && o.SerialNo != "" })
			var order orderResult
			exists := n >= 0
			if exists {
				order = orders[n]
			} else if order, exists, err = c.redOrder(ctx, of); err != nil {
				return nil, err
			}
			if !exists || !statuses[order.Status].numbered {
				continue // Nuonuo is fetching it from the bureau, and has no date of it yet
			}
			item.Kind = invoice.RedIssuedDocument
			if item.Number, item.At, err = order.number(); err != nil {
				return nil, err
			}
		default:
			continue
		}
		items = append(items, item)
	}
	return items, nil
}

// listed is what a form says of itself. Amounts are below zero, whatever their sign.
func (f form) listed() (item invoice.Listed, err error) {
	item = invoice.Listed{Serial: f.serial(), Of: string(f.BlueElecNumber), Reason: invoice.RedReturn}
	for reason, letter := range redReasons {
		if f.RedReason == text(letter) {
			item.Reason = reason
		}
	}
	var err1, err2 error
	item.At, err1 = f.BillTime.instant()
	item.Net, item.Tax, err2 = negative(f.TaxExcludedAmount, f.TaxAmount)
	item.Gross = item.Net.Add(item.Tax)
	if err := errors.Join(err1, err2); err != nil || item.Serial == "" || item.Of == "" {
		return item, errUnreadable
	}
	for _, of := range f.Detail {
		number, err1 := strconv.Atoi(string(of.BlueDetailIndex))
		net, tax, err2 := negative(of.TaxExcludedAmount, of.TaxAmount)
		if errors.Join(err1, err2) != nil {
			item.Lines = nil // Nuonuo does not say which lines
			break
		}
		item.Lines = append(item.Lines, invoice.Line{Number: number, Net: net, Tax: tax, Gross: net.Add(tax)})
	}
	return item, nil
}

// negative reads what is taken back.
func negative(net, tax text) (money.Amount, money.Amount, error) {
	a, err1 := net.amount()
	b, err2 := tax.amount()
	return money.Min(a, a.Neg()), money.Min(b, b.Neg()), errors.Join(err1, err2)
}
