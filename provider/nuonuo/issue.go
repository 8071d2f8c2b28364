package nuonuo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// The calls about orders.
const (
	issueOrder   = "nuonuo.OpeMplatform.requestBillingNew"
	queryOrders  = "nuonuo.OpeMplatform.queryInvoiceResult"
	issueAgain   = "nuonuo.OpeMplatform.reInvoice"
	cancelPaper  = "nuonuo.OpeMplatform.invoiceCancellation"
	deliverFiles = "nuonuo.OpeMplatform.deliveryInvoice"
)

// parameters are those of a call whose values are few.
type parameters map[string]any

var errOtherSeller = errors.New("the account is another seller's")

// Submit hands in an order. One that Nuonuo knows is asked about, and taken up again where it has failed for what passes: it never makes a
// second document (I4).
func (c *Client) Submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	answer, err := c.submit(ctx, document)
	if err != nil {
		return provider.Answer{}, fmt.Errorf("submit %s: %w", document.Serial, err)
	}
	return answer, nil
}

func (c *Client) submit(ctx context.Context, document invoice.Document) (provider.Answer, error) {
	if document.Seller.TaxpayerID != c.config.TaxNumber {
		return provider.Answer{}, errOtherSeller
	}
	_, err := call[any](ctx, c, issueOrder, parameters{"order": c.order(document)})
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
	if _, err := call[any](ctx, c, issueAgain, parameters{"orderno": serial}); err != nil {
		return provider.Answer{}, err
	}
	return provider.Answer{State: provider.Pending}, nil
}

// Query asks what became of a serial. A document that could not be sealed is handed in for it again from time to time.
func (c *Client) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	found, exists, err := c.ordered(ctx, serial)
	if err == nil && !exists {
		return provider.Answer{State: provider.NotFound}, nil
	}
	var answer provider.Answer
	if err == nil {
		answer, err = c.answerOf(found)
	}
	if err != nil {
		return provider.Answer{}, fmt.Errorf("query %s: %w", serial, err)
	}
	if answer.State == provider.SealFailed {
		c.seal(ctx, serial)
	}
	return answer, nil
}

// sealEvery is how often the sealing of one document is asked for again.
var sealEvery = provider.Limit{Calls: 1, Within: 2 * time.Hour}

// seal asks once more. What it answers changes nothing: whether it was sealed is seen when it is asked about next.
func (c *Client) seal(ctx context.Context, serial invoice.Serial) {
	if c.config.Memory.Take(ctx, "seal "+string(serial), sealEvery) == nil {
		_, _ = call[any](ctx, c, issueAgain, parameters{"orderno": serial})
	}
}

// orderResult is what became of an order.
type orderResult struct {
	SerialNo        text `json:"serialNo"`
	OrderNo         text `json:"orderNo"`
	Status          text `json:"status"`
	StatusMsg       text `json:"statusMsg"`
	FailCause       text `json:"failCause"`
	InvoiceTime     text `json:"invoiceTime"`
	InvoiceCode     text `json:"invoiceCode"`
	InvoiceNo       text `json:"invoiceNo"`
	Number          text `json:"allElectronicInvoiceNumber"`
	ExTaxAmount     text `json:"exTaxAmount"`
	TaxAmount       text `json:"taxAmount"`
	OrderAmount     text `json:"orderAmount"`
	PDFURL          text `json:"pdfUrl"`
	OFDURL          text `json:"ofdUrl"`
	XMLURL          text `json:"xmlUrl"`
	InvalidTime     text `json:"invalidTime"`
	StateUpdateTime text `json:"stateUpdateTime"`
}

// number is that of a document, with its instant of issue.
func (o orderResult) number() (number string, at time.Time, err error) {
	number = string(o.Number)
	if number == "" {
		number = string(o.InvoiceNo)
	}
	at, err = o.InvoiceTime.instant()
	if err != nil || !numberFormat.MatchString(number) {
		return "", time.Time{}, errUnreadable
	}
	return number, at, nil
}

// Nuonuo answers about so many at once.
const atOnce = 50

// orders asks about some orders, by our serials ("orderNos") or by Nuonuo's ("serialNos"). Those that it does not know are missing.
func (c *Client) orders(ctx context.Context, by string, serials []string) ([]orderResult, error) {
	if len(serials) == 0 {
		return nil, nil
	}
	found, err := call[[]orderResult](ctx, c, queryOrders, parameters{by: serials, "isOfferInvoiceDetail": "0"})
	if said(err).reading == notFound {
		return nil, nil
	}
	return found, err
}

// ordered asks about one of our serials.
func (c *Client) ordered(ctx context.Context, serial invoice.Serial) (found orderResult, exists bool, err error) {
	all, err := c.orders(ctx, "orderNos", []string{string(serial)})
	if err != nil || len(all) == 0 {
		return orderResult{}, false, err
	}
	n := slices.IndexFunc(all, func(one orderResult) bool { return one.OrderNo == text(serial) })
	if n < 0 {
		return orderResult{}, false, fmt.Errorf("about another order: %w", errUnreadable)
	}
	return all[n], true, nil
}

// answerOf reads where an order stands. A document without a number or a date would be no answer at all.
func (c *Client) answerOf(found orderResult) (provider.Answer, error) {
	read, known := statuses[found.Status]
	answer := provider.Answer{State: read.state}
	switch {
	case !known:
		return provider.Answer{}, fmt.Errorf("of a status that is not known: %w", errUnreadable)
	case read.numbered:
		var err error
		if answer.Number, answer.IssuedAt, err = found.number(); err != nil && found.Status == "21" {
			return provider.Answer{State: provider.Pending}, nil
		} else if err != nil {
			return provider.Answer{}, err
		}
	case read.state == provider.Refused:
		because := c.clean(string(found.FailCause), "")
		if because == "" {
			because = c.clean(string(found.StatusMsg), "")
		}
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
	if err != nil {
		return nil, fmt.Errorf("fetch the %s of %s: %w", format, of.Number, err)
	}
	return content, nil
}

func (c *Client) file(ctx context.Context, of provider.Key, format invoice.FileFormat) ([]byte, error) {
	found, exists, err := c.document(ctx, of)
	if err != nil {
		return nil, err
	}
	address := string(map[invoice.FileFormat]text{invoice.PDF: found.PDFURL, invoice.OFD: found.OFDURL, invoice.XML: found.XMLURL}[format])
	if !exists || address == "" || found.Status == "24" {
		return nil, provider.ErrFileMissing
	}
	return c.download(ctx, address, format)
}

// document finds the order of an issued document.
func (c *Client) document(ctx context.Context, of provider.Key) (found orderResult, exists bool, err error) {
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
	request := parameters{"taxnum": c.config.TaxNumber, "invoiceNum": of.Number}
	if to.Email != "" {
		request["mail"] = to.Email
	}
	if to.Phone != "" {
		request["phone"] = to.Phone
	}
	if _, err := call[any](ctx, c, deliverFiles, request); err != nil {
		return fmt.Errorf("deliver %s: %w", of.Number, err)
	}
	return nil
}
