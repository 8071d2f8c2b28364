package nuonuo

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // Nuonuo's rule
	"encoding/base64"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"kaipiao/sandbox/jsonhttp"
)

// clockTolerance is how far a caller's clock may be off.
const clockTolerance = 10 * time.Minute

// token hands out a token, so many in 30 days.
func (d *Desk) token(w http.ResponseWriter, r *http.Request) {
	wrong := func(code, describe string) {
		jsonhttp.JSON(http.StatusOK, map[string]string{"error": code, "error_description": describe}).Write(w)
	}
	switch {
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		wrong("070315", "contentType error")
	case r.PostFormValue("client_id") != AppKey:
		wrong("070304", "client_id invalid")
	case r.PostFormValue("client_secret") != AppSecret:
		wrong("070305", "client_secret invalid")
	case r.PostFormValue("grant_type") != "client_credentials":
		wrong("070307", "Incorrect appType")
	case !d.within("token", limit{d.settings.Tokens, 30 * day}):
		wrong("070306", "accessToken call limit reached")
	default:
		token := strings.ToLower(rand.Text())
		d.mutex.Lock()
		defer d.mutex.Unlock()
		d.tokens[token] = d.now().Add(d.settings.TokenLife)
		jsonhttp.JSON(http.StatusOK, map[string]string{
			"access_token": token, "expires_in": strconv.Itoa(int(d.settings.TokenLife.Seconds())),
		}).Write(w)
	}
}

var (
	idFormat    = regexp.MustCompile(`^[0-9A-Za-z]{32}$`)
	nonceFormat = regexp.MustCompile(`^[1-9][0-9]{7}$`)
)

// gate checks who calls, and which call it is. Without a code all is well.
func (d *Desk) gate(r *http.Request, content []byte) (m method, code, describe string) {
	query := r.URL.Query()
	sent, err := strconv.ParseInt(query.Get("timestamp"), 10, 64)
	off := d.now().Sub(time.Unix(sent, 0)).Abs()
	d.mutex.Lock()
	ends, known := d.tokens[r.Header.Get("accessToken")]
	d.mutex.Unlock()
	name, prefixed := strings.CutPrefix(r.Header.Get("method"), "nuonuo.OpeMplatform.")
	m, is := methods[name]
	switch {
	case !isJSON(r) || !idFormat.MatchString(query.Get("senid")) || !nonceFormat.MatchString(query.Get("nonce")):
		return m, "0201", "参数异常"
	case query.Get("appkey") != AppKey:
		return m, "070101", "appKey无效"
	case err != nil || off > clockTolerance || r.Header.Get("X-Nuonuo-Sign") != sign(query.Get("senid"), query.Get("nonce"), query.Get("timestamp"), content):
		return m, "070601", "签名不匹配"
	case !known || !d.now().Before(ends):
		return m, "070301", "accessToken与appKey不匹配"
	case r.Header.Get("userTax") != "" && r.Header.Get("userTax") != TaxNumber:
		return m, "070401", "用户与token不匹配"
	case !prefixed || !is:
		return m, "070501", "API不存在"
	}
	return m, "", ""
}

// isJSON: the type is application/json, with or without saying that it is UTF-8, as Nuonuo's public clients do.
func isJSON(r *http.Request) bool {
	kind, more, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset, said := more["charset"]
	return err == nil && kind == "application/json" && (!said || strings.EqualFold(charset, "utf-8"))
}

func sign(id, nonce, at string, content []byte) string {
	mac := hmac.New(sha1.New, []byte(AppSecret))
	_, _ = fmt.Fprintf(mac, "a=services&l=v1&p=open&k=%s&i=%s&n=%s&t=%s&f=%s", AppKey, id, nonce, at, content)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
