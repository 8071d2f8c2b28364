package notice_test

import (
	"strings"
	"testing"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/notice"
	"kaipiao/domain/policy"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"

	"github.com/stretchr/testify/require"
)

// address is where a customer finds the invoice.
const address = "https://invoices.example/v1/invoices/i-1"

func TestO3EveryNoticeIsWrittenInBothLanguages(t *testing.T) {
	issuedAt := time.Date(2026, 9, 18, 16, 30, 0, 0, time.UTC)
	i := invoice.Invoice{
		Number: "26332000000123456789", IssuedAt: &issuedAt, Medium: invoice.Paper, Amount: money.MustParse("1060.00"),
		Buyer: invoice.Party{Name: "北京甲科技有限公司"}, CourierCompany: "顺丰", TrackingNumber: "SF1234567890", Failure: "购方税号有误",
	}
	for _, about := range []notice.About{notice.Issued, notice.Failed, notice.Shipped, notice.Delivered} {
		subject, body, err := notice.Write(about, i, address)
		require.NoError(t, err, about)
		require.NotContains(t, subject, "\n")
		require.Contains(t, body, "尊敬的客户")
		require.Contains(t, body, "Dear customer")
		require.NotContains(t, body, "<no value>")
	}
	subject, body, err := notice.WriteApplication(notice.Rejected, application.Application{
		Total: money.MustParse("1060.00"), Buyer: i.Buyer, DecisionReason: "抬头有误",
	})
	require.NoError(t, err)
	require.Contains(t, subject, "rejected")
	for _, part := range []string{"尊敬的客户", "Dear customer", "1,060.00", "北京甲科技有限公司", "抬头有误"} {
		require.Contains(t, body, part)
	}
	// the date of issue is the civil day in Shanghai, where it is past midnight already (A10)
	_, body, err = notice.Write(notice.Issued, i, address)
	require.NoError(t, err)
	require.Contains(t, body, "2026-09-19")
	require.NotContains(t, body, "vendor")
	require.NotContains(t, body, address, "paper is sent")
	// an e-invoice comes with its files, and says where they are found afterwards (I6)
	i.Medium = invoice.Electronic
	_, body, err = notice.Write(notice.Issued, i, address)
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(body, address), "in both languages")
	require.Contains(t, body, "PDF 和 OFD 文件见附件")
	require.Contains(t, body, "PDF and OFD are attached")
	require.NotContains(t, body, "courier")
	// a vendor's invoice says who issued it (L5), and promises no format
	i.Seller = "isv-1"
	_, body, err = notice.Write(notice.Issued, i, address)
	require.NoError(t, err)
	require.Contains(t, body, "销售方：云市场服务商 isv-1")
	require.Contains(t, body, "the marketplace vendor isv-1")
	require.NotContains(t, body, "OFD")
	require.NotContains(t, body, "attached")
	require.Equal(t, 2, strings.Count(body, address))
	_, _, err = notice.Write("gossip", i, address)
	require.Error(t, err)
}

// O3: what becomes of a reversal is told in both languages, whatever it is.
func TestO3EveryNoticeOfAReversalIsWrittenInBothLanguages(t *testing.T) {
	confirmBy := time.Date(2026, 10, 3, 10, 0, 0, 0, time.UTC)
	r := notice.Reversal{
		Invoice:  invoice.Invoice{Number: "26332000000123456789"},
		Reversal: reversal.Reversal{Kind: reversal.Red, Gross: money.MustParse("2120.00"), Number: "26332000000123456790", ConfirmBy: &confirmBy},
	}
	subject, body, err := notice.WriteReversal(notice.RedAwaitsBuyer, r)
	require.NoError(t, err)
	require.Contains(t, subject, "26332000000123456789")
	require.Contains(t, body, "before 2026-10-03 18:00 (Asia/Shanghai)", "case 50")
	require.NotContains(t, body, "编号", "while nobody has told it")
	r.Reversal.FormNumber = "11000026110000000001"
	_, body, err = notice.WriteReversal(notice.RedAwaitsBuyer, r)
	require.NoError(t, err)
	require.Contains(t, body, "¥2,120.00\n红字信息确认单编号：11000026110000000001\n请于")
	require.Contains(t, body, "CNY 2,120.00\nRed-letter form: 11000026110000000001\nPlease")
	for about, words := range map[notice.About]map[string]string{
		notice.Reversed:    {"red": "red invoice 26332000000123456790 has been issued", "void": "has been voided"},
		notice.NotReversed: {"lapsed": "has lapsed", "denied": "has denied", "withdrawn": "was withdrawn", "refused": "could not be reversed"},
	} {
		for which, sentence := range words {
			given := r
			given.Reversal.Kind, given.Reversal.Status = reversal.Kind(which), reversal.Status(which)
			_, body, err := notice.WriteReversal(about, given)
			require.NoError(t, err)
			require.Contains(t, body, sentence)
			require.Contains(t, body, "尊敬的客户")
			require.NotContains(t, body, "<no value>")
		}
	}
}

// M19, V10, O3: what the register owes is written in both languages, with what somebody has to know.
func TestM19EveryOwedNoticeIsWrittenInBothLanguages(t *testing.T) {
	buyer := invoice.Party{Name: "北京甲科技有限公司"}
	check := func(about notice.About, subject, body string, err error, parts ...string) {
		t.Helper()
		require.NoError(t, err, about)
		require.NotContains(t, subject, "\n")
		require.Contains(t, subject, " / ")
		require.NotContains(t, body, "<no value>")
		for _, part := range parts {
			require.Equal(t, 2, strings.Count(body, part), "%s: %q in both languages", about, part)
		}
	}
	a := application.Application{
		Gross: money.MustParse("2060.00"), Total: money.MustParse("1060.00"), Buyer: buyer, DecisionReason: "重复申请",
		Invoices: []invoice.Invoice{{Status: invoice.Cancelled}, {Status: invoice.RedIssued, Number: "26332000000123456789"}},
	}
	subject, body, err := notice.WriteApplication(notice.Approved, a)
	check(notice.Approved, subject, body, err, "1,060.00", buyer.Name)
	require.Contains(t, body, "共 2 张")
	subject, body, err = notice.WriteApplication(notice.Offset, a)
	check(notice.Offset, subject, body, err, "2,060.00")
	subject, body, err = notice.WriteApplication(notice.Cancelled, a)
	check(notice.Cancelled, subject, body, err, "1,060.00", buyer.Name, "重复申请", "26332000000123456789")
	a.Invoices, a.DecisionReason = a.Invoices[:1], ""
	_, body, err = notice.WriteApplication(notice.Cancelled, a)
	require.NoError(t, err)
	require.NotContains(t, body, "red-issued", "nothing was")
	require.NotContains(t, body, "reason")

	c := notice.Cancellation{Invoice: invoice.Invoice{ID: "i-1", Seller: "isv-1", Amount: money.MustParse("1060.00"), Buyer: buyer}, Reason: "购方已注销"}
	subject, body, err = notice.WriteCancellation(notice.RefusedByVendor, c)
	check(notice.RefusedByVendor, subject, body, err, "i-1", "isv-1", "1,060.00", buyer.Name, "购方已注销")
	subject, body, err = notice.WriteCancellation(notice.InvoiceCancelled, c)
	check(notice.InvoiceCancelled, subject, body, err, "i-1", "1,060.00", buyer.Name)
	require.Contains(t, body, "taken back")
	c.Refunded = true
	_, body, err = notice.WriteCancellation(notice.InvoiceCancelled, c)
	require.NoError(t, err)
	require.Contains(t, body, "was refunded")
	require.Contains(t, body, "全部退款")
	subject, body, err = notice.Write(notice.HandedToVendor, c.Invoice, address)
	check(notice.HandedToVendor, subject, body, err, "1,060.00", buyer.Name, address)
	subject, body, err = notice.WriteTicket(notice.ProformaOutdated, ticket.Ticket{ID: "ticket-1", Kind: ticket.Proforma}, policy.Default().Returns)
	check(notice.ProformaOutdated, subject, body, err, "ticket-1")
}

// O3: a mail that is not taken is tried ever more rarely, and given up after a day; both sides of that.
func TestO3AnOwedMailIsTriedForADay(t *testing.T) {
	since := time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC)
	for attempts, pause := range map[int]time.Duration{
		1: 2 * time.Second, 2: 4 * time.Second, 9: 512 * time.Second, 10: 10 * time.Minute, 1000: 10 * time.Minute,
	} {
		next, again := notice.NextTry(attempts, since, since)
		require.True(t, again)
		require.Equal(t, since.Add(pause), next)
	}
	_, again := notice.NextTry(200, since, since.Add(24*time.Hour-time.Second))
	require.True(t, again)
	_, again = notice.NextTry(200, since, since.Add(24*time.Hour))
	require.False(t, again)
}
