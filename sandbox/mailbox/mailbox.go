// Package mailbox is the simulated mail world: an SMTP server that delivers everything into one mailbox, which can be
// read over HTTP.
package mailbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // reads GBK and GB 18030 too
	"github.com/emersion/go-message/mail"

	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// Mail is a received mail, decoded.
type Mail struct {
	From      string    `json:"from"`
	To        []string  `json:"to"`
	Subject   string    `json:"subject"`
	Body      string    `json:"body"`
	MessageID string    `json:"message_id"`
	At        time.Time `json:"at"`
	// Attachments are the files that came with it, in their order.
	Attachments []Attachment `json:"attachments"`
}

// Attachment says what a file of a mail was called and claimed to be, and how many bytes it had; the bytes are not kept.
type Attachment struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	Size        int64  `json:"size"`
}

// Mailbox keeps the mails. It is safe for concurrent use.
type Mailbox struct {
	store *store.Store
	now   func() time.Time
}

// New keeps the mails in a store; now tells the time of their arrival.
func New(in *store.Store, now func() time.Time) *Mailbox { return &Mailbox{store: in, now: now} }

// Register adds the call that lists the mails.
func (m *Mailbox) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /mails", func(w http.ResponseWriter, _ *http.Request) {
		mails, err := m.All()
		if err != nil {
			jsonhttp.Failed(err).Write(w)
			return
		}
		jsonhttp.Items(mails).Write(w)
	})
}

// All lists the mails in the order of their arrival.
func (m *Mailbox) All() (mails []Mail, err error) {
	err = m.store.View(func(tx store.Tx) error {
		mails, err = store.All[Mail](tx, store.Mails)
		return err
	})
	return mails, err
}

// keep puts a mail into the mailbox.
func (m *Mailbox) keep(received Mail) error {
	received.At = m.now().UTC()
	return m.store.Update(func(tx store.Tx) error {
		sequence, err := tx.Sequence(store.Mails)
		if err != nil {
			return err
		}
		return store.Put(tx, store.Mails, fmt.Sprintf("%012d", sequence), received)
	})
}

// read decodes a mail; the body is that of the first text part, and of what is attached it measures the size.
func read(raw []byte) (Mail, error) {
	reader, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil && !message.IsUnknownCharset(err) {
		return Mail{}, fmt.Errorf("read the mail: %w", err)
	}
	received := Mail{Attachments: []Attachment{}}
	if received.Subject, err = reader.Header.Subject(); err != nil {
		return Mail{}, fmt.Errorf("read the subject: %w", err)
	}
	if received.MessageID, err = reader.Header.MessageID(); err != nil {
		return Mail{}, fmt.Errorf("read the message id: %w", err)
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return received, nil
		}
		if err != nil {
			return Mail{}, fmt.Errorf("read the mail: %w", err)
		}
		if header, attached := part.Header.(*mail.AttachmentHeader); attached {
			file, err := readAttachment(header, part.Body)
			if err != nil {
				return Mail{}, err
			}
			received.Attachments = append(received.Attachments, file)
			continue
		}
		if received.Body != "" {
			continue
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return Mail{}, fmt.Errorf("read the body: %w", err)
		}
		received.Body = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
}

func readAttachment(header *mail.AttachmentHeader, content io.Reader) (file Attachment, err error) {
	if file.Name, err = header.Filename(); err != nil {
		return file, fmt.Errorf("read the name of an attachment: %w", err)
	}
	if file.ContentType, _, err = header.ContentType(); err != nil {
		return file, fmt.Errorf("read the type of the attachment %s: %w", file.Name, err)
	}
	if file.Size, err = io.Copy(io.Discard, content); err != nil {
		return file, fmt.Errorf("read the attachment %s: %w", file.Name, err)
	}
	return file, nil
}
