package sf_test

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/sf"
	"kaipiao/sandbox/world"
)

// order is a call's message that is in order, without letters that are encoded differently by anybody.
const order = `{"language":"zh-CN","orderId":"KP-1","cargoDetails":[{"name":"发票","count":1}],"contactInfoList":[` +
	`{"contactType":1,"contact":"财务部","mobile":"075500000000","country":"CN","address":"深圳市沙箱路1号"},` +
	`{"contactType":2,"contact":"王芳","mobile":"13800000000","country":"CN","address":"北京市上地十街10号"}],` +
	`"monthlyCard":"7551234567","expressTypeId":2,"payMethod":1,"parcelQty":1,"isDocall":1,"isGenWaybillNo":1}`

// form is a call in order. For these messages Go encodes as Java does.
func form(message string) url.Values { return formAt(message, time.Now().UnixMilli()) }

func formAt(message string, at int64) url.Values {
	timestamp := strconv.FormatInt(at, 10)
	return url.Values{
		"partnerID": {sf.PartnerID}, "requestID": {uuid.NewString()}, "serviceCode": {"EXP_RECE_CREATE_ORDER"}, "timestamp": {timestamp},
		"msgData": {message}, "msgDigest": {signed(url.QueryEscape(message + timestamp + sf.CheckWord))},
	}
}

func signed(text string) string {
	sum := md5.Sum([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// call makes a call; said is what is in its answer's text, code the platform's and otherwise the service's.
func call(t *testing.T, at string, sent url.Values) (code string, said map[string]any) {
	t.Helper()
	response, err := http.PostForm(at+sf.Path, sent)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.Equal(t, http.StatusOK, response.StatusCode)
	var answer struct {
		Code string `json:"apiResultCode"`
		Data string `json:"apiResultData"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	if answer.Code != "A1000" {
		return answer.Code, nil
	}
	require.NoError(t, json.Unmarshal([]byte(answer.Data), &said))
	return said["errorCode"].(string), said
}

func TestACallThatIsNotInOrderHasItsCode(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	for code, change := range map[string]func(url.Values){
		"A1001": func(c url.Values) { c.Del("serviceCode") },
		"A1002": func(c url.Values) {
			c.Set("timestamp", strconv.FormatInt(time.Now().Add(-time.Hour).UnixMilli(), 10))
		},
		"A1004": func(c url.Values) { c.Set("partnerID", "SOMEBODY") },
		"A1006": func(c url.Values) { c.Set("msgDigest", signed(order+c.Get("timestamp")+sf.CheckWord)) }, // without the encoding
	} {
		given := form(order)
		change(given)
		got, _ := call(t, sandbox.URL, given)
		require.Equal(t, code, got)
	}
	given := form(order)
	code, said := call(t, sandbox.URL, given)
	require.Equal(t, "S0000", code, said)
	code, _ = call(t, sandbox.URL, given)
	require.Equal(t, "A1007", code, "the same request again")
	code, _ = call(t, sandbox.URL, form(order))
	require.Equal(t, "8016", code, "the same order again")
	code, _ = call(t, sandbox.URL, formAt(order, time.Now().Unix()))
	require.Equal(t, "8016", code, "a client that counts seconds")
	code, _ = call(t, sandbox.URL, formAt(order, time.Now().Add(-time.Hour).Unix()))
	require.Equal(t, "A1002", code, "seconds that are too old")
	for expected, message := range map[string]string{
		"6135": "{", "1014": strings.Replace(order, "北京市上地十街10号", "", 1), "1016": strings.Replace(order, "13800000000", "", 1),
		"8114": strings.Replace(order, "7551234567", "7550000000", 1), "1023": strings.Replace(order, `"name":"发票"`, `"name":""`, 1),
		"8256": strings.Replace(order, `"payMethod":1`, `"payMethod":9`, 1), "1010": strings.Replace(order, "深圳市沙箱路1号", "", 1),
	} {
		code, said = call(t, sandbox.URL, form(message))
		require.Equal(t, expected, code, said)
	}
	require.Len(t, sandbox.Parcels(t), 1)
}

// Each route is pushed until it is acknowledged in SF's words; HTTP status 200 is not enough.
func TestARouteIsPushedUntilItIsAcknowledged(t *testing.T) {
	pushes := make(chan string, 100)
	refusals := 2
	ours := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		pushes <- string(body)
		answer := `{"return_code":"0000","return_msg":"成功"}`
		if refusals > 0 {
			refusals--
			answer = `{"return_code":"1000","return_msg":"失败"}`
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(ours.Close)
	sandbox := sandboxtest.Start(t, "", func(c *world.Config) { c.SF.PushURL = ours.URL })
	_, said := call(t, sandbox.URL, form(order))
	require.NotNil(t, said)
	var codes []string
	times := map[string]int{}
	for len(codes) == 0 || codes[len(codes)-1] != "80" {
		select {
		case body := <-pushes:
			var push struct {
				Body struct {
					Routes []struct {
						OrderID string `json:"orderid"`
						Code    string `json:"opCode"`
						ID      string `json:"id"`
					} `json:"WaybillRoute"`
				} `json:"Body"`
			}
			require.NoError(t, json.Unmarshal([]byte(body), &push))
			for _, route := range push.Body.Routes {
				require.Equal(t, "KP-1", route.OrderID)
				if times[route.ID]++; times[route.ID] == 1 {
					codes = append(codes, route.Code)
				}
			}
		case <-time.After(20 * time.Second):
			require.FailNow(t, "the parcel does not arrive", codes)
		}
	}
	require.Equal(t, []string{"50", "30", "204", "80"}, codes)
}
