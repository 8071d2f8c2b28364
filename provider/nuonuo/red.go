package nuonuo

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// redReasons are Nuonuo's letters; the bureau's own have the first two the other way round.
var redReasons = map[invoice.RedReason]string{
	invoice.RedReturn: "1", invoice.RedError: "2", invoice.RedTermination: "3", invoice.RedDiscount: "4",
}

// redRequest is what saveInvoiceRedConfirm takes.
func (c *Client) redRequest(document invoice.RedDocument) parameters {
	of := document.Blue
	made := given(parameters{
		"billId": string(document.Serial), "blueInvoiceLine": invoiceLines[of.Medium][of.Kind], "applySource": "0", "orderNo": string(document.Serial),
		"blueElecInvoiceNumber": document.Number, "sellerTaxNo": of.Seller.TaxpayerID, "sellerName": of.Seller.Name, "buyerTaxNo": of.Buyer.TaxpayerID,
		"buyerName": of.Buyer.Name, "redReason": redReasons[document.Reason], "extensionNumber": c.config.Extension, "callbackUrl": c.config.CallbackURL,
	})
	if whole(document) {
		return made
	}
	lines := make([]parameters, len(document.Lines))
	for n, line := range document.Lines {
		lines[n] = given(rated(line.TaxRate, parameters{
			"blueDetailIndex": strconv.Itoa(line.Number), "goodsName": line.Product, "goodsCode": line.TaxCode,
			"taxExcludedAmount": line.Net.String(), "taxAmount": line.Tax.String(),
		}))
	}
	made["detail"] = lines
	return made
}

// whole reports whether all of an invoice is taken back, for which Nuonuo wants no lines.
func whole(document invoice.RedDocument) bool {
	return len(document.Lines) == len(document.Blue.Lines) && slices.EqualFunc(document.Lines, document.Blue.Lines, func(a, b invoice.Line) bool {
		return a.Number == b.Number && a.Net.Neg().Equal(b.Net) && a.Tax.Neg().Equal(b.Tax)
	})
}

// noteFullyRed is kept of a blue serial of which nothing is left, which only the refusal of another form tells.
const noteFullyRed = "fully_red"

// RequestRed enters a red-letter form under our serial. One that Nuonuo knows is asked about instead: it never makes a second red document
// (I4).
func (c *Client) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	answer, err := c.requestRed(ctx, document)
	return named(fmt.Sprintf("reverse %s as %s", document.Number, document.Serial), answer, err)
}

func (c *Client) requestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	if document.Blue.Seller.TaxpayerID != c.config.TaxNumber {
		return provider.Answer{}, errOtherSeller
	}
	err := c.tell(ctx, "saveInvoiceRedConfirm", c.redRequest(document))
	refusal := said(err)
	switch {
	case err == nil:
		return provider.Answer{State: provider.Pending}, nil
	case refusal.reading == refused:
		return provider.Answer{State: provider.Refused, Reason: refusal.text}, nil
	case refusal.reading == reversed:
		return c.reversedByWhom(ctx, document, refusal.text)
	case refusal.reading == known || contains(refusal.text, c.config.Causes.Known):
		answer, err := c.QueryRed(ctx, document.Serial)
		if err != nil || answer.State == provider.NotFound {
			return provider.Answer{State: provider.Pending}, nil //nolint:nilerr // Nuonuo has it, which is certain; the rest may come later
		}
		return c.revived(ctx, document.Serial, answer)
	case contains(refusal.text, c.config.Causes.Session):
		return provider.Answer{State: provider.SessionExpired, Reason: refusal.text}, nil
	default:
		return provider.Answer{}, err
	}
}

// reversedByWhom finds out what a document without rest means: a refusal, unless it was this very serial that took the rest and its answer
// was lost (I4).
func (c *Client) reversedByWhom(ctx context.Context, document invoice.RedDocument, describe string) (provider.Answer, error) {
	if err := c.config.Memory.Keep(ctx, document.Blue.Serial, map[string]string{noteFullyRed: document.Number}); err != nil {
		return provider.Answer{}, err
	}
	answer, err := c.QueryRed(ctx, document.Serial)
	if err == nil && answer.State == provider.NotFound {
		return provider.Answer{State: provider.Refused, Reason: describe}, nil
	}
	return answer, err
}

// serialOf is by what we know a form: our own serial, or the bureau's number of one that others entered.
func serialOf(form row) invoice.Serial {
	if ours := invoice.Serial(form.get("billId")); ours.Ours() {
		return ours
	}
	return invoice.Serial(form.get("billNo"))
}

// formKey names a form by its serial; 0 is that the seller asks.
func formKey(serial invoice.Serial) parameters {
	if serial.Ours() {
		return parameters{"identity": "0", "billId": serial}
	}
	return parameters{"identity": "0", "billNo": serial}
}

// forms reads a page of forms.
func (c *Client) forms(ctx context.Context, request parameters, page, size int) ([]row, error) {
	request["pageNo"], request["pageSize"] = strconv.Itoa(page), strconv.Itoa(size)
	found, err := call[row](ctx, c, "queryInvoiceRedConfirm", request)
	if said(err).reading == notFound {
		return nil, nil
	}
	if total := found.get("total"); err == nil && found.rows["list"] == nil && total != "" && total != "0" {
		err = errUnreadable
	}
	return found.rows["list"], err
}

// form finds a form by its serial.
func (c *Client) form(ctx context.Context, serial invoice.Serial) (row, bool, error) {
	all, err := c.forms(ctx, formKey(serial), 1, 10)
	return one(all, err, func(form row) bool { return serialOf(form) == serial })
}

// QueryRed asks what became of the form of a serial, and of the red document.
func (c *Client) QueryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	answer, err := c.queryRed(ctx, serial)
	return named("query red "+string(serial), answer, err)
}

func (c *Client) queryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	found, exists, err := c.form(ctx, serial)
	if err != nil || !exists {
		return provider.Answer{State: provider.NotFound}, err
	}
	state, known := formStates[found.get("billStatus")]
	paper := found.get("blueInvoiceLine") == "es" || found.get("blueInvoiceLine") == "ec" // its red document is issued when somebody asks for it
	switch {
	case !known:
		return provider.Answer{}, fmt.Errorf("of a form's state that is not known: %w", errUnreadable)
	case found.get("requestStatus") == "01" || found.get("requestStatus") == "03":
		return provider.Answer{State: provider.Pending}, nil // it is being withdrawn, confirmed or denied
	case state == provider.AwaitsBuyer || state == provider.AwaitsSeller:
		return provider.Answer{State: state}, nil
	case state != provider.Pending:
		return provider.Answer{State: state, Reason: c.clean(string(found.get("billMessage")), "")}, nil
	case found.get("billStatus") == "15" || (found.get("openStatus") != "1" && !paper):
		return provider.Answer{State: state}, nil
	}
	order, exists, err := c.redOrder(ctx, found)
	if err != nil || !exists {
		return provider.Answer{State: provider.Pending}, err
	}
	return c.answerOf(order)
}

// redOrder is the order of a form's red document. Nuonuo has none where a paper one is still to be issued, or where the bureau has issued an
// electronic one by itself: then it is told to, under the form's serial, which never makes a second one.
func (c *Client) redOrder(ctx context.Context, of row) (found row, exists bool, err error) {
	if own := of.get("invoiceSerialNum"); own != "" {
		all, err := c.orders(ctx, "serialNos", []string{string(own)})
		return one(all, err, func(order row) bool { return order.get("serialNo") == own })
	}
	serial := serialOf(of)
	if found, exists, err = c.ordered(ctx, serial); err != nil || exists {
		return found, exists, err
	}
	err = c.tell(ctx, "fastInvoiceRed", parameters{
		"orderNo": serial, "orderTime": c.civil(), "taxNum": c.config.TaxNumber, "elecInvoiceNumber": of.get("blueElecInvoiceNumber"),
		"billNo": of.get("billNo"), "invoiceLine": of.get("blueInvoiceLine"),
	})
	if err != nil && said(err).reading != known {
		return row{}, false, err
	}
	return c.ordered(ctx, serial)
}

// WithdrawRed takes a form back that waits for the buyer, and answers with where it stands then.
func (c *Client) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "withdraw", serial, provider.AwaitsBuyer, "confirmInfoCancel", nil)
}

// ConfirmRed confirms a form that the buyer began, and answers with where it stands then.
func (c *Client) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "confirm", serial, provider.AwaitsSeller, "confirm", parameters{"confirmAgreement": "1", "orderNo": serial})
}

// DenyRed denies it.
func (c *Client) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "deny", serial, provider.AwaitsSeller, "confirm", parameters{"confirmAgreement": "0"})
}

// turn does something to a form that waits, and asks where it stands then. What is refused is told by that, too.
func (c *Client) turn(
	ctx context.Context, word string, serial invoice.Serial, waiting provider.State, method string, more parameters,
) (provider.Answer, error) {
	answer, err := c.QueryRed(ctx, serial)
	if err == nil && answer.State == waiting {
		request := formKey(serial)
		maps.Copy(request, more)
		request["callbackUrl"] = c.config.CallbackURL
		refused := c.tell(ctx, method, given(request))
		if refusal := said(refused); contains(refusal.text, c.config.Causes.Session) {
			return provider.Answer{State: provider.SessionExpired, Reason: refusal.text}, nil
		}
		answer, err = c.QueryRed(ctx, serial)
		if refused != nil && answer.State == waiting {
			err = cmp.Or(err, refused)
		}
	}
	return named(word+" red "+string(serial), answer, err)
}
