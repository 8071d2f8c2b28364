package customer_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
)

func shot(b *consoletest.Browser, name string) {
	if to := os.Getenv("KAIPIAO_SCREENSHOTS"); to != "" {
		b.Screenshot(to + "/" + name + ".png")
	}
}

// O8, A2: an amount is typed as people type it, previewed as it will be, and submitted once.
func TestO8ARequestByAmountInThreeSteps(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "260000.00")
	b := w.As(consoletest.Customer)
	b.Press("申请开票")
	b.See("第 1 步，共 3 步", "最低 ¥0.01", "请选择记录或填写金额")
	b.Accessible()
	shot(b, "apply-1-empty")
	b.Expect("422")
	b.Press("下一步")
	b.See("暂不能继续", "选择记录或填写金额")
	b.Accessible()
	b.Type("开票金额", "￥ 250，０００．００")
	b.Press("重新计算")
	b.See("贰拾伍万圆整", "合计 ¥250,000.00", "开票 ¥250,000.00")
	shot(b, "apply-1")
	b.Press("下一步")
	b.See("第 2 步，共 3 步", "北京甲科技有限公司", "与认证名称一致，10 分钟内自动通过")
	b.Accessible()
	shot(b, "apply-2")
	b.Type("备注", "合同编号 2026-118")
	b.Press("下一步")
	b.See("第 3 步，共 3 步", "共 3 张", "第 1 张，共 3 张", "玖万玖仟玖佰玖拾玖圆玖角玖分", "¥99,999.99", "+0.01", "¥14,150.95",
		"北京百度网讯科技有限公司", "开票日期为实际开具日，不可指定", "自动审核")
	b.Accessible()
	shot(b, "apply-3")
	b.Type("备注", "合同编号 2026-119")
	b.Press("提交申请")
	b.See("申请已提交", "待审核", "15:01 前可自行撤销申请")
	b.Accessible()
	shot(b, "apply-done")
	made := w.Applications(consoletest.Customer)
	require.Len(t, made, 1)
	require.Equal(t, "250000.00", made[0].(consoletest.Object)["total"])
	require.Equal(t, "合同编号 2026-119", made[0].(consoletest.Object)["remark"])
	// what was handed in is not offered again
	b.Go("/console/apply")
	require.Empty(t, b.Value("开票金额"))
}

// O8: pressed twice at once, it makes one application, and both see it.
func TestO8PressedTwiceItIsSubmittedOnce(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	b := w.As(consoletest.Customer)
	b.Go("/console/apply?amount=100")
	b.Press("下一步")
	b.Press("下一步")
	b.See("第 3 步，共 3 步")
	form := url.Values{"key": {b.Hidden("key")}, "revision": {b.Hidden("revision")}, "remark": {""}, "do": {"submit"}}
	var together sync.WaitGroup
	landed := make([]string, 6)
	for n := range landed {
		together.Go(func() { _, landed[n] = w.Posted(consoletest.Customer, "/console/apply/confirm", form) })
	}
	together.Wait()
	require.Contains(t, landed[0], "/console/apply/done/")
	for _, one := range landed {
		require.Equal(t, landed[0], one)
	}
	require.Len(t, w.Applications(consoletest.Customer), 1)
	// the page that still shows the button leads to what was made
	b.Press("提交申请")
	b.See("申请已提交")
	require.Len(t, w.Applications(consoletest.Customer), 1)
}

// P6: what is ticked survives the next page, sorting, a filter and a reload; all that match are one press.
func TestO8TickedRecordsSurvivePagingSortingAndReload(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	for n := range 60 {
		product := "云服务器"
		if n%2 == 1 {
			product = "对象存储"
		}
		w.Consumed(fmt.Sprintf("bill-%02d", n), "acct", "10.00", consoletest.Object{
			"paid_at": consoletest.At("2026-09-01 12:00:00").AddDate(0, 0, n/10).Format("2006-01-02T15:04:05Z07:00"), "product": product,
		})
	}
	b := w.As(consoletest.Customer)
	b.Go("/console/apply?by=records")
	b.See("已选 0 笔", "可开票 60", "合计 60 笔")
	b.Accessible()
	b.Choose("选择 bill-59")
	b.Choose("选择 bill-58")
	b.Press("下一页")
	b.See("已选 2 笔", "合计 ¥20.00")
	b.Choose("选择 bill-00")
	b.Select("排序", "最早的在前")
	b.Press("查询")
	b.See("已选 3 笔", "合计 ¥30.00")
	require.True(t, b.Ticked("选择 bill-00"))
	b.Go(b.At())
	b.See("已选 3 笔")
	shot(b, "apply-records")
	b.Type("产品", "对象")
	b.Press("选择全部符合条件的")
	b.See("已选 32 笔", "合计 ¥320.00")
	b.Press("取消全部选择")
	b.See("已选 0 笔")
	b.Choose("选择 bill-01")
	b.Press("下一步")
	b.See("第 2 步，共 3 步")
	b.Press("下一步")
	b.Press("提交申请")
	b.See("申请已提交")
	require.Equal(t, "10.00", w.Latest(consoletest.Customer)["total"])
}

// A3: a company takes paper and a special invoice; what is not offered is greyed with its reason, or refused with the way on.
func TestA3KindsAndMediaThatAreNotOffered(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	b := w.As(consoletest.Customer, consoletest.Look{English: true})
	b.Go("/console/apply?amount=500")
	b.Press("Next")
	b.See("step 2 of 3")
	b.Expect("422")
	b.Choose("Special VAT invoice")
	b.Press("Next")
	b.See("Special VAT invoices are paper only.", "Use paper")
	b.Accessible()
	b.Choose("Paper invoice")
	b.Expect("422")
	b.Press("Next")
	b.See("Fill in an address")
	b.Type("Recipient", "财务部 王女士")
	b.Type("Phone", "010-59922888")
	b.Type("Region", "北京市海淀区")
	b.Type("Street", "上地十街10号")
	b.Choose("Save for next time")
	b.Press("Next")
	b.See("step 3 of 3", "Special VAT invoice · Paper invoice", "by the end of Thu 15 Oct", "How the 15 working days until the issue are counted")
	b.Press("How the 15 working days")
	b.See("Days off are skipped: 9/25–27, 10/1–7", "Worked weekend days count: 9/20, 10/10", "state-council-2026")
	b.Accessible()
	shot(b, "apply-3-en")
	b.Press("Submit")
	b.See("Your request is submitted")
	a := w.Latest(consoletest.Customer)
	require.Equal(t, []any{"special", "paper"}, []any{a["kind"], a["medium"]})
	kept := w.Call(consoletest.Customer, http.MethodGet, "/v1/accounts/acct/addresses", nil)["items"].([]any)
	require.Equal(t, "财务部 王女士", kept[0].(consoletest.Object)["recipient"])
}
