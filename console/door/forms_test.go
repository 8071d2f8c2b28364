package door_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/office/sessions"
)

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// S4: a form changes something where it comes from a page of the same session, and of this site.
func TestS4OnlyOnesOwnFormsChangeSomething(t *testing.T) {
	h := build(t)
	b, other := h.browser(), h.browser()
	b.signIn("reviewer", "")
	other.signIn("auditor", "")
	good := b.token()
	require.NotEqual(t, good, b.token(), "it is another text on each page")
	for why, token := range map[string]string{
		"none": "", "somebody else's": other.token(), "spoilt": good[:len(good)-2] + "AA",
		"made up": base64url(make([]byte, 48)), "no base64": "***", "short": "AAAA",
	} {
		page := b.post("/console/desk", url.Values{"csrf": {token}, "remark": {"x"}})
		require.Equal(t, http.StatusForbidden, page.status, why)
		require.Contains(t, page.body, "[form_not_ours]", why)
	}
	require.Equal(t, http.StatusForbidden, b.post("/console/desk?csrf="+url.QueryEscape(good), url.Values{"remark": {"x"}}).status, "not in the address")
	for why, headers := range map[string][]string{
		"another origin": {"Origin", "https://evil.example"}, "another site": {"Sec-Fetch-Site", "cross-site"}, "a sister": {"Sec-Fetch-Site", "same-site"},
	} {
		require.Equal(t, http.StatusForbidden, b.post("/console/desk", url.Values{"csrf": {good}}, headers...).status, why)
		require.Equal(t, http.StatusForbidden, h.browser().post("/console/sign-in", url.Values{"person": {"reviewer"}}, headers...).status, why)
	}
	require.Equal(t, http.StatusUnsupportedMediaType, b.post("/console/desk", url.Values{"csrf": {good}}, "Content-Type", "text/plain").status)
	require.Equal(t, http.StatusRequestEntityTooLarge, b.post("/console/desk", url.Values{"csrf": {good}, "remark": {strings.Repeat("x", 1<<20)}}).status)
	require.Zero(t, h.posted.Load())
	done := b.post("/console/desk", url.Values{"csrf": {good}, "remark": {"x"}}, "Origin", h.url, "Sec-Fetch-Site", "same-origin")
	require.Equal(t, "done by finance:stack/reviewer: x", done.body)
	files := b.upload("/console/desk", good, "with a file")
	require.Equal(t, "done by finance:stack/reviewer: with a file", files.body)
	require.EqualValues(t, 2, h.posted.Load())
	b.get("/console/sign-out")
	require.Contains(t, b.get("/console").body, "who=finance:stack/reviewer", "an address signs nobody out")
}

// upload sends a form with a file.
func (b *browser) upload(path, token, remark string) shown {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(b.t, form.WriteField("csrf", token))
	file, err := form.CreateFormFile("file", "a.pdf")
	require.NoError(b.t, err)
	_, err = file.Write(bytes.Repeat([]byte("secret-of-a-file"), 1<<14))
	require.NoError(b.t, err)
	require.NoError(b.t, form.WriteField("remark", remark))
	require.NoError(b.t, form.Close())
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, b.h.url+path, &body)
	require.NoError(b.t, err)
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Referer", b.h.url+path)
	response, err := b.Do(request)
	require.NoError(b.t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	return shown{response.StatusCode, response.Header, response.Request.URL, string(content)}
}

// S4: what somebody typed while its session ended is kept, and offered to the same person in the same browser; files are not.
func TestS4WhatWasTypedIsKept(t *testing.T) {
	h := build(t)
	b := h.browser()
	b.signIn("reviewer", "")
	token := b.token()
	h.pass(31 * time.Minute)
	kept := b.post("/console/desk/x", url.Values{"csrf": {token}, "remark": {"请尽快处理"}, "tick": {"a", "b"}}, "Referer", h.url+"/console/desk?tab=2")
	require.Contains(t, kept.body, "[session_ended_kept]")
	require.Equal(t, "/console/desk?tab=2", kept.at.Query().Get("return_to"))
	require.Zero(t, h.posted.Load())
	var rows string
	require.NoError(t, h.pool.QueryRow(t.Context(), "select string_agg(k::text, ' ') from kept_forms k").Scan(&rows))
	require.NotContains(t, rows, "请尽快处理", "it is sealed for the browser")

	again := b.signIn("reviewer", "/console/desk?tab=2")
	require.Contains(t, again.body, "kept for /console/desk/x: map[remark:[请尽快处理] tick:[a b]]")
	require.NotContains(t, b.get("/console/other").body, "kept for")
	require.Contains(t, b.get("/console/desk").body, "kept for", "until it is sent")
	require.Equal(t, "done by finance:stack/reviewer: y", b.post("/console/desk/x", url.Values{"csrf": {b.token()}, "remark": {"y"}}).body)
	require.NotContains(t, b.get("/console/desk").body, "kept for")

	// Somebody else in the same browser is not offered it.
	token = b.token()
	h.pass(31 * time.Minute)
	require.Contains(t, b.upload("/console/desk", token, "with a file").body, "[session_ended_kept]")
	require.NotContains(t, b.signIn("auditor", "/console/desk").body, "kept for")
	require.Empty(t, b.cookie("kaipiao-kept"))

	// Nothing is kept of who was never signed in, of what is too large, or of who was sent away.
	stranger := h.browser()
	require.NotContains(t, stranger.post("/console/desk", url.Values{"remark": {"x"}}).body, "kept")
	require.Empty(t, stranger.cookie("kaipiao-kept"))
	for why, c := range map[string]struct{ token, remark string }{
		"it is too large": {"", strings.Repeat("x", 70<<10)}, "no page of the session has sent it": {"made up", "x"},
	} {
		b.signIn("reviewer", "")
		if c.token == "" {
			c.token = b.token()
		}
		h.pass(31 * time.Minute)
		require.Contains(t, b.post("/console/desk", url.Values{"csrf": {c.token}, "remark": {c.remark}}).body, "[session_ended]", why)
	}
	b.signIn("reviewer", "")
	token = b.token()
	_, err := h.sessions.EndAllOf(t.Context(), "stack/reviewer", actor.Product, h.now())
	require.NoError(t, err)
	require.Contains(t, b.post("/console/desk", url.Values{"csrf": {token}, "remark": {"x"}}).body, "[session_revoked]")
	require.Empty(t, b.cookie("kaipiao-kept"))

	// Nor more than so many of one person.
	many := h.browser()
	many.signIn("keeper", "")
	old, token := many.cookie("kaipiao"), many.token()
	h.pass(31 * time.Minute)
	for n := range 22 {
		many.setCookie("kaipiao", old)
		answer := many.post("/console/desk", url.Values{"csrf": {token}, "remark": {"x"}}).body
		require.Equal(t, n < 20, strings.Contains(answer, "[session_ended_kept]"), n)
	}

	// A part of a page, and a stream, are told to go, not shown the sign-in.
	part := b.stopping().get("/console/desk/part", "HX-Request", "true", "HX-Current-URL", h.url+"/console/desk?tab=2")
	require.Equal(t, http.StatusUnauthorized, part.status)
	require.Equal(t, "/console/sign-in?return_to=%2Fconsole%2Fdesk%3Ftab%3D2", part.header.Get("HX-Redirect"))
	require.Equal(t, http.StatusUnauthorized, b.stopping().get("/console/desk/part", "HX-Request-Type", "partial").status)
	require.Equal(t, http.StatusUnauthorized, b.stopping().get("/console/live", "Accept", "text/event-stream").status)
}

// S4: a customer comes by a link that its service has made: good once, for a minute, with a button that no program presses by looking.
func TestS4CustomersArriveByALink(t *testing.T) {
	h := build(t)
	h.account("acct")
	ticket := h.link("acct", "c-17", "/console/invoices?status=issued")
	for range 3 {
		looked := h.browser().get("/console/arrive?ticket=" + ticket)
		require.Equal(t, http.StatusOK, looked.status, "looking does not use it up")
		require.Contains(t, looked.body, `account=acct signed in as=""`)
		require.Contains(t, looked.body, ticket)
	}
	b := h.browser()
	in := b.post("/console/arrive", url.Values{"ticket": {ticket}})
	require.Contains(t, in.body, "page=/console/invoices?status=issued&lang=zh who=customer:link:stack/billing/c-17 account=acct")
	for _, used := range []shown{h.browser().post("/console/arrive", url.Values{"ticket": {ticket}}), h.browser().get("/console/arrive?ticket=" + ticket)} {
		require.Equal(t, http.StatusGone, used.status)
		require.Contains(t, used.body, "[link_used]")
	}
	trail := strings.Join(h.trail(), "\n")
	require.Contains(t, trail, "console_link_created account/acct by service:stack/billing", "who has vouched")
	require.Contains(t, trail, "console_link_changed account/acct by customer:link:stack/billing/c-17")

	late := h.link("acct", "c-17", "")
	h.pass(time.Minute)
	for _, bad := range []string{late, sessions.NewValue().Text(), "x", "", "../x"} {
		page := h.browser().post("/console/arrive", url.Values{"ticket": {bad}})
		require.Equal(t, http.StatusGone, page.status, bad)
		require.Contains(t, page.body, "[link_over]", bad)
	}
	// It is for its own account, whatever else is sent along; and who is signed in as somebody else is asked first.
	h.account("other")
	theirs := h.link("other", "c-9", "//evil.example")
	require.Contains(t, b.get("/console/arrive?ticket="+theirs).body, `account=other signed in as="link:stack/billing/c-17"`)
	first := b.cookie("kaipiao")
	in = b.post("/console/arrive", url.Values{"ticket": {theirs}, "account": {"acct"}, "subject": {"c-17"}})
	require.Contains(t, in.body, "page=/console?lang=zh who=customer:link:stack/billing/c-9 account=other")
	require.Equal(t, http.StatusForbidden, b.post("/console/account", url.Values{"csrf": {b.token()}, "account": {"acct"}}).status)
	old := h.browser()
	old.setCookie("kaipiao", first)
	require.Equal(t, "/console/sign-in", old.get("/console").at.Path, "the session before has ended")
	foreign := h.browser().post("/console/arrive", url.Values{"ticket": {h.link("acct", "c", "")}}, "Origin", "https://evil.example")
	require.Equal(t, http.StatusForbidden, foreign.status)
}

// S4: of two who use a link at once exactly one comes in.
func TestS4ALinkIsUsedOnce(t *testing.T) {
	h := build(t)
	h.account("acct")
	for range 5 {
		ticket := h.link("acct", "c-17", "")
		var (
			together sync.WaitGroup
			mutex    sync.Mutex
			statuses = map[int]int{}
		)
		for range 8 {
			b := h.browser().stopping()
			together.Go(func() {
				page := b.post("/console/arrive", url.Values{"ticket": {ticket}})
				mutex.Lock()
				defer mutex.Unlock()
				statuses[page.status]++
			})
		}
		together.Wait()
		require.Equal(t, map[int]int{http.StatusSeeOther: 1, http.StatusGone: 7}, statuses)
	}
}

// A13: a customer acts for another account of its group while the group says so, in its own name; nobody else does.
func TestA13ACustomerSwitchesToAnAccountOfItsGroup(t *testing.T) {
	h := build(t)
	h.members.members.Store(ids.Account("acme"), []ids.Account{"member-1"})
	b := h.browser()
	b.signIn("acme", "")
	switched := func(account string) shown {
		return b.post("/console/account", url.Values{"csrf": {b.token()}, "account": {account}, "return_to": {"/console/invoices"}})
	}
	for _, not := range []string{"member-2", "", "demo-9000000001"} {
		refused := switched(not)
		require.Equal(t, http.StatusForbidden, refused.status, not)
		require.Contains(t, refused.body, "[account_not_yours]")
	}
	require.Contains(t, switched("member-1").body, "page=/console/invoices who=customer:stack/acme account=member-1")
	require.Contains(t, b.get("/console").body, "account=member-1", "it stays")
	require.Contains(t, switched("acme").body, "account=acme")
	switched("member-1")
	token := b.token()
	h.members.members.Delete(ids.Account("acme"))
	gone := b.post("/console/desk", url.Values{"csrf": {token}, "remark": {"x"}})
	require.Equal(t, http.StatusForbidden, gone.status, "it is in the group no more")
	require.Contains(t, gone.body, "[account_not_yours]")
	require.Zero(t, h.posted.Load())
	require.Contains(t, b.get("/console").body, "account=acme")

	finance := h.browser()
	finance.signIn("reviewer", "")
	require.Equal(t, http.StatusForbidden, finance.post("/console/account", url.Values{"csrf": {finance.token()}, "account": {"acme"}}).status)
}
