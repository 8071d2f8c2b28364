// Package mail sends mails to customers over SMTP.
package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"kaipiao/activities"
)

// Config says which mail server takes our mails and in whose name.
type Config struct {
	// Addr is host and port of the server.
	Addr string
	// From is the sender's address, "Kaipiao <invoices@example.com>".
	From string
	// Timeout bounds connecting and each reply; 0 is 15 seconds. The context may end it earlier.
	Timeout time.Duration
}

const (
	defaultTimeout = 15 * time.Second
	// helo is how we greet: the name of this machine is nobody's business and may not be a host name at all.
	helo = "kaipiao.localhost"
)

// Sender hands mails to one server, one connection each. It is safe for concurrent use.
type Sender struct {
	from    string
	host    string
	options []gomail.Option
}

var _ activities.Mailer = (*Sender)(nil)

// New makes a sender. TLS is used where the server offers it, but not within this machine.
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
	policy := gomail.TLSOpportunistic
	if loopback(host) {
		policy = gomail.NoTLS
	}
	return &Sender{from: config.From, host: host, options: []gomail.Option{
		gomail.WithPort(port), gomail.WithTLSPolicy(policy), gomail.WithTimeout(config.Timeout), gomail.WithHELO(helo),
	}}, nil
}

func loopback(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || (address != nil && address.IsLoopback())
}

// Send hands one mail to the server. A mail that the server refuses finally, or whose address is none, gives
// activities.ErrRefusedForGood; after any other error the mail may or may not have been taken.
func (s *Sender) Send(ctx context.Context, mail activities.Mail) error {
	message, err := s.compose(mail)
	if err != nil {
		return fmt.Errorf("write the mail %s: %w: %w", mail.MessageID, activities.ErrRefusedForGood, err)
	}
	client, err := gomail.NewClient(s.host, append(slices.Clip(s.options), gomail.WithDialContextFunc(dialUntil(ctx)))...)
	if err != nil {
		return fmt.Errorf("send the mail %s: %w", mail.MessageID, err)
	}
	if err := client.DialAndSendWithContext(ctx, message); err != nil {
		return fmt.Errorf("send the mail %s to %s: %w", mail.MessageID, mail.To, explained(ctx, err))
	}
	return nil
}

// dialUntil makes connections that are cut when the context ends: the library bounds replies by time only.
func dialUntil(ctx context.Context) gomail.DialContextFunc {
	return func(dialing context.Context, network, address string) (net.Conn, error) {
		connection, err := (&net.Dialer{}).DialContext(dialing, network, address)
		if err == nil {
			context.AfterFunc(ctx, func() { _ = connection.Close() })
		}
		return connection, err
	}
}

// explained tells a final refusal (5yz) from everything else.
func explained(ctx context.Context, err error) error {
	var refused *gomail.SendError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &refused) && refused.ErrorCode() >= 500:
		return fmt.Errorf("%w: %w", activities.ErrRefusedForGood, err)
	default:
		return err
	}
}

func (s *Sender) compose(mail activities.Mail) (*gomail.Msg, error) {
	message := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	if err := message.From(s.from); err != nil {
		return nil, err
	}
	if err := message.To(mail.To); err != nil {
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
