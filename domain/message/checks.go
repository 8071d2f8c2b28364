package message

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/refusal"
	"kaipiao/domain/text"
	"kaipiao/domain/ticket"
)

// Checked is a payload that says what is wrong with it. Every message that comes through Temporal, as a signal or as an update, is
// checked by it before anybody acts on it (R5): anybody with the Web UI can send one, with any payload or none.
type Checked interface{ Check() error }

// How long the texts of a message may be.
const (
	longestSender = 200
	longestReason = 1000
	longestPlace  = 100
	longestPhone  = 40
	longestStreet = 300
)

// Typed is a payload that people write. It is judged as what comes over HTTP is, and read in the same form (T4).
type Typed[Payload any] interface{ Read() (Payload, error) }

// Read refuses a cancellation that nobody asks for, and texts that are none.
func (c Cancellation) Read() (Cancellation, error) {
	if !said(c.By) {
		return c, errors.New(`say who asks: {"reason": "…", "by": "…"}`)
	}
	return c, errors.Join(read("by", &c.By, text.Line.Read, longestSender), read("reason", &c.Reason, text.Lines.ReadOptional, longestReason))
}

// Read refuses an address to which nothing could be sent, a change that nobody asks for, and texts that are none.
func (c AddressChange) Read() (AddressChange, error) {
	if !said(c.Recipient, c.Phone, c.Region, c.Street, c.By) {
		return c, errors.New(`say where to, and who asks: {"recipient": "…", "phone": "…", "region": "…", "street": "…", "by": "…"}`)
	}
	return c, errors.Join(
		read("recipient", &c.Recipient, text.Name.Read, longestPlace), read("phone", &c.Phone, text.Phone.Read, longestPhone),
		read("region", &c.Region, text.Line.Read, longestPlace), read("street", &c.Street, text.Line.Read, longestStreet),
		read("by", &c.By, text.Line.Read, longestSender),
	)
}

// Check refuses news of no decision.
func (n DecidedNews) Check() error {
	if !slices.Contains(application.Life.Names(), n.Status) {
		return fmt.Errorf(`an application is never %q`, n.Status)
	}
	return nil
}

// Check refuses news of no promise.
func (n DueChangedNews) Check() error {
	if n.Stage == "" || n.DueAt.IsZero() {
		return errors.New(`say which promise moved, and until when: {"stage": "…", "due_at": "…"}`)
	}
	return nil
}

// Check refuses news of a parcel that say nothing.
func (n ParcelNews) Check() error {
	if !slices.Contains([]parcel.Status{parcel.Shipped, parcel.Delivered, parcel.ToSendAgain}, n.Status) {
		return fmt.Errorf(`a parcel is told to be shipped, delivered or to be sent again, and not %q`, n.Status)
	}
	return nil
}

// Check refuses a cause that there is not; without one the desk looks at everything.
func (n TroubleNews) Check() error {
	if n.Cause != invoice.NoCause && !slices.Contains(invoice.Causes(), n.Cause) {
		return fmt.Errorf(`there is no cause %q`, n.Cause)
	}
	return nil
}

// Check refuses to take back what is not named.
func (n WithdrawNews) Check() error {
	if n.Reversal == "" {
		return errors.New(`say which one is to be taken back: {"reversal": "…"}`)
	}
	return nil
}

// Check refuses news of nobody's turn.
func (n TicketTurnedNews) Check() error {
	if n.Status.Closed() || !slices.Contains(ticket.Life.Names(), n.Status) {
		return fmt.Errorf(`it is nobody's turn in a ticket that is %q`, n.Status)
	}
	return nil
}

// Check refuses news of no decision.
func (n TicketDecidedNews) Check() error {
	if !n.Status.Closed() {
		return fmt.Errorf(`a ticket that is %q is not decided`, n.Status)
	}
	return nil
}

// said reports whether each of these texts says something.
func said(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool { return strings.TrimFunc(text, unprinted) == "" })
}

// unprinted characters say nothing: blanks, control characters, and those of no width.
func unprinted(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

// read brings a text into its form, or says what is wrong with which one.
func read(name string, given *string, judge func(string, int) (string, *refusal.Refusal), longest int) error {
	written, refused := judge(*given, longest)
	if refused != nil {
		return fmt.Errorf("%s: %w", name, refused)
	}
	*given = written
	return nil
}
