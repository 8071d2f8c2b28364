package nuonuo

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"kaipiao/sandbox/push"
	"kaipiao/sandbox/taxbureau"
)

// owedAtMost is how many callbacks wait at once, the others are never made. A restart forgets them all, as nobody may rely on them.
const owedAtMost = 4096

const (
	callbackTimeout = 5 * time.Second
	callbackPause   = 20 * time.Millisecond
	answerLimit     = 4 << 10
)

// told are the fields of a callback.
type told map[string]string

// owed is a callback that is made once there is something to tell. Without fields there never will be.
type owed struct {
	url  string
	what func() (fields told, decided bool)
}

func (d *Desk) owe(one owed) {
	select {
	case d.owed <- one:
	default:
		slog.Warn("a callback of Nuonuo is left out", "waiting", owedAtMost)
	}
}

// Run makes the callbacks until the context ends, each again and again until it is answered with the status 0000.
func (d *Desk) Run(ctx context.Context) error {
	client := &http.Client{Timeout: callbackTimeout}
	defer client.CloseIdleConnections()
	var running sync.WaitGroup
	defer running.Wait()
	for {
		select {
		case <-ctx.Done():
			return nil
		case one := <-d.owed:
			running.Go(func() { one.make(ctx, client) })
		}
	}
}

func (o owed) make(ctx context.Context, client *http.Client) {
	fields, decided := o.what()
	for ; !decided; fields, decided = o.what() {
		if !push.Pause(ctx, callbackPause) {
			return
		}
	}
	for wait := push.FirstPause; len(fields) > 0 && !tell(ctx, client, o.url, fields); wait = min(2*wait, push.LongestPause) {
		if !push.Pause(ctx, wait) {
			return
		}
	}
}

// tell makes one callback, and reports whether it was taken.
func tell(ctx context.Context, client *http.Client, address string, fields told) bool {
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return true // nobody can be told there
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	content, _ := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	var answer struct{ Status string }
	return json.Unmarshal(content, &answer) == nil && answer.Status == "0000"
}

// written is the content of a callback.
func written(content map[string]any) string {
	text, _ := json.Marshal(content)
	return string(text)
}

// orderTold tells what became of an order: that it is issued, or where the company wants it, that it is not.
func (d *Desk) orderTold(serial string) (fields told, decided bool) {
	of, _, err := d.order(serial)
	if err != nil {
		return nil, false
	}
	status, because, err := d.status(of)
	switch {
	case err == nil && status == failed && d.settings.TellsFailures:
		return told{"operater": "callback", "orderno": serial, "content": written(map[string]any{
			"c_status": "2", "c_fpqqlsh": own(serial), "c_saletaxnum": TaxNumber, "c_errorMessage": because,
		})}, true
	case err == nil && status == failed && of.Parked == "":
		return nil, true
	case err != nil || status != issued:
		return nil, false
	}
	record, _, err := d.register.Record(serial)
	if err != nil {
		return nil, false
	}
	s := record.Submission
	return told{"operater": "callback", "orderno": serial, "content": written(map[string]any{
		"c_status": "1", "c_kprq": strconv.FormatInt(record.IssuedAt.UnixMilli(), 10), "c_fpdm": "", "c_fphm": record.Number,
		"allElectronicInvoiceNumber": record.Number, "c_fpqqlsh": own(serial), "c_orderno": serial, "c_bhsje": s.Net.String(), "c_hjse": s.Tax.String(),
		"c_hjje": s.Gross.String(), "c_invoice_line": string(s.InvoiceType), "c_clerk": s.Drawer, "c_saletaxnum": TaxNumber, "buyername": s.Buyer.Name,
		"taxnum": s.Buyer.TaxNumber, "c_qdbz": 0, "specificFactor": 0,
	})}, true
}

// voidTold tells that an invoice is void.
func voidTold(serial, number string) told {
	return told{"operater": "invoiceInvalid", "fpqqlsh": own(serial), "content": written(map[string]any{
		"invalidStatus": "3", "invalidErrorMessage": "", "allElectronicInvoiceNumber": number,
	})}
}

// formTold tells that a form stands where it waits for nobody at the bureau.
func (d *Desk) formTold(serial string) (fields told, decided bool) {
	found, exists, err := d.find(serial, "")
	if err != nil || !exists || (found.result.Status == taxbureau.Issuing && found.result.State != taxbureau.AwaitsBuyer) {
		return nil, false
	}
	return told{"operater": "redConfirmCallback", "billId": serial, "content": written(map[string]any{
		"billId": serial, "billNo": found.result.Form, "billStatus": found.billStatus(),
	})}, true
}
