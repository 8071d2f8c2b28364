package consoletest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// Failed does what the workflow does once the provider has refused an invoice for good.
func (w *World) Failed(id, reason string) {
	w.T.Helper()
	serial, _, err := w.Register.Invoices.BeginIssuing(w.T.Context(), ids.Invoice(id), w.Now())
	require.NoError(w.T, err)
	require.NoError(w.T, w.Register.Invoices.RecordFailed(w.T.Context(), ids.Invoice(id), serial, reason, w.Now()))
}

// BuyerBegan does what the workflow does once the provider lists a red-letter form that the buyer began about an issued invoice.
func (w *World) BuyerBegan(id string) {
	w.T.Helper()
	of, err := w.Register.Invoices.Invoice(w.T.Context(), ids.Invoice(id))
	require.NoError(w.T, err)
	require.NoError(w.T, w.Register.Reversals.TakeIn(w.T.Context(), invoice.Listed{
		Kind: invoice.BuyersForm, Serial: "F-" + invoice.Serial(of.Number), Of: of.Number, At: w.Now(), LapsesAt: w.Now().Add(reversalWindow),
		Reason: invoice.RedReturn, Net: of.Net.Neg(), Tax: of.Tax.Neg(), Gross: of.Amount.Neg(),
	}, w.Now()))
}

// reversalWindow is how long the bureau waits for a confirmation.
const reversalWindow = 72 * time.Hour

// Picture is a file with a picture, as people hand it in.
func (w *World) Picture(name string) string {
	w.T.Helper()
	drawn := image.NewRGBA(image.Rect(0, 0, 40, 30))
	drawn.Set(3, 3, color.Black)
	var written bytes.Buffer
	require.NoError(w.T, png.Encode(&written, drawn))
	file := filepath.Join(w.T.TempDir(), name)
	require.NoError(w.T, os.WriteFile(file, written.Bytes(), 0o600))
	return file
}
