package sf

import (
	"crypto/md5" //nolint:gosec // the platform signs with it
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"kaipiao/sandbox/jsonhttp"
)

// What the platform takes at most, and how old a call may be.
const (
	bodyLimit  = 1 << 20
	longestAge = 15 * time.Minute
)

// call is a call in order.
type call struct {
	service string
	message []byte
}

// The codes of the platform that are answered here, with what is said beside them.
var platformWords = map[string]string{
	"A1001": "必传参数不可为空", "A1002": "请求时效已过期", "A1004": "无对应服务权限", "A1005": "流量受控", "A1006": "数字签名无效",
	"A1007": "重复请求", "A1009": "后端服务异常",
}

// longest are the fields of a call, and how many bytes each may have.
var longest = map[string]int{"partnerID": 64, "requestID": 40, "serviceCode": 50, "timestamp": 20, "msgDigest": 128, "msgData": bodyLimit}

// read checks the envelope of a call; otherwise it tells the platform's code.
func (d *Desk) read(w http.ResponseWriter, r *http.Request) (call, string) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	if err := r.ParseForm(); err != nil {
		return call{}, "A1001"
	}
	for name, most := range longest {
		if value := r.PostForm.Get(name); value == "" || len(value) > most {
			return call{}, "A1001"
		}
	}
	sent, err := strconv.ParseInt(r.PostForm.Get("timestamp"), 10, 64)
	age := d.now().Sub(instant(sent))
	switch {
	case err != nil || age.Abs() > longestAge:
		return call{}, "A1002"
	case r.PostForm.Get("partnerID") != d.config.PartnerID:
		return call{}, "A1004"
	case !d.signed(r.PostForm.Get("msgData"), r.PostForm.Get("timestamp"), r.PostForm.Get("msgDigest")):
		return call{}, "A1006"
	case d.seen(r.PostForm.Get("requestID")):
		return call{}, "A1007"
	}
	return call{r.PostForm.Get("serviceCode"), []byte(r.PostForm.Get("msgData"))}, ""
}

// instant reads a timestamp: milliseconds as in the platform's own sample, or seconds as public clients send them.
func instant(sent int64) time.Time {
	if sent < 100_000_000_000 {
		return time.Unix(sent, 0)
	}
	return time.UnixMilli(sent)
}

// signed demands the digest over the encoded text.
func (d *Desk) signed(message, timestamp, digest string) bool {
	sum := md5.Sum([]byte(urlEncoder(message + timestamp + d.config.CheckWord))) //nolint:gosec // as above
	return subtle.ConstantTimeCompare([]byte(base64.StdEncoding.EncodeToString(sum[:])), []byte(digest)) == 1
}

// urlEncoder is java.net.URLEncoder with UTF-8.
func urlEncoder(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		switch {
		case b == ' ':
			out.WriteByte('+')
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', strings.IndexByte("*-_.", b) >= 0:
			out.WriteByte(b)
		default:
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}

// seen reports whether a request was made before, and remembers it as long as it could be repeated.
func (d *Desk) seen(request string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	for id, at := range d.requests {
		if now.Sub(at) > 2*longestAge {
			delete(d.requests, id)
		}
	}
	_, before := d.requests[request]
	d.requests[request] = now
	return before
}

// envelope is every answer. Data is a text that holds JSON.
type envelope struct {
	Said string `json:"apiErrorMsg"`
	ID   string `json:"apiResponseID"`
	Code string `json:"apiResultCode"`
	Data string `json:"apiResultData"`
}

// result is what a service answers, within the envelope.
type result struct {
	Success bool   `json:"success"`
	Code    string `json:"errorCode,omitempty"`
	Said    string `json:"errorMsg"`
	Message any    `json:"msgData,omitempty"`
	Object  any    `json:"obj,omitempty"`
}

// platform refuses a call as such.
func platform(code string) jsonhttp.Answer {
	return jsonhttp.JSON(http.StatusOK, envelope{Said: platformWords[code], ID: strings.ReplaceAll(uuid.NewString(), "-", ""), Code: code})
}

// inside answers what a service says.
func inside(said result) jsonhttp.Answer {
	content, err := json.Marshal(said)
	if err != nil {
		return jsonhttp.Failed(err)
	}
	return jsonhttp.JSON(http.StatusOK, envelope{ID: strings.ReplaceAll(uuid.NewString(), "-", ""), Code: "A1000", Data: string(content)})
}

// done answers that a service has done it.
func done(message any) jsonhttp.Answer {
	return inside(result{Success: true, Code: "S0000", Message: message})
}

// refusal answers that a service does not do it.
func refusal(code, said string) jsonhttp.Answer { return inside(result{Code: code, Said: said}) }

// failed answers that the sandbox itself failed.
func failed(error) jsonhttp.Answer { return platform("A1009") }
