package nuonuo_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
	"kaipiao/provider/nuonuo"
	"kaipiao/provider/providertest"
)

var update = flag.Bool("update", false, "write the requests in testdata anew")

// noon is the present of the golden requests.
var noon = time.Date(2026, time.November, 1, 4, 0, 0, 0, time.UTC)

// scripted is a vendor that answers each call with what is in testdata, or with what a test says; it keeps the requests.
type scripted struct {
	*httptest.Server
	mutex    sync.Mutex
	answers  map[string]string
	requests map[string][]byte
	tokens   int
	header   http.Header
	query    url.Values
}

func script(t *testing.T, answers map[string]string) *scripted {
	t.Helper()
	s := &scripted{answers: answers, requests: map[string][]byte{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		content, _ := io.ReadAll(r.Body)
		switch {
		case strings.HasSuffix(r.URL.Path, "/accessToken"):
			s.tokens++
			if answer, said := s.answers["token"]; said {
				_, _ = io.WriteString(w, answer)
				return
			}
			_, _ = io.WriteString(w, `{"access_token":"the-access-token","expires_in":"86400"}`)
			return
		case strings.HasSuffix(r.URL.Path, ".pdf"):
			_, _ = io.WriteString(w, "%PDF-1.7")
			return
		}
		s.header, s.query = r.Header.Clone(), r.URL.Query()
		name := strings.TrimPrefix(r.Header.Get("method"), "nuonuo.OpeMplatform.")
		kind := struct{ QueryType string }{}
		_ = json.Unmarshal(content, &kind)
		if kind.QueryType != "" {
			name += kind.QueryType
		}
		s.requests[name] = content
		answer, known := s.answers[name]
		if !known {
			golden, err := os.ReadFile(filepath.Join("testdata", name+".answer.json"))
			if err != nil {
				golden = []byte(`{"code":"E4711","describe":"no answer in the script"}`)
			}
			answer = strings.ReplaceAll(string(golden), "https://inv.example.com", "http://"+r.Host)
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *scripted) client(t *testing.T, changes ...func(*nuonuo.Config)) *nuonuo.Client {
	t.Helper()
	config := configured(s.URL)
	config.TokenURL = s.URL + "/accessToken"
	config.Now = func() time.Time { return noon }
	config.Memory = providertest.NewMemory(config.Now)
	for _, change := range changes {
		change(&config)
	}
	made, err := nuonuo.New(config)
	require.NoError(t, err)
	return made
}

// sent requires a request to be the golden one.
func (s *scripted) sent(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join("testdata", name+".request.json")
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, s.requests[name], "", "  "), name)
	if *update {
		require.NoError(t, os.WriteFile(path, append(pretty.Bytes(), '\n'), 0o600))
	}
	golden, err := os.ReadFile(path)
	require.NoError(t, err)
	require.JSONEq(t, string(golden), pretty.String(), name)
}

const (
	serial    = invoice.Serial("KPAAAAAAAAAAAAAAAAAA")
	redSerial = invoice.Serial("KPBBBBBBBBBBBBBBBBBB")
	number    = "26112000000000000001"
	redNumber = "26112000000000000002"
)

// Every call as it goes over the wire, and what its answer is read as.
func TestTheCallsAreNuonuos(t *testing.T) {
	vendor := script(t, map[string]string{})
	client := vendor.client(t, func(config *nuonuo.Config) {
		config.Extension, config.CallbackURL = "12", "https://invoices.example.com/v1/provider/events"
	})
	document := providertest.Document(serial, providertest.Seller)
	document.Seller.AddressPhone, document.Seller.BankAccount = "北京市海淀区上地十街10号 010-59928888", "招商银行北京分行 1109021606"
	document.Lines[1].TaxRate, document.Lines[1].Net, document.Lines[1].Tax = money.Exempt, document.Lines[1].Gross, money.Zero
	key, seller := provider.Key{Serial: serial, Number: number}, providertest.Seller.TaxpayerID

	answer, err := client.Submit(t.Context(), document)
	require.NoError(t, err)
	require.Equal(t, provider.Answer{State: provider.Pending}, answer)
	require.Equal(t, "the-access-token", vendor.header.Get("accessToken"))
	require.Equal(t, []string{seller, "nuonuo.OpeMplatform.requestBillingNew", "application/json"},
		[]string{vendor.header.Get("userTax"), vendor.header.Get("method"), vendor.header.Get("Content-Type")})
	require.Regexp(t, `^[0-9a-f]{32}$`, vendor.query.Get("senid"))
	require.Regexp(t, `^[1-9][0-9]{7}$`, vendor.query.Get("nonce"))
	require.Equal(t, "1793505600", vendor.query.Get("timestamp"))
	vendor.sent(t, "requestBillingNew")

	answer, err = client.Query(t.Context(), serial)
	require.NoError(t, err)
	require.Equal(t, provider.Answer{State: provider.Issued, Number: number, IssuedAt: noon.Add(-time.Hour)}, answer)
	vendor.sent(t, "queryInvoiceResult")
	content, err := client.File(t.Context(), key, invoice.PDF)
	require.NoError(t, err)
	require.Equal(t, "%PDF-1.7", string(content))

	red := providertest.PartialReversal(document, key, 1, money.MustParse("212.00"))
	red.Serial = redSerial
	answer, err = client.RequestRed(t.Context(), red)
	require.NoError(t, err)
	require.Equal(t, provider.Pending, answer.State)
	vendor.sent(t, "saveInvoiceRedConfirm")
	answer, err = client.QueryRed(t.Context(), redSerial)
	require.NoError(t, err)
	require.Equal(t, provider.AwaitsBuyer, answer.State)
	vendor.sent(t, "queryInvoiceRedConfirm")
	_, err = client.WithdrawRed(t.Context(), redSerial)
	require.NoError(t, err, "it waits on, which the question afterwards says")
	vendor.sent(t, "confirmInfoCancel")

	stands, err := client.Standing(t.Context(), seller)
	require.NoError(t, err)
	require.Equal(t, invoice.Standing{
		Session: invoice.SessionOK, Period: "2026-11", Total: money.MustParse("1000000.00"), Remaining: money.MustParse("998703.00"),
	}, stands)
	for _, name := range []string{"getCreditLine1", "getCertificationStatus1", "getCertificationStatus2"} {
		vendor.sent(t, name)
	}
	code, err := client.LoginCode(t.Context(), seller)
	require.NoError(t, err)
	require.Equal(t, provider.LoginCode{Content: "https://face.example.com/1", EndsAt: noon.Add(4 * time.Minute)}, code)
	vendor.sent(t, "getQrCode1")
	require.NoError(t, client.Deliver(t.Context(), key, provider.Contact{Email: "wang@example.com"}))
	vendor.sent(t, "deliveryInvoice")
}

// V3, I5: what is done to a paper invoice, and to an order that has failed for what passes.
func TestV3PaperIsVoidedAndReversedByItsNumbers(t *testing.T) {
	paper := `{"code":"E0000","describe":"ok","result":[{"serialNo":"26110112000000000001","orderNo":"` + string(serial) + `","status":"2",
		"invoiceTime":1793502000000,"invoiceCode":"011002600111","invoiceNo":"00000001","allElectronicInvoiceNumber":"` + number + `"}]}`
	vendor := script(t, map[string]string{"queryInvoiceResult": paper})
	client := vendor.client(t)
	answer, err := client.Void(t.Context(), provider.Key{Serial: serial, Number: number})
	require.NoError(t, err)
	require.Equal(t, provider.Pending, answer.State)
	vendor.sent(t, "invoiceCancellation")
	vendor.answers["queryInvoiceResult"] = strings.Replace(paper, `"status":"2"`, `"status":"31"`, 1)
	require.Equal(t, provider.Pending, stateOf(client.Void(t.Context(), provider.Key{Serial: serial})))
	vendor.answers["queryInvoiceResult"] = strings.Replace(paper, `"status":"2"`, `"status":"2","failCause":"作废失败：发票已勾选"`, 1)
	answer, err = client.Void(t.Context(), provider.Key{Serial: serial})
	require.NoError(t, err)
	require.Equal(t, provider.Answer{State: provider.Refused, Reason: "作废失败：发票已勾选"}, answer)
	vendor.answers["queryInvoiceResult"] = strings.Replace(paper, `"status":"2"`, `"status":3`, 1)
	require.Equal(t, provider.Answer{State: provider.Voided}, first(client.Void(t.Context(), provider.Key{Serial: serial})))

	// the form of a paper invoice is confirmed: its red document is asked for
	vendor.answers["queryInvoiceResult"] = `{"code":"E9500","describe":"未查询到"}`
	vendor.answers["queryInvoiceRedConfirm"] = `{"code":"E0000","describe":"ok","result":{"total":1,"list":[{"billId":"` + string(redSerial) + `",
		"billNo":"110000261100000001","billStatus":"04","openStatus":"0","blueInvoiceLine":"es","blueElecInvoiceNumber":"` + number + `"}]}}`
	require.Equal(t, provider.Pending, stateOf(client.QueryRed(t.Context(), redSerial)))
	vendor.sent(t, "fastInvoiceRed")

	// an order that has failed for want of a quota is taken up again under its serial
	vendor.answers["requestBillingNew"] = `{"code":"E9106","describe":"订单编号已存在"}`
	vendor.answers["queryInvoiceResult"] = `{"code":"E0000","describe":"ok","result":[{"orderNo":"` + string(serial) + `","status":"22","failCause":"授信额度不足"}]}`
	require.Equal(t, provider.Pending, stateOf(client.Submit(t.Context(), providertest.Document(serial, providertest.Seller))))
	vendor.sent(t, "reInvoice")

	// I5: one that could not be sealed is handed in for it again, and not with each question
	delete(vendor.requests, "reInvoice")
	quota := vendor.answers["queryInvoiceResult"]
	vendor.answers["queryInvoiceResult"] = strings.Replace(paper, `"status":"2"`, `"status":24`, 1)
	require.Equal(t, provider.SealFailed, stateOf(client.Query(t.Context(), serial)))
	vendor.sent(t, "reInvoice")
	delete(vendor.requests, "reInvoice")
	require.Equal(t, provider.SealFailed, stateOf(client.Query(t.Context(), serial)))
	require.NotContains(t, vendor.requests, "reInvoice")
	vendor.answers["queryInvoiceResult"] = quota

	vendor.answers["reInvoice"] = `{"code":"E9613","describe":"单个流水号每天最多重试20次"}`
	_, err = client.Submit(t.Context(), providertest.Document(serial, providertest.Seller))
	require.ErrorIs(t, err, provider.ErrTooOften)
}

// V8, I11: buyers' forms are listed with their end, and answered.
func TestV8BuyersFormsAreListedAndAnswered(t *testing.T) {
	buyers := `{"code":"E0000","describe":"ok","result":{"total":1,"list":[{"billId":null,"billNo":"110000261100000001","billStatus":"03","openStatus":"0",
		"applySource":1,"billTime":1793502000000,"blueInvoiceLine":"pc","blueElecInvoiceNumber":"` + number + `","taxExcludedAmount":"-100.00",
		"taxAmount":"-6.00","redReason":"4","detail":[{"blueDetailIndex":"1","taxExcludedAmount":"-100.00","taxAmount":"-6.00"}]}]}}`
	vendor := script(t, map[string]string{"queryInvoiceRedConfirm": buyers, "confirm": `{"code":"E0000","result":"ok"}`})
	client := vendor.client(t)
	page, err := client.List(t.Context(), invoice.ListOrder{From: noon.Add(-2 * time.Hour), To: noon, Serials: []invoice.Serial{serial}})
	require.NoError(t, err)
	require.Equal(t, "blues 50 0", page.Next)
	require.Equal(t, []any{invoice.BlueDocument, serial, number, money.MustParse("1374.82")},
		[]any{page.Items[0].Kind, page.Items[0].Serial, page.Items[0].Number, page.Items[0].Gross})
	page, err = client.List(t.Context(), invoice.ListOrder{From: noon.Add(-2 * time.Hour), To: noon, After: page.Next})
	require.NoError(t, err)
	vendor.sent(t, "refreshInvoiceRedConfirm")
	require.Empty(t, page.Next)
	line := invoice.Line{Number: 1, Net: money.MustParse("-100.00"), Tax: money.MustParse("-6.00"), Gross: money.MustParse("-106.00")}
	require.Equal(t, []invoice.Listed{{
		Kind: invoice.BuyersForm, Serial: "110000261100000001", Of: number, At: noon.Add(-time.Hour), LapsesAt: noon.Add(71 * time.Hour),
		Reason: invoice.RedDiscount, Net: line.Net, Tax: line.Tax, Gross: line.Gross, Lines: []invoice.Line{line},
	}}, page.Items)
	_, err = client.ConfirmRed(t.Context(), "110000261100000001")
	require.NoError(t, err)
	vendor.sent(t, "confirm")
	vendor.answers["queryInvoiceRedConfirm"] = strings.Replace(buyers, `"billStatus":"03"`, `"billStatus":"03","requestStatus":"03"`, 1)
	require.Equal(t, provider.Pending, stateOf(client.DenyRed(t.Context(), "110000261100000001")), "it is being confirmed")
	_, err = client.List(t.Context(), invoice.ListOrder{After: "nowhere"})
	require.Error(t, err)
}

func first[Value any](value Value, _ error) Value { return value }
