package console

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/office/tx"
)

// Who has sent a form sees on the next pages what became of it, whichever process answers: the browser remembers it for a while. Reloads, and what is drawn
// anew because something has happened, are read where everything is written, too; every other page is not.
func TestAPageAfterAFormIsReadWhereItWasWritten(t *testing.T) {
	var wanted bool
	look := func(method string, change func(*http.Request)) []*http.Cookie {
		wanted = false
		pages := newest(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { wanted = tx.WantsNewest(r.Context()) }))
		request, answer := httptest.NewRequest(method, "/console/review", nil), httptest.NewRecorder()
		if change != nil {
			change(request)
		}
		pages.ServeHTTP(answer, request)
		kept, err := http.ParseSetCookie(answer.Header().Get("Set-Cookie"))
		if err != nil {
			return nil
		}
		return []*http.Cookie{kept}
	}
	require.Empty(t, look(http.MethodGet, nil))
	require.False(t, wanted)
	kept := look(http.MethodPost, nil)
	require.True(t, wanted)
	require.Len(t, kept, 1)
	require.Equal(t, wroteLives, kept[0].MaxAge)
	require.Greater(t, float64(wroteLives), tx.UsualPatience.Behind.Seconds())
	for name, change := range map[string]func(*http.Request){
		"after a form":  func(r *http.Request) { r.AddCookie(kept[0]) },
		"drawn anew":    func(r *http.Request) { r.Header.Set("X-Live", "1") },
		"reloaded":      func(r *http.Request) { r.Header.Set("Cache-Control", "max-age=0") },
		"reloaded hard": func(r *http.Request) { r.Header.Set("Cache-Control", "no-cache") },
	} {
		look(http.MethodGet, change)
		require.True(t, wanted, name)
	}
	look(http.MethodGet, func(r *http.Request) { r.Header.Set("Cache-Control", "max-age=60") })
	require.False(t, wanted)
}
