package nuonuo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

var errOtherSeller = errors.New("the account is another seller's")

// Submit hands in an order. One that Nuonuo knows is asked about, and taken up again where it has failed for what passes: it never makes a
// second document (I4).
func (c *Client) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	answer, err := c.submit(ctx, document)
	return named("submit "+string(document.Serial), answer, err)
}

func (c *Client) submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	if document.Seller.TaxpayerID != c.config.TaxNumber {
		return provider.Answer{}, errOtherSeller
	}
	err := c.tell(ctx, "requestBillingNew", parameters{"order": c.order(document)})
	switch refusal := said(err); {
	case err == nil:
		return provider.Answer{State: provider.Pending}, nil
	case refusal.reading == refused:
		return provider.Answer{State: provider.Refused, Reason: refusal.text}, nil
	case refusal.reading != known:
		return provider.Answer{}, err
	}
	answer, err := c.Query(ctx, document.Serial)
	if err != nil || answer.State == provider.NotFound {
		return provider.Answer{State: provider.Pending}, nil //nolint:nilerr // Nuonuo has it, which is certain; the rest may come later
	}
	return c.revived(ctx, document.Serial, answer)
}

// revived has an order taken up again that has failed for what passes.
func (c *Client) revived(ctx context.Context, serial invoice.Serial, answer provider.Answer) (provider.Answer, error) {
	if !answer.State.NotAccepted() {
		return answer, nil
	}
	return provider.Answer{State: provider.Pending}, c.tell(ctx, "reInvoice", parameters{"orderno": serial})
}

// Query asks what became of a serial. A document that could not be sealed is handed in for it again from time to time.
func (c *Client) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	found, exists, err := c.ordered(ctx, serial)
	answer := provider.Answer{State: provider.NotFound}
	if exists {
		answer, err = c.answerOf(found)
	}
	if answer.State == provider.SealFailed && c.config.Memory.Take(ctx, "seal "+string(serial), sealEvery) == nil {
		_ = c.tell(ctx, "reInvoice", parameters{"orderno": serial}) // whether it was sealed is seen when it is asked about next
	}
	return named("query "+string(serial), answer, err)
}

// sealEvery is how often the sealing of one document is asked for again.
var sealEvery = provider.Limit{Calls: 1, Within: 2 * time.Hour}

// number is that of a document, with its instant of issue.
func numberOf(order row) (number string, at time.Time, err error) {
	number = string(cmp.Or(order.get("allElectronicInvoiceNumber"), order.get("invoiceNo")))
	at, err = order.get("invoiceTime").instant()
	if err != nil || !numberFormat.MatchString(number) {
		return "", time.Time{}, errUnreadable
	}
	return number, at, nil
}

// Nuonuo answers about so many at once.
const atOnce = 50

// orders asks about some orders, by our serials ("orderNos") or by Nuonuo's ("serialNos"). Those that it does not know are missing.
func (c *Client) orders(ctx context.Context, by string, serials []string) ([]row, error) {
	if len(serials) == 0 {
		return nil, nil
	}
	found, err := call[[]row](ctx, c, "queryInvoiceResult", parameters{by: serials, "isOfferInvoiceDetail": "0"})
	if said(err).reading == notFound {
		return nil, nil
	}
	return found, err
}

// ordered asks about one of our serials.
func (c *Client) ordered(ctx context.Context, serial invoice.Serial) (row, bool, error) {
	all, err := c.orders(ctx, "orderNos", []string{string(serial)})
	return one(all, err, func(order row) bool { return order.get("orderNo") == text(serial) })
}

// one finds what was asked for; nothing else may be answered in its place.
func one(all []row, err error, wanted func(row) bool) (found row, exists bool, _ error) {
	if err != nil || len(all) == 0 {
		return row{}, false, err
	}
	n := slices.IndexFunc(all, wanted)
	if n < 0 {
		return row{}, false, fmt.Errorf("about something else: %w", errUnreadable)
	}
	return all[n], true, nil
}

// answerOf reads where an order stands. A document without a number or a date would be no answer at all.
func (c *Client) answerOf(found row) (provider.Answer, error) {
	read, known := statuses[found.get("status")]
	answer := provider.Answer{State: read.state}
	switch {
	case !known:
		return provider.Answer{}, fmt.Errorf("of a status that is not known: %w", errUnreadable)
	case read.numbered:
		var err error
		if answer.Number, answer.IssuedAt, err = numberOf(found); err != nil && found.get("status") == "21" {
			return provider.Answer{State: provider.Pending}, nil
		} else if err != nil {
			return provider.Answer{}, err
		}
	case read.state == provider.Refused:
		because := c.clean(string(cmp.Or(found.get("failCause"), found.get("statusMsg"))), "")
		answer.State, answer.Reason = c.failed(because), because
	}
	return answer, nil
}

var (
	errNotAFile = errors.New("Nuonuo did not answer with a file of that format")
	errNoSerial = errors.New("Nuonuo knows documents by their serials only, and there is none")
)

// File fetches a file of an e-invoice from where Nuonuo has it; provider.ErrFileMissing while it has none (I6).
func (c *Client) File(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	if !slices.Contains(c.Capabilities().Formats, format) {
		return nil, provider.ErrNotOffered
	}
	content, err := c.file(ctx, of, format)
	return named(fmt.Sprintf("fetch the %s of %s", format, of.Number), content, err)
}

func (c *Client) file(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	found, exists, err := c.document(ctx, of)
	answer := provider.Answer{}
	if exists {
		answer, err = c.answerOf(found)
	}
	if err != nil {
		return nil, err
	}
	address := string(found.get(string(format) + "Url"))
	if address == "" || answer.State != provider.Issued {
		return nil, provider.ErrFileMissing
	}
	return c.download(ctx, address, format)
}

// document finds the order of an issued document.
func (c *Client) document(ctx context.Context, of provider.Key) (found row, exists bool, err error) {
	switch {
	case of.Serial == "":
		return found, false, errNoSerial
	case of.Red:
		form, exists, err := c.form(ctx, of.Serial)
		if err != nil || !exists {
			return found, false, err
		}
		return c.redOrder(ctx, form)
	default:
		return c.ordered(ctx, of.Serial)
	}
}

// download fetches a file. Nothing that lets us in goes there, and an answer that is no such file, as a page with an error, is never
// taken for one.
func (c *Client) download(ctx context.Context, address string, format invoice.FileFormat) ([]byte, error) {
	if !overHTTP(address) {
		return nil, errAddress
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, errAddress
	}
	status, content, err := c.send(request, fileLimit)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusNotFound:
		return nil, provider.ErrFileMissing
	case status != http.StatusOK || !format.Matches(content):
		return nil, errNotAFile
	}
	return content, nil
}

// Deliver has Nuonuo send the files of an e-invoice by its own mail or text message.
func (c *Client) Deliver(ctx context.Context, of provider.Key, to provider.Contact) error {
	request := given(parameters{"taxnum": c.config.TaxNumber, "invoiceNum": of.Number, "mail": to.Email, "phone": to.Phone})
	_, err := named("deliver "+of.Number, true, c.tell(ctx, "deliveryInvoice", request))
	return err
}
