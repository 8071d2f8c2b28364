package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"github.com/emersion/go-smtp"

	"kaipiao/sandbox/faults"
)

// The limits of the mail server.
const (
	mailLimit   = 10 << 20
	idleTimeout = 2 * time.Minute
	domain      = "sandbox.localhost"
)

// Server is the SMTP server in front of a mailbox. Anybody may send anything to anybody.
type Server struct {
	mailbox *Mailbox
	faults  *faults.Book
}

// NewServer delivers into a mailbox under the standing faults.
func NewServer(into *Mailbox, book *faults.Book) *Server { return &Server{mailbox: into, faults: book} }

// Serve takes mails from a listener until the context ends; connections are cut then.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{ctx: ctx, server: s, connection: c.Conn()}, nil
	}))
	server.Domain = domain
	server.MaxMessageBytes = mailLimit
	server.MaxRecipients = 100
	server.ReadTimeout, server.WriteTimeout = idleTimeout, idleTimeout
	server.EnableSMTPUTF8 = true
	server.ErrorLog = log.New(io.Discard, "", 0) // it reports connections cut by faults and by clients
	stop := context.AfterFunc(ctx, func() {
		_ = server.Close()
		_ = listener.Close() // in case Serve has not taken it over yet
	})
	defer stop()
	err := server.Serve(listener)
	if ctx.Err() != nil || errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("the mail server stopped: %w", err)
}

// session is one connection.
type session struct {
	ctx        context.Context // the life of the server; go-smtp hands none to a session
	server     *Server
	connection net.Conn
	from       string
	to         []string
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

func (s *session) Reset() { s.from, s.to = "", nil }

func (s *session) Logout() error { return nil }

// Data takes the mail under the standing faults, which match its message id or a recipient.
func (s *session) Data(content io.Reader) error {
	raw, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	received, err := read(raw)
	if err != nil {
		return reply(554, 5, 6, 0, err.Error())
	}
	received.From, received.To = s.from, s.to
	mode, err := s.server.faults.Take(faults.Mail, append([]string{received.MessageID}, s.to...))
	if err != nil {
		return reply(451, 4, 3, 0, err.Error())
	}
	if refusal := refusals[mode]; refusal != nil {
		return refusal
	}
	if err := s.server.mailbox.keep(received); err != nil {
		return reply(451, 4, 3, 0, err.Error())
	}
	switch mode {
	case faults.Hang:
		s.hold()
		_ = s.connection.Close()
	case faults.DropAfterCommit:
		_ = s.connection.Close()
	default: // the reply is given
	}
	return nil
}

// refusals are the replies to a mail that is not taken.
var refusals = map[faults.Mode]*smtp.SMTPError{
	faults.Error500:       reply(451, 4, 3, 0, "a fault was ordered: error_500; nothing was done"),
	faults.Reject:         reply(550, 5, 1, 1, "mailbox unavailable: a fault was ordered"),
	faults.Pending:        reply(450, 4, 7, 1, "greylisted, try again later: a fault was ordered"),
	faults.QuotaExhausted: reply(452, 4, 2, 2, "mailbox full: a fault was ordered"),
	faults.SessionExpired: reply(454, 4, 7, 0, "temporary authentication failure: a fault was ordered"),
}

func reply(code, class, subject, detail int, text string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: text}
}

// hold keeps the client waiting for its reply.
func (s *session) hold() {
	select {
	case <-s.ctx.Done():
	case <-time.After(faults.HoldAtMost):
	}
}
