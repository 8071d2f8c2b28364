package sf_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/courier"
	"kaipiao/courier/couriertest"
	"kaipiao/courier/sf"
	"kaipiao/domain/parcel"
)

const (
	goldenReference = "018f3a52-0000-7000-8000-000000000001"
	goldenWaybill   = "SF7444400000001"
)

// golden answers every service with the answer of its file, and keeps what was sent.
type golden struct {
	sent map[string]url.Values
	// tokens are what was shown to get a file.
	tokens []string
	// instead answers a service otherwise.
	instead map[string]string
	url     string
}

func newGolden(t *testing.T, instead map[string]string) (*golden, *sf.Client) {
	t.Helper()
	g := &golden{sent: map[string]url.Values{}, instead: instead}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	g.url = server.URL
	config := contract(server.URL)
	config.PartnerID, config.CheckWord = "KPTEST", "check"
	config.Now = func() time.Time { return time.UnixMilli(1700000000000) }
	return g, client(t, config)
}

// ServeHTTP answers.
func (g *golden) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		g.tokens = append(g.tokens, r.Header.Get("X-Auth-token"))
		_, _ = w.Write([]byte("%PDF-1.4"))
		return
	}
	if r.ParseForm() != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	service := r.PostForm.Get("serviceCode")
	g.sent[service] = r.PostForm
	answer := []byte(g.instead[service])
	if len(answer) == 0 {
		var err error
		if answer, err = os.ReadFile(filepath.Join("testdata", service+".answer.json")); err != nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
	}
	_, _ = w.Write([]byte(strings.ReplaceAll(string(answer), "{{here}}", g.url)))
}

// requireSent holds what was sent to a service against its file. KAIPIAO_WRITE_GOLDEN=1 writes the file; look at it before you commit it.
func (g *golden) requireSent(t *testing.T, service string) {
	t.Helper()
	sent := g.sent[service]
	require.Regexp(t, `^[0-9a-f-]{36}$`, sent.Get("requestID"))
	shown := map[string]any{"msgData": json.RawMessage(sent.Get("msgData"))}
	for _, name := range []string{"partnerID", "serviceCode", "timestamp", "msgDigest"} {
		shown[name] = sent.Get(name)
	}
	content, err := json.MarshalIndent(shown, "", "  ")
	require.NoError(t, err)
	path := filepath.Join("testdata", service+".request.json")
	if os.Getenv("KAIPIAO_WRITE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(path, append(content, '\n'), 0o600))
	}
	expected, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(expected), string(content)+"\n")
}

func TestWhatIsSentAndAnsweredIsAsDocumented(t *testing.T) {
	const repeated = `{"apiResultCode":"A1000","apiResultData":"{\"success\":false,\"errorCode\":\"8016\",\"errorMsg\":\"重复下单\",\"msgData\":null}"}`
	order := couriertest.Order()
	order.Reference = goldenReference
	expected := courier.Shipment{Company: sf.Company, TrackingNumber: goldenWaybill}

	g, ours := newGolden(t, nil)
	shipment, err := ours.Ship(t.Context(), order)
	require.NoError(t, err)
	require.Equal(t, expected, shipment)
	g.requireSent(t, "EXP_RECE_CREATE_ORDER")

	require.NoError(t, ours.Cancel(t.Context(), order.Reference))
	g.requireSent(t, "EXP_RECE_UPDATE_ORDER")

	events, err := ours.Track(t.Context(), courier.Tracked{Reference: order.Reference, TrackingNumber: goldenWaybill, Phone: order.Recipient.Phone})
	require.NoError(t, err)
	g.requireSent(t, "EXP_RECE_SEARCH_ROUTES")
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return parsed.UTC()
	}
	require.Equal(t, []parcel.CourierEvent{
		{Reference: order.Reference, TrackingNumber: goldenWaybill, Status: parcel.PickedUp, At: at("2026-09-18T10:00:00+08:00")},
		{Reference: order.Reference, TrackingNumber: goldenWaybill, Status: parcel.InTransit, At: at("2026-09-19T12:02:10+08:00")},
		{Reference: order.Reference, TrackingNumber: goldenWaybill, Status: parcel.Signed, At: at("2026-09-19T16:20:31+08:00")},
	}, events, "401 is a signature or a locker: the remark decides")

	content, err := ours.Waybill(t.Context(), goldenWaybill)
	require.NoError(t, err)
	require.Equal(t, "%PDF-1.4", string(content))
	require.Equal(t, []string{"AUTH_tkv12_1234567890"}, g.tokens)
	g.requireSent(t, "COM_RECE_CLOUD_PRINT_WAYBILLS")

	g, ours = newGolden(t, map[string]string{"EXP_RECE_CREATE_ORDER": repeated})
	shipment, err = ours.Ship(t.Context(), order)
	require.NoError(t, err)
	require.Equal(t, expected, shipment, "8016: the order is asked about")
	g.requireSent(t, "EXP_RECE_SEARCH_ORDER_RESP")
}

// S7: a waybill has the recipient's address on it; it is fetched from SF alone, and the token goes nowhere else.
func TestS7AWaybillIsFetchedFromNobodyElse(t *testing.T) {
	other, _ := newGolden(t, nil)
	for _, address := range []string{
		other.url + "/file.pdf", "https://sf-express.com.example/file.pdf", "file:///etc/hostname", "https://eos.sf-express.com/f.pdf", ":",
	} {
		_, ours := newGolden(t, map[string]string{"COM_RECE_CLOUD_PRINT_WAYBILLS": `{"apiResultCode":"A1000",` +
			`"apiResultData":"{\"obj\":{\"files\":[{\"url\":\"` + address + `\",\"token\":\"t\",\"waybillNo\":\"` + goldenWaybill + `\"}]},\"success\":true}"}`})
		_, err := ours.Waybill(t.Context(), goldenWaybill)
		require.ErrorContains(t, err, "elsewhere than at SF Express", address)
	}
	require.Empty(t, other.tokens)
}
