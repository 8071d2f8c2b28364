package nuonuo_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/nuonuo"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/world"
)

// account calls the sandbox by hand.
type account struct {
	*sandboxtest.Sandbox
	token string
}

func open(t *testing.T, changes ...func(*world.Config)) account {
	t.Helper()
	of := account{Sandbox: sandboxtest.Start(t, "", changes...)}
	of.token = of.drawn(t, nuonuo.AppSecret)["access_token"]
	require.NotEmpty(t, of.token)
	return of
}

func (a account) drawn(t *testing.T, secret string) (answer map[string]string) {
	t.Helper()
	response, err := http.PostForm(a.URL+nuonuo.TokenPath, url.Values{
		"client_id": {nuonuo.AppKey}, "client_secret": {secret}, "grant_type": {"client_credentials"},
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	return answer
}

type answer struct {
	Code, Describe string
	Result         json.RawMessage
}

// call makes a call, with what is changed of the request.
func (a account) call(t *testing.T, method, body string, changes ...func(*http.Request)) (said answer) {
	t.Helper()
	at := strconv.FormatInt(time.Now().Unix(), 10)
	id := strings.Repeat("a", 32)
	mac := hmac.New(sha1.New, []byte(nuonuo.AppSecret))
	_, _ = fmt.Fprintf(mac, "a=services&l=v1&p=open&k=%s&i=%s&n=12345678&t=%s&f=%s", nuonuo.AppKey, id, at, body)
	query := url.Values{"senid": {id}, "nonce": {"12345678"}, "timestamp": {at}, "appkey": {nuonuo.AppKey}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL+nuonuo.Path+"?"+query.Encode(), strings.NewReader(body))
	require.NoError(t, err)
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-Nuonuo-Sign": base64.StdEncoding.EncodeToString(mac.Sum(nil)), "accessToken": a.token,
		"userTax": nuonuo.TaxNumber, "method": "nuonuo.OpeMplatform." + method,
	} {
		request.Header.Set(name, value)
	}
	for _, change := range changes {
		change(request)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &said))
	return said
}

const order = `{"order":{"buyerName":"深圳市示例科技有限公司","salerTaxNum":"91110000802100433B","orderNo":"KPAAAAAAAAAAAAAAAAAA","invoiceDate":"2026-11-01 12:00:00",
	"invoiceType":"1","invoiceLine":"pc","clerk":"王芳","pushMode":"-1","invoiceDetail":[{"goodsName":"云服务器","goodsCode":"3040203000000000000",
	"withTaxFlag":"0","taxRate":"0.06","tax":"6.00","taxExcludedAmount":"100.00","taxIncludedAmount":"106.00"}]}}`

const asked = `{"orderNos":["KPAAAAAAAAAAAAAAAAAA"],"isOfferInvoiceDetail":"1"}`

// What is not in order is refused with Nuonuo's codes.
func TestWhoCallsAndWhatIsChecked(t *testing.T) {
	of := open(t)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	query := func(name, value string) func(*http.Request) {
		return func(r *http.Request) {
			values := r.URL.Query()
			values.Set(name, value)
			r.URL.RawQuery = values.Encode()
		}
	}
	for code, change := range map[string]func(*http.Request){
		"070301": header("accessToken", "other"), "070401": header("userTax", "91440300MA5FAKE00D"), "070501": header("method", "nuonuo.OpeMplatform.x"),
		"070601": header("X-Nuonuo-Sign", "x"), "070101": query("appkey", "other"), "0201": query("nonce", "1"),
	} {
		require.Equal(t, code, of.call(t, "queryInvoiceResult", asked, change).Code)
	}
	for kind, code := range map[string]string{
		"application/json": "E9500", "application/json; charset=UTF-8": "E9500", "application/json;charset=gbk": "0201", "text/plain": "0201",
	} {
		require.Equal(t, code, of.call(t, "queryInvoiceResult", asked, header("Content-Type", kind)).Code, kind)
	}
	old := strconv.FormatInt(time.Now().Add(-time.Hour).Unix(), 10)
	require.Equal(t, "070601", of.call(t, "queryInvoiceResult", asked, query("timestamp", old)).Code, "its clock is off")
	require.Equal(t, "070305", of.drawn(t, "other")["error"])
	for body, code := range map[string]string{
		`{`:                       "E4000",
		`{"order":{"orderNo":1}}`: "E4000",
		strings.Replace(order, `"clerk":"王芳",`, "", 1):                           "E4000",
		strings.Replace(order, `"pc"`, `"zz"`, 1):                                "E4000",
		strings.Replace(order, "深圳市", strings.Repeat("深", 100), 1):               "E4000",
		strings.Replace(order, `"pushMode"`, `"push"`, 1):                        "E4000",
		strings.Replace(order, `"106.00"`, `"107.00"`, 1):                        "E9130",
		strings.Replace(order, `"tax":"6.00",`, ``, 1):                           "E9123",
		strings.Replace(order, "91110000802100433B", "91440300MA5FAKE00D", 1):    "E9301",
		order[:strings.Index(order, `"invoiceDetail"`)] + `"invoiceDetail":[]}}`: "E9122",
	} {
		require.Equal(t, code, of.call(t, "requestBillingNew", body).Code, body)
	}
	require.Equal(t, "E9611", of.call(t, "queryInvoiceResult", `{"serialNos":[]}`).Code)
	require.Empty(t, of.Issued(t))
}

// An order is hidden, then issued, then sealed; the same one again is refused.
func TestAnOrderGoesItsWay(t *testing.T) {
	of := open(t, func(config *world.Config) {
		config.Nuonuo = nuonuo.Settings{Hidden: 300 * time.Millisecond, Sealing: 300 * time.Millisecond}
		config.IssueDelay = 600 * time.Millisecond
	})
	require.Equal(t, "E0000", of.call(t, "requestBillingNew", order).Code)
	require.Equal(t, "E9106", of.call(t, "requestBillingNew", order).Code)
	seen := []string{}
	require.Eventually(t, func() bool {
		said := of.call(t, "queryInvoiceResult", asked)
		status := said.Code
		if status == "E0000" {
			var result []map[string]any
			require.NoError(t, json.Unmarshal(said.Result, &result))
			status = result[0]["status"].(string)
			require.Equal(t, status == "2", result[0]["pdfUrl"] != nil && result[0]["pdfUrl"] != "")
		}
		if len(seen) == 0 || seen[len(seen)-1] != status {
			seen = append(seen, status)
		}
		return status == "2"
	}, 10*time.Second, 20*time.Millisecond)
	require.Equal(t, []string{"E9500", "20", "21", "2"}, seen)
}

// An order that has failed for what passes is taken up again 20 times a day.
func TestAnOrderIsTakenUpAgainSoOften(t *testing.T) {
	of := open(t)
	of.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.QuotaExhausted})
	require.Equal(t, "E0000", of.call(t, "requestBillingNew", order).Code)
	for range 20 {
		require.Equal(t, "E0000", of.call(t, "reInvoice", `{"orderno":"KPAAAAAAAAAAAAAAAAAA"}`).Code)
	}
	require.Equal(t, "E9613", of.call(t, "reInvoice", `{"orderno":"KPAAAAAAAAAAAAAAAAAA"}`).Code)
	require.Equal(t, "E9500", of.call(t, "reInvoice", `{"orderno":"other"}`).Code)
	require.Empty(t, of.Issued(t))
}

// The bureau is asked anew so often, and tokens are handed out so often.
func TestWhatIsAskedTooOftenIsRefused(t *testing.T) {
	of := open(t, func(config *world.Config) { config.Nuonuo.Tokens = 3 })
	for _, call := range []struct{ method, kind, read string }{
		{"getCreditLine", "0", "1"}, {"getCertificationStatus", "0", "2"}, {"getQrCode", "2", "3"},
	} {
		require.Equal(t, "E0000", of.call(t, call.method, `{"queryType":"`+call.kind+`"}`).Code)
		require.Equal(t, "E9999", of.call(t, call.method, `{"queryType":"`+call.kind+`"}`).Code)
		require.Equal(t, "E0000", of.call(t, call.method, `{"queryType":"`+call.read+`"}`).Code)
	}
	of.drawn(t, nuonuo.AppSecret)
	of.drawn(t, nuonuo.AppSecret)
	require.Equal(t, "070306", of.drawn(t, nuonuo.AppSecret)["error"])
}
