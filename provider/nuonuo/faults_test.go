package nuonuo_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/loggable"
	"kaipiao/provider"
	"kaipiao/provider/nuonuo"
	"kaipiao/provider/providertest"
	"kaipiao/sandbox/faults"
	vendor "kaipiao/sandbox/nuonuo"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/world"
)

// impatient does not wait long for an answer that is held.
func impatient(mode faults.Mode) func(*nuonuo.Config) {
	return func(config *nuonuo.Config) {
		if mode == faults.Hang {
			config.Timeout = 250 * time.Millisecond
		}
	}
}

func TestI4EveryFaultOfIssuingEndsInOneDocumentOrNone(t *testing.T) {
	for _, given := range []struct {
		mode      faults.Mode
		submitted provider.State // what the first submission says
		before    provider.State // what becomes of it first
		decided   provider.State // what becomes of it once the same serial has been submitted again
	}{
		{faults.Error500, provider.Unknown, provider.NotFound, provider.Issued},
		{faults.Hang, provider.Unknown, provider.Issued, provider.Issued},
		{faults.DropAfterCommit, provider.Unknown, provider.Issued, provider.Issued},
		{faults.QuotaExhausted, provider.Pending, provider.QuotaExhausted, provider.Issued},
		{faults.SessionExpired, provider.Pending, provider.SessionExpired, provider.Issued},
		{faults.Reject, provider.Pending, provider.Refused, provider.Refused},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			patient := client(t, sandbox)
			document := providertest.Document(providertest.NewSerial(), providertest.Seller)
			_, err := patient.Query(t.Context(), document.Serial) // so that a token is there
			require.NoError(t, err)
			sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: given.mode, Times: 1})
			require.Equal(t, given.submitted, stateOf(client(t, sandbox, impatient(given.mode)).Submit(t.Context(), document)))
			require.Eventually(t, func() bool {
				return stateOf(patient.Query(t.Context(), document.Serial)) == given.before
			}, 5*time.Second, 20*time.Millisecond)

			_, err = patient.Submit(t.Context(), document)
			require.NoError(t, err)
			answer := providertest.Decided(t, patient, document.Serial)
			require.Equal(t, given.decided, answer.State)
			legal := sandbox.Issued(t)
			if given.decided == provider.Refused {
				require.NotEmpty(t, answer.Reason)
				require.Empty(t, legal)
				return
			}
			require.Len(t, legal, 1)
			require.Equal(t, string(document.Serial), legal[0].Serial)
			require.Equal(t, answer.Number, legal[0].Number)
		})
	}
}

func TestFaultsOfQueryingSayNothingFalse(t *testing.T) {
	for mode, state := range map[faults.Mode]provider.State{
		faults.Error500: provider.Unknown, faults.Hang: provider.Unknown, faults.DropAfterCommit: provider.Unknown, faults.Reject: provider.Unknown,
		faults.Pending: provider.Pending, faults.QuotaExhausted: provider.QuotaExhausted, faults.SessionExpired: provider.SessionExpired,
		faults.SealFailed: provider.SealFailed,
	} {
		t.Run(string(mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			patient, struck := client(t, sandbox), client(t, sandbox, impatient(mode))
			key := issued(t, patient, providertest.Document(providertest.NewSerial(), providertest.Seller))
			sandbox.Order(t, faults.Fault{Operation: faults.Query, Mode: mode, Times: 2, Match: string(key.Serial)[:8]})
			for range 2 {
				answer, err := struck.Query(t.Context(), key.Serial)
				require.Equal(t, state, stateOf(answer, err))
				require.Equal(t, state == provider.SealFailed, answer.Number != "")
			}
			require.Equal(t, key.Number, providertest.Decided(t, patient, key.Serial).Number, "after two times the fault is over")
			require.Len(t, sandbox.Issued(t), 1)
		})
	}
}

func TestI6FaultsOfFilesAreMissingOrUnknown(t *testing.T) {
	for mode, missing := range map[faults.Mode]bool{
		faults.Error500: false, faults.Hang: false, faults.DropAfterCommit: false, faults.QuotaExhausted: false, faults.SessionExpired: false,
		faults.Reject: true, faults.FileMissing: true,
	} {
		t.Run(string(mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			key := issued(t, client(t, sandbox), providertest.Document(providertest.NewSerial(), providertest.Seller))
			sandbox.Order(t, faults.Fault{Operation: faults.File, Mode: mode, Times: 1})
			require.Eventually(t, func() bool { // its file is not there while it is being sealed
				_, err := client(t, sandbox, impatient(mode)).File(t.Context(), key, invoice.XML)
				return err == nil || errors.Is(err, provider.ErrFileMissing) == missing
			}, 5*time.Second, 20*time.Millisecond)
			require.Eventually(t, func() bool {
				_, err := client(t, sandbox).File(t.Context(), key, invoice.XML)
				return err == nil
			}, 5*time.Second, 20*time.Millisecond, "after one time the fault is over")
		})
	}
}

// I4, V1: the same for red-letter forms.
func TestI4EveryFaultOfReversingEndsInOneDocumentOrNone(t *testing.T) {
	for mode, requested := range map[faults.Mode]provider.State{
		faults.Error500: provider.Unknown, faults.Hang: provider.Unknown, faults.DropAfterCommit: provider.Unknown,
		faults.SessionExpired: provider.SessionExpired, faults.Reject: provider.Pending,
	} {
		t.Run(string(mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			patient := client(t, sandbox)
			document := providertest.Document(providertest.NewSerial(), providertest.Seller)
			red := providertest.Reversal(document, issued(t, patient, document))
			sandbox.Order(t, faults.Fault{Operation: faults.Red, Mode: mode, Times: 1})
			require.Equal(t, requested, stateOf(client(t, sandbox, impatient(mode)).RequestRed(t.Context(), red)))
			_, err := patient.RequestRed(t.Context(), red)
			require.NoError(t, err)
			answer := providertest.RedDecided(t, patient, red.Serial)
			if mode == faults.Reject {
				require.Equal(t, provider.Refused, answer.State)
				require.Len(t, sandbox.Issued(t), 1)
				return
			}
			require.Equal(t, provider.Issued, answer.State)
			require.Len(t, sandbox.Issued(t), 2)
		})
	}
}

// I4: pages with errors, torn answers, other character sets and other documents' answers are unknown, each time.
func TestI4WhatIsNoAnswerIsUnknown(t *testing.T) {
	for _, answer := range []string{
		"", "<html>502 Bad Gateway</html>", `{"code":"E0000","result":[{"orderNo":"KP`, "{\"code\":\"E0000\",\"describe\":\"\xbf\xaa\xc6\xb1\"}",
		"null", "[]", `{"code":null,"describe":"x"}`, `{"code":"E0000","result":"x"}`, `{"code":"E0000","result":[{"orderNo":"KPOTHER","status":"2"}]}`,
		`{"code":"E0000","result":[{"orderNo":"KPAAAAAAAAAAAAAAAAAA","status":"2","invoiceNo":"","invoiceTime":null}]}`,
		`{"code":"E0000","result":[{"orderNo":"KPAAAAAAAAAAAAAAAAAA","status":"77"}]}`, `{"code":"E9999","describe":"x"}`, `{"code":"E8888"}`,
		`{"code":"0203","describe":"处理中"}`, `{"code":"040102","describe":"服务异常"}`, `{"code":"070302","describe":"x"}`,
	} {
		script := script(t, map[string]string{"queryInvoiceResult": answer, "queryInvoiceRedConfirm": answer, "getCreditLine1": answer})
		client := script.client(t)
		require.Equal(t, provider.Unknown, stateOf(client.Query(t.Context(), serial)), answer)
		require.Equal(t, provider.Unknown, stateOf(client.Void(t.Context(), provider.Key{Serial: serial})), answer)
		_, err := client.File(t.Context(), provider.Key{Serial: serial}, invoice.PDF)
		require.Error(t, err, answer)
		require.NotErrorIs(t, err, provider.ErrFileMissing, answer)
		_, err = client.Standing(t.Context(), providertest.Seller.TaxpayerID)
		require.Error(t, err, answer)
	}
	script := script(t, map[string]string{"requestBillingNew": `{"code":"E9999","describe":"未知"}`, "token": "<html>"})
	require.Equal(t, provider.Unknown, stateOf(script.client(t).Submit(t.Context(), providertest.Document(serial, providertest.Seller))))
}

// The token is shared, renewed once where it is refused, and never drawn more often than Nuonuo allows.
func TestATokenIsDrawnRarely(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	now := time.Now()
	memory := providertest.NewMemory(func() time.Time { return now })
	made := client(t, sandbox, func(config *nuonuo.Config) { config.Memory = memory })
	require.Equal(t, provider.NotFound, stateOf(made.Query(t.Context(), serial)))
	forget := func() {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, sandbox.URL+"/nuonuo/tokens", http.NoBody)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
	}
	for range 2 {
		forget()
		require.Equal(t, provider.NotFound, stateOf(made.Query(t.Context(), serial)), "a token that is refused is renewed")
	}
	forget()
	_, err := made.Query(t.Context(), serial)
	require.ErrorIs(t, err, provider.ErrUnavailable, "no token is drawn, and nobody is asked")
	require.ErrorContains(t, err, "070301")

	refusing := script(t, map[string]string{"queryInvoiceResult": `{"code":"070301","describe":"accessToken与appKey不匹配"}`})
	closed := refusing.client(t)
	for range 60 {
		_, err := closed.Query(t.Context(), serial)
		require.Error(t, err)
	}
	require.Equal(t, 3, refusing.tokens, "where no token helps, not all are used up")

	counted := providertest.NewMemory(time.Now)
	broken := script(t, map[string]string{"token": `{"error":"070305","error_description":"client_secret invalid"}`})
	for range 60 {
		_, err := broken.client(t, func(config *nuonuo.Config) { config.Memory = counted }).Query(t.Context(), serial)
		require.Error(t, err)
	}
	require.Equal(t, 50, broken.tokens)
	for _, code := range []string{"070201", "070204"} {
		_, err := script(t, map[string]string{"queryInvoiceResult": `{"code":"` + code + `"}`}).client(t).Query(t.Context(), serial)
		require.ErrorIs(t, err, provider.ErrUnavailable)
	}
}

// S6: what Nuonuo says may repeat a title, a secret or a token; the log has the call, the serial and the code, and no error has what lets in.
func TestS6WhatLetsInAndWhatIsSaidStayOutOfErrors(t *testing.T) {
	const title, token = "北京甲科技有限公司", "the-access-token"
	for _, body := range []string{
		`{"code":"E4711","describe":"` + title + ` ` + token + ` ` + vendor.AppSecret + `"}`, `{"code":"` + title + `","describe":"` + title + `"}`,
		`{"code":"070301","describe":"` + title + ` ` + token + `"}`,
	} {
		answers := map[string]string{}
		for _, name := range []string{
			"requestBillingNew", "queryInvoiceResult", "queryInvoiceRedConfirm", "saveInvoiceRedConfirm", "getCreditLine1", "getCertificationStatus2",
			"deliveryInvoice",
		} {
			answers[name] = body
		}
		made := script(t, answers).client(t, func(config *nuonuo.Config) { config.Renewals = 1000 })
		document := providertest.Document(serial, providertest.Seller)
		for call, err := range map[string]error{
			"submit": second(made.Submit(t.Context(), document)), "query": second(made.Query(t.Context(), serial)),
			"red":      second(made.RequestRed(t.Context(), providertest.Reversal(document, provider.Key{Number: number}))),
			"queryRed": second(made.QueryRed(t.Context(), serial)), "withdraw": second(made.WithdrawRed(t.Context(), serial)),
			"void": second(made.Void(t.Context(), provider.Key{Serial: serial})), "usage": second(made.Usage(t.Context(), provider.Key{Serial: serial})),
			"standing": second(made.Standing(t.Context(), document.Seller.TaxpayerID)), "code": second(made.LoginCode(t.Context(), document.Seller.TaxpayerID)),
			"list":    second(made.List(t.Context(), invoice.ListOrder{Serial: serial})),
			"deliver": made.Deliver(t.Context(), provider.Key{}, provider.Contact{Email: "a@b.example"}),
		} {
			require.Error(t, err, call)
			for _, secret := range []string{token, vendor.AppSecret, vendor.AppKey} {
				require.NotContains(t, err.Error(), secret, call)
			}
			for _, personal := range []string{title, document.Seller.TaxpayerID, document.Buyer.Name} {
				require.NotContains(t, loggable.Text(err), personal, call)
			}
		}
	}
	stopped := script(t, nil)
	made := stopped.client(t)
	require.NoError(t, second(made.QueryRed(t.Context(), redSerial)))
	stopped.Close()
	err := second(made.Query(t.Context(), serial))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "senid", "an address that was signed is not repeated")
}

func second[Value any](_ Value, err error) error { return err }

// S7: who sends us elsewhere is not followed, and no secret goes there.
func TestS7WhoSendsUsElsewhereIsNotFollowed(t *testing.T) {
	followed := new(atomic.Int64)
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	t.Cleanup(other.Close)
	sends := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	t.Cleanup(sends.Close)
	config := configured(sends.URL)
	made, err := nuonuo.New(config)
	require.NoError(t, err)
	require.Error(t, second(made.Query(t.Context(), serial)))
	require.Zero(t, followed.Load())
}

// What is missing is named, and no value is repeated.
func TestAConfigurationIsChecked(t *testing.T) {
	for missing, change := range map[string]func(*nuonuo.Config){
		"AppKey": func(c *nuonuo.Config) { c.AppKey = "" }, "AppSecret": func(c *nuonuo.Config) { c.AppSecret = "" },
		"TaxNumber": func(c *nuonuo.Config) { c.TaxNumber = "12" }, "Clerk": func(c *nuonuo.Config) { c.Clerk = "" },
		"Memory": func(c *nuonuo.Config) { c.Memory = nil }, "BaseURL": func(c *nuonuo.Config) { c.BaseURL = "ftp://x/open/v1/services" },
		"three parts": func(c *nuonuo.Config) { c.BaseURL = "https://x/services" }, "Extension": func(c *nuonuo.Config) { c.Extension = "123456" },
		"CallbackURL": func(c *nuonuo.Config) { c.CallbackURL = "here" },
	} {
		config := configured("https://vendor.example")
		change(&config)
		_, err := nuonuo.New(config)
		require.ErrorContains(t, err, missing)
		require.NotContains(t, err.Error(), vendor.AppSecret)
	}
}

// I5: a code is drawn, and given again as long as it is good.
func TestI5TheCodeForLoggingIn(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	made := client(t, sandbox)
	sandbox.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.SessionExpired})
	code, err := made.LoginCode(t.Context(), vendor.TaxNumber)
	require.NoError(t, err)
	require.NotEmpty(t, code.Content)
	require.WithinRange(t, code.EndsAt, time.Now().Add(4*time.Minute), time.Now().Add(6*time.Minute))
	again, err := made.LoginCode(t.Context(), vendor.TaxNumber)
	require.NoError(t, err)
	require.Equal(t, code, again)
	sandbox.ClearFaults(t)
	require.ErrorIs(t, second(made.LoginCode(t.Context(), vendor.TaxNumber)), provider.ErrTooOften, "that of the face check would be another one")
	stands, err := made.Standing(t.Context(), vendor.TaxNumber)
	require.NoError(t, err)
	require.Equal(t, invoice.SessionOK, stands.Session)
	require.NoError(t, made.Deliver(t.Context(), issued(t, made, providertest.Document(serial, providertest.Seller)), provider.Contact{Email: "a@b.example"}))
}

// Without the company's option there is no XML, and nobody asks for it.
func TestWithoutTheOptionThereIsNoXML(t *testing.T) {
	sandbox := sandboxtest.Start(t, "", func(config *world.Config) { config.Nuonuo.NoXML = true })
	made := client(t, sandbox, func(config *nuonuo.Config) { config.XML = false })
	require.Equal(t, []invoice.FileFormat{invoice.PDF, invoice.OFD}, made.Capabilities().Formats)
	require.ErrorIs(t, second(made.File(t.Context(), provider.Key{Serial: serial}, invoice.XML)), provider.ErrNotOffered)
	key := issued(t, made, providertest.Document(serial, providertest.Seller))
	require.ErrorIs(t, second(client(t, sandbox).File(t.Context(), key, invoice.XML)), provider.ErrFileMissing)
}
