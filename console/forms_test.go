package console_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"kaipiao/access"
	"kaipiao/console"
	"kaipiao/console/consoletest"
	"kaipiao/console/page"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/office/sessions"
)

// seenForm is a form of a page, with its fields.
type seenForm struct {
	action string
	fields []*html.Node
}

func attribute(n *html.Node, name string) (value string, there bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func valueOf(n *html.Node, name string) string {
	value, _ := attribute(n, name)
	return value
}

// shown is a page as somebody is shown it, and its address.
func (w walked) shown(who access.Identity, path string) (at string, document *html.Node) {
	w.T.Helper()
	request, err := http.NewRequestWithContext(w.T.Context(), http.MethodGet, w.URL+path, http.NoBody)
	require.NoError(w.T, err)
	request.AddCookie(&http.Cookie{Name: "person", Value: who.Subject})
	answer, err := http.DefaultClient.Do(request)
	require.NoError(w.T, err)
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	require.NoError(w.T, err)
	refused := []int{http.StatusOK, http.StatusBadRequest, http.StatusUnprocessableEntity} // what was typed may be nothing that can be meant
	require.Contains(w.T, refused, answer.StatusCode, "%s for %s", path, who.Role)
	document, err = html.Parse(strings.NewReader(string(content)))
	require.NoError(w.T, err)
	return answer.Request.URL.RequestURI(), document
}

// formsOf are the forms of a page by which something is changed, without those of the frame.
func formsOf(document *html.Node) (forms []seenForm) {
	byID, at := map[string]int{}, map[*html.Node]int{}
	for n := range document.Descendants() {
		if n.Data == "form" && valueOf(n, "method") == "post" {
			at[n] = len(forms)
			if id := valueOf(n, "id"); id != "" {
				byID[id] = len(forms)
			}
			action, _, _ := strings.Cut(valueOf(n, "action"), "?")
			forms = append(forms, seenForm{action: action})
		}
	}
	for n := range document.Descendants() {
		if n.Data != "input" && n.Data != "textarea" && n.Data != "select" {
			continue
		}
		of, known := byID[valueOf(n, "form")]
		for above := n.Parent; above != nil && !known; above = above.Parent {
			of, known = at[above]
		}
		if known {
			forms[of].fields = append(forms[of].fields, n)
		}
	}
	return slices.DeleteFunc(forms, func(f seenForm) bool {
		return slices.Contains([]string{"/console/theme", "/console/keys", "/console/sign-out", "/console/account"}, f.action)
	})
}

// options are those of a list, with the values that they stand for.
func options(list *html.Node) (values []string) {
	for n := range list.Descendants() {
		if n.Data == "option" {
			value, there := attribute(n, "value")
			if !there {
				value = n.FirstChild.Data
			}
			values = append(values, value)
		}
	}
	return values
}

// typedInto is what somebody types into all fields of a form; there may be none.
func (f seenForm) typedInto() (typed url.Values, any bool) {
	typed = url.Values{}
	for n, field := range f.fields {
		name := valueOf(field, "name")
		switch kind := valueOf(field, "type"); {
		case kind == "hidden":
			typed.Add(name, valueOf(field, "value"))
			continue
		case kind == "file" || kind == "submit" || name == "":
			continue
		case kind == "checkbox":
			if _, ticked := attribute(field, "checked"); ticked {
				any = true
				continue // it is taken away
			}
			typed.Add(name, cmpOn(field))
		case kind == "radio":
			if _, chosen := attribute(field, "checked"); chosen || name != "by" { // the other way has other fields
				typed.Set(name, cmpOn(field)) // the last one
			}
		case kind == "date":
			typed.Add(name, "2026-09-03")
		case kind == "month":
			typed.Add(name, "2026-08")
		case kind == "number":
			typed.Add(name, "7")
		case field.Data == "select":
			all := options(field)
			typed.Add(name, all[len(all)-1])
		default:
			typed.Add(name, fmt.Sprint("写下的 ", n))
		}
		any = true
	}
	return typed, any
}

func cmpOn(field *html.Node) string {
	if value, there := attribute(field, "value"); there {
		return value
	}
	return "on"
}

// holds is what stands in the fields of a form, as a browser would send it.
func (f seenForm) holds() url.Values {
	held := url.Values{}
	for _, field := range f.fields {
		name, kind := valueOf(field, "name"), valueOf(field, "type")
		_, ticked := attribute(field, "checked")
		switch {
		case kind == "file" || kind == "submit" || name == "":
		case kind == "checkbox" || kind == "radio":
			if ticked {
				held.Add(name, cmpOn(field))
			}
		case field.Data == "select":
			for n := range field.Descendants() {
				if _, chosen := attribute(n, "selected"); n.Data == "option" && chosen {
					value, there := attribute(n, "value")
					if !there {
						value = n.FirstChild.Data
					}
					held.Add(name, value)
				}
			}
		case field.Data == "textarea":
			text := ""
			if field.FirstChild != nil {
				text = field.FirstChild.Data
			}
			held.Add(name, text)
		default:
			held.Add(name, valueOf(field, "value"))
		}
	}
	return held
}

// everyForm is a world in which there is an object for every form.
func everyForm(t *testing.T) (w walked, more map[access.Role][]access.Identity) {
	above := money.MustParse("20000.00")
	w = everything(t, func(p *policy.Policy) { p.Review.SecondPersonAbove = &above })
	w.Used = &invoice.Usage{}
	made := func(who access.Identity, path string, body any) (id string) {
		id, _ = w.Call(who, http.MethodPost, path, body, "Idempotency-Key", path)["id"].(string)
		return id
	}
	w.Consumed("forms", "acct", "50000.00")
	proposed := w.Applied("proposed", consoletest.EInvoice("25000.00"))
	w.Call(consoletest.Finance, http.MethodPost, "/v1/applications/"+proposed+"/approve", nil)
	w.Applied("pending", consoletest.EInvoice("100.00"))
	waiting := w.Approved(w.Applied("waiting", consoletest.EInvoice("1060.00")))[0]
	w.Ready(waiting, "26112000000000000077", "%PDF-1.7")
	w.AwaitsBuyer(made(consoletest.Customer, "/v1/invoices/"+waiting+"/red-issue", consoletest.Object{"reason": "error"}))
	made(consoletest.Customer, "/v1/accounts/acct/addresses", consoletest.Object{
		"recipient": "行政部", "phone": "010-59922889", "region": "北京市海淀区", "street": "上地十街11号",
	})
	w.Call(consoletest.Customer, http.MethodPut, "/v1/accounts/acct/standing-order", consoletest.Object{
		"day": 5, "kind": "ordinary", "medium": "electronic", "enabled": true,
	})
	w.Posted(consoletest.Customer, "/console/apply", url.Values{"seller": {"platform"}, "by": {"amount"}, "amount": {"100.00"}, "do": {"next"}})
	w.Posted(consoletest.Customer, "/console/apply/details", url.Values{"kind": {"ordinary"}, "medium": {"electronic"}, "do": {"next"}})
	sent := w.IssuedPaper("100.00")
	w.IssuedPaper("100.00")
	w.Call(consoletest.Finance, http.MethodPost, "/v1/print-desk/sheets", consoletest.Object{
		"code": "110026000001", "from": "00000001", "to": "00000001", "references": []string{sent},
	})
	w.Call(consoletest.Finance, http.MethodPost, "/v1/invoices/"+sent+"/ship", consoletest.Object{"tracking_number": "SF1"})
	lost := w.Approved(w.Applied("lost", consoletest.EInvoice("100.00")))[0]
	_, _, err := w.Register.Invoices.BeginIssuing(t.Context(), ids.Invoice(lost), w.Now())
	require.NoError(t, err)
	w.Set(w.Now().Add(4 * time.Hour))
	differs := w.Listed(lost)
	differs.Number = "26112000000000000099"
	compared := made(consoletest.Finance, "/v1/reconciliations", consoletest.Object{"repair": false})
	w.Reconciled(compared, differs)
	w.sold("sold-issued", "electronic", 1)
	w.sold("sold-paper", "paper", 1)
	w.sold("sold-sent", "paper", 2)
	w.Abroad("abroad")
	abroad := consoletest.CustomerOf("abroad", "hk")
	w.Consumed("abroad", "abroad", "800.00")
	made(abroad, "/v1/tickets", consoletest.Object{"kind": "proforma", "note": ""})
	person := consoletest.CustomerOf("person", "zhang")
	for n, title := range []string{"上海丁有限公司", "上海戊有限公司"} {
		made(person, "/v1/accounts/person/titles", consoletest.Object{"title": title, "taxpayer_id": "91110000802100433B", "default": n == 0})
	}
	for _, who := range []access.Identity{consoletest.Customer, consoletest.Finance, consoletest.Vendor, consoletest.Auditor} {
		_, _, err := w.Register.Sessions.Begin(t.Context(), sessions.Beginning{Who: who}, sessions.UsualHours(), w.Now())
		require.NoError(t, err)
	}
	return w, map[access.Role][]access.Identity{access.Customer: {abroad, person}}
}

// sold is an invoice of the vendor that it has issued (1), and sent (2).
func (w walked) sold(key, medium string, far int) {
	w.Consumed("m-"+key, "acct", "300.00", consoletest.Object{
		"seller": "isv-1", "charge": "prepaid", "product": "镜像", "delivered_at": "2026-09-01T12:00:00+08:00", "paid_at": "2026-09-01T10:00:00+08:00",
	})
	body, number := consoletest.EInvoice("300.00"), fmt.Sprintf("%020d", 26000+len(key))
	if medium == "paper" {
		body, number = consoletest.Paper("300.00"), fmt.Sprintf("%08d", 26000+len(key))
	}
	body["seller"] = "isv-1"
	id := w.Approved(w.Applied(key, body))[0]
	w.Call(consoletest.Vendor, http.MethodPost, "/v1/invoices/"+id+"/issue", consoletest.Object{"number": number, "issued_on": "2026-09-18"})
	if far > 1 {
		w.Call(consoletest.Vendor, http.MethodPost, "/v1/invoices/"+id+"/ship", consoletest.Object{"tracking_number": "SF2"})
	}
}

// also are the addresses of buttons that send a form elsewhere.
func also(document *html.Node) (actions []string) {
	for n := range document.Descendants() {
		if action, _, _ := strings.Cut(valueOf(n, "formaction"), "?"); action != "" {
			actions = append(actions, action)
		}
	}
	return actions
}

// linksOf are where the links of a page lead to pages.
func linksOf(document *html.Node) (to []string) {
	for n := range document.Descendants() {
		href := valueOf(n, "href")
		if _, file := attribute(n, "download"); n.Data != "a" || file || !strings.HasPrefix(href, "/console") {
			continue
		}
		at, err := url.Parse(href)
		if err != nil || at.Query().Has("lang") {
			continue
		}
		at.Fragment = ""
		to = append(to, at.String())
	}
	return to
}

// walkedForms are the forms of which a walk knows.
type walkedForms struct {
	walked
	house *page.House
	takes *http.ServeMux
	// seen are the rooms to which a form leads.
	seen map[string]bool
}

// walk goes from page to page by their links, as somebody.
func (w walkedForms) walk(who access.Identity) {
	w.LetIn(who)
	var next []string
	for _, room := range w.house.Rooms() {
		if strings.HasPrefix(room.Pattern, "GET ") && !isFile(room.Pattern) && !slices.Contains(needMore, room.Pattern) && slices.Contains(room.Roles, who.Role) &&
			!strings.Contains(room.Pattern, "{") {
			next = append(next, w.path(room.Pattern))
		}
	}
	const most = 400
	for been := map[string]bool{}; len(next) > 0 && len(been) < most; next = next[1:] {
		if path := next[0]; !been[path] {
			been[path] = true
			at, document := w.shown(who, path)
			next = append(next, linksOf(document)...)
			for _, action := range also(document) {
				w.takenBy(action)
			}
			w.fillIn(who, at, formsOf(document))
		}
	}
}

// takenBy notes which room takes what is sent to an address.
func (w walkedForms) takenBy(action string) {
	w.T.Helper()
	_, pattern := w.takes.Handler(&http.Request{Method: http.MethodPost, URL: &url.URL{Path: action}})
	require.NotEmpty(w.T, pattern, "nobody takes %s", action)
	w.seen[pattern] = true
}

// narrowing are fields by which records are looked for: what they leave out stands on no page.
var narrowing = []string{"product", "tax_code", "from", "to", "order"}

// fillIn types into each form of a page, and proves that it stands there again.
func (w walkedForms) fillIn(who access.Identity, path string, forms []seenForm) {
	at, _, _ := strings.Cut(path, "?")
	for n, form := range forms {
		w.takenBy(form.action)
		assert.Equal(w.T, http.StatusOK, w.status(who, form.action), "a refused form is loaded again, or shown in the other language: %s", form.action)
		typed, any := form.typedInto()
		if !any {
			continue
		}
		if form.action == "/console/apply" {
			for _, name := range narrowing {
				typed.Del(name)
			}
		}
		w.Keeps(who.Subject, consoletest.Typed{Page: at, Target: form.action, Fields: typed})
		_, document := w.shown(who, path)
		again := formsOf(document)
		w.Keeps(who.Subject, consoletest.Typed{})
		if !assert.Len(w.T, again, len(forms), "%s of %s", path, who.Role) {
			continue
		}
		held := again[n].holds()
		for name := range typed {
			if !slices.Contains([]string{"csrf", "key", "revision", "return_to"}, name) {
				assert.Equal(w.T, typed[name], held[name], "%s of %s: %s of %s", path, who.Role, name, form.action)
			}
		}
		assert.Equal(w.T, at, w.house.PageOf(form.action), "where %s is refused it is another page", form.action)
	}
}

// S4: what was typed in any form of any page when a session ended stands in it again; and no link leads nowhere.
func TestS4WhatWasTypedInAnyFormStandsInItAgain(t *testing.T) {
	world, more := everyForm(t)
	house := console.New(console.Options{API: world.Inside, Visitor: func(*http.Request) page.Visitor { return page.Visitor{} }, Now: world.Now})
	w := walkedForms{world, house, http.NewServeMux(), map[string]bool{}}
	for _, room := range house.Rooms() {
		if strings.HasPrefix(room.Pattern, "POST ") {
			w.takes.HandleFunc(room.Pattern, func(http.ResponseWriter, *http.Request) {})
		}
	}
	for role, who := range people {
		for _, one := range append(more[role], who) {
			w.walk(one)
		}
	}
	for _, room := range house.Rooms() {
		if strings.HasPrefix(room.Pattern, "POST ") && !slices.Contains([]string{"POST /console/theme", "POST /console/keys"}, room.Pattern) {
			assert.True(t, w.seen[room.Pattern], "no page has a form for %s", room.Pattern)
		}
	}
}
