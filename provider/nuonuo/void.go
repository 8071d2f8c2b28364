package nuonuo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// notPaper is the reason not to void an electronic invoice.
const notPaper = "电子发票不能作废，请开具红字发票"

// noteVoid is when Nuonuo has taken a request to void. Until the invoice is being voided it may look as before.
const (
	noteVoid   = "void"
	voidWithin = 10 * time.Minute
	voidFailed = "作废" // is in the text of a void that has failed
)

// Void voids a paper invoice in the month of its issue. Nuonuo wants its own serial, the code and the short number for it, which the order
// has. It then takes a while, in which voiding again asks; a failure shows as a text beside the status of before.
func (c *Client) Void(ctx context.Context, of provider.Key) (answer provider.Answer, err error) {
	defer wire.Named("void "+of.Number, &answer, &err)
	found, exists, err := c.document(ctx, of)
	if err == nil && !exists {
		err = fmt.Errorf("nothing is known of it: %w", wire.ErrUnreadable)
	}
	if err != nil {
		return provider.Answer{}, err
	}
	notes, err1 := c.config.Memory.Kept(ctx, of.Serial)
	number, _, err2 := numberOf(found)
	if err := errors.Join(err1, err2); err != nil {
		return answer, err
	}
	asked, _ := time.Parse(time.RFC3339, notes[noteVoid])
	switch status := statuses[found.String("status")]; {
	case status.voided:
		return provider.Answer{State: provider.Voided}, nil
	case status.voiding:
		return provider.Answer{State: provider.Pending}, nil
	case found.Text("invoiceCode") == "" || found.String("invoiceNo") == number:
		return provider.Answer{State: provider.Refused, Reason: notPaper}, nil
	case !asked.IsZero() && strings.Contains(found.String("failCause"), voidFailed):
		return provider.Answer{State: provider.Refused, Reason: c.secrets.Hidden(found.String("failCause"))}, nil
	case c.config.Now().Before(asked.Add(voidWithin)):
		return provider.Answer{State: provider.Pending}, nil
	default:
		return c.cancel(ctx, of.Serial, found)
	}
}

func (c *Client) cancel(ctx context.Context, serial invoice.Serial, found wire.Object) (provider.Answer, error) {
	err := c.tell(ctx, "invoiceCancellation", wire.Members{
		"invoiceId": found.Text("serialNo"), "invoiceCode": found.Text("invoiceCode"), "invoiceNo": found.Text("invoiceNo"),
	})
	switch reading, text := c.said(err); {
	case err == nil:
		note := map[string]string{noteVoid: c.config.Now().UTC().Format(time.RFC3339)}
		return provider.Answer{State: provider.Pending}, c.config.Memory.Keep(ctx, serial, note)
	case c.causes.Session(text):
		return provider.Answer{State: provider.SessionExpired, Reason: text}, nil
	case reading != refused && reading != general:
		return provider.Answer{}, err
	default: // an earlier request may be under way, whose answer was lost
		now, exists, failed := c.ordered(ctx, serial)
		if status := statuses[now.String("status")]; failed != nil || !exists || status.voided || status.voiding {
			return provider.Answer{State: provider.Pending}, failed
		}
		return provider.Answer{State: provider.Refused, Reason: text}, nil
	}
}
