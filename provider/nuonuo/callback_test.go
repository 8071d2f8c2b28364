package nuonuo_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider/nuonuo"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/sandboxtest"
)

// hint is what a callback is about.
type hint struct {
	Serial invoice.Serial
	Number string
}

// A callback is a hint: which serial to ask about.
func TestCallbacksAreRead(t *testing.T) {
	for name, given := range map[string]struct {
		form url.Values
		want hint
	}{
		"an order": {
			url.Values{"operater": {"callback"}, "orderno": {string(serial)}, "content": {
				`{"c_status":"1","c_fphm":"` + number + `","allElectronicInvoiceNumber":"` + number + `","c_fpqqlsh":"26110112000000000001","c_orderno":"` +
					string(serial) + `","c_qdbz":0}`,
			}},
			hint{Serial: serial, Number: number},
		},
		"an order that failed": {
			url.Values{"operater": {"callback"}, "orderno": {string(serial)}, "content": {`{"c_status":"2","c_fpqqlsh":"26110112000000000001"}`}},
			hint{Serial: serial},
		},
		"a void": {
			url.Values{"operater": {"invoiceInvalid"}, "fpqqlsh": {"26110112000000000001"}, "content": {`{"invalidStatus":3}`}},
			hint{},
		},
		"an application": {
			url.Values{"operater": {"invoiceApply"}, "orderno": {string(serial)}, "taxNo": {"1"}, "invoiceId": {"2"}}, hint{Serial: serial},
		},
		"a red document": {
			url.Values{"operater": {"invoiceRedCallback"}, "billNo": {"110000261100000001"}, "content": {`{"orderNo":"` + string(redSerial) + `"}`}},
			hint{Serial: redSerial},
		},
		"a form": {url.Values{"operater": {"redConfirmCallback"}, "billId": {string(redSerial)}, "content": {`{}`}}, hint{Serial: redSerial}},
	} {
		serial, number, err := nuonuo.ReadCallback(given.form)
		require.NoError(t, err, name)
		require.Equal(t, given.want, hint{serial, number}, name)
	}
	for _, form := range []url.Values{
		{}, {"operater": {"other"}}, {"operater": {"callback"}}, {"operater": {"callback"}, "orderno": {"x"}, "content": {"<html>"}},
	} {
		_, _, err := nuonuo.ReadCallback(form)
		require.Error(t, err, form)
	}
}

func FuzzReadCallback(f *testing.F) {
	f.Add("callback", string(serial), `{"c_fphm":null,"c_orderno":1}`)
	f.Add("invoiceInvalid", "", "\xbf\xaa")
	f.Fuzz(func(t *testing.T, operater, orderno, content string) {
		_, number, err := nuonuo.ReadCallback(url.Values{"operater": {operater}, "orderno": {orderno}, "content": {content}})
		if err == nil && number != "" {
			require.Regexp(t, `^[0-9]{20}$`, number)
		}
	})
}

// The sandbox calls back as Nuonuo does, again and again until it hears that it was heard.
func TestNuonuoCallsBackUntilItIsHeard(t *testing.T) {
	heard := make(chan url.Values, 8)
	var calls atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			_, _ = io.WriteString(w, `{"status":"9999","message":"later"}`)
			return
		}
		_ = r.ParseForm()
		heard <- r.PostForm
		_, _ = io.WriteString(w, `{"status":"0000","message":"同步成功"}`)
	}))
	t.Cleanup(receiver.Close)
	sandbox := sandboxtest.Start(t, "")
	made := client(t, sandbox, func(config *nuonuo.Config) { config.CallbackURL = receiver.URL })
	key := issued(t, made, providertest.Document(serial, providertest.Seller))
	select {
	case form := <-heard:
		serial, number, err := nuonuo.ReadCallback(form)
		require.NoError(t, err)
		require.Equal(t, hint{key.Serial, key.Number}, hint{serial, number})
	case <-time.After(10 * time.Second):
		t.Fatal("nobody called")
	}
}
