package aggregator

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// Usage asks what the buyer has done with an issued invoice.
func (c *Client) Usage(ctx context.Context, of provider.Key) (invoice.Usage, error) {
	number := of.Number
	answer, err := c.get(ctx, "/usages/"+url.PathEscape(number))
	if err != nil {
		return invoice.Usage{}, fmt.Errorf("ask for the usage of %s: %w", number, err)
	}
	if answer.Code != codeOK {
		return invoice.Usage{}, fmt.Errorf("ask for the usage of %s: %w", number, answer.unexpected())
	}
	read, err := readUsage(answer, number)
	if err != nil {
		return invoice.Usage{}, fmt.Errorf("ask for the usage of %s: %w", number, err)
	}
	return read, nil
}

var errUsage = errors.New("the aggregator's answer lacks a member or has one that is not known")

// readUsage reads what the buyer has done. Every number but the known ones is an error: to take a used invoice for an
// unused one would promise the customer a reversal at once (V1).
func readUsage(answer envelope, number string) (invoice.Usage, error) {
	var said usage
	if err := answer.read(&said); err != nil {
		return invoice.Usage{}, err
	}
	if said.Number != number || said.Status == nil || said.Usage == nil || said.Booking == nil || said.Locked == nil {
		return invoice.Usage{}, errUsage
	}
	// The kinds of use differ by tax; whatever is not unused is used.
	read := invoice.Usage{Used: *said.Usage != usageUnused, Locked: *said.Locked}
	switch *said.Booking {
	case bookingNone, bookingWithdrawn:
	case bookingBooked:
		read.Booked = true
	default:
		return invoice.Usage{}, errUsage
	}
	switch *said.Status {
	case blueNormal, bluePartlyRed:
	case blueVoid:
		read.Voided = true
	case blueFullyRed:
		read.FullyRed = true
	default:
		return invoice.Usage{}, errUsage
	}
	return read, nil
}
