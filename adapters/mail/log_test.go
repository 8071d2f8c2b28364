package mail_test

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"kaipiao/adapters/mail"
	"kaipiao/domain/loggable"
)

// refusing is a mail server that takes no mail, and repeats the address as many do.
type refusing struct{ code int }

// NewSession begins a talk.
func (r refusing) NewSession(*smtp.Conn) (smtp.Session, error) { return r, nil } //nolint:ireturn // the library's own port

// Mail takes the sender.
func (refusing) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt refuses the recipient.
func (r refusing) Rcpt(to string, _ *smtp.RcptOptions) error {
	return &smtp.SMTPError{Code: r.code, EnhancedCode: smtp.EnhancedCode{r.code / 100, 1, 1}, Message: "<" + to + ">: user 王芳 unknown here"}
}

// Data takes nothing.
func (refusing) Data(io.Reader) error { return nil }

// Reset forgets.
func (refusing) Reset() {}

// Logout ends.
func (refusing) Logout() error { return nil }

// S6: a mail server's answer repeats the address; the log has the id of the mail and the code.
func TestS6WhatTheMailServerSaysStaysOutOfTheLog(t *testing.T) {
	for _, code := range []int{550, 450} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		server := smtp.NewServer(refusing{code})
		server.Domain = "mail.example.test"
		go func() { _ = server.Serve(listener) }()
		t.Cleanup(func() { _ = server.Close() })
		ours, err := mail.New(mail.Config{Addr: listener.Addr().String(), From: "Kaipiao <invoices@kaipiao.example>"})
		require.NoError(t, err)
		err = ours.Send(t.Context(), letter)
		require.ErrorContains(t, err, letter.To)
		said := loggable.Text(err)
		require.Contains(t, said, letter.MessageID)
		require.Contains(t, said, map[int]string{550: "550, which is final", 450: "450"}[code])
		for _, personal := range []string{letter.To, strings.Split(letter.To, "@")[0], "王芳"} {
			require.NotContains(t, said, personal)
		}
	}
	wrong := letter
	wrong.To = "wang fang at home"
	ours, err := mail.New(mail.Config{Addr: "127.0.0.1:1", From: "Kaipiao <invoices@kaipiao.example>"})
	require.NoError(t, err)
	require.NotContains(t, loggable.Text(ours.Send(t.Context(), wrong)), "wang fang")
}
