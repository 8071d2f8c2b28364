// Package baiwang is the simulated tax provider Baiwang 百望云: its calls as they go over the wire, on the same register of legal documents
// as the other providers of the sandbox and under the same book of faults.
package baiwang

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/taxbureau"
)

// The credentials of the one account. They are invented, and secret to nobody.
const (
	AppKey     = "1000000000001"
	AppSecret  = "baiwang-sandbox-app-secret"
	User       = "sandbox@baiwang.example"
	Password   = "baiwang-sandbox-password"
	Salt       = "baiwang-sandbox-salt"
	TaxNumber  = "91110000802100433B"
	SellerName = "北京百度网讯科技有限公司"
)

// Path is where the calls go.
const Path = "/baiwang/router/rest"

// bodyLimit is more than an invoice of 2,000 lines takes.
const bodyLimit = 4 << 20

// Settings are what the vendor's own limits are here; a zero is the vendor's.
type Settings struct {
	// TokenLife is how long a token is good for; 0 is 8 hours.
	TokenLife time.Duration
	// FormListsPerDay is how often a day the list of red-letter forms may be read; 0 is once.
	FormListsPerDay int
}

// patience is how long issuing waits for the bureau.
const patience = 10 * time.Second

// Desk serves the vendor's calls. It is safe for concurrent use.
type Desk struct {
	register *taxbureau.Register
	faults   *faults.Book
	press    *fapiao.Press
	settings Settings
	now      func() time.Time
	mutex    sync.Mutex
	// tokens are those that were handed out, with their ends; made are the numbers whose files were asked for; read is how often the
	// list of forms was read on a day. A restart forgets them, as the vendor may.
	tokens map[string]time.Time
	made   map[string]bool
	read   map[string]int
}

// NewDesk serves a register under the standing faults; the press makes the files, and now tells the time.
func NewDesk(register *taxbureau.Register, book *faults.Book, press *fapiao.Press, settings Settings, now func() time.Time) *Desk {
	if settings.TokenLife == 0 {
		settings.TokenLife = 8 * time.Hour
	}
	if settings.FormListsPerDay == 0 {
		settings.FormListsPerDay = 1
	}
	return &Desk{
		register: register, faults: book, press: press, settings: settings, now: now,
		tokens: map[string]time.Time{}, made: map[string]bool{}, read: map[string]int{},
	}
}

// Register adds the calls.
func (d *Desk) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST "+Path, d.serve)
	mux.HandleFunc("GET /baiwang/files/{file}", d.download)
	mux.HandleFunc("DELETE /baiwang/tokens", func(w http.ResponseWriter, _ *http.Request) {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		clear(d.tokens)
		w.WriteHeader(http.StatusNoContent)
	})
}

// call is a request that is in order: with its parameters, and its members without what is around them.
type call struct {
	w     http.ResponseWriter
	r     *http.Request
	query url.Values
	body  []byte
}

func (d *Desk) serve(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		refuse(codeMembers, "请求报文无法读取").Write(w)
		return
	}
	query := r.URL.Query()
	if query.Get("method") == "baiwang.oauth.token" {
		d.token(query, content).Write(w)
		return
	}
	m, known := methods[query.Get("method")]
	if !known {
		refuse(codeMembers, "接口不存在").Write(w)
		return
	}
	if refused := d.gate(m, query, content); refused != nil {
		refused.Write(w)
		return
	}
	body, refused := m.members(content)
	if refused != nil {
		refused.Write(w)
		return
	}
	m.serve(d, call{w, r, query, body})
}

// The vendor's codes, and some of the sandbox's own where no source has any.
const (
	codeNoToken    = "100001"
	codeTokenEnded = "100002"
	codeSign       = "100007"
	codeEmpty      = "70169"
	codeType       = "20019"
	codeState      = "70035"
	codeMembers    = "sandbox-members"   // a member is unknown, too long or of the wrong kind
	codeKnown      = "sandbox-duplicate" // the serial of a form is known
	codeUnknown    = "sandbox-unknown"   // there is no such document or form
	codeBureau     = "sandbox-bureau"    // the bureau does not do it now
	codeOften      = "sandbox-often"
)

// The texts of the bureau; a client has no codes for what they say.
const (
	noQuota   = "开票预扣授信额度失败，授信额度不足本次开票金额"
	noSession = "电子税务局登录已失效，请开票员重新登录并完成人脸认证"
	tooOften  = "接口调用次数超过限制，请稍后再试"
	byOrder   = "税务局拒绝开具：纳税人状态异常（沙箱故障注入 reject）"
	isKnown   = "业务流水号已存在，请勿重复提交"
)

// respond is the answer to a call that was done, refuse to one that was not.
func respond(response any) jsonhttp.Answer {
	return jsonhttp.JSON(http.StatusOK, map[string]any{"success": true, "response": response})
}

func refuse(code, message string) jsonhttp.Answer {
	return jsonhttp.JSON(http.StatusOK, map[string]any{
		"success": false, "errorResponse": map[string]string{"code": code, "message": message, "subCode": "", "subMessage": ""},
	})
}

// troubled is the answer that a fault has ordered in place of any other, to what is asked or to what is done.
func troubled(mode faults.Mode) (answer jsonhttp.Answer, is bool) {
	switch mode {
	case faults.SessionExpired:
		return refuse(codeBureau, noSession), true
	case faults.QuotaExhausted:
		return refuse(codeOften, tooOften), true
	default:
		return answer, false
	}
}

// once reports whether something is done for the first time.
func (d *Desk) once(number string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	first := !d.made[number]
	d.made[number] = true
	return first
}

// until asks until it is decided, or patience ends.
func until(decided func() (bool, error)) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if done, err := decided(); done || err != nil {
			return err
		}
	}
	return fmt.Errorf("the bureau has not decided within %s", patience)
}
