package mail_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"kaipiao/adapters/mail"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
)

// between is what lies between us and the mail server: it counts connections, and can cut them.
type between struct {
	net.Listener
	server string
	count  atomic.Int64
	mutex  sync.Mutex
	open   []net.Conn
}

func inBetween(t *testing.T, sandbox *sandboxtest.Sandbox) (*between, *mail.Sender) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b := &between{Listener: listener, server: sandbox.SMTPAddr}
	t.Cleanup(func() { _ = listener.Close(); b.cut() })
	go b.serve()
	sender, err := mail.New(mail.Config{Addr: listener.Addr().String(), From: "invoices@kaipiao.example"})
	require.NoError(t, err)
	return b, sender
}

func (b *between) serve() {
	for {
		ours, err := b.Accept()
		if err != nil {
			return
		}
		theirs, err := net.Dial("tcp", b.server)
		if err != nil {
			_ = ours.Close()
			continue
		}
		b.count.Add(1)
		b.mutex.Lock()
		b.open = append(b.open, ours, theirs)
		b.mutex.Unlock()
		for _, way := range [][2]net.Conn{{ours, theirs}, {theirs, ours}} {
			go func() {
				_, _ = io.Copy(way[0], way[1])
				_ = way[0].Close()
			}()
		}
	}
}

// cut closes all connections.
func (b *between) cut() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, one := range b.open {
		_ = one.Close()
	}
	b.open = nil
}

// Mails that follow one another go over one connection, up to fifty; mails at the same time have their own.
func TestMailsShareConnections(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	b, sender := inBetween(t, sandbox)
	send := func(n int) error {
		one := letter
		one.MessageID = fmt.Sprintf("n%d@kaipiao.example", n)
		return sender.Send(t.Context(), one)
	}
	for n := range 50 {
		require.NoError(t, send(n))
	}
	require.EqualValues(t, 1, b.count.Load())
	require.NoError(t, send(50))
	require.EqualValues(t, 2, b.count.Load(), "servers do not take any number over one")
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() { assert.NoError(t, send(100+n)) })
	}
	all.Wait()
	require.LessOrEqual(t, b.count.Load(), int64(22))
	require.Len(t, sandbox.Mails(t), 71, "each once")
}

// A connection that the server has closed meanwhile loses no mail, and sends none twice.
func TestAConnectionThatIsGoneLosesNoMail(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	b, sender := inBetween(t, sandbox)
	require.NoError(t, sender.Send(t.Context(), letter))
	b.cut()
	require.NoError(t, sender.Send(t.Context(), letter))
	require.EqualValues(t, 2, b.count.Load())
	require.Len(t, sandbox.Mails(t), 2)
}

// What went wrong on a connection is not met by the next mail: it is not used again.
func TestAConnectionOnWhichSomethingWentWrongIsNotKept(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	b, sender := inBetween(t, sandbox)
	require.NoError(t, sender.Send(t.Context(), letter))
	sandbox.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Hang, Times: 1, Match: letter.MessageID})
	ctx, stop := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer stop()
	require.ErrorIs(t, sender.Send(ctx, letter), context.DeadlineExceeded)
	require.EqualValues(t, 1, b.count.Load())
	require.NoError(t, sender.Send(t.Context(), letter))
	require.EqualValues(t, 2, b.count.Load())
	sandbox.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.DropAfterCommit, Times: 1, Match: letter.MessageID})
	require.Error(t, sender.Send(t.Context(), letter), "it may have been taken")
	require.NoError(t, sender.Send(t.Context(), letter))
	require.EqualValues(t, 3, b.count.Load())
}
