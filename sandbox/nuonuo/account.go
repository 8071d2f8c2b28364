package nuonuo

import (
	"encoding/json"
	"time"

	"kaipiao/domain/money"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/taxbureau"
)

// How often the bureau is asked anew for one account.
var (
	refreshLimits = []limit{{1, 30 * time.Second}, {20, day}}
	codeLimits    = []limit{{1, time.Minute}, {20, day}}
)

// tooOften is the text for what is asked too often; its code is made up.
const tooOften = "操作过于频繁，请稍后再试"

// heard is what the bureau said of the quota, and when.
type heard struct {
	taxbureau.Standing
	at time.Time
}

// kindOf is the kind of question about the account.
func kindOf(c call) string {
	var request struct{ QueryType string }
	_ = json.Unmarshal(c.body, &request) // it was checked
	return request.QueryType
}

// creditLine tells of the quota what was heard when it was last refreshed, or asked for first.
func (d *Desk) creditLine(c call) {
	if kindOf(c) == "0" && !d.within("credit", refreshLimits...) {
		refuse("E9999", tooOften).Write(c.w)
		return
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if kindOf(c) == "0" || d.quota.at.IsZero() {
		stands, err := d.register.Standing(TaxNumber)
		if err != nil {
			jsonhttp.Failed(err).Write(c.w)
			return
		}
		d.quota = heard{stands, d.now()}
	}
	left := d.quota.Remaining
	if d.faults.Stands(faults.Issue, faults.QuotaExhausted, "") {
		left = money.Zero
	}
	done(map[string]any{
		"requestStatus": "1", "message": "", "taxNum": TaxNumber, "extensionNumber": Extension, "account": "138****0000",
		"availableCreditLine": left.String(), "usedCreditLine": d.quota.Total.Sub(left).String(), "totalCreditLine": d.quota.Total.String(),
		"availableCount": 1000, "usedCount": 0, "invoicedBlueCount": 0, "amountUpdateTime": civil(d.quota.at),
	}).Write(c.w)
}

// certification tells whether somebody is logged in and has passed the face check.
func (d *Desk) certification(c call) {
	kind := kindOf(c)
	if kind == "0" && !d.within("certification", refreshLimits...) {
		refuse("E9999", tooOften).Write(c.w)
		return
	}
	status := "1"
	if d.faults.Stands(faults.Issue, faults.SessionExpired, "") {
		status = map[string]string{"0": "2", "1": "2", "2": "0"}[kind]
	}
	answer := map[string]string{"eleAccount": "138****0000", "certificationStatus": status, "extensionNumber": Extension}
	if kind == "2" {
		answer["loginType"] = "1"
	}
	done(answer).Write(c.w)
}

// shown is a code to be scanned.
type shown struct {
	content string
	ready   time.Time
	ends    time.Time
}

// How long a code takes to be made, and how long it can be scanned.
const (
	codeMaking = 50 * time.Millisecond
	codeLife   = 5 * time.Minute
)

// code draws a code for logging in or for the face check, or tells of the one that was drawn.
func (d *Desk) code(c call) {
	kind := kindOf(c)
	of := map[string]string{"0": "1", "1": "1", "2": "3", "3": "3"}[kind] // by the question that reads it
	if kind != of && !d.within("code", codeLimits...) {
		refuse("E9999", tooOften).Write(c.w)
		return
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	now := d.now()
	if kind != of {
		d.codes[of] = shown{"https://example.invalid/login?" + own(now.String()), now.Add(codeMaking), now.Add(codeLife)}
	}
	code, answer := d.codes[of], map[string]string{"status": "2", "message": "请先刷新二维码", "taxNum": TaxNumber, "extensionNumber": Extension}
	switch {
	case code.ends.IsZero():
	case now.Before(code.ready) || kind != of:
		answer["status"], answer["message"] = "0", "获取中"
	default:
		answer["status"], answer["message"], answer["qrCode"], answer["endTime"] = "1", "", code.content, civil(code.ends)
	}
	done(answer).Write(c.w)
}
