package baiwang

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/provider"
	"kaipiao/provider/providertest"
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
		response, err := open(200, content)
		_, _, failed := made.notDone(provider.Answer{}, err)
		require.False(t, err != nil && failed == nil && response != nil)
		if err != nil {
			response = content
		}
		if answer, err := outcome(response, "KPAAAAAAAAAAAAAAAAAA"); err == nil && answer.State == provider.Issued {
			require.Regexp(t, numberFormat, answer.Number)
			require.False(t, answer.IssuedAt.IsZero())
		}
		rows, err := readRows(response)
		if err != nil {
			require.Empty(t, rows)
		}
		one, _ := readRow(response)
		for _, row := range append(rows, one) {
			if answer, err := standing(row.texts); err == nil && answer.State == provider.Issued {
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

// FuzzSplit: what is cut off an address or an account is put together again.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", " ", "59922888", "北京市 59922888", "招商银行　110902160610402", "a,b", "路1号；010-12345678 ", "x 　1234567"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, joined string) {
		words, number := split(joined)
		require.Contains(t, joined, words)
		require.Contains(t, joined, number)
		require.GreaterOrEqual(t, len(joined), len(words)+len(number))
	})
}

func TestANumberAtTheEndIsThePhoneOrTheAccount(t *testing.T) {
	for joined, want := range map[string][2]string{
		"北京市海淀区上地十街10号百度大厦2层 59922888": {"北京市海淀区上地十街10号百度大厦2层", "59922888"},
		"招商银行北京分行上地支行 110902160610402": {"招商银行北京分行上地支行", "110902160610402"},
		"上海市浦东新区1号，（021）12345678":      {"上海市浦东新区1号", "（021）12345678"},
		"上海市浦东新区 1号":                   {"上海市浦东新区 1号", ""},
		"59922888":                     {"59922888", ""},
		"":                             {"", ""},
	} {
		words, number := split(joined)
		require.Equal(t, want, [2]string{words, number})
	}
}
