package nuonuo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
	"kaipiao/wire"
)

// invoiceLines are Nuonuo's letters for kind and medium.
var invoiceLines = map[invoice.Medium]map[invoice.Kind]string{
	invoice.Electronic: {invoice.Special: "bs", invoice.Ordinary: "pc"},
	invoice.Paper:      {invoice.Special: "es", invoice.Ordinary: "ec"},
}

// telLimit is the longest phone that Nuonuo takes of a seller, in characters.
const telLimit = 20

// order is what requestBillingNew takes. Every value is a text; what is empty is left out.
func (c *Client) order(document invoice.Document) wire.Members {
	buyer, seller := document.Buyer, document.Seller
	lines := make([]wire.Members, len(document.Lines))
	for n, line := range document.Lines {
		lines[n] = rated(line.TaxRate, wire.Members{
			"goodsName": line.Product, "goodsCode": line.TaxCode, "withTaxFlag": "0", "taxExcludedAmount": line.Net.String(),
			"tax": line.Tax.String(), "taxIncludedAmount": line.Gross.String(), "invoiceLineProperty": "0",
		})
	}
	buyerAddress, buyerTel := invoice.AddressAndPhone(buyer.AddressPhone, telLimit)
	sellerAddress, sellerTel := invoice.AddressAndPhone(seller.AddressPhone, telLimit)
	return wire.Members{
		"orderNo": string(document.Serial), "invoiceDate": c.civil(), "invoiceType": "1", "invoiceLine": invoiceLines[document.Medium][document.Kind],
		"buyerName": buyer.Name, "buyerTaxNum": buyer.TaxpayerID, "buyerTel": buyerTel, "buyerAddress": buyerAddress, "buyerAccount": buyer.BankAccount,
		"salerTaxNum": seller.TaxpayerID, "salerTel": sellerTel, "salerAddress": sellerAddress, "salerAccount": seller.BankAccount,
		"clerk": cmp.Or(document.Drawer, c.config.Clerk), "extensionNumber": c.config.Extension, "remark": document.Remark,
		"pushMode": "-1", "callBackUrl": c.config.CallbackURL, "invoiceDetail": lines, // -1: the buyer hears from us
	}.Given()
}

// civil is the present as Nuonuo writes it.
func (c *Client) civil() string { return wire.Civil(c.config.Now()) }

// rated adds a rate to a line, in Nuonuo's words: what is exempt (免税) is at the rate 0, with a reason.
func rated(rate money.Rate, line wire.Members) wire.Members {
	line["taxRate"] = rate.String()
	if rate.Equal(money.Exempt) {
		line["taxRate"], line["favouredPolicyFlag"] = "0", "03"
	}
	return line.Given()
}

// Submit hands in an order. One that Nuonuo knows is asked about, and taken up again where it has failed for what passes: it never makes a
// second document (I4).
func (c *Client) Submit(ctx context.Context, document invoice.Document) (answer provider.Answer, err error) {
	defer wire.Named("submit "+string(document.Serial), &answer, &err)
	err = c.tell(ctx, "requestBillingNew", wire.Members{"order": c.order(document)})
	switch meaning, text := c.said(err); {
	case err == nil:
		return provider.Answer{State: provider.Pending}, nil
	case meaning == provider.MeansRefused:
		return provider.Answer{State: provider.Refused, Reason: text}, nil
	case meaning == provider.MeansKnown:
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
	if meaning, _ := c.said(err); meaning == provider.MeansNotFound {
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
	return wire.Find(all, err, func(order wire.Object) bool { return order.String("orderNo") == string(serial) })
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
	return c.caller.Download(ctx, address, format.Matches, provider.ErrFileMissing)
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
