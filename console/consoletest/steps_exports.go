package consoletest

import (
	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/adapters/sheets"
	"kaipiao/domain/ids"
)

// Exported makes a file that somebody has asked for, as its workflow does.
func (w *World) Exported(id ids.Export) {
	w.T.Helper()
	maker := activities.Exporter{Files: w.Files, Workbook: sheets.New, Office: w.Register, Now: w.Now}
	_, err := maker.Make(w.T.Context(), id, func(int) {})
	require.NoError(w.T, err)
}
