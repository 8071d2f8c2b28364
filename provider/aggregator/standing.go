package aggregator

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"kaipiao/domain/invoice"
	"kaipiao/domain/loggable"
	"kaipiao/domain/money"
)

// standing is what the aggregator says of a seller.
type standing struct {
	Code     string `json:"code"`
	Describe string `json:"describe"`
	Result   struct {
		Session   string       `json:"session"`
		Period    string       `json:"period"`
		Total     money.Amount `json:"total"`
		Remaining money.Amount `json:"remaining"`
	} `json:"result"`
}

// Standing asks how a seller stands at the tax bureau, by its taxpayer number (I5). Nothing depends on the answer but what
// operators read.
func (c *Client) Standing(ctx context.Context, taxpayerID string) (invoice.Standing, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/sellers/"+url.PathEscape(taxpayerID), http.NoBody)
	if err != nil {
		return invoice.Standing{}, err
	}
	status, _, content, err := c.send(request, answerLimit)
	if err != nil {
		return invoice.Standing{}, fmt.Errorf("ask about the seller: %w", err)
	}
	var said standing
	if err := json.Unmarshal(content, &said); err != nil || status != http.StatusOK || said.Code != codeOK {
		answered := fmt.Sprintf("ask about the seller: HTTP status %d, code %q", status, loggable.Code(said.Code))
		return invoice.Standing{}, loggable.Hide(fmt.Errorf("%s: %s", answered, said.Describe), answered)
	}
	read := invoice.Standing{
		Session: invoice.SessionOK, Period: said.Result.Period, Total: said.Result.Total, Remaining: said.Result.Remaining,
	}
	if said.Result.Session != string(invoice.SessionOK) {
		read.Session = invoice.SessionLogin
	}
	return read, nil
}
