// Package nuonuo is the simulated tax provider Nuonuo 诺诺: its calls as they go over the wire, on the same register of legal documents as the
// other providers of the sandbox and under the same book of faults.
package nuonuo

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
	"kaipiao/sandbox/taxbureau"
)

// The credentials of the one account. They are invented, and secret to nobody.
const (
	AppKey     = "10000001"
	AppSecret  = "NUONUOSANDBOXSECRET" //nolint:gosec // secret to nobody
	TaxNumber  = "91110000802100433B"
	SellerName = "北京百度网讯科技有限公司"
	// Extension is the one account at the bureau (分机号); nobody need say it.
	Extension = "1"
)

// Where the calls go, and where tokens come from.
const (
	Path      = "/nuonuo/open/v1/services"
	TokenPath = "/nuonuo/accessToken" //nolint:gosec // an address
)

// bodyLimit is more than an invoice of 2,000 lines takes.
const bodyLimit = 4 << 20

// Settings are how Nuonuo behaves where it may behave otherwise; a zero is what it is said to do.
type Settings struct {
	// TokenLife is how long a token is good for; 0 is 24 hours. Tokens are how many it hands out in 30 days; 0 is 50.
	TokenLife time.Duration
	Tokens    int
	// Hidden is how long an order is not found after it was taken; 0 is 20 ms. Sealing is how long an issued document is being sealed, and a
	// paper one being voided; 0 is 20 ms.
	Hidden  time.Duration
	Sealing time.Duration
	// NoXML: the company has the option off that gives XML files. TellsFailures: that a failure is called back, too.
	NoXML         bool
	TellsFailures bool
}

// unless is a setting, or what there is instead.
func unless[T comparable](set *T, instead T) {
	var zero T
	if *set == zero {
		*set = instead
	}
}

// Desk serves Nuonuo's calls. It is safe for concurrent use.
type Desk struct {
	store    *store.Store
	register *taxbureau.Register
	faults   *faults.Book
	press    *fapiao.Press
	settings Settings
	now      func() time.Time
	owed     chan owed
	// orders is held while one is taken or taken up again, so that each is once.
	orders sync.Mutex
	// mutex guards what a restart forgets.
	mutex sync.Mutex
	// tokens are those that were handed out, with their ends; made is when calls were made that are counted, by their kind.
	tokens map[string]time.Time
	made   map[string][]time.Time
	// quota is what was last heard from the bureau, and codes are the codes to be scanned, by their kind.
	quota heard
	codes map[string]shown
}

// NewDesk serves a register under the standing faults; the press makes the files, and now tells the time.
func NewDesk(
	in *store.Store, register *taxbureau.Register, book *faults.Book, press *fapiao.Press, settings Settings, now func() time.Time,
) *Desk {
	unless(&settings.TokenLife, 24*time.Hour)
	unless(&settings.Tokens, 50)
	unless(&settings.Hidden, 20*time.Millisecond)
	unless(&settings.Sealing, 20*time.Millisecond)
	return &Desk{
		store: in, register: register, faults: book, press: press, settings: settings, now: now, owed: make(chan owed, owedAtMost),
		tokens: map[string]time.Time{}, made: map[string][]time.Time{}, codes: map[string]shown{},
	}
}

// Register adds the calls.
func (d *Desk) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST "+Path, d.serve)
	mux.HandleFunc("POST "+TokenPath, d.token)
	mux.HandleFunc("GET /nuonuo/files/{file}", d.download)
	mux.HandleFunc("DELETE /nuonuo/tokens", func(w http.ResponseWriter, _ *http.Request) {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		clear(d.tokens)
		w.WriteHeader(http.StatusNoContent)
	})
}

// call is a request that is in order.
type call struct {
	w    http.ResponseWriter
	r    *http.Request
	body []byte
}

// method is one of the calls: what its parameters are, and what serves it.
type method struct {
	fields fields
	serve  func(*Desk, call)
}

// methods are the calls, without what all begin with.
var methods map[string]method

func init() { //nolint:gochecknoinits // the calls and what serves them name each other
	methods = map[string]method{
		"requestBillingNew":        {orderFields, (*Desk).issue},
		"queryInvoiceResult":       {queryFields, (*Desk).query},
		"reInvoice":                {againFields, (*Desk).again},
		"invoiceCancellation":      {cancelFields, (*Desk).cancel},
		"deliveryInvoice":          {deliverFields, (*Desk).deliver},
		"getCreditLine":            {accountFields("0 1"), (*Desk).creditLine},
		"getCertificationStatus":   {accountFields("0 1 2"), (*Desk).certification},
		"getQrCode":                {accountFields("0 1 2 3"), (*Desk).code},
		"saveInvoiceRedConfirm":    {formFields, (*Desk).enter},
		"queryInvoiceRedConfirm":   {formsFields, (*Desk).forms},
		"refreshInvoiceRedConfirm": {refreshFields, func(_ *Desk, c call) { done("刷新中").Write(c.w) }},
		"confirm":                  {confirmFields, (*Desk).confirm},
		"confirmInfoCancel":        {withdrawFields, (*Desk).withdraw},
		"fastInvoiceRed":           {fastFields, (*Desk).fast},
	}
}

func (d *Desk) serve(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		refuse("0201", "请求报文无法读取").Write(w)
		return
	}
	m, code, describe := d.gate(r, content)
	if code == "" {
		code, describe = m.fields.check(content)
	}
	if code != "" {
		refuse(code, describe).Write(w)
		return
	}
	m.serve(d, call{w, r, content})
}

// done is the answer to a call that was done, refuse to one that was not.
func done(result any) jsonhttp.Answer {
	return jsonhttp.JSON(http.StatusOK, map[string]any{"code": "E0000", "describe": "成功", "result": result})
}

func refuse(code, describe string) jsonhttp.Answer {
	return jsonhttp.JSON(http.StatusOK, map[string]any{"code": code, "describe": describe})
}

// The texts of the bureau, which have no codes.
const (
	noQuota   = "开票预扣授信额度失败，授信额度不足本次开票金额"
	noSession = "未登录数电账号，请登录电子税务局并完成人脸认证"
	byOrder   = "税务局拒绝开具：纳税人状态异常（沙箱故障注入 reject）"
	isKnown   = "申请号重复"
	exception = "服务异常，请稍后重试"
)

// own is Nuonuo's own serial of something that we have one for: twenty digits.
func own(serial string) string {
	sum := sha256.Sum256([]byte(serial))
	return fmt.Sprintf("2%019d", binary.BigEndian.Uint64(sum[:8])%1e18)
}

// within counts a call of a kind, and reports whether that was not too often. It holds the mutex.
func (d *Desk) within(kind string, limits ...limit) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	now := d.now()
	for _, limit := range limits {
		count := 0
		for _, at := range d.made[kind] {
			if at.After(now.Add(-limit.time)) {
				count++
			}
		}
		if count >= limit.calls {
			return false
		}
	}
	d.made[kind] = append(d.made[kind], now)
	return true
}

// limit is how many calls of a kind there may be within a time.
type limit struct {
	calls int
	time  time.Duration
}

const day = 24 * time.Hour
