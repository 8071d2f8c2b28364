package consoletest

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// Ready does what workflows do once an approved e-invoice is issued and its file is stored, with the checksum of what it holds.
func (w *World) Ready(id, number, content string) {
	w.T.Helper()
	w.Issued(id, number)
	sum, key := sha256.Sum256([]byte(content)), id+"/pdf"
	require.NoError(w.T, w.Files.Put(w.T.Context(), key, []byte(content), invoice.PDF.ContentType()))
	require.NoError(w.T, w.Register.Invoices.RecordFiles(w.T.Context(), ids.Invoice(id), []invoice.File{{
		Format: invoice.PDF, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content)), Key: key,
	}}, false, w.Now()))
}

// AwaitsBuyer is that the provider has opened a red-letter form, which the buyer has to confirm.
func (w *World) AwaitsBuyer(id string) {
	w.T.Helper()
	_, err := w.Register.Reversals.RecordAwaitingBuyer(w.T.Context(), ids.Reversal(id), w.Now())
	require.NoError(w.T, err)
}

// Ended is that nothing came of a reversal: it was denied, has lapsed or was withdrawn.
func (w *World) Ended(id string, how reversal.Status, why string) {
	w.T.Helper()
	require.NoError(w.T, w.Register.Reversals.RecordNotReversed(w.T.Context(), ids.Reversal(id), how, why, w.Now()))
}

// RedIssued books the red document of a reversal.
func (w *World) RedIssued(id, number string) {
	w.T.Helper()
	now := w.Now()
	require.NoError(w.T, w.Register.Reversals.RecordReversed(w.T.Context(), ids.Reversal(id), number, &now, now))
}
