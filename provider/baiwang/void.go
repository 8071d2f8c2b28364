package baiwang

import (
	"context"
	"fmt"

	"kaipiao/provider"
)

// notVoided is the reason given where the configuration has the vendor void nothing.
const notVoided = "百望云账号未开通纸质发票作废接口"

// cancellation asks for a paper invoice to be voided.
type cancellation struct {
	InvoiceNo string `json:"invoiceNo"`
	Operator  string `json:"invoiceInvalidOperator,omitempty"`
}

// Void voids a paper invoice in the month of its issue, where the configuration says that the vendor does so. One that is void already
// is so, whatever the vendor says of voiding it again.
func (c *Client) Void(ctx context.Context, of provider.Key) (provider.Answer, error) {
	if !c.config.VoidsPaper {
		return provider.Answer{State: provider.Refused, Reason: notVoided}, nil
	}
	response, err := c.call(ctx, cancelInvoice, c.nested(cancellation{InvoiceNo: of.Number, Operator: c.config.Drawer}))
	var said struct {
		InvoiceNo   text `json:"invoiceNo"`
		InvalidDate text `json:"invalidDate"`
	}
	if err == nil {
		err = read(response, &said)
	}
	if err == nil && said.InvoiceNo == text(of.Number) && said.InvalidDate != "" {
		return provider.Answer{State: provider.Voided}, nil
	}
	if err == nil {
		err = errUnreadable
	}
	answer, _, err := c.notDone(provider.Answer{}, err)
	if err == nil && answer.State != provider.SessionExpired {
		var status text
		if status, err = c.status(ctx, of.Number); status == statusVoided {
			answer = provider.Answer{State: provider.Voided}
		}
	}
	if err != nil {
		return provider.Answer{}, fmt.Errorf("void %s: %w", of.Number, err)
	}
	return answer, nil
}
