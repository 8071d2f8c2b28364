package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"kaipiao/adapters/documents"
	"kaipiao/adapters/files"
	"kaipiao/domain/actor"
	"kaipiao/domain/invoice"
	"kaipiao/office"
	"kaipiao/office/kept"
	"kaipiao/office/tickets"
	"kaipiao/outside"
	"kaipiao/provider"
	"kaipiao/settings"
	"kaipiao/typeface"
)

type auditFilesCommand struct {
	Contents bool `help:"Read every file and compare its checksum, instead of its size."`
	Repair   bool `help:"Fetch again what the provider has, and print again what we print ourselves."`
}

// Run lists the files that the register has and the file store has not, or has otherwise (I6, V3). It fails while something is missing.
// What vendors and customers have handed in nobody has but they.
func (c auditFilesCommand) Run(ctx context.Context) (err error) {
	s, err := settings.LoadWithDatabase()
	if err != nil {
		return err
	}
	register, pool, err := openRegister(ctx, s)
	if err != nil {
		return err
	}
	defer pool.Close()
	store, err := files.OpenAt(ctx, files.Place{Directory: s.FilesDir, URL: s.FilesURL, Plaintext: bool(s.FilesPlaintext)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	audit := filesAudit{auditFilesCommand: c, register: register, store: store}
	if c.Repair {
		if audit.provider, _, err = outside.Providers(s, register.Providers, 0); err != nil {
			return err
		}
		font, err := typeface.Load(s.Font)
		if err != nil {
			return fmt.Errorf("the font %s is missing; run `make deps`, or set KAIPIAO_FONT: %w", s.Font, err)
		}
		audit.press = documents.NewPress(font)
	}
	if err := register.Kept.Each(ctx, func(file kept.File) error { return audit.look(ctx, file) }); err != nil {
		return err
	}
	if audit.left > 0 {
		return fmt.Errorf("%d of %d files are missing or damaged", audit.left, audit.looked)
	}
	fmt.Printf("every file that the register has is kept: %d looked at, %d of them mended\n", audit.looked, audit.mended)
	return nil
}

// filesAudit holds the register against the file store.
type filesAudit struct {
	auditFilesCommand
	register *office.Office
	store    *files.Store
	provider provider.Client
	press    tickets.Press

	looked, mended, left int
}

// look looks at one file, and mends it where that is wanted and can be.
func (a *filesAudit) look(ctx context.Context, file kept.File) error {
	a.looked++
	is, err := a.state(ctx, file)
	if err != nil || is == "" {
		return err
	}
	if a.Repair {
		mended, err := a.mend(ctx, file)
		if err != nil {
			fmt.Printf("%s\t%s\t%s\tnot mended: %v\n", file.Key, is, subjectOf(file), err)
			a.left++
			return nil
		}
		if mended != "" {
			fmt.Printf("%s\t%s\t%s\t%s\n", file.Key, is, subjectOf(file), mended)
			a.mended++
			return nil
		}
	}
	fmt.Printf("%s\t%s\t%s\tto do: %s\n", file.Key, is, subjectOf(file), toDo(file))
	a.left++
	return nil
}

// state is what is wrong with a file; empty for nothing.
func (a *filesAudit) state(ctx context.Context, file kept.File) (string, error) {
	size, err := a.store.Size(ctx, file.Key)
	switch {
	case errors.Is(err, files.ErrNotFound):
		return "missing", nil
	case err != nil:
		return "", err
	case size != file.Size:
		return "damaged", nil
	case !a.Contents:
		return "", nil
	}
	content, err := a.store.Get(ctx, file.Key)
	if err == nil && !is(file, content) {
		return "damaged", nil
	}
	return "", err
}

func is(file kept.File, content []byte) bool {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]) == file.SHA256
}

// mend gets a file again from whoever has it, and says how; empty where nobody has it whom we can ask.
func (a *filesAudit) mend(ctx context.Context, file kept.File) (string, error) {
	switch {
	case file.Number != "" && file.Seller == invoice.Platform:
		return a.fetch(ctx, file)
	case file.Material != "" && file.AddedBy == actor.Product:
		return a.print(ctx, file)
	default:
		return "", nil
	}
}

// fetch fetches a file from the provider. Where the provider has made it anew, with other bytes, the register gets their checksum.
func (a *filesAudit) fetch(ctx context.Context, file kept.File) (string, error) {
	content, err := a.provider.File(ctx, provider.Key{Serial: file.Serial, Number: file.Number, Red: file.Reversal != ""}, file.Format)
	if err != nil {
		return "", err
	}
	if is(file, content) {
		return "fetched again from the provider", a.store.Overwrite(ctx, file.Key, content, file.ContentType)
	}
	folder := "invoices/" + string(file.Invoice)
	if file.Reversal != "" {
		folder = "reversals/" + string(file.Reversal)
	}
	anew := invoice.FileOf(folder, file.Format, content)
	if err := a.store.Overwrite(ctx, anew.Key, content, file.ContentType); err != nil {
		return "", err
	}
	return "fetched again from the provider, which has made it anew: " + anew.Key, a.register.Kept.Replace(ctx, file, anew, time.Now())
}

// print prints a document of our own again. It must be the very same: its customer has confirmed it, or relies on it.
func (a *filesAudit) print(ctx context.Context, file kept.File) (string, error) {
	content, err := a.register.Tickets.Reprint(ctx, file.Ticket, file.Type, file.AddedAt, a.press)
	if err != nil || content == nil {
		return "", err
	}
	if !is(file, content) {
		return "", errors.New("what it was printed from has changed since")
	}
	return "printed again", a.store.Overwrite(ctx, file.Key, content, file.ContentType)
}

// subjectOf is what a file belongs to.
func subjectOf(file kept.File) string {
	switch {
	case file.Reversal != "":
		return fmt.Sprintf("reversal %s, number %s", file.Reversal, file.Number)
	case file.Invoice != "":
		return fmt.Sprintf("invoice %s, number %s", file.Invoice, file.Number)
	default:
		return fmt.Sprintf("ticket %s, %s %s", file.Ticket, file.Type, file.Material)
	}
}

// toDo is who can give a file again.
func toDo(file kept.File) string {
	switch {
	case file.Material != "" && file.AddedBy != actor.Product:
		return fmt.Sprintf("only %s has it, and hands the same file in again", file.AddedBy)
	case file.Material != "":
		return "--repair prints it again"
	case file.Seller != invoice.Platform:
		return fmt.Sprintf("only the vendor %s has it, and hands the same file in again", file.Seller)
	default:
		return "--repair fetches it again from the provider"
	}
}
