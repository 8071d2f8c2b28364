package taxbureau_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/money"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
)

// answer is the body of a call's answer.
type answer struct {
	Code     taxbureau.Code
	Describe string
	Result   taxbureau.Result
}

func post(t *testing.T, url string, body any) (int, answer) {
	t.Helper()
	content, isText := body.(string)
	if !isText {
		encoded, err := json.Marshal(body)
		require.NoError(t, err)
		content = string(encoded)
	}
	response, err := http.Post(url, "application/json", strings.NewReader(content)) //nolint:bodyclose // read closes it
	require.NoError(t, err)
	return read(t, response)
}

func read(t *testing.T, response *http.Response) (int, answer) {
	t.Helper()
	defer func() { require.NoError(t, response.Body.Close()) }()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	var said answer
	require.NoError(t, json.NewDecoder(bytes.NewReader(content)).Decode(&said), string(content))
	return response.StatusCode, said
}

// decided asks until the bureau has decided.
func decided(t *testing.T, sandbox *sandboxtest.Sandbox, serial string) taxbureau.Result {
	t.Helper()
	var said answer
	require.Eventually(t, func() bool {
		response, err := http.Get(sandbox.URL + "/provider/v1/invoices/" + serial) //nolint:bodyclose // read closes it
		require.NoError(t, err)
		_, said = read(t, response)
		return said.Result.Status != taxbureau.Issuing
	}, 10*time.Second, 10*time.Millisecond)
	require.Equal(t, taxbureau.OK, said.Code)
	return said.Result
}

// submission is a request that the bureau issues.
func submission(serial string) taxbureau.Submission {
	m := money.MustParse
	return taxbureau.Submission{
		Serial: serial, InvoiceType: taxbureau.ElectronicOrdinary,
		Seller: taxbureau.Party{Name: "北京百度网讯科技有限公司", TaxNumber: "91110000802100433B"},
		Buyer:  taxbureau.Party{Name: "深圳市示例科技有限公司", TaxNumber: "91440300MA5FAKE00D"},
		Lines: []taxbureau.Line{
			{Line: 1, Name: "云服务器", TaxCode: "3040203000000000000", TaxRate: money.MustParseRate("0.06"), Net: m("100.00"), Tax: m("6.00"), Gross: m("106.00")},
			{Line: 2, Name: "云硬盘", TaxCode: "3040203000000000000", TaxRate: money.MustParseRate("0.06"), Net: m("0.01"), Tax: m("0.00"), Gross: m("0.01")},
		},
		Net: m("100.01"), Tax: m("6.00"), Gross: m("106.01"),
	}
}

func TestI4ASerialSubmittedByManyAtOnceMakesOneDocument(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	const callers = 32
	codes := make([]taxbureau.Code, callers)
	var together sync.WaitGroup
	for i := range callers {
		together.Go(func() {
			_, said := post(t, sandbox.URL+"/provider/v1/invoices", submission("KPONCE"))
			codes[i] = said.Code
		})
	}
	together.Wait()
	accepted := 0
	for _, code := range codes {
		if code == taxbureau.OK {
			accepted++
			continue
		}
		require.Equal(t, taxbureau.Duplicate, code)
	}
	require.Equal(t, 1, accepted)
	result := decided(t, sandbox, "KPONCE")
	legal := sandbox.Issued(t)
	require.Len(t, legal, 1)
	require.Equal(t, result.Number, legal[0].Number)
	require.Equal(t, "106.01", legal[0].Amount.String())
	require.Nil(t, legal[0].RedOf)
	require.False(t, legal[0].Voided)
}

func TestADocumentIsIssuedOnlyAfterTheDelay(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	before := time.Now()
	_, said := post(t, sandbox.URL+"/provider/v1/invoices", submission("KPLATER"))
	require.Equal(t, answer{Code: taxbureau.OK, Describe: "成功", Result: taxbureau.Result{Serial: "KPLATER"}}, said)
	result := decided(t, sandbox, "KPLATER")
	require.Equal(t, taxbureau.Issued, result.Status)
	require.False(t, result.IssuedAt.Before(before.Add(sandboxtest.IssueDelay).Truncate(time.Millisecond)))
}

func TestNumbersHaveYearAreaAndChannelAndNeverRepeat(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	yearIn := func() string { return time.Now().In(time.FixedZone("Asia/Shanghai", 8*60*60)).Format("06") }
	begun := yearIn()
	shenzhen := submission("KPSZ")
	shenzhen.Seller = shenzhen.Buyer
	for _, request := range []taxbureau.Submission{submission("KPBJ"), shenzhen} {
		post(t, sandbox.URL+"/provider/v1/invoices", request)
	}
	first := decided(t, sandbox, "KPBJ").Number
	year := first[:2]
	require.Contains(t, []string{begun, yearIn()}, year)
	require.Equal(t, year+"112000000000000001", first)
	require.Equal(t, year+"442000000000000002", decided(t, sandbox, "KPSZ").Number)
	_, drawn := post(t, sandbox.URL+"/provider/v1/numbers", map[string]string{"serial": "KPAHEAD"})
	require.Equal(t, year+"117000000000000003", drawn.Result.Number)
}

func TestANumberDrawnBeforehandBelongsToItsSerial(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	_, first := post(t, sandbox.URL+"/provider/v1/numbers", map[string]string{"serial": "KPFIRST"})
	_, second := post(t, sandbox.URL+"/provider/v1/numbers", map[string]string{"serial": "KPSECOND"})

	// Somebody else's number, or one that was never drawn, is refused.
	for serial, number := range map[string]string{"KPFIRST": second.Result.Number, "KPTHIRD": "26117000000000000099"} {
		request := submission(serial)
		request.Number = number
		post(t, sandbox.URL+"/provider/v1/invoices", request)
		require.Equal(t, taxbureau.Failed, decided(t, sandbox, serial).Status)
	}
	// Its own is given, also when it is not repeated in the request.
	post(t, sandbox.URL+"/provider/v1/invoices", submission("KPSECOND"))
	require.Equal(t, second.Result.Number, decided(t, sandbox, "KPSECOND").Number)
	// One that is drawn after the issue is the one that was issued.
	post(t, sandbox.URL+"/provider/v1/invoices", submission("KPLATE"))
	issued := decided(t, sandbox, "KPLATE").Number
	_, late := post(t, sandbox.URL+"/provider/v1/numbers", map[string]string{"serial": "KPLATE"})
	require.Equal(t, issued, late.Result.Number)
	require.NotEqual(t, first.Result.Number, second.Result.Number)
}

func TestTheBureauRefusesWhatIsWrongInItsOwnWords(t *testing.T) {
	m := money.MustParse
	for reason, spoil := range map[string]func(*taxbureau.Submission){
		"发票种类代码“xx”不存在":           func(s *taxbureau.Submission) { s.InvoiceType = "xx" },
		"销方名称不能为空且不能超过300个字符":     func(s *taxbureau.Submission) { s.Seller.Name = "" },
		"销方税号有误":                  func(s *taxbureau.Submission) { s.Seller.TaxNumber = "91110000802100433C" },
		"购方名称不能为空且不能超过300个字符":     func(s *taxbureau.Submission) { s.Buyer.Name = strings.Repeat("长", 301) },
		"购方税号有误":                  func(s *taxbureau.Submission) { s.Buyer.TaxNumber = "91440300MA5FAKE00" },
		"开具增值税专用发票，购方税号不能为空":      func(s *taxbureau.Submission) { s.InvoiceType, s.Buyer.TaxNumber = taxbureau.ElectronicSpecial, "" },
		"备注超过450个字符":              func(s *taxbureau.Submission) { s.Remark = strings.Repeat("注", 451) },
		"发票明细行数应为1至2000行":         func(s *taxbureau.Submission) { s.Lines = nil },
		"第2行：明细行号不连续":             func(s *taxbureau.Submission) { s.Lines[1].Line = 3 },
		"第1行：项目名称不能为空且不能超过300个字符": func(s *taxbureau.Submission) { s.Lines[0].Name = "" },
		"第1行：商品和服务税收分类编码应为19位数字":  func(s *taxbureau.Submission) { s.Lines[0].TaxCode = "3040203" },
		"第2行：蓝字发票金额应大于0":          func(s *taxbureau.Submission) { s.Lines[1].Net, s.Lines[1].Gross = m("0.00"), m("0.00") },
		"第1行：含税金额不等于金额加税额":        func(s *taxbureau.Submission) { s.Lines[0].Gross = m("106.01") },
		"第1行：税额误差超过0.06元":         func(s *taxbureau.Submission) { s.Lines[0].Net, s.Lines[0].Tax = m("99.93"), m("6.07") },
		"第1行：免税或零税率项目不得开具增值税专用发票": func(s *taxbureau.Submission) {
			s.InvoiceType, s.Lines[0].TaxRate = taxbureau.ElectronicSpecial, money.Exempt
			s.Lines[0].Net, s.Lines[0].Tax = s.Lines[0].Gross, m("0.00")
		},
		"合计金额与明细金额之和不一致":   func(s *taxbureau.Submission) { s.Net = m("100.00") },
		"合计税额与明细税额之和不一致":   func(s *taxbureau.Submission) { s.Tax = m("6.01") },
		"价税合计不等于合计金额加合计税额": func(s *taxbureau.Submission) { s.Gross = m("106.02") },
	} {
		t.Run(reason, func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			request := submission("KPWRONG")
			spoil(&request)
			_, said := post(t, sandbox.URL+"/provider/v1/invoices", request)
			require.Equal(t, taxbureau.OK, said.Code, "it is accepted first and refused by the bureau afterwards")
			result := decided(t, sandbox, "KPWRONG")
			require.Equal(t, taxbureau.Failed, result.Status)
			require.Equal(t, reason, result.FailCause)
			require.Empty(t, result.Number)
			require.Empty(t, sandbox.Issued(t))

			_, again := post(t, sandbox.URL+"/provider/v1/invoices", submission("KPWRONG"))
			require.Equal(t, taxbureau.Duplicate, again.Code, "a refused serial is used up")
		})
	}
}

func TestTheLimitsThemselvesAreAccepted(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	request := submission("KPLIMITS")
	request.Buyer = taxbureau.Party{Name: strings.Repeat("长", 300)} // a natural person has no taxpayer number
	request.Remark = strings.Repeat("注", 450)
	request.Lines[0].Name = strings.Repeat("云", 300)
	post(t, sandbox.URL+"/provider/v1/invoices", request)
	result := decided(t, sandbox, "KPLIMITS")
	require.Equal(t, taxbureau.Issued, result.Status, result.FailCause)
}

func TestACallThatCannotBeReadIsRefusedAndChangesNothing(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	for name, body := range map[string]string{
		"no JSON":        `发票`,
		"unknown member": `{"serial":"KP1","colour":"red"}`,
		"two objects":    `{"serial":"KP1"}{"serial":"KP2"}`,
		"amount is JSON": `{"serial":"KP1","net":100.00}`,
		"no serial":      `{}`,
		"bad serial":     `{"serial":"KP 1"}`,
		"long serial":    fmt.Sprintf(`{"serial":%q}`, strings.Repeat("K", 65)),
		"too much":       fmt.Sprintf(`{"serial":"KP1","remark":%q}`, strings.Repeat("x", 5<<20)),
	} {
		status, said := post(t, sandbox.URL+"/provider/v1/invoices", body)
		require.Equal(t, http.StatusBadRequest, status, name)
		require.Equal(t, taxbureau.BadRequest, said.Code, name)
	}
	require.Empty(t, sandbox.Issued(t))
}
