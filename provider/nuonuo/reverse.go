package nuonuo

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// redReasons are Nuonuo's letters; the bureau's own have the first two the other way round.
var redReasons = map[invoice.RedReason]string{
	invoice.RedReturn: "1", invoice.RedError: "2", invoice.RedTermination: "3", invoice.RedDiscount: "4",
}

// redRequest is what saveInvoiceRedConfirm takes.
func (c *Client) redRequest(document invoice.RedDocument) wire.Members {
	of := document.Blue
	made := wire.Members{
		"billId": string(document.Serial), "blueInvoiceLine": invoiceLines[of.Medium][of.Kind], "applySource": "0", "orderNo": string(document.Serial),
		"blueElecInvoiceNumber": document.Number, "sellerTaxNo": of.Seller.TaxpayerID, "sellerName": of.Seller.Name, "buyerTaxNo": of.Buyer.TaxpayerID,
		"buyerName": of.Buyer.Name, "redReason": redReasons[document.Reason], "extensionNumber": c.config.Extension, "callbackUrl": c.config.CallbackURL,
	}.Given()
	if document.Whole() {
		return made
	}
	lines := make([]wire.Members, len(document.Lines))
	for n, line := range document.Lines {
		lines[n] = rated(line.TaxRate, wire.Members{
			"blueDetailIndex": strconv.Itoa(line.Number), "goodsName": line.Product, "goodsCode": line.TaxCode,
			"taxExcludedAmount": line.Net.String(), "taxAmount": line.Tax.String(),
		})
	}
	made["detail"] = lines
	return made
}

// noteFullyRed is kept of a blue serial of which nothing is left, which only the refusal of another form tells.
const noteFullyRed = "fully_red"

// RequestRed enters a red-letter form under our serial. One that Nuonuo knows is asked about instead: it never makes a second red document
// (I4).
func (c *Client) RequestRed(ctx context.Context, document invoice.RedDocument) (answer provider.Answer, err error) {
	defer wire.Named(fmt.Sprintf("reverse %s as %s", document.Number, document.Serial), &answer, &err)
	err = c.tell(ctx, "saveInvoiceRedConfirm", c.redRequest(document))
	switch meaning, text := c.said(err); {
	case err == nil:
		return provider.Answer{State: provider.Pending}, nil
	case meaning == provider.MeansRefused:
		return provider.Answer{State: provider.Refused, Reason: text}, nil
	case meaning == provider.MeansReversed:
		if err = c.config.Memory.Keep(ctx, document.Blue.Serial, map[string]string{noteFullyRed: document.Number}); err != nil {
			return answer, err
		}
		found, err := c.QueryRed(ctx, document.Serial)
		return provider.ReversedBy(found, err, text)
	case meaning == provider.MeansKnown || c.causes.Known(text):
		return c.revived(ctx, document.Serial, provider.Having(c.QueryRed(ctx, document.Serial)))
	case c.causes.Session(text):
		return provider.Answer{State: provider.SessionExpired, Reason: text}, nil
	default:
		return answer, err
	}
}

// serialOf is by what we know a form: our own serial, or the bureau's number of one that others entered.
func serialOf(form wire.Object) invoice.Serial {
	if ours := invoice.Serial(form.String("billId")); ours.Ours() {
		return ours
	}
	return invoice.Serial(form.String("billNo"))
}

// formKey names a form by its serial; 0 is that the seller asks.
func formKey(serial invoice.Serial) wire.Members {
	if serial.Ours() {
		return wire.Members{"identity": "0", "billId": serial}
	}
	return wire.Members{"identity": "0", "billNo": serial}
}

// forms reads a page of forms.
func (c *Client) forms(ctx context.Context, request wire.Members, page, size int) ([]wire.Object, error) {
	request["pageNo"], request["pageSize"] = strconv.Itoa(page), strconv.Itoa(size)
	found, err := c.ask(ctx, "queryInvoiceRedConfirm", request)
	if meaning, _ := c.said(err); meaning == provider.MeansNotFound {
		return nil, nil
	}
	if total := found.Text("total"); err == nil && found.List("list") == nil && total != "" && total != "0" {
		err = wire.ErrUnreadable
	}
	return found.List("list"), err
}

// form finds a form by its serial.
func (c *Client) form(ctx context.Context, serial invoice.Serial) (found wire.Object, exists bool, err error) {
	all, err := c.forms(ctx, formKey(serial), 1, 10)
	return wire.Find(all, err, func(form wire.Object) bool { return serialOf(form) == serial })
}

// QueryRed asks what became of the form of a serial, and of the red document.
func (c *Client) QueryRed(ctx context.Context, serial invoice.Serial) (answer provider.Answer, err error) {
	defer wire.Named("query red "+string(serial), &answer, &err)
	found, exists, err := c.form(ctx, serial)
	if err != nil || !exists {
		return provider.Answer{State: provider.NotFound}, err
	}
	answer, err = c.stands(ctx, found)
	answer.Form = found.String("billNo")
	return answer, err
}

// stands is where a form stands, and its red document.
func (c *Client) stands(ctx context.Context, found wire.Object) (provider.Answer, error) {
	state, known := formStates[found.String("billStatus")]
	paper := found.Text("blueInvoiceLine") == "es" || found.Text("blueInvoiceLine") == "ec" // its red document is issued when somebody asks for it
	switch {
	case !known:
		return provider.Answer{}, fmt.Errorf("of a form's state that is not known: %w", wire.ErrUnreadable)
	case found.Text("requestStatus") == "01" || found.Text("requestStatus") == "03":
		return provider.Answer{State: provider.Pending}, nil // it is being withdrawn, confirmed or denied
	case state == provider.AwaitsBuyer || state == provider.AwaitsSeller:
		return provider.Answer{State: state}, nil
	case state != provider.Pending:
		return provider.Answer{State: state, Reason: c.secrets.Hidden(found.String("billMessage"))}, nil
	case found.Text("billStatus") == "15" || (found.Text("openStatus") != "1" && !paper):
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
func (c *Client) redOrder(ctx context.Context, of wire.Object) (found wire.Object, exists bool, err error) {
	if own := of.String("invoiceSerialNum"); own != "" {
		all, err := c.orders(ctx, "serialNos", own)
		return wire.Find(all, err, func(order wire.Object) bool { return order.String("serialNo") == own })
	}
	serial := serialOf(of)
	if found, exists, err = c.ordered(ctx, serial); err != nil || exists {
		return found, exists, err
	}
	err = c.tell(ctx, "fastInvoiceRed", wire.Members{
		"orderNo": serial, "orderTime": c.civil(), "taxNum": c.config.TaxNumber, "elecInvoiceNumber": of.Text("blueElecInvoiceNumber"),
		"billNo": of.Text("billNo"), "invoiceLine": of.Text("blueInvoiceLine"),
	})
	if meaning, _ := c.said(err); err != nil && meaning != provider.MeansKnown {
		return found, false, err
	}
	return c.ordered(ctx, serial)
}

// WithdrawRed takes a form back that waits for the buyer, and answers with where it stands then.
func (c *Client) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "withdraw", serial, provider.AwaitsBuyer, "confirmInfoCancel", nil)
}

// ConfirmRed confirms a form that the buyer began, and answers with where it stands then.
func (c *Client) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "confirm", serial, provider.AwaitsSeller, "confirm", wire.Members{"confirmAgreement": "1", "orderNo": serial})
}

// DenyRed denies it.
func (c *Client) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "deny", serial, provider.AwaitsSeller, "confirm", wire.Members{"confirmAgreement": "0"})
}

// turn does something to a form that waits, and asks where it stands then. What is refused is told by that, too.
func (c *Client) turn(
	ctx context.Context, word string, serial invoice.Serial, waiting provider.State, method string, more wire.Members,
) (answer provider.Answer, err error) {
	defer wire.Named(word+" red "+string(serial), &answer, &err)
	if answer, err = c.QueryRed(ctx, serial); err != nil || answer.State != waiting {
		return answer, err
	}
	request := formKey(serial)
	maps.Copy(request, more)
	request["callbackUrl"] = c.config.CallbackURL
	failed := c.tell(ctx, method, request.Given())
	if _, text := c.said(failed); c.causes.Session(text) {
		return provider.Answer{State: provider.SessionExpired, Reason: text}, nil
	}
	answer, err = c.QueryRed(ctx, serial)
	if answer.State == waiting {
		err = cmp.Or(err, failed)
	}
	return answer, err
}

// notPaper is the reason not to void an electronic invoice.
const notPaper = "电子发票不能作废，请开具红字发票"

// noteVoid is when Nuonuo has taken a request to void. Until the invoice is being voided it may look as before.
const (
	noteVoid   = "void"
	voidWithin = 10 * time.Minute
	voidFailed = "作废" // is in the text of a void that has failed
)

// Void voids a paper invoice in the month of its issue. Nuonuo wants its own serial, the code and the short number for it, which the order
// has. It then takes a while, in which voiding again asks; a failure shows as a text beside the status of before.
func (c *Client) Void(ctx context.Context, of provider.Key) (answer provider.Answer, err error) {
	defer wire.Named("void "+of.Number, &answer, &err)
	found, _, err := c.document(ctx, of)
	notes, err1 := c.config.Memory.Kept(ctx, of.Serial)
	number, _, err2 := numberOf(found) // one that Nuonuo does not know has none
	if err = cmp.Or(err, err1, err2); err != nil {
		return answer, err
	}
	asked, _ := time.Parse(time.RFC3339, notes[noteVoid])
	switch status := statuses[found.String("status")]; {
	case status.voided:
		return provider.Answer{State: provider.Voided}, nil
	case status.voiding:
		return provider.Answer{State: provider.Pending}, nil
	case found.Text("invoiceCode") == "" || found.String("invoiceNo") == number:
		return provider.Answer{State: provider.Refused, Reason: notPaper}, nil
	case !asked.IsZero() && strings.Contains(found.String("failCause"), voidFailed):
		return provider.Answer{State: provider.Refused, Reason: c.secrets.Hidden(found.String("failCause"))}, nil
	case c.config.Now().Before(asked.Add(voidWithin)):
		return provider.Answer{State: provider.Pending}, nil
	default:
		return c.cancel(ctx, of.Serial, found)
	}
}

func (c *Client) cancel(ctx context.Context, serial invoice.Serial, found wire.Object) (provider.Answer, error) {
	err := c.tell(ctx, "invoiceCancellation", wire.Members{
		"invoiceId": found.Text("serialNo"), "invoiceCode": found.Text("invoiceCode"), "invoiceNo": found.Text("invoiceNo"),
	})
	switch meaning, text := c.said(err); {
	case err == nil:
		note := map[string]string{noteVoid: c.config.Now().UTC().Format(time.RFC3339)}
		return provider.Answer{State: provider.Pending}, c.config.Memory.Keep(ctx, serial, note)
	case c.causes.Session(text):
		return provider.Answer{State: provider.SessionExpired, Reason: text}, nil
	case meaning != provider.MeansRefused && meaning != provider.MeansGeneral:
		return provider.Answer{}, err
	default: // an earlier request may be under way, whose answer was lost
		now, exists, failed := c.ordered(ctx, serial)
		if status := statuses[now.String("status")]; failed != nil || !exists || status.voided || status.voiding {
			return provider.Answer{State: provider.Pending}, failed
		}
		return provider.Answer{State: provider.Refused, Reason: text}, nil
	}
}
