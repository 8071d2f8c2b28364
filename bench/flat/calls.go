package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"kaipiao/access"
	"kaipiao/bench/histories"
	"kaipiao/console/consoletest"
)

// named lets in whoever says its own name: this is no place for secrets.
type named struct{}

// Verify knows the upstream service and finance.
func (named) Verify(_ context.Context, token string, _ time.Time) (access.Identity, error) {
	for _, who := range []access.Identity{consoletest.Upstream, consoletest.Finance} {
		if who.Subject == token {
			return who, nil
		}
	}
	return access.Identity{}, access.ErrToken
}

// call is what is measured. Before and after, nothing is.
type call struct {
	name string
	by   access.Identity
	make func() (*http.Request, error)
	// after undoes it, told what was answered; nil where there is nothing to undo.
	after func(answer []byte) error
}

const pageSize = "20"

// calls are those of an account: what takes of its records, always the same number; lists, on their first page and far behind; and searches.
func (f *filled) calls(h histories.History) []call {
	own := "/v1/accounts/" + string(h.Account())
	service := func(name, path string) call { return f.read(name, consoletest.Upstream, path) }
	finance := func(name, path string) call { return f.read(name, consoletest.Finance, path) }
	application := consoletest.Object{"kind": "ordinary", "medium": "electronic", "amount": "1060.00"}
	last := string(h.Record(h.Records - 25))
	records := own + "/invoiceable/records?seller=platform&limit=" + pageSize
	calls := []call{
		{name: "submit", by: consoletest.Upstream, make: func() (*http.Request, error) {
			return f.request(http.MethodPost, own+"/applications", consoletest.Upstream, application)
		}, after: f.cancel},
		{name: "preview", by: consoletest.Upstream, make: func() (*http.Request, error) {
			return f.request(http.MethodPost, own+"/applications/preview", consoletest.Upstream, application)
		}},
		service("balance", own+"/invoiceable?seller=platform"),
		service("balance, a month ahead", own+"/invoiceable?seller=platform&at=2026-10-18T00:00:00Z"),
		service("records by id", records),
		service("records by id, far behind", records+"&cursor="+cursor(last)),
		service("latest records", records+"&order=latest"),
		service("oldest records", records+"&order=oldest"),
		service("oldest records, far behind", records+"&order=oldest&cursor="+cursor(paid(h, h.Records-25))),
		service("records that can be invoiced", records+"&order=latest&counts=invoiceable"),
		service("records that cannot yet", records+"&order=latest&counts=not_yet"),
		service("records that are outstanding", records+"&order=latest&counts=outstanding"),
		service("records of which nothing counts", records+"&order=latest&counts=none"),
		service("records, summed up", own+"/invoiceable/records/summary?seller=platform"),
		service("sellers", own+"/invoiceable/sellers"),
		finance("search by account", "/v1/search?q="+string(h.Account())),
	}
	if h.Issued() == 0 {
		return calls
	}
	far := h.Application(max(1, h.Issued()-5))
	return append(calls,
		service("applications", own+"/applications?limit="+pageSize),
		service("applications, far behind", own+"/applications?limit="+pageSize+"&cursor="+cursor(far)),
		service("latest applications", own+"/applications?order=latest&limit="+pageSize),
		service("applications, summed up", own+"/applications/summary"),
		service("invoices", own+"/invoices?limit="+pageSize),
		service("invoices, far behind", own+"/invoices?limit="+pageSize+"&cursor="+cursor(far+"-1")),
		service("latest invoices", own+"/invoices?order=latest&limit="+pageSize),
		service("invoices of a day", own+"/invoices?from=2026-01-02&to=2026-01-02&limit="+pageSize),
		service("invoices, summed up", own+"/invoices/summary"),
		service("invoice", "/v1/invoices/"+far+"-1"),
		finance("invoices of all", "/v1/invoices?order=latest&limit="+pageSize),
		finance("search by number", "/v1/search?q="+h.Number(1)),
		finance("search by taxpayer number", "/v1/search?q=913100000000000007"),
		finance("search by title", "/v1/search?q="+url.QueryEscape(histories.Name(7))),
		finance("search by a title that many have", "/v1/search?q="+url.QueryEscape("北京甲科技有限公司")),
		finance("search by a part of a name", "/v1/search?q="+url.QueryEscape(string([]rune(histories.Name(7))[2:6]))),
		finance("search by a part of every name", "/v1/search?q="+url.QueryEscape("科技有限公司")),
	)
}

// read is a call that changes nothing.
func (f *filled) read(name string, by access.Identity, path string) call {
	return call{name: name, by: by, make: func() (*http.Request, error) { return f.request(http.MethodGet, path, by, nil) }}
}

// cursor is where a list goes on, as it would have handed it out.
func cursor(after string) string { return base64.RawURLEncoding.EncodeToString([]byte(after)) }

// paid is the cursor of a list by when records were paid, behind one of them.
func paid(h histories.History, n int) string {
	each := 243 * 24 * time.Hour / time.Duration(h.Records)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * each)
	return fmt.Sprintf("%d.%s", at.UnixMicro(), h.Record(n))
}

func (f *filled) request(method, path string, by access.Identity, body any) (*http.Request, error) {
	content, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	var sent io.Reader = http.NoBody
	if body != nil {
		sent = bytes.NewReader(content)
	}
	request, err := http.NewRequestWithContext(f.Context(), method, f.url+path, sent)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+by.Subject)
	request.Header.Set("Content-Type", "application/json")
	if method == http.MethodPost {
		f.keys++
		request.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", f.keys))
	}
	return request, nil
}

// send makes a call, and refuses an answer that says that it went wrong.
func (f *filled) send(request *http.Request) ([]byte, error) {
	answer, err := f.client.Do(request)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err == nil && answer.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %s: %.500s", request.Method, request.URL, answer.Status, content)
	}
	return content, err
}

// cancel takes an application back that was just handed in.
func (f *filled) cancel(answer []byte) error {
	var accepted struct{ ID string }
	if err := json.Unmarshal(answer, &accepted); err != nil {
		return err
	}
	request, err := f.request(http.MethodPost, "/v1/applications/"+accepted.ID+"/cancel", consoletest.Upstream, consoletest.Object{})
	if err == nil {
		_, err = f.send(request)
	}
	return err
}
