package activities

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"kaipiao/domain/accounting"
)

// documents writes what accounting books, one JSON object a line, in the order in which it happened.
func (w *exportWriter) documents(ctx context.Context, to io.Writer) error {
	held := bufio.NewWriter(to)
	lines := json.NewEncoder(held)
	lines.SetEscapeHTML(false)
	err := w.Office.Accounting.EachDocument(ctx, w.of.Terms, func(document accounting.Document) error {
		if err := lines.Encode(document); err != nil {
			return fmt.Errorf("write a document: %w", err)
		}
		return w.count(ctx)
	})
	if err != nil {
		return err
	}
	return held.Flush()
}
