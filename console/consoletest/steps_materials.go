package consoletest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// HandedIn hands a file in for a ticket, as somebody does over the API.
func (w *World) HandedIn(who access.Identity, ticket, material, file string) {
	w.T.Helper()
	content, err := os.ReadFile(file)
	require.NoError(w.T, err)
	var written bytes.Buffer
	form := multipart.NewWriter(&written)
	require.NoError(w.T, form.WriteField("type", material))
	part, err := form.CreateFormFile("file", filepath.Base(file))
	require.NoError(w.T, err)
	_, err = part.Write(content)
	require.NoError(w.T, err)
	require.NoError(w.T, form.Close())
	err = w.Inside.Send(w.T.Context(), who, http.MethodPost, "/v1/tickets/"+ticket+"/materials", &written, nil, "Content-Type", form.FormDataContentType())
	require.NoError(w.T, err)
}

// Abroad makes the account of a company overseas, with a number of its own register.
func (w *World) Abroad(id string) {
	w.T.Helper()
	w.Call(Upstream, http.MethodPut, "/v1/accounts/"+id, Object{
		"certification": Object{"type": "enterprise", "name": "Müller & Söhne GmbH", "taxpayer_id": "HRB 12345 B / DE 811 907 980"},
		"region":        "overseas", "email": "ap@example.test",
	})
}
