package baiwang

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/provider"
	"kaipiao/provider/providertest"
	"kaipiao/wire"
)

// FuzzAnswers: whatever comes in place of an answer, nothing is made up, and nothing breaks (I4).
func FuzzAnswers(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.answer.json"))
	require.NoError(f, err)
	for _, path := range paths {
		content, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(content)
		f.Add(content[:len(content)/2])
	}
	for _, seed := range []string{
		"", "null", "[]", "{}", `""`, "0", "<html><body>502 Bad Gateway</body></html>", "{\"success\":true,\"response\":{\"fail\":\"\xb6\xee\xb6\xc8\"}}",
		`{"success":"true","response":{"success":[null,1,"x",{"serialNo":1}],"fail":{"serialNo":"KP"}}}`, `{"success":1,"errorResponse":[{"code":1}]}`,
		`{"success":false,"errorResponse":{"code":null,"subCode":100001,"message":{},"subMessage":[]}}`, `{"success":true,"response":[[[[{}]]]]}`,
		`{"success":true,"response":[{"confirmState":3,"invoiceTotalPrice":"1e999999999","invoiceDate":99999999999999}]}`,
	} {
		f.Add([]byte(seed))
	}
	made, err := New(Config{
		BaseURL: "https://openapi.baiwang.example/router/rest", AppKey: "k", AppSecret: "s", User: "u", Password: "p", TaxNumber: "91110000802100433B",
		Now: time.Now, Memory: providertest.NewMemory(time.Now),
	})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, content []byte) {
		response, err := made.open(&wire.Answer{Status: http.StatusOK, Content: content}, "")
		_, _, failed := made.notDone(provider.Answer{}, err)
		require.False(t, err != nil && failed == nil && response != nil)
		if err != nil {
			response = content
		}
		if answer, err := outcome(response, "KPAAAAAAAAAAAAAAAAAA"); err == nil && answer.State == provider.Issued {
			require.Regexp(t, numberFormat, answer.Number)
			require.False(t, answer.IssuedAt.IsZero())
		}
		rows, err := wire.ReadObjects(response, listNames...)
		if err != nil {
			require.Empty(t, rows)
		}
		one, _ := wire.ReadObject(response)
		for _, row := range append(rows, one) {
			if answer, err := standing(row); err == nil && answer.State == provider.Issued {
				require.Regexp(t, numberFormat, answer.Number)
			}
			listed, err := made.listed(t.Context(), row)
			for _, entry := range listed {
				require.NoError(t, err)
				require.Regexp(t, numberFormat, entry.Number)
				require.False(t, entry.At.IsZero())
			}
		}
	})
}
