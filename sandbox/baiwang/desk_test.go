package baiwang_test

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/baiwang"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/world"
)

// caller calls the vendor as its documents say, without the client.
type caller struct {
	*sandboxtest.Sandbox
	token string
}

func newCaller(t *testing.T, changes ...func(*world.Config)) caller {
	t.Helper()
	made := caller{Sandbox: sandboxtest.Start(t, "", changes...)}
	made.login(t)
	return made
}

func (c *caller) login(t *testing.T) {
	t.Helper()
	sum := sha256.Sum256([]byte(baiwang.Password + baiwang.Salt))
	answer := c.send(t, url.Values{
		"method": {"baiwang.oauth.token"}, "grant_type": {"password"}, "client_id": {baiwang.AppKey}, "version": {"7.0"}, "timestamp": {"1"},
	}, fmt.Sprintf(`{"username":%q,"password":%q,"client_secret":%q}`, baiwang.User, hex.EncodeToString(sum[:]), baiwang.AppSecret))
	c.token = answer["response"].(map[string]any)["access_token"].(string)
}

func (c *caller) send(t *testing.T, query url.Values, body string) (answer map[string]any) {
	t.Helper()
	response, err := http.Post(c.URL+baiwang.Path+"?"+query.Encode(), "application/json", strings.NewReader(body))
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &answer), string(content))
	return answer
}

// signed are the parameters of a call.
func (c *caller) signed(method, version, body string) url.Values {
	query := url.Values{
		"method": {method}, "version": {version}, "appKey": {baiwang.AppKey}, "format": {"json"}, "timestamp": {"1795833000000"},
		"token": {c.token}, "type": {"sync"}, "requestId": {"1"},
	}
	if version == "7.0" {
		query.Set("signType", "MD5")
		query.Set("encryptType", "NONE")
		query.Set("encryptScope", "00")
	}
	signed := baiwang.AppSecret
	for _, key := range slices.Sorted(maps.Keys(query)) {
		signed += key + query.Get(key)
	}
	sum := md5.Sum([]byte(signed + body + baiwang.AppSecret))
	query.Set("sign", strings.ToUpper(hex.EncodeToString(sum[:])))
	return query
}

func (c *caller) call(t *testing.T, method, version, body string) map[string]any {
	t.Helper()
	return c.send(t, c.signed("baiwang.output."+method, version, body), body)
}

// code is the vendor's code of a refusal; empty for an answer.
func code(answer map[string]any) string {
	if refused, is := answer["errorResponse"].(map[string]any); is {
		return refused["code"].(string)
	}
	return ""
}

func issueBody(serial, more string) string {
	return `{"taxNo":"91110000802100433B","data":{"serialNo":"` + serial + `","invoiceTypeCode":"02","invoiceType":"0","priceTaxMark":"0",
	"taxationMethod":"0","buyerName":"深圳市示例科技有限公司","invoiceTotalPrice":100.00,"invoiceTotalTax":6.00,"invoiceTotalPriceTax":106.00` + more + `,
	"invoiceDetailsList":[{"goodsLineNo":1,"invoiceLineNature":"0","goodsCode":"3040203000000000000","goodsName":"云服务器","goodsTotalPrice":100.00,
	"goodsTotalTax":6.00,"goodsTaxRate":0.06}]}}`
}

const (
	issue = "invoice.issue"
	query = "invoice.query"
	empty = `{"taxNo":"91110000802100433B","data":{"invoiceNo":"1"}}`
)

func TestTheGateChecksWhoCallsAndTheBytesThatCame(t *testing.T) {
	var late atomic.Int64
	desk := newCaller(t, func(config *world.Config) {
		config.Now = func() time.Time { return time.Now().Add(time.Duration(late.Load())) }
	})
	require.Empty(t, code(desk.call(t, query, "6.0", empty)))
	require.Equal(t, "100007", code(desk.send(t, desk.signed("baiwang.output."+query, "6.0", empty), empty+" ")), "one byte more was signed")
	late.Store(int64(8*time.Hour + time.Second))
	require.Equal(t, "100002", code(desk.call(t, query, "6.0", empty)))
	desk.login(t)
	require.Empty(t, code(desk.call(t, query, "6.0", empty)))
	request, err := http.NewRequest(http.MethodDelete, desk.URL+"/baiwang/tokens", http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, "100001", code(desk.call(t, query, "6.0", empty)))

	for name, body := range map[string]string{
		"the password": `{"username":"sandbox@baiwang.example","password":"x","client_secret":"baiwang-sandbox-app-secret"}`,
		"the secret":   `{"username":"sandbox@baiwang.example","password":"x","client_secret":"x"}`,
		"nothing":      ``,
	} {
		answer := desk.send(t, url.Values{
			"method": {"baiwang.oauth.token"}, "grant_type": {"password"}, "client_id": {baiwang.AppKey}, "version": {"7.0"}, "timestamp": {"1"},
		}, body)
		require.NotEmpty(t, code(answer), name)
	}
}

func TestTheMembersOfACallAreChecked(t *testing.T) {
	desk := newCaller(t)
	const operate = `{"taxNo":"1","sellerTaxNo":"1","redConfirmNo":"1","confirmType":"03"}`
	for name, given := range map[string]struct{ method, version, body, code string }{
		"an unknown call":         {"invoice.unheard", "6.0", empty, "sandbox-members"},
		"the wrong version":       {query, "7.0", empty, "sandbox-members"},
		"no data":                 {query, "6.0", `{"taxNo":"1","invoiceNo":"1"}`, "70169"},
		"no seller":               {query, "6.0", `{"data":{"invoiceNo":"1"}}`, "70169"},
		"data where there is one": {"redinvoice.operate", "7.0", `{"taxNo":"1","sellerTaxNo":"1","confirmType":"03","data":{}}`, "sandbox-members"},
		"a flat body":             {"redinvoice.operate", "7.0", operate, "sandbox-unknown"},
		"an unknown member":       {query, "6.0", `{"taxNo":"1","data":{"invoiceDateStart":"2026-11-28"}}`, "sandbox-members"},
		"a required member":       {issue, "6.0", issueBody("", ""), "70169"},
		"a long serial":           {issue, "6.0", issueBody(strings.Repeat("K", 51), ""), "sandbox-members"},
		"a long remark":           {issue, "6.0", issueBody("KP1", `,"remarks":"`+strings.Repeat("备", 231)+`"`), "sandbox-members"},
		"a text for a number":     {issue, "6.0", strings.Replace(issueBody("KP1", ""), ":100.00,", `:"100.00",`, 1), "sandbox-members"},
		"no such type":            {issue, "6.0", strings.Replace(issueBody("KP1", ""), `"02"`, `"026"`, 1), "20019"},
		"no JSON":                 {query, "6.0", `{`, "sandbox-members"},
		"no list":                 {query, "6.0", `[]`, "sandbox-members"},
		"a page too long":         {query, "6.0", `{"taxNo":"1","data":{"pageSize":101}}`, "sandbox-members"},
	} {
		require.Equal(t, given.code, code(desk.call(t, given.method, given.version, given.body)), name)
	}
	require.Empty(t, desk.Issued(t))
}

func TestADocumentIsIssuedWhileTheCallerWaits(t *testing.T) {
	desk := newCaller(t)
	document := func(answer map[string]any, list string) map[string]any {
		require.Empty(t, code(answer))
		found := answer["response"].(map[string]any)[list].([]any)
		require.Len(t, found, 1)
		return found[0].(map[string]any)
	}
	issued := document(desk.call(t, issue, "6.0", issueBody("KP1", "")), "success")
	require.Regexp(t, `^[0-9]{20}$`, issued["invoiceNo"])
	require.Regexp(t, `^[0-9]{14}$`, issued["invoiceDate"])
	line := issued["invoiceDetailsList"].([]any)[0].(map[string]any)
	require.Equal(t, "*信息系统服务*云服务器", line["goodsName"], "items have the short names of their codes")
	again := document(desk.call(t, issue, "6.0", issueBody("KP1", "")), "fail")
	require.Contains(t, again["failCause"], "流水号已存在")
	require.Len(t, desk.Issued(t), 1)

	refused := strings.Replace(issueBody("KP2", ""), "6.00", "9.00", 1)
	for range 2 {
		require.Contains(t, document(desk.call(t, issue, "6.0", refused), "fail")["failCause"], "税额", "the same serial fails for the same cause")
	}
	shown := desk.call(t, query, "6.0", `{"taxNo":"1","data":{"serialNo":"KP2"}}`)
	require.Empty(t, shown["response"], "what failed is not shown")

	response, err := http.Post(desk.URL+"/quota", "application/json", strings.NewReader(`{"seller":"91110000802100433B","total":"150.00"}`))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, document(desk.call(t, issue, "6.0", issueBody("KP3", "")), "fail")["failCause"], "额度")
}

func TestFilesAreMadeOnlyWhenTheyAreAskedFor(t *testing.T) {
	desk := newCaller(t)
	desk.call(t, issue, "6.0", issueBody("KP1", ""))
	number := desk.Issued(t)[0].Number
	body := `{"taxNo":"1","data":{"invoiceIssueMode":"1","invoiceNo":"` + number + `"}}`
	require.Empty(t, desk.call(t, "format.create", "6.0", body)["response"])
	made := desk.call(t, "format.create", "6.0", body)["response"].(map[string]any)
	response, err := http.Get(made["queryData"].(string))
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(content), "%PDF-"))
	require.NotEmpty(t, code(desk.call(t, "format.create", "6.0", strings.Replace(body, number, "1", 1))))
}

// Nothing is ever being sealed here: an order to fail so neither strikes nor keeps the files away for ever.
func TestNothingIsSealed(t *testing.T) {
	desk := newCaller(t)
	for _, operation := range []faults.Operation{faults.Issue, faults.Query} {
		desk.Order(t, faults.Fault{Operation: operation, Mode: faults.SealFailed, Times: 1})
	}
	desk.call(t, issue, "6.0", issueBody("KP1", ""))
	require.Len(t, desk.call(t, query, "6.0", `{"taxNo":"1","data":{"serialNo":"KP1"}}`)["response"].([]any), 1)
	body := `{"taxNo":"1","data":{"invoiceIssueMode":"1","invoiceNo":"` + desk.Issued(t)[0].Number + `"}}`
	require.Empty(t, desk.call(t, "format.create", "6.0", body)["response"])
	require.NotEmpty(t, desk.call(t, "format.create", "6.0", body)["response"])
}

func TestTheListOfFormsIsReadOnceADay(t *testing.T) {
	desk := newCaller(t)
	body := func(page string) string {
		return `{"taxNo":"1","sellerTaxNo":"1","buySelSelector":"0","entryIdentity":"02","pageNo":` + page + `,"pageSize":50}`
	}
	require.Empty(t, code(desk.call(t, "redinvoice.formlist", "7.0", body("1"))))
	require.Empty(t, code(desk.call(t, "redinvoice.formlist", "7.0", body("2"))), "its pages are of one reading")
	require.NotEmpty(t, code(desk.call(t, "redinvoice.formlist", "7.0", body("1"))))
}

func TestAnAnswerThatIsDroppedIsOfADocumentThatExists(t *testing.T) {
	desk := newCaller(t)
	desk.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.DropAfterCommit, Times: 1})
	body := issueBody("KP1", "")
	response, err := http.Post(desk.URL+baiwang.Path+"?"+desk.signed("baiwang.output."+issue, "6.0", body).Encode(), "application/json",
		strings.NewReader(body))
	if err == nil {
		_ = response.Body.Close()
	}
	require.Error(t, err)
	require.Len(t, desk.Issued(t), 1, "at once, and not only some time later")
	found := desk.call(t, query, "6.0", `{"taxNo":"1","data":{"serialNo":"KP1"}}`)["response"].([]any)
	require.Len(t, found, 1)
}
