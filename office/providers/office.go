// Package providers has the use cases about the tax providers themselves: at which one a serial is, and what their clients keep.
package providers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/invoice"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Office keeps it.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office { return &Office{tx: db} }

// Assign notes at which provider a serial is submitted, before it is. Where it was noted before, that one stays, and is the answer (I4).
func (o *Office) Assign(ctx context.Context, serial invoice.Serial, provider string) (string, error) {
	assigned, err := o.tx.Reads().AssignProvider(ctx, query.AssignProviderParams{Serial: serial, Provider: provider})
	return tx.Text(assigned), tx.Missing(err, "serial")
}

// Of is the provider that has a serial, of a blue document or of a form about one. It is empty where none was noted.
func (o *Office) Of(ctx context.Context, serial invoice.Serial) (string, error) {
	noted, err := o.tx.Reads().ProviderOfSerial(ctx, serial)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read at which provider a serial is: %w", err)
	}
	return tx.Text(noted), nil
}

// Serials lists what was submitted at a provider and may have been issued between two instants, in the order of the serials, after one of them.
func (o *Office) Serials(ctx context.Context, provider string, from, to time.Time, after invoice.Serial, most int) ([]invoice.Serial, error) {
	serials, err := o.tx.Reads().SerialsAtProvider(ctx, query.SerialsAtProviderParams{
		Provider: provider, Since: &from, Until: to, After: string(after), PageSize: int32(min(most, 1000)), //nolint:gosec // it is small
	})
	if err != nil {
		return nil, fmt.Errorf("read what was submitted at a provider: %w", err)
	}
	return serials, nil
}

// SerialOf is the serial of an issued invoice, by its number; empty where it is none of ours.
func (o *Office) SerialOf(ctx context.Context, number string) (invoice.Serial, error) {
	serial, err := o.tx.Reads().SerialOfNumber(ctx, number)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the serial of a number: %w", err)
	}
	return invoice.Serial(tx.Text((*string)(serial))), nil
}
