package taxbureau_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/taxbureau"
)

// paper is a request for an ordinary paper invoice.
func paper(serial string) taxbureau.Submission {
	request := submission(serial)
	request.InvoiceType = taxbureau.PaperOrdinary
	return request
}

func TestCase56APaperDocumentIsVoidedInTheMonthOfItsIssueAndAgain(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-10 10:00:00"))
	number := bureau.issue(t, paper("KPPAPER"))
	bureau.clock.set(at(t, "2026-09-30 23:59:59"))
	for range 2 {
		require.Equal(t, taxbureau.VoidResult{Number: number, Status: taxbureau.Voided}, bureau.void(t, number))
	}
	bureau.clock.set(at(t, "2026-10-12 10:00:00"))
	require.Equal(t, taxbureau.VoidResult{Number: number, Status: taxbureau.Voided}, bureau.void(t, number), "what is void stays it")
	legal := bureau.Issued(t)
	require.Len(t, legal, 1)
	require.True(t, legal[0].Voided)
	require.Equal(t, taxbureau.Void, bureau.usage(t, number).Status)

	bureau.requestRed(t, whole("KPRED", number, paper("KPPAPER")))
	bureau.works()
	require.Equal(t, "该发票已作废，不能冲红", bureau.red(t, "KPRED").FailCause)
}

func TestV3WhatIsNotToBeVoidedIsRefusedWithAReason(t *testing.T) {
	for reason, prepare := range map[string]func(*testing.T, bureau) string{
		"发票不存在或尚未开具": func(*testing.T, bureau) string { return "26112000000000000099" },
		"电子发票不能作废，请开具红字发票": func(t *testing.T, bureau bureau) string {
			return bureau.issue(t, submission("KPELECTRONIC"))
		},
		"该发票不是本月开具的发票，不能作废，请开具红字发票": func(t *testing.T, bureau bureau) string {
			number := bureau.issue(t, paper("KPPAPER"))
			bureau.clock.set(at(t, "2026-10-01 00:00:00")) // 16:00 of the day before, UTC
			return number
		},
		"该发票已开具红字发票，不能作废": func(t *testing.T, bureau bureau) string {
			number := bureau.issue(t, paper("KPPAPER"))
			bureau.requestRed(t, taking("KPRED", number, "-50.00", "-3.00", "-53.00"))
			bureau.works()
			return number
		},
		"该发票已被红字发票信息确认单锁定，不能作废": func(t *testing.T, bureau bureau) string {
			number := bureau.issue(t, paper("KPPAPER"))
			bureau.requestRed(t, taking("KPRED", number, "-50.00", "-3.00", "-53.00"))
			return number
		},
		"该发票已用于申报抵扣，不能作废": func(t *testing.T, bureau bureau) string {
			number := bureau.issue(t, paper("KPPAPER"))
			bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Used: new(true)})
			return number
		},
	} {
		t.Run(reason, func(t *testing.T) {
			bureau := open(t, "", at(t, "2026-09-10 10:00:00"))
			number := prepare(t, bureau)
			require.Equal(t, taxbureau.VoidResult{Number: number, Status: taxbureau.Failed, FailCause: reason}, bureau.void(t, number))
			for _, document := range bureau.Issued(t) {
				require.False(t, document.Voided)
			}
		})
	}
}
