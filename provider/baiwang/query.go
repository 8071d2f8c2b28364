package baiwang

import (
	"cmp"
	"context"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// The vendor's states of a document.
const (
	statusIssued      = "00"
	statusBlankVoided = "02" // a blank form: no document
	statusVoided      = "03"
	statusFullyRed    = "05"
	statusPartlyRed   = "06"
)

// document finds the one document of which a member has a value; it reports false when the vendor shows none.
func (c *Client) document(ctx context.Context, member, value string) (answer provider.Answer, status string, exists bool, err error) {
	rows, err := c.many(ctx, queryInvoices, wire.Members{member: value})
	if err != nil || len(rows) == 0 {
		return provider.Answer{}, "", false, err
	}
	found := rows[0]
	if answer, err = documentOf(numberOf(found), found.Text("invoiceDate")); err != nil {
		return provider.Answer{}, "", false, err
	}
	switch status = found.String("invoiceStatus"); {
	case len(rows) != 1 || (found.String(member) != value && answer.Number != value):
	case status == statusIssued || status == statusPartlyRed || status == statusFullyRed || status == statusVoided:
		return answer, status, true, nil
	}
	return provider.Answer{}, "", false, wire.ErrUnreadable
}

// numberOf is the number of a document; it had another name on the older platform.
func numberOf(found wire.Object) string { return found.String("einvoiceNo", "invoiceNo") }

// Query asks what became of a serial. Only what was issued is shown, void or not: nothing is that it failed, or is not known yet. Whatever
// the vendor answers instead of a list says nothing of the serial (I4).
func (c *Client) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	answer, _, exists, err := c.document(ctx, "serialNo", string(serial))
	if err == nil && !exists {
		answer.State = provider.NotFound
	}
	return answer, err
}

// Usage tells whether anything is left of an invoice. What its buyer has done with it is not told (V1).
func (c *Client) Usage(ctx context.Context, of provider.Key) (invoice.Usage, error) {
	_, status, exists, err := c.document(ctx, "invoiceNo", of.Number)
	if err != nil || !exists {
		return invoice.Usage{}, cmp.Or(err, wire.ErrUnreadable)
	}
	return invoice.Usage{Unknown: true, Voided: status == statusVoided, FullyRed: status == statusFullyRed}, nil
}

// notVoided is the reason given where the configuration has the vendor void nothing.
const notVoided = "百望云账号未开通纸质发票作废接口"

// Void voids a paper invoice in the month of its issue, where the configuration says that the vendor does so. One that is void already
// is so, whatever the vendor says of voiding it again.
func (c *Client) Void(ctx context.Context, of provider.Key) (provider.Answer, error) {
	if !c.config.VoidsPaper {
		return provider.Answer{State: provider.Refused, Reason: notVoided}, nil
	}
	said, err := c.one(ctx, cancelInvoice, wire.Members{"invoiceNo": of.Number, "invoiceInvalidOperator": c.config.Drawer})
	if err == nil && said.String("invoiceNo") == of.Number && said.Text("invalidDate") != "" {
		return provider.Answer{State: provider.Voided}, nil
	}
	answer, _, err := c.notDone(provider.Answer{}, cmp.Or(err, wire.ErrUnreadable))
	if err != nil || answer.State == provider.SessionExpired {
		return answer, err
	}
	_, status, _, err := c.document(ctx, "invoiceNo", of.Number)
	switch {
	case err != nil:
		return provider.Answer{}, err
	case status == statusVoided:
		return provider.Answer{State: provider.Voided}, nil
	}
	return answer, nil
}
