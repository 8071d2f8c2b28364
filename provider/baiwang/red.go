package baiwang

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/domain/taxcode"
	"kaipiao/provider"
)

// redRequest enters a red-letter form. The vendor wants the blue document told again.
type redRequest struct {
	TaxNo               string      `json:"taxNo"`
	TaxUserName         string      `json:"taxUserName"`
	SerialNo            string      `json:"redConfirmSerialNo"`
	EntryIdentity       string      `json:"entryIdentity"`
	SellerTaxNo         string      `json:"sellerTaxNo"`
	SellerTaxName       string      `json:"sellerTaxName"`
	BuyerTaxNo          string      `json:"buyerTaxNo"`
	BuyerTaxName        string      `json:"buyerTaxName"`
	OriginIsPaper       string      `json:"originInvoiceIsPaper"`
	OriginalInvoiceNo   string      `json:"originalInvoiceNo"`
	OriginDate          string      `json:"originInvoiceDate"`
	OriginTotalPrice    json.Number `json:"originInvoiceTotalPrice"`
	OriginTotalTax      json.Number `json:"originInvoiceTotalTax"`
	OriginType          string      `json:"originInvoiceType"`
	TotalPrice          json.Number `json:"invoiceTotalPrice"`
	TotalTax            json.Number `json:"invoiceTotalTax"`
	Label               string      `json:"redInvoiceLabel"`
	InvoiceSource       string      `json:"invoiceSource"`
	PriceTaxMark        string      `json:"priceTaxMark"`
	AutoIssueSwitch     string      `json:"autoIssueSwitch"`
	DeliverFlag         string      `json:"deliverFlag"`
	RedIsPaper          string      `json:"redInvoiceIsPaper"`
	Drawer              string      `json:"drawer"`
	RedConfirmDetailReq []redLine   `json:"redConfirmDetailReqEntityList"`
}

type redLine struct {
	OriginalNo  int         `json:"originalInvoiceDetailNo"`
	Number      int         `json:"goodsLineNo"`
	Code        string      `json:"goodsCode"`
	Name        string      `json:"goodsName"`
	SimpleName  string      `json:"goodsSimpleName"`
	ProjectName string      `json:"projectName"`
	TaxRate     json.Number `json:"goodsTaxRate"`
	TotalPrice  json.Number `json:"goodsTotalPrice"`
	TotalTax    json.Number `json:"goodsTotalTax"`
}

// labels are the vendor's numbers for the reasons of a form; those of issued red documents have the first two the other way round.
var labels = map[invoice.RedReason]string{
	invoice.RedError: "01", invoice.RedReturn: "02", invoice.RedTermination: "03", invoice.RedDiscount: "04",
}

func (c *Client) redRequest(document invoice.RedDocument) redRequest {
	blue, paper := document.Blue, flags[document.Blue.Medium == invoice.Paper]
	wire := redRequest{
		TaxNo: c.config.TaxNumber, TaxUserName: c.config.TaxUserName, SerialNo: string(document.Serial), EntryIdentity: enteredBySeller,
		SellerTaxNo: c.config.TaxNumber, SellerTaxName: blue.Seller.Name, BuyerTaxNo: blue.Buyer.TaxpayerID, BuyerTaxName: blue.Buyer.Name,
		OriginIsPaper: paper, OriginalInvoiceNo: document.Number, OriginDate: civil(document.IssuedAt),
		OriginTotalPrice: written(blue.Net), OriginTotalTax: written(blue.Tax), OriginType: typeCodes[blue.Kind],
		TotalPrice: written(document.Net), TotalTax: written(document.Tax), Label: labels[document.Reason], InvoiceSource: "2",
		PriceTaxMark: "0", AutoIssueSwitch: "Y", DeliverFlag: "0", RedIsPaper: paper, Drawer: cmp.Or(blue.Drawer, c.config.Drawer),
	}
	short := map[int]string{}
	for _, of := range blue.Lines {
		short[of.Number] = of.Category
	}
	for n, taken := range document.Lines {
		simple := cmp.Or(short[taken.Number], taken.Category, taxcode.ShortName(taken.TaxCode))
		wire.RedConfirmDetailReq = append(wire.RedConfirmDetailReq, redLine{
			OriginalNo: taken.Number, Number: n + 1, Code: taken.TaxCode, Name: taxcode.Item(simple, taken.Product), SimpleName: simple,
			ProjectName: taken.Product, TaxRate: rateOf(taken.TaxRate), TotalPrice: written(taken.Net), TotalTax: written(taken.Tax),
		})
	}
	return wire
}

// RequestRed enters a red-letter form, and notes at once what the vendor calls it. A serial that was entered is asked about instead: it
// never makes a second red document (I4).
func (c *Client) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	answer, err := c.enter(ctx, document)
	if err != nil {
		return provider.Answer{}, fmt.Errorf("reverse %s as %s: %w", document.Number, document.Serial, err)
	}
	return answer, nil
}

func (c *Client) enter(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	serial := document.Serial
	before, err := c.notes(ctx, serial)
	if err != nil || before.named() {
		return c.ask(ctx, serial, before, err)
	}
	if err := c.config.Memory.Keep(ctx, serial, map[string]string{noteAsked: noted}); err != nil {
		return provider.Answer{}, err
	}
	response, err := c.call(ctx, addRedForm, c.redRequest(document))
	var forms []form
	if err == nil {
		forms, err = readList[form](response)
	}
	if err == nil {
		return c.entered(ctx, serial, forms)
	}
	answer, duplicate, err := c.notDone(provider.Answer{}, err)
	switch {
	case err != nil:
		return provider.Answer{}, err
	case duplicate:
		return known(c.find(ctx, serial)), c.config.Memory.Keep(ctx, serial, map[string]string{noteKnown: noted})
	case answer.State == provider.Refused && before[noteAsked] != "":
		// It may be this very serial, whose answer was lost, that takes what is left of the invoice.
		found, err := c.find(ctx, serial)
		if err != nil || found.State != provider.NotFound {
			return found, err
		}
	}
	return answer, c.config.Memory.Keep(ctx, serial, map[string]string{noteAsked: ""})
}

// entered reads the answer to a form that was entered. Where its red document stands is asked afterwards.
func (c *Client) entered(ctx context.Context, serial invoice.Serial, forms []form) (provider.Answer, error) {
	if len(forms) != 1 || forms[0].SerialNo != text(serial) || forms[0].UUID+forms[0].No == "" {
		return provider.Answer{}, errUnreadable
	}
	if err := c.keep(ctx, forms[0]); err != nil {
		return provider.Answer{}, err
	}
	state, is := formStates[forms[0].State]
	if !is {
		return provider.Answer{}, errUnreadable
	}
	return provider.Answer{State: state}, nil
}

// QueryRed asks what became of the form of a serial.
func (c *Client) QueryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	notes, err := c.notes(ctx, serial)
	answer, err := c.ask(ctx, serial, notes, err)
	if err != nil {
		return provider.Answer{}, fmt.Errorf("query red %s: %w", serial, err)
	}
	return answer, nil
}

// WithdrawRed takes a form back, and answers with where it stands then.
func (c *Client) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.operate(ctx, serial, "withdraw", "03")
}

// ConfirmRed confirms a form that the buyer began, and answers with where it stands then.
func (c *Client) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.operate(ctx, serial, "confirm", "01")
}

// DenyRed denies a form that the buyer began, and answers with where it stands then.
func (c *Client) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.operate(ctx, serial, "deny", "02")
}

// operation does something to a form, and information asks about it.
type operation struct {
	TaxNo       string `json:"taxNo"`
	SellerTaxNo string `json:"sellerTaxNo"`
	UUID        string `json:"redConfirmUuid"`
	No          string `json:"redConfirmNo"`
	ConfirmType string `json:"confirmType,omitempty"`
	TaxUserName string `json:"taxUserName,omitempty"`
}

func (c *Client) operation(serial invoice.Serial, notes notes, confirmType string) operation {
	operation := operation{
		TaxNo: c.config.TaxNumber, SellerTaxNo: c.config.TaxNumber, UUID: notes[noteUUID], No: notes[noteNo],
		ConfirmType: confirmType, TaxUserName: c.config.TaxUserName,
	}
	if !notes.named() {
		operation.No = string(serial) // others' forms go by their numbers
	}
	return operation
}

// operate does something to a form. Where its state does not allow it, that state is the answer.
func (c *Client) operate(ctx context.Context, serial invoice.Serial, word, confirmType string) (provider.Answer, error) {
	notes, err := c.notes(ctx, serial)
	if err == nil && !notes.named() && serial.Ours() {
		answer, err := c.ask(ctx, serial, notes, nil) // it is found first, or there is none
		if notes, err = c.notes(ctx, serial); err != nil || !notes.named() {
			return answer, err
		}
	}
	if err == nil {
		_, err = c.call(ctx, operateForm, c.operation(serial, notes, confirmType))
	}
	said, is := saidIn(err)
	switch {
	case is && c.session.MatchString(said.text):
		return provider.Answer{State: provider.SessionExpired, Reason: said.text}, nil
	case is && (said.code == codeFormState || said.subCode == codeFormState):
	case err != nil:
		return provider.Answer{}, fmt.Errorf("%s red %s: %w", word, serial, err)
	}
	return c.QueryRed(ctx, serial)
}
