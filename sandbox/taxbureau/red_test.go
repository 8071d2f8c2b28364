package taxbureau_test

import (
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

func TestCase49AnUnusedDocumentIsReversedWithoutTheBuyer(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	blue := service("KPBLUE", "10000.00", "600.00", "10600.00")
	number := bureau.issue(t, blue)
	require.Equal(t, taxbureau.Usage{Number: number, Status: taxbureau.Normal, Booking: "01"}, bureau.usage(t, number))

	require.Equal(t, taxbureau.OK, bureau.requestRed(t, whole("KPRED", number, blue)))
	form := bureau.red(t, "KPRED")
	require.Equal(t, taxbureau.RedResult{
		Serial: "KPRED", Form: "11000026090000000001", State: taxbureau.NotToBeConfirmed, Status: taxbureau.Issuing,
	}, form)
	require.True(t, bureau.usage(t, number).Locked)
	require.Len(t, bureau.Issued(t), 1)

	bureau.works()
	red := bureau.red(t, "KPRED")
	require.Equal(t, taxbureau.Issued, red.Status)
	require.Regexp(t, `^2611[0-9]{16}$`, red.Number)
	require.NotEqual(t, number, red.Number)
	legal := bureau.Issued(t)
	require.Len(t, legal, 2)
	require.Equal(t, "KPRED", legal[1].Serial)
	require.Equal(t, red.Number, legal[1].Number)
	require.Equal(t, number, *legal[1].RedOf)
	require.Equal(t, "-10600.00", legal[1].Amount.String())
	require.Equal(t, red.IssuedAt, legal[1].IssuedAt)
	require.Equal(t, taxbureau.Usage{Number: number, Status: taxbureau.FullyRed, Booking: "01"}, bureau.usage(t, number))

	require.Equal(t, taxbureau.FullyReversed, bureau.requestRed(t, whole("KPAGAIN", number, blue)))
	require.Equal(t, taxbureau.Duplicate, bureau.requestRed(t, whole("KPRED", number, blue)), "a known serial is fetched all the same")
}

func TestCase50ADeductedDocumentWaitsForItsBuyerAndLapsesAfter72Hours(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-30 17:00:00"))
	blue := submission("KPBLUE")
	number := bureau.issue(t, blue)
	bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Used: new(true)})
	usage := bureau.usage(t, number)
	require.Equal(t, 1, usage.Usage)

	bureau.requestRed(t, whole("KPRED", number, blue))
	bureau.clock.pass(72*time.Hour - time.Millisecond)
	waiting := bureau.red(t, "KPRED")
	require.Equal(t, taxbureau.AwaitsBuyer, waiting.State)
	require.Equal(t, taxbureau.Issuing, waiting.Status)
	require.True(t, bureau.usage(t, number).Locked)

	bureau.clock.pass(time.Millisecond)
	lapsed := bureau.red(t, "KPRED")
	require.Equal(t, taxbureau.Lapsed, lapsed.State)
	require.Equal(t, taxbureau.Failed, lapsed.Status)
	require.NotEmpty(t, lapsed.FailCause)
	require.Equal(t, usage, bureau.usage(t, number), "the invoice stays valid, and nothing locks it")
	require.Len(t, bureau.Issued(t), 1)

	bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Confirms: new(taxbureau.Yes)})
	require.Equal(t, lapsed, bureau.red(t, "KPRED"), "a word that comes too late changes nothing")
	bureau.requestRed(t, whole("KPRED2", number, blue))
	bureau.works()
	bureau.works()
	require.Equal(t, taxbureau.Issued, bureau.red(t, "KPRED2").Status, "it can be tried again")
}

func TestV1TheBuyersWordDecidesWhetherItIsSaidBeforeOrAfterTheForm(t *testing.T) {
	for name, given := range map[string]struct {
		before, after taxbureau.BuyerOrder
		states        []taxbureau.FormState // at once, after one delay, after two
		issued        bool
	}{
		"used, yes before": {
			taxbureau.BuyerOrder{Used: new(true), Confirms: new(taxbureau.Yes)},
			taxbureau.BuyerOrder{},
			[]taxbureau.FormState{taxbureau.AwaitsBuyer, taxbureau.Confirmed, taxbureau.Confirmed},
			true,
		},
		"booked, no before": {
			taxbureau.BuyerOrder{Booked: new(true), Confirms: new(taxbureau.No)},
			taxbureau.BuyerOrder{},
			[]taxbureau.FormState{taxbureau.AwaitsBuyer, taxbureau.Denied, taxbureau.Denied},
			false,
		},
		"booked, yes after": {
			taxbureau.BuyerOrder{Booked: new(true)},
			taxbureau.BuyerOrder{Confirms: new(taxbureau.Yes)},
			[]taxbureau.FormState{taxbureau.Confirmed, taxbureau.Confirmed, taxbureau.Confirmed},
			true,
		},
		"used, no after": {
			taxbureau.BuyerOrder{Used: new(true)},
			taxbureau.BuyerOrder{Confirms: new(taxbureau.No)},
			[]taxbureau.FormState{taxbureau.Denied, taxbureau.Denied, taxbureau.Denied},
			false,
		},
		"yes before, but thinks better of it": {
			taxbureau.BuyerOrder{Used: new(true), Confirms: new(taxbureau.Yes)},
			taxbureau.BuyerOrder{Confirms: new(taxbureau.Silent)},
			[]taxbureau.FormState{taxbureau.AwaitsBuyer, taxbureau.AwaitsBuyer, taxbureau.AwaitsBuyer},
			false,
		},
		"says nothing about the form": {
			taxbureau.BuyerOrder{Used: new(true)},
			taxbureau.BuyerOrder{Booked: new(true)},
			[]taxbureau.FormState{taxbureau.AwaitsBuyer, taxbureau.AwaitsBuyer, taxbureau.AwaitsBuyer},
			false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
			blue := submission("KPBLUE")
			number := bureau.issue(t, blue)
			bureau.OrderBuyer(t, number, given.before)
			bureau.requestRed(t, whole("KPRED", number, blue))
			bureau.OrderBuyer(t, number, given.after)
			for i, state := range given.states {
				require.Equal(t, state, bureau.red(t, "KPRED").State, i)
				bureau.works()
			}
			require.Equal(t, given.issued, bureau.red(t, "KPRED").Status == taxbureau.Issued)
			require.Equal(t, given.issued, len(bureau.Issued(t)) == 2)
		})
	}
}

func TestV1AFormIsWithdrawnOnlyWhileItWaitsForTheBuyer(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	blue := submission("KPBLUE")
	number := bureau.issue(t, blue)
	bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Booked: new(true), Confirms: new(taxbureau.Yes)})
	bureau.requestRed(t, whole("KPRED", number, blue))
	require.Equal(t, taxbureau.Withdrawn, bureau.withdraw(t, "KPRED").State)
	bureau.works()
	bureau.works()
	require.Equal(t, taxbureau.Withdrawn, bureau.red(t, "KPRED").State, "the buyer's word comes too late")
	require.Equal(t, taxbureau.Withdrawn, bureau.withdraw(t, "KPRED").State)
	require.False(t, bureau.usage(t, number).Locked)

	bureau.requestRed(t, whole("KPRED2", number, blue))
	bureau.works()
	confirmed := bureau.red(t, "KPRED2")
	require.Equal(t, taxbureau.Confirmed, confirmed.State)
	require.Equal(t, confirmed, bureau.withdraw(t, "KPRED2"), "what is confirmed stays so")
	_, unknown := call[taxbureau.RedResult](t, http.MethodPost, bureau.URL+"/provider/v1/red-forms/KPNONE/withdraw", nil)
	require.Equal(t, taxbureau.UnknownSerial, unknown.Code)
}

func TestCase52PartsAreReversedUntilNothingIsLeft(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	number := bureau.issue(t, service("KPBLUE", "10000.00", "600.00", "10600.00"))
	for _, step := range []struct {
		request taxbureau.RedRequest
		cause   string
		left    taxbureau.BlueState
	}{
		{taking("KPRED1", number, "-2000.00", "-120.00", "-2120.00"), "", taxbureau.PartlyRed},
		{taking("KPRED2", number, "-8490.57", "-509.43", "-9000.00"), "第1行：红冲金额超过蓝字发票剩余可冲红金额", taxbureau.PartlyRed},
		{taking("KPRED3", number, "-8000.01", "-480.00", "-8480.01"), "第1行：红冲金额超过蓝字发票剩余可冲红金额", taxbureau.PartlyRed},
		{taking("KPRED4", number, "-8000.00", "-480.00", "-8480.00"), "", taxbureau.FullyRed},
	} {
		require.Equal(t, taxbureau.OK, bureau.requestRed(t, step.request))
		bureau.works()
		require.Equal(t, step.cause, bureau.red(t, step.request.Serial).FailCause)
		require.Equal(t, step.left, bureau.usage(t, number).Status)
	}
	left := money.Zero
	for _, document := range bureau.Issued(t) {
		left = left.Add(document.Amount)
	}
	require.Equal(t, "0.00", left.String())
}

func TestI6ARedDocumentHasFilesOnceItExistsAndAPaperOneNone(t *testing.T) {
	bureau := open(t, "", at(t, "2026-09-15 10:00:00"))
	file := func(number, format string) (int, string) {
		response, err := http.Get(bureau.URL + "/provider/v1/files/" + number + "/" + format)
		require.NoError(t, err)
		defer func() { require.NoError(t, response.Body.Close()) }()
		content, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(content)
	}
	number := bureau.issue(t, submission("KPBLUE"))
	bureau.requestRed(t, taking("KPRED", number, "-50.00", "-3.00", "-53.00"))
	status, _ := file("26112000000000000002", "xml")
	require.Equal(t, http.StatusNotFound, status, "its number is drawn, but it is not issued yet")
	bureau.works()
	red := bureau.red(t, "KPRED").Number
	require.Equal(t, "26112000000000000002", red)
	for _, format := range []string{"pdf", "ofd"} {
		status, content := file(red, format)
		require.Equal(t, http.StatusOK, status)
		require.NotEmpty(t, content)
	}
	_, content := file(red, "xml")
	require.Contains(t, content, "被红冲蓝字数电发票号码："+number)
	require.Contains(t, content, "<TotalTax-includedAmount>-53.00</TotalTax-includedAmount>")
	require.Equal(t, 1, strings.Count(content, "<ItemName>*信息系统服务*云服务器</ItemName>"), "only the line that is reversed")

	onPaper := bureau.issue(t, paper("KPPAPER"))
	bureau.requestRed(t, whole("KPREDPAPER", onPaper, paper("KPPAPER")))
	bureau.works()
	require.Equal(t, taxbureau.Issued, bureau.red(t, "KPREDPAPER").Status)
	status, _ = file(bureau.red(t, "KPREDPAPER").Number, "pdf")
	require.Equal(t, http.StatusNotFound, status)
}

func TestI4ARedSerialSubmittedByManyAtOnceMakesOneRedDocument(t *testing.T) {
	sandbox := bureau{sandboxtest.Start(t, ""), nil}
	post(t, sandbox.URL+"/provider/v1/invoices", submission("KPBLUE"))
	number := decided(t, sandbox.Sandbox, "KPBLUE").Number
	const callers = 32
	codes := make([]taxbureau.Code, 2*callers)
	var together sync.WaitGroup
	for i := range callers {
		together.Go(func() { codes[i] = sandbox.requestRed(t, whole("KPRED1", number, submission("KPBLUE"))) })
		together.Go(func() { codes[callers+i] = sandbox.requestRed(t, whole("KPRED2", number, submission("KPBLUE"))) })
	}
	together.Wait()
	count := map[taxbureau.Code]int{}
	for _, code := range codes {
		count[code]++
	}
	require.LessOrEqual(t, count[taxbureau.OK], 2, codes)
	time.Sleep(2 * sandboxtest.IssueDelay)
	require.Len(t, sandbox.Issued(t), 2, "whichever serial came first, the document is reversed once")
}

func TestARestartChangesNothingOfAForm(t *testing.T) {
	directory, clock := t.TempDir(), at(t, "2026-09-30 18:00:00")
	bureau := open(t, directory, clock)
	blue := submission("KPBLUE")
	number := bureau.issue(t, blue)
	bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Used: new(true)})
	bureau.requestRed(t, whole("KPRED", number, blue))
	waiting := bureau.red(t, "KPRED")
	bureau.Stop()
	clock.pass(71 * time.Hour)

	bureau = open(t, directory, clock)
	require.Equal(t, waiting, bureau.red(t, "KPRED"))
	require.Equal(t, taxbureau.Duplicate, bureau.requestRed(t, whole("KPRED", number, blue)))
	bureau.OrderBuyer(t, number, taxbureau.BuyerOrder{Confirms: new(taxbureau.Yes)})
	bureau.Stop()
	clock.pass(time.Hour)

	bureau = open(t, directory, clock)
	require.Equal(t, taxbureau.Issued, bureau.red(t, "KPRED").Status)
	require.Len(t, bureau.Issued(t), 2)
}
