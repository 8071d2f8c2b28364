// Package activities does what workflows ask of the outside world and of the register: one struct per outside party, and
// the one table from errors to Temporal's failures. The ports of the tax provider and the courier have rooms of their own;
// those of mail and files are here.
package activities

import "context"

// Mailer sends mail to customers.
type Mailer interface {
	// Send hands a mail to the mail server. The message id makes a mail sent twice recognisable.
	Send(ctx context.Context, mail Mail) error
}

// Mail is one mail in plain text, with files attached to it.
type Mail struct {
	MessageID   string
	To          string
	Subject     string
	Body        string
	Attachments []Attachment
}

// Attachment is one file of a mail.
type Attachment struct {
	Name        string
	ContentType string
	Content     []byte
}

// FileStore keeps files under keys; a key is written once and then never changes.
type FileStore interface {
	Put(ctx context.Context, key string, content []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
}
