package baiwang

import (
	"cmp"
	"context"

	"kaipiao/domain/invoice"
	"kaipiao/domain/taxcode"
	"kaipiao/provider"
	"kaipiao/wire"
)

// redForm is a form to be entered. The vendor wants the blue document told again, and names of items as they are printed.
func (c *Client) redForm(of invoice.RedDocument) wire.Members {
	blue, paper := of.Blue, flags[of.Blue.Medium == invoice.Paper]
	short := map[int]string{}
	for _, line := range blue.Lines {
		short[line.Number] = line.Category
	}
	lines := []wire.Members{}
	for n, line := range of.Lines {
		simple := cmp.Or(short[line.Number], line.Category, taxcode.ShortName(line.TaxCode))
		lines = append(lines, wire.Members{
			"originalInvoiceDetailNo": line.Number, "goodsLineNo": n + 1, "goodsCode": line.TaxCode, "goodsName": taxcode.Item(simple, line.Product),
			"goodsSimpleName": simple, "projectName": line.Product, "goodsTaxRate": rateOf(line.TaxRate),
			"goodsTotalPrice": written(line.Net), "goodsTotalTax": written(line.Tax),
		})
	}
	return wire.Members{
		"taxUserName": c.config.TaxUserName, "redConfirmSerialNo": of.Serial, "entryIdentity": enteredBySeller,
		"sellerTaxNo": c.config.TaxNumber, "sellerTaxName": blue.Seller.Name, "buyerTaxNo": blue.Buyer.TaxpayerID, "buyerTaxName": blue.Buyer.Name,
		"originInvoiceIsPaper": paper, "originalInvoiceNo": of.Number, "originInvoiceType": typeCodes[blue.Kind],
		"originInvoiceDate": wire.Civil(of.IssuedAt), "originInvoiceTotalPrice": written(blue.Net),
		"originInvoiceTotalTax": written(blue.Tax),
		"invoiceTotalPrice":     written(of.Net), "invoiceTotalTax": written(of.Tax), "redInvoiceLabel": labels[of.Reason], "invoiceSource": "2",
		"priceTaxMark": "0", "autoIssueSwitch": "Y", "deliverFlag": "0", "redInvoiceIsPaper": paper, "drawer": cmp.Or(blue.Drawer, c.config.Drawer),
		"redConfirmDetailReqEntityList": lines,
	}
}

// RequestRed enters a red-letter form, and notes at once what the vendor calls it. A serial that was entered is asked about instead: it
// never makes a second red document (I4).
func (c *Client) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	serial := document.Serial
	before, err := c.notes(ctx, serial)
	if err != nil {
		return provider.Answer{}, err
	}
	if named(before) {
		return c.QueryRed(ctx, serial)
	}
	if err := c.config.Memory.Keep(ctx, serial, map[string]string{noteAsked: noted}); err != nil {
		return provider.Answer{}, err
	}
	forms, err := c.many(ctx, addRedForm, c.redForm(document))
	if err == nil {
		return c.entered(ctx, serial, forms)
	}
	answer, duplicate, err := c.notDone(provider.Answer{}, err)
	switch {
	case err != nil:
		return provider.Answer{}, err
	case duplicate:
		return provider.Having(c.find(ctx, serial)), c.config.Memory.Keep(ctx, serial, map[string]string{noteKnown: noted})
	case answer.State == provider.Refused && before[noteAsked] != "":
		// It may be this very serial, whose answer was lost, that takes what is left of the invoice.
		if found, err := c.find(ctx, serial); err != nil || found.State != provider.NotFound {
			return found, err
		}
	}
	return answer, c.config.Memory.Keep(ctx, serial, map[string]string{noteAsked: ""})
}

// entered reads the answer to a form that was entered. What became of its red document is asked afterwards.
func (c *Client) entered(ctx context.Context, serial invoice.Serial, forms []wire.Object) (provider.Answer, error) {
	if len(forms) != 1 || forms[0].String("redConfirmSerialNo") != string(serial) || forms[0].Text(noteUUID, noteNo) == "" {
		return provider.Answer{}, wire.ErrUnreadable
	}
	state, is := formStates[forms[0].String("confirmState")]
	if err := c.keep(ctx, forms[0]); err != nil || !is {
		return provider.Answer{}, cmp.Or(err, wire.ErrUnreadable)
	}
	return provider.Answer{State: state, Form: forms[0].String(noteNo)}, nil
}

// WithdrawRed takes a form back, and answers with where it stands then.
func (c *Client) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.operate(ctx, serial, "03")
}

// ConfirmRed confirms a form that the buyer began, and answers with where it stands then.
func (c *Client) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.operate(ctx, serial, "01")
}

// DenyRed denies a form that the buyer began, and answers with where it stands then.
func (c *Client) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.operate(ctx, serial, "02")
}

// operate does something to a form. Where its state does not allow it, that state is the answer.
func (c *Client) operate(ctx context.Context, serial invoice.Serial, confirmType string) (provider.Answer, error) {
	notes, err := c.notes(ctx, serial)
	if err == nil && !named(notes) && serial.Ours() {
		answer, failed := c.QueryRed(ctx, serial) // it is found first, or there is none
		if notes, err = c.notes(ctx, serial); failed != nil || !named(notes) {
			return answer, failed
		}
	}
	if err == nil {
		asked := c.formOf(serial, notes)
		asked["confirmType"] = confirmType
		_, err = c.call(ctx, operateForm, asked)
	}
	said := wire.RefusalIn(err)
	switch {
	case c.causes.Session(said.Text):
		return provider.Answer{State: provider.SessionExpired, Reason: said.Text}, nil
	case err != nil && !said.Has(codeFormState):
		return provider.Answer{}, err
	}
	return c.QueryRed(ctx, serial)
}
