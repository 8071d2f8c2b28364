package nuonuo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

var errOtherSeller = errors.New("the account is another seller's")

// Submit hands in an order. One that Nuonuo knows is asked about, and taken up again where it has failed for what passes: it never makes a
// second document (I4).
func (c *Client) Submit(ctx context.Context, document invoice.Document) (answer provider.Answer, err error) {
	defer wire.Named("submit "+string(document.Serial), &answer, &err)
	if document.Seller.TaxpayerID != c.config.TaxNumber {
		return answer, errOtherSeller
	}
	err = c.tell(ctx, "requestBillingNew", wire.Members{"order": c.order(document)})
	switch reading, text := c.said(err); {
	case err == nil:
		return provider.Answer{State: provider.Pending}, nil
	case reading == refused:
		return provider.Answer{State: provider.Refused, Reason: text}, nil
	case reading == known:
		return c.revived(ctx, document.Serial, provider.Having(c.Query(ctx, document.Serial)))
	default:
		return answer, err
	}
}

// revived has an order taken up again that has failed for what passes.
func (c *Client) revived(ctx context.Context, serial invoice.Serial, answer provider.Answer) (provider.Answer, error) {
	if !answer.State.NotAccepted() {
		return answer, nil
	}
	return provider.Answer{State: provider.Pending}, c.tell(ctx, "reInvoice", wire.Members{"orderno": serial})
}

// Query asks what became of a serial. A document that could not be sealed is handed in for it again from time to time.
func (c *Client) Query(ctx context.Context, serial invoice.Serial) (answer provider.Answer, err error) {
	defer wire.Named("query "+string(serial), &answer, &err)
	found, exists, err := c.ordered(ctx, serial)
	answer = provider.Answer{State: provider.NotFound}
	if exists {
		answer, err = c.answerOf(found)
	}
	if answer.State == provider.SealFailed && c.config.Memory.Take(ctx, "seal "+string(serial), sealEvery) == nil {
		_ = c.tell(ctx, "reInvoice", wire.Members{"orderno": serial}) // whether it was sealed is seen when it is asked about next
	}
	return answer, err
}

// sealEvery is how often the sealing of one document is asked for again.
var sealEvery = provider.Limit{Calls: 1, Within: 2 * time.Hour}

var numberFormat = regexp.MustCompile(`^[0-9]{20}$`)

// numberOf is the number of a document, with its instant of issue.
func numberOf(order wire.Object) (number string, at time.Time, err error) {
	number = order.String("allElectronicInvoiceNumber", "invoiceNo")
	at, err = order.Text("invoiceTime").Instant()
	if err != nil || !numberFormat.MatchString(number) {
		return "", time.Time{}, wire.ErrUnreadable
	}
	return number, at, nil
}

// Nuonuo answers about so many at once.
const atOnce = 50

// orders asks about some orders, by our serials ("orderNos") or by Nuonuo's ("serialNos"). Those that it does not know are missing.
func (c *Client) orders(ctx context.Context, by string, serials ...string) ([]wire.Object, error) {
	if len(serials) == 0 {
		return nil, nil
	}
	result, err := c.call(ctx, "queryInvoiceResult", wire.Members{by: serials, "isOfferInvoiceDetail": "0"})
	if reading, _ := c.said(err); reading == notFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return wire.ReadObjects(result)
}

// ordered asks about one of our serials.
func (c *Client) ordered(ctx context.Context, serial invoice.Serial) (found wire.Object, exists bool, err error) {
	all, err := c.orders(ctx, "orderNos", string(serial))
	if err != nil {
		return found, false, err
	}
	return wire.Find(all, func(order wire.Object) bool { return order.String("orderNo") == string(serial) })
}

// answerOf reads where an order stands. A document without a number or a date would be no answer at all.
func (c *Client) answerOf(found wire.Object) (answer provider.Answer, err error) {
	read, known := statuses[found.String("status")]
	answer.State = read.state
	switch {
	case !known:
		return provider.Answer{}, fmt.Errorf("of a status that is not known: %w", wire.ErrUnreadable)
	case read.numbered:
		if answer.Number, answer.IssuedAt, err = numberOf(found); err != nil && found.String("status") == sealing {
			return provider.Answer{State: provider.Pending}, nil
		} else if err != nil {
			return provider.Answer{}, err
		}
	case read.state == provider.Refused:
		return c.causes.Of(c.secrets.Hidden(found.String("failCause", "statusMsg"))), nil
	}
	return answer, nil
}

var errNoSerial = errors.New("Nuonuo knows documents by their serials only, and there is none")

// File fetches a file of an e-invoice from where Nuonuo has it; provider.ErrFileMissing while it has none (I6).
func (c *Client) File(ctx context.Context, of provider.Key, format invoice.FileFormat) (content []byte, err error) {
	if !slices.Contains(c.Capabilities().Formats, format) {
		return nil, provider.ErrNotOffered
	}
	defer wire.Named(fmt.Sprintf("fetch the %s of %s", format, of.Number), &content, &err)
	found, exists, err := c.document(ctx, of)
	answer := provider.Answer{}
	if exists {
		answer, err = c.answerOf(found)
	}
	if err != nil {
		return nil, err
	}
	address := found.String(string(format) + "Url")
	if address == "" || answer.State != provider.Issued {
		return nil, provider.ErrFileMissing
	}
	if content, err = c.caller.Download(ctx, address, format.Matches); errors.Is(err, wire.ErrNoFile) {
		err = provider.ErrFileMissing
	}
	return content, err
}

// document finds the order of an issued document.
func (c *Client) document(ctx context.Context, of provider.Key) (found wire.Object, exists bool, err error) {
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

// Deliver has Nuonuo send the files of an e-invoice by its own mail or text message.
func (c *Client) Deliver(ctx context.Context, of provider.Key, to provider.Contact) error {
	request := wire.Members{"taxnum": c.config.TaxNumber, "invoiceNum": of.Number, "mail": to.Email, "phone": to.Phone}.Given()
	if err := c.tell(ctx, "deliveryInvoice", request); err != nil {
		return fmt.Errorf("deliver %s: %w", of.Number, err)
	}
	return nil
}
