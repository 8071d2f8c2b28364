package aggregator

import (
	"context"
	"fmt"
	"net/url"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// standing is what the aggregator says of a seller.
type standing struct {
	Session   string       `json:"session"`
	Period    string       `json:"period"`
	Total     money.Amount `json:"total"`
	Remaining money.Amount `json:"remaining"`
}

// Standing asks how a seller stands at the tax bureau, by its taxpayer number (I5). Nothing depends on the answer but what
// operators read.
func (c *Client) Standing(ctx context.Context, taxpayerID string) (invoice.Standing, error) {
	answer, err := c.get(ctx, "/sellers/"+url.PathEscape(taxpayerID))
	if err == nil && answer.Code != codeOK {
		err = answer.unexpected()
	}
	var said standing
	if err == nil {
		err = answer.read(&said)
	}
	if err != nil {
		return invoice.Standing{}, fmt.Errorf("ask about the seller: %w", err)
	}
	read := invoice.Standing{Session: invoice.SessionOK, Period: said.Period, Total: said.Total, Remaining: said.Remaining}
	if said.Session != string(invoice.SessionOK) {
		read.Session = invoice.SessionLogin
	}
	return read, nil
}
