package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// How long a connection waits for the next mail, how many do, and how many mails go over one: servers bound all three.
const (
	idleAtMost    = 20 * time.Second
	idleTogether  = 8
	mailsOverOne  = 50
	goodbyeWithin = time.Second
)

// connection is one to the mail server, past the greeting, the secret and who we are, which take longer than a mail.
type connection struct {
	*gomail.Client
	// wire is what is under it.
	wire  net.Conn
	mails int
	// leave closes it when nobody has wanted it for long enough.
	leave *time.Timer
}

// cutWhen cuts the connection when the context ends, because the library bounds replies by time only. What it returns ends that, and reports whether the
// connection is whole.
func (c *connection) cutWhen(ctx context.Context) (whole func() bool) {
	return context.AfterFunc(ctx, func() { _ = c.wire.Close() })
}

func (c *connection) close() {
	_ = c.wire.SetDeadline(time.Now().Add(goodbyeWithin))
	_ = c.Close() // says good-bye
	_ = c.wire.Close()
}

// connections are those that wait for a mail.
type connections struct {
	mutex sync.Mutex
	idle  []*connection
}

// take takes the one that was used last, or none.
func (c *connections) take() *connection {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.idle) == 0 {
		return nil
	}
	last := c.idle[len(c.idle)-1]
	c.idle = c.idle[:len(c.idle)-1]
	last.leave.Stop()
	return last
}

// keep keeps one for the next mail, unless enough wait.
func (c *connections) keep(one *connection) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.idle) == idleTogether || one.mails >= mailsOverOne {
		go one.close()
		return
	}
	c.idle = append(c.idle, one)
	one.leave = time.AfterFunc(idleAtMost, func() { c.drop(one) })
}

// drop closes one that nobody has taken.
func (c *connections) drop(one *connection) {
	c.mutex.Lock()
	at := slices.Index(c.idle, one)
	if at >= 0 {
		c.idle = slices.Delete(c.idle, at, at+1)
	}
	c.mutex.Unlock()
	if at >= 0 {
		one.close()
	}
}

// hand hands messages to the server, over a connection that waits or a new one. One that the server has closed meanwhile says so before anything is handed
// over.
func (s *Sender) hand(ctx context.Context, messages []*gomail.Msg) error {
	for one := s.waiting.take(); one != nil; one = s.waiting.take() {
		whole := one.cutWhen(ctx)
		_ = one.wire.SetDeadline(time.Now().Add(s.timeout)) // one that is closed says so next
		err := one.Send(messages...)
		if s.done(one, whole(), err); err == nil || !closedBefore(err) {
			return err
		}
	}
	one, whole, err := s.open(ctx)
	if err != nil {
		return err
	}
	err = one.Send(messages...)
	s.done(one, whole(), err)
	return err
}

// done keeps a connection over which everything went well.
func (s *Sender) done(one *connection, whole bool, err error) {
	if one.mails++; whole && err == nil {
		s.waiting.keep(one)
		return
	}
	one.close()
}

// closedBefore reports whether nothing was handed over, because the connection was closed already.
func closedBefore(err error) bool {
	var failed *gomail.SendError
	return errors.As(err, &failed) && failed.Reason == gomail.ErrConnCheck
}

// open opens a connection, which is cut when the context ends.
func (s *Sender) open(ctx context.Context) (one *connection, whole func() bool, err error) {
	one = &connection{}
	dial := func(dialing context.Context, network, address string) (net.Conn, error) {
		wire, err := (&net.Dialer{}).DialContext(dialing, network, address)
		if err != nil {
			return nil, err
		}
		one.wire = wire
		whole = one.cutWhen(ctx)
		if s.implicit != nil {
			secret := tls.Client(wire, s.implicit)
			return secret, secret.HandshakeContext(dialing)
		}
		return wire, nil
	}
	if one.Client, err = gomail.NewClient(s.host, append(slices.Clip(s.options), gomail.WithDialContextFunc(dial))...); err != nil {
		return nil, nil, err
	}
	if err = one.DialWithContext(ctx); err != nil {
		if one.wire != nil {
			whole()
			_ = one.wire.Close()
		}
		return nil, nil, err
	}
	return one, whole, nil
}
