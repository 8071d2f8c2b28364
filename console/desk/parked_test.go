package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// I5: what is parked is shown by seller and cause, with what to do; a task is seen to from there; a seller's quota has its figures.
func TestI5WhatIsParkedAndTheQuota(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/parked")
	b.See("没有暂缓开具的发票")
	b.Accessible()
	w.Consumed("m-1", "acct", "300.00", consoletest.Object{
		"seller": "isv-1", "charge": "prepaid", "product": "镜像", "delivered_at": "2026-09-01T12:00:00+08:00", "paid_at": "2026-09-01T10:00:00+08:00",
	})
	sold := consoletest.EInvoice("300.00")
	sold["seller"] = "isv-1"
	w.Approved(w.Applied("sold", sold))
	b.Go("/console/desk/sellers")
	b.See("开票服务商没有说明额度", "税局登录", "未知", "平台", "isv-1")
	b.Accessible()
	for _, key := range []string{"a", "b"} {
		w.Parked(w.Approved(w.Applied(key, consoletest.EInvoice("1000.00")))[0], invoice.QuotaExhausted)
	}
	w.Standing = &invoice.Standing{
		Session: invoice.SessionOK, Period: "2026-09", Total: money.MustParse("10000.00"), Remaining: money.MustParse("500.00"),
	}
	b.Go("/console/desk/parked")
	b.See("额度用尽", "1,886.80", "向税务机关申请调增授信额度", "问题解除后自动重试", "已处理", "自动继续，无需逐张处理")
	require.Equal(t, "2", b.Text(`td[data-label="等候"]`))
	b.Accessible()
	shot(b, "parked")
	b.Press("平台")
	b.See("2026-09 授信额度", "¥10,000.00", "¥9,500.00", "¥500.00", "¥1,886.80", "待开金额超过剩余额度", "正常", "额度用尽")
	b.Accessible()
	shot(b, "seller")
	b.Go("/console/desk/parked")
	messages := func() (count int) {
		require.NoError(t, w.Pool.QueryRow(t.Context(), "select count(*) from outbox").Scan(&count))
		return count
	}
	before := messages()
	b.Press("已处理")
	b.See("已处理。等候的发票现在重试")
	require.Greater(t, messages(), before, "what waits is told to try")
	// without permission it says why, and an auditor has nothing to press
	reader := w.As(consoletest.Reader, consoletest.Look{English: true, Width: 360})
	reader.Go("/console/desk/parked")
	reader.See("Quota used up", "Ask the tax bureau for a higher quota.")
	reader.Accessible()
	auditor := w.As(consoletest.Auditor, consoletest.Look{Dark: true})
	auditor.Go("/console/desk/parked")
	auditor.See("额度用尽")
	require.True(t, auditor.Is(`!document.querySelector("main form")`))
	auditor.Accessible()
}

// I11: finance compares now, sees the differences only, and has them repaired.
func TestI11ADifferenceIsRepaired(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	lost := w.Approved(w.Applied("a", consoletest.EInvoice("1060.00")))[0]
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/reconciliation")
	b.See("还没有对账")
	b.Accessible()
	// it was submitted, and the provider has issued it; nobody here knows
	_, _, err := w.Register.Invoices.BeginIssuing(t.Context(), invoiceID(lost), w.Now())
	require.NoError(t, err)
	w.Set(w.Now().Add(4 * time.Hour))
	listed := w.Listed(lost)
	listed.Number = "26110000000000000001"
	begun := w.Call(consoletest.Finance, http.MethodPost, "/v1/reconciliations", consoletest.Object{"repair": false})
	b.Go("/console/desk/reconciliation")
	b.See("进行中")
	id, _ := begun["id"].(string)
	w.Reconciled(id, listed)
	b.Go("/console/desk/reconciliation/" + id)
	b.See("服务商已开具，本系统未登记", "26110000000000000001", "1,060.00", "按服务商登记", "此次只核对，未修复", "执行修复")
	b.Accessible()
	shot(b, "reconciliation")
	b.Press("执行修复")
	b.See("对账已开始", "进行中")
	at := b.At()
	another := strings.TrimSuffix(strings.TrimPrefix(at, "/console/desk/reconciliation/"), "?done=begun")
	require.NotEqual(t, id, another)
	w.Reconciled(another, listed)
	b.Go("/console/desk/reconciliation/" + another)
	b.See("已登记", "系统 于")
	b.Accessible()
	i := w.Call(consoletest.Finance, http.MethodGet, "/v1/invoices/"+lost, nil)
	require.Equal(t, []any{"issued", "26110000000000000001"}, []any{i["status"], i["number"]})
	b.Go("/console/desk/reconciliation")
	b.Press("立即对账")
	b.See("对账已开始")
	auditor := w.As(consoletest.Auditor, consoletest.Look{English: true, Width: 360})
	auditor.Go("/console/desk/reconciliation/" + id)
	auditor.See("issued at the provider, not booked here")
	require.True(t, auditor.Is(`!document.querySelector("main form")`))
	auditor.Accessible()
}

// I8: what vendors have not issued stands there, late ones first.
func TestI8WhatVendorsHaveNotIssued(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "900.00", consoletest.Object{
		"seller": "isv-1", "paid_at": "2026-09-01T12:00:00+08:00", "delivered_at": "2026-09-02T12:00:00+08:00",
	})
	body := consoletest.EInvoice("300.00")
	body["seller"] = "isv-1"
	b := w.As(consoletest.Finance)
	b.Go("/console/desk/vendors")
	b.See("没有等待服务商开具的发票")
	b.Accessible()
	require.Len(t, w.Approved(w.Applied("a", body)), 1)
	b.Go("/console/desk/vendors")
	b.See("超时的在前", "300.00", "共 1 件")
	b.Accessible()
	shot(b, "vendors")
}
