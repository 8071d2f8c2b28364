package aggregator

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// listed is one entry of the aggregator's list.
type listed struct {
	Kind     string       `json:"kind"`
	Serial   string       `json:"serial"`
	Number   string       `json:"number"`
	Of       string       `json:"of"`
	Undone   bool         `json:"undone"`
	At       time.Time    `json:"at"`
	LapsesAt time.Time    `json:"lapses_at"`
	Reason   string       `json:"reason"`
	Net      money.Amount `json:"net"`
	Tax      money.Amount `json:"tax"`
	Gross    money.Amount `json:"gross"`
	Lines    []redLine    `json:"lines"`
}

// listPage is one page of it.
type listPage struct {
	Items *[]listed `json:"items"`
	Next  string    `json:"next"`
}

// The aggregator's kinds of entries.
const (
	listedBlue       = "blue"
	listedRed        = "red"
	listedVoid       = "void"
	listedBuyersForm = "buyers_form"
)

var errListed = errors.New("the aggregator's list has an entry that lacks a member or has one that is not known")

// List lists what happened between two instants, one page.
func (c *Client) List(ctx context.Context, order invoice.ListOrder) (invoice.ListPage, error) {
	query := url.Values{
		"from": {order.From.UTC().Format(time.RFC3339Nano)}, "to": {order.To.UTC().Format(time.RFC3339Nano)},
		"number": {order.Number}, "after": {order.After},
	}
	answer, err := c.get(ctx, "/documents?"+query.Encode())
	if err != nil {
		return invoice.ListPage{}, fmt.Errorf("list documents: %w", err)
	}
	if answer.Code != codeOK {
		return invoice.ListPage{}, fmt.Errorf("list documents: %w", answer.unexpected())
	}
	page, err := readPage(answer)
	if err != nil {
		return invoice.ListPage{}, fmt.Errorf("list documents: %w", err)
	}
	return page, nil
}

// readPage reads a page. One entry that is not understood makes it unreadable: a document that is passed over would look as
// if the provider had none.
func readPage(answer envelope) (invoice.ListPage, error) {
	var said listPage
	if err := answer.read(&said); err != nil {
		return invoice.ListPage{}, err
	}
	if said.Items == nil {
		return invoice.ListPage{}, errListed
	}
	page := invoice.ListPage{Items: make([]invoice.Listed, len(*said.Items)), Next: said.Next}
	for n, entry := range *said.Items {
		read, err := entry.read()
		if err != nil {
			return invoice.ListPage{}, err
		}
		page.Items[n] = read
	}
	return page, nil
}

func (l listed) read() (invoice.Listed, error) {
	read := invoice.Listed{
		Serial: invoice.Serial(l.Serial), Number: l.Number, Of: l.Of, Undone: l.Undone, At: l.At.UTC(), LapsesAt: l.LapsesAt.UTC(),
		Reason: invoice.ReasonOf(redReasons, l.Reason), Net: l.Net, Tax: l.Tax, Gross: l.Gross,
	}
	complete := !l.At.IsZero()
	switch l.Kind {
	case listedBlue:
		read.Kind, complete = invoice.BlueDocument, complete && l.Serial != "" && l.Number != "" && l.Gross.IsPositive()
	case listedRed:
		read.Kind, complete = invoice.RedIssuedDocument, complete && l.Serial != "" && l.Number != "" && l.Of != "" && l.Gross.IsNegative()
	case listedVoid:
		read.Kind, complete = invoice.VoidMade, complete && l.Number != "" && l.Of != ""
	case listedBuyersForm:
		read.Kind, complete = invoice.BuyersForm, complete && l.Serial != "" && l.Of != "" && !l.LapsesAt.IsZero()
	default:
		complete = false
	}
	if !complete {
		return invoice.Listed{}, fmt.Errorf("%w: %q %q", errListed, l.Kind, l.Serial+l.Number)
	}
	for _, line := range l.Lines {
		read.Lines = append(read.Lines, invoice.Line{Number: line.Line, Net: line.Net, Tax: line.Tax, Gross: line.Gross})
	}
	return read, nil
}
