// Package mail sends mails to customers over SMTP.
package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"kaipiao/activities"
	"kaipiao/domain/loggable"
)

// Config says which mail server takes our mails and in whose name.
type Config struct {
	// Addr is host and port of the server.
	Addr string
	// From is the sender's address, "Kaipiao <invoices@example.com>".
	From string
	// TLS says how the connection is kept secret: empty is STARTTLS, and None within this machine.
	TLS TLS
	// CA are certificates of who vouches for the server, in PEM, instead of those that the machine trusts.
	CA []byte
	// User and Password say who we are; empty for a server that does not ask.
	User, Password string
	// Timeout bounds connecting and each reply; 0 is 15 seconds. The context may end it earlier.
	Timeout time.Duration
}

const (
	defaultTimeout = 15 * time.Second
	// helo is how we greet: the name of this machine is nobody's business and may not be a host name at all.
	helo = "kaipiao.localhost"
)

// Sender hands mails to one server, over connections that it keeps for a while. It is safe for concurrent use.
type Sender struct {
	from    string
	host    string
	timeout time.Duration
	options []gomail.Option
	waiting connections
	// implicit is how TLS is begun with before anything is said; nil for another way.
	implicit *tls.Config
}

var _ activities.Mailer = (*Sender)(nil)

// New makes a sender.
func New(config Config) (*Sender, error) {
	host, portText, err := net.SplitHostPort(config.Addr)
	if err != nil {
		return nil, fmt.Errorf("the mail server's address %q is not host:port: %w", config.Addr, err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return nil, fmt.Errorf("the mail server's port %q is not a number", portText)
	}
	if config.Timeout == 0 {
		config.Timeout = defaultTimeout
	}
	options := []gomail.Option{gomail.WithPort(port), gomail.WithTimeout(config.Timeout), gomail.WithHELO(helo)}
	secured, err := config.secured(host)
	if err != nil {
		return nil, err
	}
	sender := &Sender{from: config.From, host: host, timeout: config.Timeout, options: append(options, secured...)}
	if config.TLS == Implicit {
		sender.implicit, err = config.trusted(host)
	}
	return sender, err
}

// Send hands one mail to the server, for each of its addresses by itself, so that one which the server refuses keeps it from no other. A
// mail that is refused finally for all of them, or whose addresses are none, gives activities.ErrRefusedForGood; after any other error it
// may or may not have been taken, and is sent again to all under the same id.
func (s *Sender) Send(ctx context.Context, mail activities.Mail) error {
	var messages []*gomail.Msg
	var refused []error
	for address := range strings.SplitSeq(mail.To, ",") {
		message, err := s.compose(mail, strings.TrimSpace(address))
		if err != nil {
			refused = append(refused, loggable.Hide(fmt.Errorf("%w: %w", activities.ErrRefusedForGood, err), "it cannot be written as a mail"))
			continue
		}
		messages = append(messages, message)
	}
	if len(messages) > 0 {
		var err error
		if refused, err = sortedOut(ctx, messages, refused, s.hand(ctx, messages)); err != nil {
			return fmt.Errorf("send the mail %s: %w", mail.MessageID, err)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	if slices.ContainsFunc(messages, (*gomail.Msg).IsDelivered) {
		slog.Warn("a mail was taken for some of its addresses, and refused for others", "mail", mail.MessageID, "refused", len(refused))
		return nil
	}
	return fmt.Errorf("send the mail %s: %w", mail.MessageID, errors.Join(refused...))
}

// sortedOut adds what the server refused for good to what is refused already. Its error is what may come out otherwise another time.
func sortedOut(ctx context.Context, messages []*gomail.Msg, refused []error, failed error) ([]error, error) {
	if failed == nil {
		return refused, nil
	}
	sorted := false
	for _, message := range messages {
		if message.IsDelivered() || !message.HasSendError() {
			continue
		}
		sorted = true
		err := explained(ctx, message.SendError())
		if !errors.Is(err, activities.ErrRefusedForGood) {
			return refused, err
		}
		refused = append(refused, err)
	}
	if !sorted {
		return refused, explained(ctx, failed) // not of one message: the connection
	}
	return refused, nil
}

// explained tells a final refusal (5yz) from everything else.
func explained(ctx context.Context, err error) error {
	var refused *gomail.SendError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case !errors.As(err, &refused):
		return err
	}
	answered := fmt.Sprintf("the mail server answered %d", refused.ErrorCode()) // its own words repeat the address
	if refused.ErrorCode() >= 500 {
		return loggable.Hide(fmt.Errorf("%w: %w", activities.ErrRefusedForGood, err), answered+", which is final")
	}
	return loggable.Hide(err, answered)
}

func (s *Sender) compose(mail activities.Mail, to string) (*gomail.Msg, error) {
	message := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	if err := message.From(s.from); err != nil {
		return nil, err
	}
	if err := message.To(to); err != nil {
		return nil, err
	}
	message.SetMessageIDWithValue(strings.Trim(mail.MessageID, "<>"))
	message.SetDate()
	message.Subject(mail.Subject)
	message.SetBodyString(gomail.TypeTextPlain, mail.Body)
	for _, attached := range mail.Attachments {
		kind := gomail.WithFileContentType(gomail.ContentType(attached.ContentType))
		if err := message.AttachReader(attached.Name, bytes.NewReader(attached.Content), kind); err != nil {
			return nil, err
		}
	}
	return message, nil
}
