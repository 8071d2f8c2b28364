package invoices

import (
	"context"
	"fmt"

	"kaipiao/domain/invoice"
)

// Earlier lists the serials under which an invoice was submitted before, the newest first. Each was refused for good; but a person may have taken
// it up at the provider since, so that it is asked about before the next one is submitted (I4).
func (o *Office) Earlier(ctx context.Context, serial invoice.Serial) ([]invoice.Serial, error) {
	earlier, err := o.tx.Reads().EarlierSerials(ctx, serial)
	if err != nil {
		return nil, fmt.Errorf("read the earlier serials of an invoice: %w", err)
	}
	return earlier, nil
}
