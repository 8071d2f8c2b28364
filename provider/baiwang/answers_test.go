package baiwang_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/loggable"
	"kaipiao/provider"
	"kaipiao/provider/baiwang"
	"kaipiao/provider/providertest"
	vendor "kaipiao/sandbox/baiwang"
	"kaipiao/sandbox/sandboxtest"
)

const (
	issue  = "baiwang.output.invoice.issue"
	query  = "baiwang.output.invoice.query"
	add    = "baiwang.output.redinvoice.add"
	info   = "baiwang.output.redinvoice.redforminfo"
	forms  = "baiwang.output.redinvoice.formlist"
	number = "26112000000000000001"
	ours   = "KPAAAAAAAAAAAAAAAAAA"
)

// response is an answer that is one.
func response(body string) string { return `{"success":true,"response":` + body + `}` }

// I4: what is not clearly an answer about our serial is an error; one document that failed hides none that was issued.
func TestI4OnlyAnAnswerAboutOurSerialDecides(t *testing.T) {
	good := `{"serialNo":"` + ours + `","invoiceNo":"` + number + `","invoiceDate":"20261128103000"}`
	other := `{"serialNo":"KPBBBBBBBBBBBBBBBBBB","invoiceNo":"26112000000000000002","invoiceDate":"20261128103000","failCause":"购方税号有误"}`
	cause := func(text string) string {
		return response(`{"success":[],"fail":[{"serialNo":"` + ours + `","failCause":"` + text + `"}]}`)
	}
	issued := provider.Answer{State: provider.Issued, Number: number, IssuedAt: time.Date(2026, 11, 28, 2, 30, 0, 0, time.UTC)}
	for name, given := range map[string]struct {
		body string
		want provider.Answer // the state unknown is an error
	}{
		"alone":                      {response(`{"success":[` + good + `],"fail":[]}`), issued},
		"with another":               {response(`{"success":[` + other + `,` + good + `]}`), issued},
		"beside a bad one":           {response(`{"success":[` + good + `],"fail":[` + other + `]}`), issued},
		"success as a text":          {`{"success":"true","response":{"success":[` + good + `],"fail":null}}`, issued},
		"of an installation":         {`{"success":true,"model":{"success":[` + good + `]}}`, issued},
		"with time as a date":        {response(`{"success":[` + strings.Replace(good, "20261128103000", "2026-11-28 10:30:00", 1) + `]}`), issued},
		"number as a number":         {response(`{"success":[` + strings.Replace(good, `"`+number+`"`, number, 1) + `]}`), issued},
		"only another":               {response(`{"success":[` + other + `],"fail":[]}`), provider.Answer{}},
		"both":                       {response(`{"success":[` + good + `],"fail":[` + good + `]}`), provider.Answer{}},
		"twice":                      {response(`{"success":[` + good + `,` + good + `]}`), provider.Answer{}},
		"no number":                  {response(`{"success":[{"serialNo":"` + ours + `","invoiceDate":"20261128103000"}]}`), provider.Answer{}},
		"a text for a number":        {response(`{"success":[` + strings.Replace(good, number, "开具中", 1) + `]}`), provider.Answer{}},
		"no date":                    {response(`{"success":[{"serialNo":"` + ours + `","invoiceNo":"` + number + `"}]}`), provider.Answer{}},
		"failed for no cause":        {cause(""), provider.Answer{}},
		"failed":                     {cause("购方税号有误"), provider.Answer{State: provider.Refused, Reason: "购方税号有误"}},
		"failed for the quota":       {cause("授信额度不足本次开票金额"), provider.Answer{State: provider.QuotaExhausted, Reason: "授信额度不足本次开票金额"}},
		"failed for the face":        {cause("请完成人脸认证"), provider.Answer{State: provider.SessionExpired, Reason: "请完成人脸认证"}},
		"nothing":                    {``, provider.Answer{}},
		"null":                       {`null`, provider.Answer{}},
		"null response":              {response(`null`), provider.Answer{}},
		"no JSON":                    {`<html>502 Bad Gateway</html>`, provider.Answer{}},
		"cut":                        {response(`{"success":[` + good)[:80], provider.Answer{}},
		"in GBK":                     {response("{\"success\":[" + good + "],\"fail\":[{\"failCause\":\"\xb6\xee\xb6\xc8\"}]}"), provider.Answer{}},
		"not successful":             {`{"success":false,"response":{"success":[` + good + `]}}`, provider.Answer{}},
		"an unknown code":            {refusal("99999", "购方税号有误"), provider.Answer{}},
		"a code that is final":       {refusal("70169", "购方名称不能为空"), provider.Answer{State: provider.Refused, Reason: "购方名称不能为空"}},
		"an unknown code, the quota": {refusal("99999", "可用额度不足"), provider.Answer{State: provider.QuotaExhausted, Reason: "可用额度不足"}},
		"the signature":              {refusal("100007", "签名错误"), provider.Answer{}},
		"a token that never lasts":   {refusal("100002", "token已失效，请重新登录"), provider.Answer{}},
	} {
		t.Run(name, func(t *testing.T) {
			made, _ := recording(t, map[string][]string{issue: {given.body}})
			answer, err := made.Submit(t.Context(), providertest.Document(ours, providertest.Seller))
			require.Equal(t, given.want, answer)
			require.Equal(t, given.want.State == "", err != nil, err)
		})
	}
}

func TestI4ASerialThatTheVendorKnowsIsAskedAbout(t *testing.T) {
	document := providertest.Document(ours, providertest.Seller)
	known := response(`[{"serialNo":"` + ours + `","invoiceNo":"` + number + `","invoiceDate":"20261128103000","invoiceStatus":"00"}]`)
	for _, duplicate := range []string{
		response(`{"fail":[{"serialNo":"` + ours + `","failCause":"流水号重复"}]}`), refusal("12345", "业务流水号已存在"),
	} {
		for answer, want := range map[string]provider.State{
			known: provider.Issued, response(`[]`): provider.Pending, `{"success":true}`: provider.Pending, `oops`: provider.Pending,
		} {
			made, _ := recording(t, map[string][]string{issue: {duplicate}, query: {answer}})
			said, err := made.Submit(t.Context(), document)
			require.NoError(t, err)
			require.Equal(t, want, said.State, answer)
		}
	}
}

func TestI4AnAnswerToAQuestionThatIsNotUnderstoodIsAnError(t *testing.T) {
	document := func(more string) string {
		return response(`[{"serialNo":"` + ours + `","invoiceNo":"` + number + `","invoiceDate":"20261128103000"` + more + `}]`)
	}
	for body, want := range map[string]provider.State{
		document(`,"invoiceStatus":"00"`): provider.Issued, document(`,"invoiceStatus":"03"`): provider.Issued,
		document(`,"invoiceStatus":"05","einvoiceNo":null`): provider.Issued, document(`,"invoiceStatus":"06"`): provider.Issued,
		document(`,"invoiceStatus":"02"`): provider.Unknown, document(``): provider.Unknown, document(`,"invoiceStatus":0`): provider.Unknown,
		response(`{"list":[]}`): provider.NotFound, response(`{}`): provider.NotFound, response(`null`): provider.NotFound,
		response(`{"total":0}`): provider.Unknown, response(`["x"]`): provider.Unknown, response(`"x"`): provider.Unknown,
		strings.Replace(document(`,"invoiceStatus":"00"`), ours, "KPBBBBBBBBBBBBBBBBBB", 1): provider.Unknown,
		refusal("70169", "电子税务局登录已失效"):                                                      provider.Unknown,
	} {
		made, _ := recording(t, map[string][]string{query: {body}})
		require.Equal(t, want, stateOf(made.Query(t.Context(), ours)), body)
	}
}

func TestV1AnAnswerAboutAFormThatIsNotUnderstoodIsAnError(t *testing.T) {
	form := func(more string) string {
		return response(`{"redConfirmUuid":"u1","redConfirmNo":"11000026110000000001",` + more + `}`)
	}
	for body, want := range map[string]provider.State{
		form(`"confirmState":"01","alreadyRedInvoiceFlag":"N"`): provider.Pending, form(`"confirmState":"04"`): provider.Pending,
		form(`"confirmState":"02"`): provider.AwaitsBuyer, form(`"confirmState":"03"`): provider.AwaitsSeller,
		form(`"confirmState":"05"`): provider.Denied, form(`"confirmState":"06"`): provider.Declined, form(`"confirmState":"07"`): provider.Lapsed,
		form(`"confirmState":"08"`): provider.Withdrawn, form(`"confirmState":"09"`): provider.Withdrawn,
		form(`"confirmState":"10"`): provider.Unknown, form(`"confirmState":"1"`): provider.Unknown, form(`"x":1`): provider.Unknown,
		form(`"confirmState":"04","alreadyRedInvoiceFlag":"Y"`):                                             provider.Unknown,
		form(`"confirmState":"04","alreadyRedInvoiceFlag":"Y","redInvoiceNo":"` + number + `"`):             provider.Unknown,
		form(`"confirmState":"04","alreadyRedInvoiceFlag":"?"`):                                             provider.Unknown,
		form(`"alreadyRedInvoiceFlag":"Y","redInvoiceNo":"` + number + `","redInvoiceDate":20261128103000`): provider.Issued,
		response(`null`): provider.NotFound, refusal("70035", "x"): provider.Unknown,
		response(`{"redConfirmUuid":"u2","redConfirmNo":"2","confirmState":"05"}`): provider.Unknown,
		response(`{"confirmState":"05"}`):                                          provider.Unknown,
	} {
		made, _ := recording(t, map[string][]string{info: {body}})
		require.Equal(t, want, stateOf(made.QueryRed(t.Context(), "11000026110000000001")), body)
	}
	red := providertest.Reversal(providertest.Document(ours, providertest.Seller), provider.Key{Number: number})
	for body, want := range map[string]provider.State{
		response(`[]`): provider.Unknown, response(`[{"redConfirmSerialNo":"X","redConfirmNo":"1","confirmState":"01"}]`): provider.Unknown,
		response(`[{"redConfirmSerialNo":"` + string(red.Serial) + `","confirmState":"01"}]`):                      provider.Unknown,
		response(`[{"redConfirmSerialNo":"` + string(red.Serial) + `","redConfirmNo":"1","confirmState":"99"}]`):   provider.Unknown,
		response(`[{"redConfirmSerialNo":"` + string(red.Serial) + `","redConfirmUuid":"u","confirmState":"02"}]`): provider.AwaitsBuyer,
	} {
		made, _ := recording(t, map[string][]string{add: {body}})
		require.Equal(t, want, stateOf(made.RequestRed(t.Context(), red)), body)
	}
}

// I11: a list with an entry that is not understood is no list: what is passed over would look as if the provider had nothing.
func TestI11AListThatIsNotUnderstoodIsAnError(t *testing.T) {
	day := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	order := invoice.ListOrder{From: day, To: day.Add(8 * time.Hour)}
	blue := func(more string) string {
		return response(`[{"invoiceNo":"` + number + `","invoiceDate":"20261128103000","invoiceTotalPrice":"100","invoiceTotalTax":6.0` + more + `}]`)
	}
	list := func(documents, waiting string) ([]invoice.Listed, error) {
		made, _ := recording(t, map[string][]string{query: {documents}, forms: {waiting}})
		page, err := made.List(t.Context(), order)
		return page.Items, err
	}
	found, err := list(blue(`,"invoiceType":"0","invoiceStatus":"03","serialNo":"`+ours+`"`), response(`null`))
	require.NoError(t, err)
	require.Len(t, found, 2, "a void one was issued all the same")
	require.Equal(t, []invoice.ListedKind{invoice.BlueDocument, invoice.VoidMade}, []invoice.ListedKind{found[0].Kind, found[1].Kind})
	found, err = list(blue(`,"invoiceStatus":"02"`), response(`[]`))
	require.NoError(t, err)
	require.Empty(t, found, "a blank form that was voided is no document")
	for _, documents := range []string{
		blue(`,"invoiceType":"0","invoiceStatus":"07"`), blue(`,"invoiceType":"2","invoiceStatus":"00"`), blue(`,"invoiceType":"1","invoiceStatus":"00"`),
		blue(`,"invoiceType":"0"`), response(`[{}]`), response(`[1]`), response(`{"pages":1}`), `oops`,
		strings.Replace(blue(`,"invoiceType":"0","invoiceStatus":"00"`), `"100"`, `"100.001"`, 1),
		strings.Replace(blue(`,"invoiceType":"0","invoiceStatus":"00"`), `"100"`, `"1e9"`, 1),
	} {
		_, err := list(documents, response(`[]`))
		require.Error(t, err, documents)
	}
	for _, waiting := range []string{response(`[{"confirmState":"03"}]`), refusal("100008", "x"), `oops`} {
		_, err := list(response(`[]`), waiting)
		require.Error(t, err, waiting)
	}
}

// The list of forms is read once a day: the next one comes a day later, and the documents come all the same.
func TestV8TheListOfFormsIsReadOnceADay(t *testing.T) {
	now := time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	waiting := response(`[{"redConfirmUuid":"u1","redConfirmNo":"11000026110000000001","confirmState":"03","entryDate":"2026-11-28 09:00:00",
		"originalInvoiceNo":"` + number + `","redInvoiceLabel":"01","invoiceTotalPrice":-100.00,"invoiceTotalTax":"-6"}]`)
	made, _ := recording(t, map[string][]string{query: {response(`[]`)}, forms: {waiting}}, func(config *baiwang.Config) {
		config.Now, config.Memory = clock, providertest.NewMemory(clock)
	})
	list := func(number string) []invoice.Listed {
		page, err := made.List(t.Context(), invoice.ListOrder{From: now.Add(-2 * time.Hour), To: now, Number: number})
		require.NoError(t, err)
		return page.Items
	}
	require.Empty(t, list(number), "a question about one invoice leaves the one reading to the others")
	found := list("")
	require.Len(t, found, 1)
	require.Equal(t, []any{invoice.BuyersForm, invoice.Serial("11000026110000000001"), number, invoice.RedError},
		[]any{found[0].Kind, found[0].Serial, found[0].Of, found[0].Reason})
	require.Equal(t, found[0].At.Add(72*time.Hour), found[0].LapsesAt)
	require.Empty(t, list(""), "it is not read again that day, and nothing is wrong")
	now = now.Add(24 * time.Hour)
	page, err := made.List(t.Context(), invoice.ListOrder{From: now.Add(-26 * time.Hour), To: now, After: "2026-11-29 1"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
}

func TestATokenThatTheVendorKnowsNoMoreIsRenewedOnce(t *testing.T) {
	found := response(`[]`)
	for _, code := range []string{"100001", "100002"} {
		made, arrived := recording(t, map[string][]string{query: {refusal(code, "token"), found}})
		require.Equal(t, provider.NotFound, stateOf(made.Query(t.Context(), ours)))
		require.Len(t, arrived(), 4, "two tokens and two questions")
		made, arrived = recording(t, map[string][]string{query: {refusal(code, "token")}})
		require.Equal(t, provider.Unknown, stateOf(made.Query(t.Context(), ours)))
		require.Len(t, arrived(), 4)
	}
	made, arrived := recording(t, map[string][]string{query: {found}})
	for range 3 {
		require.Equal(t, provider.NotFound, stateOf(made.Query(t.Context(), ours)))
	}
	require.Len(t, arrived(), 4, "one token for all")
}

// S6, S7: neither an error nor a log holds what lets us in, whatever the vendor repeats; a log holds no title either.
func TestS6NoSecretIsInErrorsAndNoTitleInLogs(t *testing.T) {
	const title = "北京甲科技有限公司"
	echo := title + " the-token " + vendor.AppSecret + " " + vendor.Password + " 9ad1e3fc1a3e7fea43a1a6baf90d2f19ebdfab8f420ef222b6363dd090c8a73f"
	document := providertest.Document(ours, providertest.Seller)
	red := providertest.Reversal(document, provider.Key{Number: number})
	for name, body := range map[string]string{
		"a refusal":           refusal("4711", echo),
		"a text for a code":   refusal(echo, echo),
		"an unreadable name":  response(`{"success":"` + echo + `"}`),
		"an unreadable token": `{"success":true,"response":["the-token"]}`,
	} {
		bodies := map[string][]string{}
		for _, method := range []string{
			issue, query, add, info, forms, "baiwang.output.invoice.cancel", "baiwang.output.format.create", "baiwang.output.redinvoice.operate",
		} {
			bodies[method] = []string{body}
		}
		if name == "an unreadable token" {
			bodies["baiwang.oauth.token"] = []string{body}
		}
		made, _ := recording(t, bodies, everything)
		for call, err := range map[string]error{
			"submit":   second(made.Submit(t.Context(), document)),
			"query":    second(made.Query(t.Context(), ours)),
			"red":      second(made.RequestRed(t.Context(), red)),
			"info":     second(made.QueryRed(t.Context(), "11000026110000000001")),
			"withdraw": second(made.WithdrawRed(t.Context(), "11000026110000000001")),
			"usage":    second(made.Usage(t.Context(), provider.Key{Number: number})),
			"void":     second(made.Void(t.Context(), provider.Key{Number: number})),
			"list":     second(made.List(t.Context(), invoice.ListOrder{From: time.Now(), To: time.Now()})),
		} {
			require.Error(t, err, "%s: %s", name, call)
			require.NotContains(t, loggable.Text(err), title, "%s: %s", name, call)
			for _, secret := range []string{"the-token", vendor.AppSecret, vendor.Password} {
				require.NotContains(t, err.Error(), secret, "%s: %s", name, call)
			}
			if name == "a refusal" {
				require.Contains(t, loggable.Text(err), "4711", call)
			}
		}
	}
	sandbox := sandboxtest.Start(t, "")
	unreachable := client(t, sandbox)
	_, err := unreachable.Query(t.Context(), ours)
	require.NoError(t, err)
	sandbox.Stop()
	_, err = unreachable.Query(t.Context(), ours)
	for _, secret := range []string{"token=", "sign=", vendor.AppKey} {
		require.NotContains(t, err.Error(), secret, "the address is not in the error")
	}
}

func second[Value any](_ Value, err error) error { return err }

func TestAConfigurationThatLacksSomethingSaysWhatAndNotHow(t *testing.T) {
	for name, spoil := range map[string]func(*baiwang.Config){
		"no address": func(c *baiwang.Config) { c.BaseURL = "openapi.baiwang.com" }, "no key": func(c *baiwang.Config) { c.AppKey = "" },
		"no secret": func(c *baiwang.Config) { c.AppSecret = "" }, "no user": func(c *baiwang.Config) { c.User = "" },
		"no password": func(c *baiwang.Config) { c.Password = "" }, "no seller": func(c *baiwang.Config) { c.TaxNumber = "" },
		"no version": func(c *baiwang.Config) { c.PasswordVersion = "5.0" }, "no memory": func(c *baiwang.Config) { c.Memory = nil },
		"no clock": func(c *baiwang.Config) { c.Now = nil }, "a limit below zero": func(c *baiwang.Config) { c.FormListsPerDay = -1 },
		"no expression": func(c *baiwang.Config) { c.Texts.Session = []string{"("} },
	} {
		config := configured("https://openapi.baiwang.com/router/rest")
		spoil(&config)
		_, err := baiwang.New(config)
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), vendor.Password)
		require.NotContains(t, err.Error(), vendor.AppSecret)
	}
}

// A token that the vendor has forgotten is renewed without anybody noticing.
func TestTheSandboxForgetsItsTokensAndNobodyNotices(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	made := client(t, sandbox)
	for range 2 {
		require.Equal(t, provider.NotFound, stateOf(made.Query(t.Context(), ours)))
		request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, sandbox.URL+"/baiwang/tokens", http.NoBody)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
	}
}

func TestNoSecondHasMoreCallsThanTheVendorAllows(t *testing.T) {
	const allowed = 20
	var mutex sync.Mutex
	var times []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		times = append(times, time.Now())
		if r.URL.Query().Get("method") == "baiwang.oauth.token" {
			_, _ = w.Write([]byte(tokenAnswer))
			return
		}
		_, _ = w.Write([]byte(response(`[]`)))
	}))
	t.Cleanup(server.Close)
	config := configured(server.URL)
	config.CallsPerSecond = allowed
	made, err := baiwang.New(config)
	require.NoError(t, err)
	var together sync.WaitGroup
	for range 30 {
		together.Go(func() { _, _ = made.Query(t.Context(), ours) })
	}
	together.Wait()
	require.Len(t, times, 31)
	for n, first := range times[:len(times)-allowed] {
		require.Greater(t, times[n+allowed].Sub(first), 900*time.Millisecond, "they are counted where they arrive")
	}
}
