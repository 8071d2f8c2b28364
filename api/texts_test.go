package api_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
)

const titles = "/v1/accounts/acct/titles"

// problem is the answer's word about one member, in both languages.
func (a answer) problem(t *testing.T, field string) (code, english, chinese string) {
	t.Helper()
	problems, _ := a.body["errors"].([]any)
	for _, one := range problems {
		if o := one.(object); o["field"] == field || (field == "" && o["field"] == nil) {
			english, _ = o["message"].(string)
			chinese, _ = o["message_zh"].(string)
			return o["code"].(string), english, chinese
		}
	}
	require.Failf(t, "no such member", "%s: %s", field, a.bytes)
	return "", "", ""
}

// T1, T2, T3: what could be read in two ways, or is not what was meant, is read in none, and nothing changes.
func TestT1T2T3ABodyThatCanBeReadInTwoWaysIsRefused(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	item := `{"id": "c2", "account": "acct", "charge": "postpaid", "seller": "platform", "product": "云服务器", "tax_code": "3040203000000000000",
		"tax_rate": "0.06", "cash": "10.00", "coupon": "0.00", "rebate": "0.00", "paid_at": "2026-09-15T12:00:00+08:00"%s}`
	application := `{"kind": "ordinary", "medium": "electronic", "amount": "10.00"%s}`
	before := s.contents()
	for body, wanted := range map[string][2]string{
		`, "Cash": "20.00"`:      {"items[0].Cash", "invalid_request"},
		`, "CASH": "-500.00"`:    {"items[0].CASH", "invalid_request"},
		`, "ca\u017fh": "20.00"`: {"items[0].caſh", "invalid_request"},
		`, "cash": "20.00"`:      {"items[0].cash", "json_duplicate_member"},
		`, "\u0063ash": "20.00"`: {"items[0].cash", "json_duplicate_member"},
		`, "payer": "\ud800"`:    {"items[0].payer", "json_lone_surrogate"},
	} {
		a := s.refused(http.StatusBadRequest, "invalid_request", wanted[0], upstream, post, consumptions, `{"items": [`+fmt.Sprintf(item, body)+`]}`)
		code, english, _ := a.problem(t, wanted[0])
		require.Equal(t, wanted[1], code, body)
		require.NotEmpty(t, english)
	}
	for body, field := range map[string]string{
		`, "remark": "ok", "REMARK": "a\u0007b"`:                                        "REMARK",
		`, "Title": {"title": "北京甲科技有限公司"}`:                                             "Title",
		`, "title": {"title": "北京甲科技有限公司", "Title": "x"}`:                               "title.Title",
		`, "title": {"title": "北京甲科技有限公司", "title": "x"}`:                               "title.title",
		`, "address": {"recipient": "a", "phone": "021", "region": "b", "Street": "c"}`: "address.Street",
	} {
		s.refused(http.StatusBadRequest, "invalid_request", field, customer, post, applications, fmt.Sprintf(application, body), "Idempotency-Key", "k")
	}
	s.refused(http.StatusBadRequest, "invalid_request", "items", upstream, post, consumptions,
		`{"items": [`+fmt.Sprintf(item, "")+`], "items": [`+fmt.Sprintf(item, `, "payer": "acct"`)+`]}`)
	// from a Chinese Windows, whose shell writes GBK
	a := s.refused(http.StatusBadRequest, "invalid_request", "title", customer, post, titles, "{\"title\": \"\xb1\xb1\xbe\xa9\"}")
	code, english, chinese := a.problem(t, "title")
	require.Equal(t, "json_not_unicode", code)
	require.Contains(t, english, "12. byte")
	require.Contains(t, chinese, "UTF-8")
	for body, code := range map[string]string{
		`{"title": "a"} {}`: "json_trailing", `{"title": "a"`: "json_cut_off", `{"title" "a"}`: "json_malformed",
		strings.Repeat("[", 40) + strings.Repeat("]", 40): "json_too_deep",
	} {
		a := s.call(customer, post, titles, body)
		require.Equal(t, http.StatusBadRequest, a.status)
		require.Contains(t, string(a.bytes), code)
		require.Equal(t, "invalid_request", a.code())
	}
	require.Equal(t, before, s.contents())
}

// T4: what says nothing, or hides something, is no name, product, recipient or street.
func TestT4TextsThatSayNothingAreRefused(t *testing.T) {
	s := newService(t)
	s.account("acct")
	before := s.contents()
	for _, bad := range []string{" ", "　", "\u00a0", "\u200b", "\ufeff", "()", "甲\u202e乙", "\ufffd\ufffd\ufffd", "甲\u0085乙", "????", "\u3164"} {
		s.refused(http.StatusBadRequest, "invalid_request", "title", customer, post, titles, object{"title": bad})
		s.refused(http.StatusBadRequest, "invalid_request", "certification.name", upstream, put, "/v1/accounts/new",
			object{"certification": object{"type": "individual", "name": bad}, "region": "mainland"})
		s.refused(http.StatusBadRequest, "invalid_request", "items[0].product", upstream, post, consumptions,
			items(with(bill("c1", "acct", "1.00"), object{"product": bad})))
		for _, member := range []string{"recipient", "region", "street", "phone"} {
			a := s.refused(http.StatusBadRequest, "invalid_request", member, customer, post, "/v1/accounts/acct/addresses",
				with(elsewhere, object{member: bad}))
			code, english, chinese := a.problem(t, member)
			require.NotEqual(t, "invalid_request", code)
			require.NotEmpty(t, english)
			require.NotEmpty(t, chinese)
		}
		s.refused(http.StatusBadRequest, "invalid_request", "address.street", customer, post, applications,
			with(onPaper("1.00"), object{"address": with(elsewhere, object{"street": bad})}), "Idempotency-Key", "k")
	}
	require.Equal(t, before, s.contents())
	// what has blanks at its edges has none afterwards
	saved := s.must(customer, post, "/v1/accounts/acct/addresses", with(elsewhere, object{"recipient": "　王 小明 \u200b", "street": " 1 Road\u00a02\t"}))
	require.Equal(t, "王 小明", saved["recipient"])
	require.Equal(t, "1 Road 2", saved["street"])
}

// T5: an address to which no mail can be sent is none.
func TestT5OnlyAddressesThatMailCanBeSentToAreTaken(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	for _, bad := range []string{"z..y@a.test", ".z@a.test", "z@a.test.", "a@b\r\nBcc: c@d.test", "Z <z@a.test>", "z"} {
		s.refused(http.StatusBadRequest, "invalid_request", "email", upstream, put, "/v1/accounts/new",
			object{"certification": object{"type": "individual", "name": "张三"}, "region": "mainland", "email": bad})
		a := s.refused(http.StatusBadRequest, "invalid_request", "email", customer, post, applications,
			with(eInvoice("1.00"), object{"email": bad}), "Idempotency-Key", "k")
		require.NotContains(t, string(a.bytes), "Bcc", "what was typed is not shown again")
	}
}

// T7: a title that was copied with invisible characters is the certified name.
func TestT7ATitleCopiedFromAPageIsTheCertifiedName(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	name := s.must(upstream, get, "/v1/accounts/acct", nil)["certification"].(object)["name"].(string)
	for n, joint := range []string{"\u200b", "\ufeff", "\u2060"} {
		runes := []rune(name)
		title := joint + string(runes[:2]) + joint + string(runes[2:]) + "　"
		applied := s.must(customer, post, applications, with(eInvoice("1.00"), object{"title": object{"title": title, "taxpayer_id": "９１" + companyID[2:]}}),
			"Idempotency-Key", fmt.Sprint("k", n))
		require.Equal(t, name, applied["title"])
		require.Equal(t, "automatic", applied["review"].(object)["mode"])
		saved := s.must(customer, post, titles, object{"title": title})
		require.Equal(t, name, saved["title"])
	}
}

// T8: telephone numbers are taken as people write them.
func TestT8PhoneNumbersAreTakenAsPeopleWriteThem(t *testing.T) {
	s := newService(t)
	s.account("acct")
	for given, wanted := range map[string]string{
		"010-59922888转6001": "010-59922888转6001", "０１０－５９９２２８８８": "010-59922888", "+86 (10) 5992 2888 ext. 12": "+86 (10) 5992 2888 ext. 12",
	} {
		require.Equal(t, wanted, s.must(customer, post, "/v1/accounts/acct/addresses", with(elsewhere, object{"phone": given}))["phone"])
	}
	a := s.refused(http.StatusBadRequest, "invalid_request", "phone", customer, post, "/v1/accounts/acct/addresses",
		with(elsewhere, object{"phone": "call me"}))
	_, english, chinese := a.problem(t, "phone")
	require.Contains(t, english, "telephone number")
	require.Contains(t, chinese, "电话号码")
}

// T9: lines end in one way, whatever system they were typed on; and what is refused is said in words.
func TestT9SeveralLinesAreTakenFromEverySystem(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	applied := s.must(customer, post, applications, with(eInvoice("1.00"), object{"remark": "合同 A-1\r\n项目 二\r\n"}), "Idempotency-Key", "k")
	require.Equal(t, "合同 A-1\n项目 二", applied["remark"])
	again := s.must(customer, post, applications, with(eInvoice("1.00"), object{"remark": "合同 A-1\n项目 二"}), "Idempotency-Key", "k")
	require.Equal(t, applied["id"], again["id"], "the same text makes the same request")
	a := s.refused(http.StatusBadRequest, "invalid_request", "remark", customer, post, applications,
		with(eInvoice("1.00"), object{"remark": "合同\u0007"}), "Idempotency-Key", "k2")
	code, english, chinese := a.problem(t, "remark")
	require.Equal(t, "text_character", code)
	require.Equal(t, "3. character: a control character (U+0007) cannot stand here; delete it.", english)
	require.Contains(t, chinese, "第 3 个字符")
}

// T9: each pattern of the document has words, so that no answer shows one.
func TestT9EveryPatternHasWords(t *testing.T) {
	s := newService(t)
	var patterns func(any) []string
	patterns = func(v any) (found []string) {
		switch v := v.(type) {
		case object:
			if pattern, is := v["pattern"].(string); is {
				found = append(found, pattern)
			}
			for _, member := range v {
				found = append(found, patterns(member)...)
			}
		case []any:
			for _, member := range v {
				found = append(found, patterns(member)...)
			}
		}
		return found
	}
	var described object
	require.NoError(t, json.Unmarshal(s.call(nobody, get, "/openapi.json", nil).bytes, &described))
	all := patterns(described)
	require.NotEmpty(t, all)
	for _, pattern := range all {
		require.True(t, api.HasWords(pattern), "%s has no words", pattern)
	}
	a := s.call(customer, get, "/v1/invoices/%20", nil)
	require.Equal(t, http.StatusBadRequest, a.status)
	_, english, chinese := a.problem(t, "id")
	require.Contains(t, english, "letters, digits and -")
	require.NotEmpty(t, chinese)
}

// T6: what our own documents print has to be in our font; what the provider prints is its own matter.
func TestT6WhatWePrintIsInOurFont(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "1000.00"))
	a := s.refused(http.StatusUnprocessableEntity, "glyph_missing", "items[0].product", upstream, post, consumptions,
		items(with(bill("c2", "acct", "1.00"), object{"product": "云服务器 😀"})))
	require.Contains(t, string(a.bytes), "U+1F600")
	s.refused(http.StatusUnprocessableEntity, "glyph_missing", "remark", customer, post, applications,
		with(onPaper("1.00"), object{"remark": "😀", "address": elsewhere}), "Idempotency-Key", "k1")
	s.refused(http.StatusUnprocessableEntity, "glyph_missing", "title.bank_account", customer, post, applications+"/preview",
		with(onPaper("1.00"), object{"title": object{"title": "北京甲科技有限公司", "bank_account": "😀 1"}, "address": elsewhere}))
	s.must(customer, post, applications, with(eInvoice("1.00"), object{"remark": "😀"}), "Idempotency-Key", "k2")
}

// S9: a body that ends before it is complete, or is not sent as HTTP says, is the caller's fault.
func TestS9ABodyThatIsCutOffIsMalformed(t *testing.T) {
	s := newService(t)
	s.account("acct")
	for _, sent := range []string{
		"Content-Length: 1000\r\n\r\n{\"title\": ",
		"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
		"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"ti",
	} {
		connection, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		require.NoError(t, err)
		_, err = fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n%s",
			titles, s.token(customer), sent)
		require.NoError(t, err)
		require.NoError(t, connection.(*net.TCPConn).CloseWrite())
		response, err := http.ReadResponse(bufio.NewReader(connection), nil)
		require.NoError(t, err, sent)
		content, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.NoError(t, connection.Close())
		require.Equal(t, http.StatusBadRequest, response.StatusCode, "%s: %s", sent, content)
		require.Contains(t, string(content), "invalid_request")
	}
}

// S9: what is no text is no name of a file.
func TestS9WhatIsNoTextIsNoFile(t *testing.T) {
	s := newService(t)
	require.Equal(t, http.StatusBadRequest, s.call(nobody, get, "/docs/assets/%ff", nil).status)
	require.Equal(t, http.StatusBadRequest, s.call(nobody, get, "/docs/assets/%00", nil).status)
}
