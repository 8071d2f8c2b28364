package api_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/money"
)

// The worked cases of the rules, through the HTTP surface and down to the database.

// when asks for a balance at an instant on Shanghai's clocks.
func when(text string) string { return "?at=" + url.QueryEscape(stamp(text)) }

func TestCase1PrepaidNeedsBothEvents(t *testing.T) {
	s := newService(t)
	s.account("acct")
	order := with(bill("order", "acct", "1000.00"), object{"charge": "prepaid", "coupon": "60.00", "paid_at": stamp("2026-09-18 14:03:11")})
	s.consumed(order, with(order, object{"id": "never-created"}))
	require.Equal(t, "0.00", s.balance(when("2026-09-18 14:04:00"))["available"])
	s.must(upstream, http.MethodPost, "/v1/consumptions/order/resources-created", object{"at": stamp("2026-09-18 14:05:40")})
	require.Equal(t, "0.00", s.balance(when("2026-09-18 14:05:39"))["available"])
	require.Equal(t, "1000.00", s.balance(when("2026-09-18 14:05:40"))["available"])
	require.Equal(t, "1000.00", s.balance(when("2030-01-01 00:00:00"))["available"], "what was never created is never released")
}

func TestCase2And3PostpaidIsReleasedAtTenTheNextDay(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.now = at("2026-09-21 12:00:00")
	s.consumed(with(bill("case-2", "acct", "8500.50"), object{"paid_at": stamp("2026-09-18 23:59:59")}),
		with(bill("case-3", "acct", "1.00"), object{"paid_at": stamp("2026-09-19 00:00:00")}))
	for instant, available := range map[string]string{
		"2026-09-19 09:59:59": "0.00", "2026-09-19 10:00:00": "8500.50", "2026-09-20 09:59:59": "8500.50", "2026-09-20 10:00:00": "8501.50",
	} {
		require.Equal(t, available, s.balance(when(instant))["available"], instant)
	}
	require.Equal(t, []any{
		object{"at": "2026-09-19T02:00:00Z", "amount": "8500.50"}, object{"at": "2026-09-20T02:00:00Z", "amount": "1.00"},
	}, s.balance(when("2026-09-19 00:00:00"))["next_releases"], "L12")
}

func TestCase5OnlyCashCounts(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(with(bill("c", "acct", "2000.00"), object{"coupon": "700.00", "rebate": "300.00"}))
	require.Equal(t, "2000.00", s.balance("")["available"])
}

func TestCase6TheFormula(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(
		with(bill("prepaid", "acct", "12000.00"), object{"charge": "prepaid", "resources_created_at": stamp("2026-09-15 12:00:00")}),
		bill("postpaid", "acct", "8500.50"),
		with(bill("market", "acct", "5000.00"), object{"seller": "isv-1", "delivered_at": stamp("2026-08-01 00:00:00")}),
		with(bill("invoiced", "acct", "3000.00"), object{"paid_at": stamp("2026-09-01 12:00:00"), "tax_code": "3040201010000000000"}),
	)
	id := s.approved(s.applied("k", object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"invoiced"}}))[0]
	s.issued(id, "26110000000000000001")
	require.Equal(t, http.StatusOK, s.refund("r", "invoiced", "2000.00").status)
	b := s.balance("")
	require.Equal(t, "18500.50", b["available"])
	amount := func(name string) money.Amount { return money.MustParse(b[name].(string)) }
	require.Equal(t, amount("available"), money.Sum(amount("prepaid"), amount("postpaid")).
		Sub(money.Sum(amount("reserved"), amount("invoiced"), amount("outstanding"))), "L4")
	require.Equal(t, "2000.00", b["outstanding"])
	require.Equal(t, "5000.00", s.balance("?seller=isv-1")["available"], "the vendor's queue, not ours (L5)")
	s.sound()
}

func TestCase7TheMarketplaceWaitsSevenDays(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(with(bill("order", "acct", "5000.00"), object{"seller": "isv-1", "delivered_at": stamp("2026-09-25 16:20:00")}))
	for instant, available := range map[string]string{"2026-10-01 23:59:59": "0.00", "2026-10-02 00:00:00": "5000.00"} {
		require.Equal(t, available, s.balance(when(instant) + "&seller=isv-1")["available"], instant)
		require.Equal(t, "0.00", s.balance(when(instant))["available"], instant)
	}
	// it is applied for from that second on, of the vendor alone, and comes into the vendor's queue
	body := with(eInvoice("5000.00"), object{"seller": "isv-1"})
	s.now = at("2026-10-01 23:59:59")
	s.refused(http.StatusConflict, "not_enough_available", "amount", customer, http.MethodPost, "/v1/accounts/acct/applications", body,
		"Idempotency-Key", "early")
	s.now = at("2026-10-02 00:00:00")
	s.refused(http.StatusConflict, "not_enough_available", "amount", customer, http.MethodPost, "/v1/accounts/acct/applications", eInvoice("5000.00"),
		"Idempotency-Key", "ours")
	a := s.apply("k", body)
	require.Equal(t, http.StatusCreated, a.status, string(a.bytes))
	require.Equal(t, "isv-1", a.body["seller"])
	require.Equal(t, "automatic", a.body["review"].(object)["mode"], "reviewed like any other")
	id := s.approved(a.body["id"].(string))[0]
	i := s.must(vendor, http.MethodGet, "/v1/invoices?waiting_for=vendor", nil)["items"].([]any)[0].(object)
	require.Equal(t, id, i["id"])
	require.Equal(t, object{"name": "isv-1"}, i["seller"], "the vendor is the seller, not the platform")
	s.sound()
}

func TestCase9To12SplitByTheCap(t *testing.T) {
	for _, c := range []struct {
		name, amount string
		body         func(string) object
		want         []any
		drift        string
	}{
		{"9", "0.01", eInvoice, []any{"0.01=0.01+0.00"}, "0.00"},
		{"10, one", "99999.99", eInvoice, []any{"99999.99=94339.61+5660.38"}, "0.00"},
		{"10, two", "100000.00", eInvoice, []any{"99999.99=94339.61+5660.38", "0.01=0.01+0.00"}, "0.00"},
		{"11", "250000.00", eInvoice, []any{"99999.99=94339.61+5660.38", "99999.99=94339.61+5660.38", "50000.02=47169.83+2830.19"}, "0.01"},
		{"12, one", "1000000.00", onPaper, []any{"1000000.00=943396.23+56603.77"}, "0.00"},
		{"12, two", "1000000.01", onPaper, []any{"1000000.00=943396.23+56603.77", "0.01=0.01+0.00"}, "0.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t)
			s.account("acct")
			s.consumed(bill("c", "acct", "1500000.00"))
			preview := s.must(customer, http.MethodPost, "/v1/accounts/acct/applications/preview", c.body(c.amount))
			require.Equal(t, c.want, planned(preview))
			require.Equal(t, c.drift, preview["rounding_drift"])
			require.Nil(t, preview["id"], "a preview makes nothing")
			a := s.apply("k", c.body(c.amount))
			require.Equal(t, http.StatusCreated, a.status, string(a.bytes))
			require.Equal(t, c.want, planned(a.body), "the invoices are those of the preview")
			require.Equal(t, c.amount, s.balance("")["reserved"])
			s.sound()
		})
	}
}

// planned writes the invoices of an application as gross=net+tax.
func planned(a object) []any {
	var texts []any
	for _, i := range a["invoices"].([]any) {
		i := i.(object)
		texts = append(texts, i["amount"].(string)+"="+i["net"].(string)+"+"+i["tax"].(string))
	}
	return texts
}

func TestCase17And18WhoReviewsUntilWhen(t *testing.T) {
	s := newService(t)
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", person("张三"))
	s.consumed(bill("c", "acct", "100.00"))
	s.now = at("2026-09-30 15:00:00")
	company := s.apply("company", with(eInvoice("10.00"), object{"title": object{"title": "上海甲科技有限公司", "taxpayer_id": companyID}})).body
	review := company["review"].(object)
	require.Equal(t, "manual", review["mode"])
	require.Equal(t, "2026-10-10T15:59:59Z", review["due_at"], "a Saturday that is worked")
	s.now = at("2027-02-05 22:00:00")
	own := s.apply("own", eInvoice("10.00")).body
	require.Equal(t, "automatic", own["review"].(object)["mode"])
	require.Equal(t, "2027-02-05T14:10:00Z", own["review"].(object)["due_at"], "ten minutes, Spring Festival or not")
	require.Equal(t, "张三", own["title"])
}

func TestCase19HalfWidthIsTheSameAndTheCertifiedSpellingIsPrinted(t *testing.T) {
	s := newService(t)
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", company("北京甲（集团）有限公司"))
	s.consumed(bill("c", "acct", "100.00"))
	a := s.apply("k", with(eInvoice("10.00"), object{"title": object{"title": "北京甲(集团)有限公司"}})).body
	require.Equal(t, "automatic", a["review"].(object)["mode"])
	require.Equal(t, "北京甲（集团）有限公司", a["title"])
	require.Equal(t, companyID, a["taxpayer_id"])
}

func TestCase20TwoTaxRatesMakeTwoInvoices(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("service", "acct", "10600.00"), with(bill("hardware", "acct", "11300.00"), object{"tax_rate": "0.13"}))
	a := s.apply("k", object{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"service", "hardware"}})
	require.Equal(t, []any{"10600.00=10000.00+600.00", "11300.00=10000.00+1300.00"}, planned(a.body))
}

func TestCase29CancelledWhilePendingAndUnclaimed(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c", "acct", "100.01"))
	id := s.applied("k", eInvoice("100.01"))
	require.Equal(t, "0.00", s.balance("")["available"])
	cancelled := s.must(customer, http.MethodPost, "/v1/applications/"+id+"/cancel", nil)
	require.Equal(t, []any{"cancelled", false}, []any{cancelled["status"], cancelled["cancellable"]})
	require.Equal(t, "100.01", s.balance("")["available"], "released to the cent")
	s.sound()
}

func TestA5ATemplateIsCopiedAtSubmission(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c", "acct", "100.00"))
	saved := s.must(customer, http.MethodPost, "/v1/accounts/acct/titles", with(title, object{"default": true}))
	s.must(customer, http.MethodPost, "/v1/accounts/acct/addresses", with(address, object{"default": true}))
	id := s.approved(s.applied("k", object{"kind": "special", "medium": "paper", "amount": "10.00"}))[0]
	s.must(customer, http.MethodPut, "/v1/accounts/acct/titles/"+saved["id"].(string), with(title, object{"bank_account": "别的银行"}))
	i := s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)
	require.Equal(t, "招商银行 1", i["buyer"].(object)["bank_account"])
}

func TestCase33And38PaperIsPromisedInWorkingDaysAndShippedInThree(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c", "acct", "100.00"))
	a := s.apply("k", onPaper("100.00")).body
	require.Equal(t, "2026-10-15T15:59:59Z", a["invoices"].([]any)[0].(object)["due_at"])
	id := s.approved(a["id"].(string))[0]
	require.Equal(t, "2026-10-15T15:59:59Z", s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["due_at"])
	s.now = at("2026-09-29 11:00:00")
	s.issued(id, "26110000000000000001")
	issued := s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)
	require.Equal(t, []any{"issued", "2026-09-29", "2026-10-02T15:59:59Z", false},
		[]any{issued["status"], issued["issued_on"], issued["due_at"], issued["overdue"]})
	require.Equal(t, "0.00", issued["courier"].(object)["fee"], "A10: the customer never pays")
	s.now = at("2026-10-03 00:00:00")
	require.Equal(t, true, s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["overdue"])
	require.Len(t, s.must(finance, http.MethodGet, "/v1/invoices?due_before="+url.QueryEscape(stamp("2026-10-03 00:00:00")), nil)["items"], 1)
}

func TestI3TheCalendarExplainsItself(t *testing.T) {
	s := newService(t)
	due := s.must(vendor, http.MethodGet, "/v1/calendar/due?from=2026-09-18&working_days=15", nil)
	require.Equal(t, "2026-10-15", due["due"])
	require.Equal(t, []any{"2026-09-20", "2026-10-10"}, due["worked_weekends"])
	require.Equal(t, false, due["provisional"])
	require.NotEmpty(t, due["calendar_version"])
	require.Equal(t, true, s.must(vendor, http.MethodGet, "/v1/calendar/due?from=2026-12-25&working_days=15", nil)["provisional"], "case 37")
}

func TestI6FilesAreDownloadedWithTheirChecksum(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c", "acct", "100.00"))
	id := s.approved(s.applied("k", eInvoice("100.00")))[0]
	s.issued(id, "26110000000000000001")
	s.withFile(id, "xml", "<x/>")
	file := s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["files"].([]any)[0].(object)
	require.Equal(t, "xml", file["format"])
	a := s.call(customer, http.MethodGet, file["href"].(string), nil)
	require.Equal(t, "<x/>", string(a.bytes))
	require.Equal(t, `"`+file["sha256"].(string)+`"`, a.header.Get("ETag"))
	require.Contains(t, a.header.Get("Content-Disposition"), "26110000000000000001.xml")
}

func TestR1WhoClaimedDecides(t *testing.T) {
	s := newService(t)
	s.must(upstream, http.MethodPut, "/v1/accounts/acct", person("张三"))
	s.consumed(bill("c", "acct", "100.00"))
	colleague := access.Identity{Subject: "qian", Role: access.Finance}
	earlier := s.applied("earlier", eInvoice("5.00"))
	s.must(finance, http.MethodPost, "/v1/applications/"+earlier+"/reject", object{"reason": "重复"})
	id := s.applied("k", with(eInvoice("10.00"), object{"title": object{"title": "张三（上海）科技有限公司", "taxpayer_id": companyID}}))
	path := "/v1/applications/" + id
	// given the case on one screen
	c := s.must(finance, http.MethodGet, path+"/review", nil)
	require.Equal(t, object{
		"applied": "张三（上海）科技有限公司", "certified": "张三", "same": false, "difference_applied": "(上海)科技有限公司", "difference_certified": "",
	}, c["title"])
	require.Equal(t, "individual", c["certification"].(object)["type"])
	require.Equal(t, "submitted", c["history"].([]any)[0].(object)["what"])
	past := c["earlier"].([]any)[0].(object)
	require.Equal(t, []any{earlier, "rejected", "重复", "5.00"}, []any{past["id"], past["status"], past["reason"], past["total"]})
	// when one claims it, a colleague can neither claim nor decide
	s.must(finance, http.MethodPost, path+"/claim", nil)
	s.must(finance, http.MethodPost, path+"/claim", nil)
	for _, call := range []string{"/claim", "/approve", "/reject"} {
		a := s.refused(http.StatusConflict, "wrong_state", "", colleague, http.MethodPost, path+call, object{"reason": "r"})
		require.Contains(t, a.body["detail"], "claimed by finance:zhao")
	}
	// put back, the customer can cancel again and the colleague decide
	unclaimed := s.must(colleague, http.MethodPost, path+"/unclaim", nil)
	require.Equal(t, []any{"", true}, []any{unclaimed["review"].(object)["claimed_by"], unclaimed["cancellable"]})
	require.Equal(t, "approved", s.must(colleague, http.MethodPost, path+"/approve", nil)["status"])
	s.refused(http.StatusConflict, "wrong_state", "", finance, http.MethodPost, path+"/unclaim", nil)
}
