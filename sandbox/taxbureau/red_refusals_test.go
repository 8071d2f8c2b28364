package taxbureau_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/money"
	"kaipiao/sandbox/taxbureau"
)

func TestV2TheBureauRefusesAReversalThatIsWrongInItsOwnWords(t *testing.T) {
	m := money.MustParse
	for reason, spoil := range map[string]func(*taxbureau.RedRequest){
		"蓝字发票不存在或尚未开具":          func(r *taxbureau.RedRequest) { r.Number = "26112000000000000099" },
		"红冲原因代码“01”不存在":         func(r *taxbureau.RedRequest) { r.Reason = "01" },
		"红字发票明细行数应为1至2行":        func(r *taxbureau.RedRequest) { r.Lines = nil },
		"第1行：蓝字发票无此明细行，或该行已重复":  func(r *taxbureau.RedRequest) { r.Lines[0].Line = 3 },
		"第2行：蓝字发票无此明细行，或该行已重复":  func(r *taxbureau.RedRequest) { r.Lines[1].Line = 1 },
		"第1行：红字发票金额应小于0":        func(r *taxbureau.RedRequest) { r.Lines[0].Gross = m("106.00") },
		"第2行：红字发票金额应小于0":        func(r *taxbureau.RedRequest) { r.Lines[1].Net, r.Lines[1].Tax = m("-0.02"), m("0.01") },
		"第1行：含税金额不等于金额加税额":      func(r *taxbureau.RedRequest) { r.Lines[0].Gross = m("-105.99") },
		"第1行：红冲金额超过蓝字发票剩余可冲红金额": func(r *taxbureau.RedRequest) { r.Lines[0] = takes(1, "-100.01", "-6.00", "-106.01") },
		"第2行：红冲金额超过蓝字发票剩余可冲红金额": func(r *taxbureau.RedRequest) { r.Lines[1] = takes(2, "0.00", "-0.01", "-0.01") },
		"第1行：税额误差超过0.06元":       func(r *taxbureau.RedRequest) { r.Lines[0] = takes(1, "-53.07", "-2.93", "-56.00") },
		"合计金额与明细金额之和不一致":        func(r *taxbureau.RedRequest) { r.Net = m("-100.00") },
		"合计税额与明细税额之和不一致":        func(r *taxbureau.RedRequest) { r.Tax = m("-6.01") },
		"价税合计不等于合计金额加合计税额":      func(r *taxbureau.RedRequest) { r.Gross = m("-106.00") },
	} {
		t.Run(reason, func(t *testing.T) {
			bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
			blue := submission("KPBLUE")
			number := bureau.issue(t, blue)
			request := whole("KPRED", number, blue)
			spoil(&request)
			require.Equal(t, taxbureau.OK, bureau.requestRed(t, request), "it is accepted first and refused by the bureau afterwards")
			require.Equal(t, taxbureau.RedResult{Serial: "KPRED", Status: taxbureau.Issuing}, bureau.red(t, "KPRED"))
			bureau.works()
			require.Equal(t, taxbureau.RedResult{Serial: "KPRED", Status: taxbureau.Failed, FailCause: reason}, bureau.red(t, "KPRED"))
			require.Len(t, bureau.Issued(t), 1)
			require.Equal(t, taxbureau.Usage{Number: number, Status: taxbureau.Normal, Booking: "01"}, bureau.usage(t, number))
			require.Equal(t, taxbureau.Duplicate, bureau.requestRed(t, whole("KPRED", number, blue)), "a refused serial is used up")
		})
	}
}

func takes(line int, net, tax, gross string) taxbureau.RedLine {
	return taxbureau.RedLine{Line: line, Net: money.MustParse(net), Tax: money.MustParse(tax), Gross: money.MustParse(gross)}
}

func TestV1ADocumentIsLockedByItsOpenForm(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	blue := submission("KPBLUE")
	number := bureau.issue(t, blue)
	bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Used: new(true)})
	bureau.requestRed(t, whole("KPRED", number, blue))
	bureau.requestRed(t, taking("KPSECOND", number, "-50.00", "-3.00", "-53.00"))
	bureau.works()
	require.Equal(t, "该发票已被其他红字发票信息确认单锁定", bureau.red(t, "KPSECOND").FailCause)
	require.Equal(t, taxbureau.AwaitsBuyer, bureau.red(t, "KPRED").State)
}

func TestARedDocumentCannotBeReversed(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	blue := submission("KPBLUE")
	number := bureau.issue(t, blue)
	bureau.requestRed(t, whole("KPRED", number, blue))
	bureau.works()
	bureau.requestRed(t, whole("KPRED2", bureau.red(t, "KPRED").Number, blue))
	bureau.works()
	require.Equal(t, "蓝字发票不存在或尚未开具", bureau.red(t, "KPRED2").FailCause)
}

func TestV2TheRestOfALineMayBeTakenWhateverRoundingLeftOfItsTax(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	number := bureau.issue(t, service("KPBLUE", "94.34", "5.66", "100.00"))
	for i := range 19 { // each part has a tax of 0.29 instead of 0.28
		bureau.requestRed(t, taking(fmt.Sprintf("KPPART%d", i), number, "-4.72", "-0.29", "-5.01"))
		bureau.works()
	}
	bureau.requestRed(t, taking("KPREST", number, "-4.66", "-0.15", "-4.81"))
	bureau.works()
	require.Equal(t, taxbureau.Issued, bureau.red(t, "KPREST").Status, bureau.red(t, "KPREST").FailCause)
	require.Equal(t, taxbureau.FullyRed, bureau.usage(t, number).Status)
}

func TestARedCallThatCannotBeReadIsRefusedAndChangesNothing(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	number := bureau.issue(t, submission("KPBLUE"))
	for path, bodies := range map[string][]string{
		"/provider/v1/red-forms": {`红`, `{}`, `{"serial":"KP 1"}`, `{"serial":"KP1","colour":"red"}`, `{"serial":"KP1","net":-1.00}`},
		"/provider/v1/voids":     {`废`, `{"serial":"KP1"}`},
		"/buyers/" + number:      {`买`, `{"confirms":"maybe"}`, `{"used":"yes"}`, `{"locked":true}`},
	} {
		for _, body := range bodies {
			status, said := post(t, bureau.URL+path, body)
			require.Equal(t, http.StatusBadRequest, status, path+" "+body)
			require.Equal(t, taxbureau.BadRequest, said.Code, path+" "+body)
		}
	}
	for _, path := range []string{"/buyers/26112000000000000099", "/buyers/KPBLUE"} {
		status, said := post(t, bureau.URL+path, `{"used":true}`)
		require.Equal(t, http.StatusNotFound, status)
		require.Equal(t, taxbureau.UnknownSerial, said.Code)
	}
	_, unknown := call[taxbureau.Usage](t, http.MethodGet, bureau.URL+"/provider/v1/usages/26112000000000000099", nil)
	require.Equal(t, taxbureau.UnknownSerial, unknown.Code)
	require.Equal(t, taxbureau.Usage{Number: number, Status: taxbureau.Normal, Booking: "01"}, bureau.usage(t, number))
}

func TestTheBuyerRemembersWhatItWasToldBefore(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	number := bureau.issue(t, submission("KPBLUE"))
	told := []taxbureau.Buyer{
		bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Used: new(true)}),
		bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Confirms: new(taxbureau.No)}),
		bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Used: new(false), Booked: new(true)}),
		bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{}),
	}
	require.Equal(t, []taxbureau.Buyer{
		{Used: true, Confirms: taxbureau.Silent},
		{Used: true, Confirms: taxbureau.No},
		{Booked: true, Confirms: taxbureau.No},
		{Booked: true, Confirms: taxbureau.No},
	}, told)
	require.Equal(t, "02", bureau.usage(t, number).Booking)
}
