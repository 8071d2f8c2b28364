package consoletest

import (
	"net/url"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
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

// AsAt is As for somebody whose first page is another one.
func (w *World) AsAt(path string, who access.Identity, look Look) *Browser {
	w.T.Helper()
	w.mutex.Lock()
	w.people[who.Subject] = who
	w.mutex.Unlock()
	b := Open(w.T, w.URL, look)
	b.Expect("404") // its home may be none of the pages of this test
	b.Go("/as/" + url.PathEscape(who.Subject))
	b.Go(path)
	return b
}
