package aggregator_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
)

// I11: a list with an entry that is not understood is no list: what is passed over would look as if the provider had nothing.
func TestI11AListThatIsNotUnderstoodIsAnError(t *testing.T) {
	order := invoice.ListOrder{From: time.Now().Add(-time.Hour), To: time.Now()}
	list := func(result string) (invoice.ListPage, error) {
		client, _ := scripted(t, map[string]string{"GET /documents": fmt.Sprintf(`{"code": "E0000", "result": %s}`, result)})
		return client.List(t.Context(), order)
	}
	const blue = `"kind": "blue", "serial": "S", "number": "26", "at": "2026-09-18T07:00:00Z", "net": "1.00", "tax": "0.06", "gross": "1.06"`
	page, err := list(`{"items": [{` + blue + `}], "next": "there"}`)
	require.NoError(t, err)
	require.Equal(t, "there", page.Next)
	require.Equal(t, invoice.Serial("S"), page.Items[0].Serial)
	for _, result := range []string{
		`{}`, `[]`, `{"items": null}`,
		`{"items": [{"kind": "green", "serial": "S", "number": "26", "at": "2026-09-18T07:00:00Z", "gross": "1.00"}]}`,
		`{"items": [{"kind": "blue", "serial": "", "number": "26", "at": "2026-09-18T07:00:00Z", "gross": "1.00"}]}`,
		`{"items": [{"kind": "blue", "serial": "S", "number": "26", "gross": "1.00"}]}`,
		`{"items": [{"kind": "red", "serial": "S", "number": "27", "of": "26", "at": "2026-09-18T07:00:00Z", "gross": "1.00"}]}`,
		`{"items": [{"kind": "red", "serial": "S", "number": "27", "at": "2026-09-18T07:00:00Z", "gross": "-1.00"}]}`,
		`{"items": [{"kind": "void", "number": "26", "at": "2026-09-18T07:00:00Z"}]}`,
		`{"items": [{"kind": "buyers_form", "serial": "S", "of": "26", "at": "2026-09-18T07:00:00Z", "gross": "-1.00"}]}`,
	} {
		_, err := list(result)
		require.Error(t, err, result)
	}
	client, _ := scripted(t, map[string]string{"GET /documents": `{"code": "E9430", "describe": "log in"}`})
	_, err = client.List(t.Context(), order)
	require.ErrorContains(t, err, "log in")
}
