package nuonuo

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/providertest"
	"kaipiao/wire"
)

// The first vector is published, the second one computed from the stated rule.
func TestTheSignatureIsNuonuos(t *testing.T) {
	for _, vector := range []struct{ id, nonce, body, signed string }{
		{strings.Repeat("a", 32), "12345678", `{"name":"中文"}`, "4BzcKzrcoqxPis0W/W3X2ae0uIo="},
		{
			"0123456789abcdef0123456789abcdef", "10000001", `{"serialNos":["20160108165823395151"],"isOfferInvoiceDetail":"1"}`,
			"rCGR4Evz4cBbUJ+beFxaeXgRLlo=",
		},
	} {
		require.Equal(t, vector.signed, sign("secret", "a=services&l=v1&p=open&k=app", vector.id, vector.nonce, "1700000000", []byte(vector.body)))
	}
}

// I4: only what the documents call a refusal is one; whatever else is said says nothing.
func TestI4WhatNobodyDescribesIsUnknown(t *testing.T) {
	client := bare(t)
	for _, code := range []string{"E9999x", "E9107", "E1", "200", "0000", "0200", "0203", "040102", ""} {
		require.Zero(t, client.readCode(code, ""), code)
	}
	require.Equal(t, provider.MeansTokenRefused, client.readCode("070104", ""), "a code of tokens that is not described may be that one has run out")
	require.Equal(t, provider.MeansTokenRefused, client.readCode("0201", "accessToken参数异常"))
	for _, status := range []string{"", "1", "4", "23", "200"} {
		_, err := client.answerOf(object(t, map[string]string{"status": status}))
		require.ErrorIs(t, err, wire.ErrUnreadable, status)
	}
	for because, want := range map[string]provider.State{
		"开票预扣授信额度失败，授信额度不足本次开票金额：1；剩余可用额度：0": provider.QuotaExhausted, "授信额度不在有效期内，请先申报": provider.QuotaExhausted,
		"可用授信额度不足": provider.QuotaExhausted, "未登录数电账号": provider.SessionExpired, "未查询到可用的数电账号": provider.SessionExpired,
		"请完成实名认证": provider.SessionExpired, "商品税率不合法,请使用如下税率": provider.Refused, "": provider.Refused,
	} {
		answer, err := client.answerOf(object(t, map[string]string{"status": "22", "failCause": because}))
		require.NoError(t, err)
		require.Equal(t, provider.Answer{State: want, Reason: because}, answer)
	}
}

// object is an object of an answer.
func object(t *testing.T, members map[string]string) wire.Object {
	t.Helper()
	content, err := json.Marshal(members)
	require.NoError(t, err)
	read, err := wire.ReadObject(content)
	require.NoError(t, err)
	return read
}

func bare(t testing.TB) *Client {
	t.Helper()
	client, err := New(Config{
		AppKey: "app", AppSecret: "secret", TaxNumber: "91110000802100433B", Clerk: "王芳", Now: time.Now, Memory: providertest.NewMemory(time.Now),
	})
	require.NoError(t, err)
	return client
}

// V1: a form is looked for from the day on which it may have been entered, in parts that Nuonuo takes.
func TestFormsAreLookedForInPartsOfNinetyDays(t *testing.T) {
	from := calendar.NewDate(2026, time.January, 10).At(0, 0, 0)
	order := invoice.ListOrder{From: from, To: from.AddDate(0, 0, 100)}
	begins, ends := window(order, 0)
	require.Equal(t, []string{"2026-01-06 00:00:00", "2026-04-06 00:00:00"}, []string{begins, ends})
	begins, ends = window(order, 1)
	require.Equal(t, []string{"2026-04-06 00:00:00", "2026-04-20 00:00:00"}, []string{begins, ends})
}

// Whatever comes is an answer or an error, and never a panic; a document without a number or a date is none.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		"<html><body>502 Bad Gateway</body></html>", `{"code":"E0000","result":[{"orderNo":"KP","sta`, "\xbf\xaa\xc6\xb1\xca\xa7\xb0\xdc",
		`{"code":"E0000","describe":"` + "\xbf\xaa" + `","result":null}`, `{"code":0,"describe":null,"result":"x"}`, `null`, `[]`, `{"code":null}`,
		`{"code":"E0000","result":[{"orderNo":"KP","status":2,"invoiceTime":"1700000000000","invoiceNo":26112000000000000001,"failCause":null}]}`,
		`{"code":"E0000","result":{"total":"1","list":[{"billId":null,"billStatus":1,"detail":null,"billTime":1700000000000}]}}`,
		`{"code":"E0000","result":{"requestStatus":1,"availableCreditLine":0.10,"amountUpdateTime":"2026-11-01 10:00:00"}}`,
	} {
		f.Add([]byte(seed))
	}
	client := bare(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		result, err := client.open(&wire.Answer{Status: http.StatusOK, Content: content}, "token")
		if err != nil {
			require.NotContains(t, err.Error(), "token-secret")
			return
		}
		if orders, err := wire.ReadObjects(result); err == nil {
			for _, order := range orders {
				answer, err := client.answerOf(order)
				if err == nil && (answer.State == provider.Issued || answer.State == provider.SealFailed) {
					require.Regexp(t, `^[0-9]{20}$`, answer.Number)
					require.False(t, answer.IssuedAt.IsZero())
				}
			}
		}
		if page, err := wire.ReadObject(result); err == nil {
			for _, form := range page.List("list") {
				if item, err := listedForm(form); err == nil {
					require.False(t, item.Gross.IsPositive())
				}
			}
		}
	})
}
