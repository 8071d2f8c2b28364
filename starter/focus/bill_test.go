package focus_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/money"
	"kaipiao/starter/csvtable"
	"kaipiao/starter/focus"
)

const header = "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory," +
	"InvoiceIssuerName,ProviderName,PublisherName,ServiceName,SubAccountId,SubAccountName\n"

// line writes one row of a bill: cost, currency, category, publisher.
func line(cost, currency, category, publisher string) string {
	return fmt.Sprintf("%s,b1,甲公司,%s,2024-10-01 00:00:00,2024-09-01 00:00:00,%s,\"Cloud, Inc.\",Cloud,%q,云服务器,s1,NULL\n", cost, currency, category, publisher)
}

func terms(rate, scale string) focus.Terms {
	return focus.Terms{Rates: map[string]decimal.Decimal{"USD": decimal.RequireFromString(rate)}, Scale: decimal.RequireFromString(scale)}
}

func read(t *testing.T, text string) focus.Bill {
	t.Helper()
	bill, err := focus.Read(strings.NewReader(text), terms("7.10", "1"))
	require.NoError(t, err)
	return bill
}

func TestRowsAreAddedUpBeforeAnythingIsRounded(t *testing.T) {
	// given ten rows, each worth less than half a cent of CNY
	bill := read(t, header+strings.Repeat(line("0.0005", "USD", "Usage", "Cloud, Inc."), 10))
	// then together they are 0.0355, not nothing
	require.Len(t, bill.Groups, 1)
	require.Equal(t, "0.04", bill.Groups[0].Cash().String())
	require.Equal(t, 10, bill.Rows)
	require.Equal(t, []focus.Account{{ID: "b1.s1", Name: "甲公司"}}, bill.Accounts)
}

func TestL1CreditsNeverCountAsCash(t *testing.T) {
	bill := read(t, header+line("10", "CNY", "Usage", "Cloud")+line("-3", "CNY", "Credit", "Cloud")+line("-1", "CNY", "Adjustment", "Cloud"))
	require.Equal(t, "6.00", bill.Groups[0].Cash().String())
	require.Equal(t, "3.00", bill.Groups[0].Coupon().String())
	// and a credit beyond everything pays everything, not more
	bill = read(t, header+line("10", "CNY", "Usage", "Cloud")+line("-30", "CNY", "Credit", "Cloud"))
	require.Equal(t, "0.00", bill.Groups[0].Cash().String())
	require.Equal(t, "10.00", bill.Groups[0].Coupon().String())
	require.Equal(t, "30.00", bill.Groups[0].Credited().String())
}

func TestL5OtherPublishersAreMarketplaceSellers(t *testing.T) {
	bill := read(t, header+line("1", "CNY", "Usage", "Cloud")+line("1", "CNY", "Usage", "Cloud, Inc.")+line("1", "CNY", "Usage", "Red Hat Inc."))
	vendors := []string{}
	for _, g := range bill.Groups {
		vendors = append(vendors, g.Vendor)
	}
	require.Len(t, vendors, 3)
	require.NotEqual(t, bill.Groups[0].ConsumptionID(), bill.Groups[1].ConsumptionID())
	require.Equal(t, []string{"", ""}, vendors[:2])
	require.Regexp(t, "^red-hat-inc.-[0-9a-f]{10}$", vendors[2])
}

func TestBadRowsAreListedWithLineAndReason(t *testing.T) {
	const none = `ChargeCategory "Gift" is none of Usage, Purchase, Tax, Adjustment, Credit`
	for text, reason := range map[string]string{
		line("many", "USD", "Usage", "Cloud"):                                                `BilledCost "many" is not a number`,
		line("1", "EUR", "Usage", "Cloud"):                                                   "there is no rate for EUR; give one with --rate EUR=…",
		line("1", "USD", "Gift", "Cloud"):                                                    none,
		strings.ReplaceAll(line("1", "USD", "Usage", "Cloud"), "b1", "NULL"):                 "BillingAccountId is missing",
		strings.ReplaceAll(line("1", "USD", "Usage", "Cloud"), "2024-09-01 00:00:00", "may"): `BillingPeriodStart "may" is not a date and time`,
		"1,2\n": "it has 2 columns, the header has 13",
		"1,\"" + "x\"y" + strings.Repeat(",", 11) + "\n": `extraneous or missing " in quoted-field`,
	} {
		bill := read(t, header+line("1", "USD", "Usage", "Cloud")+text+line("1", "USD", "Usage", "Cloud"))
		require.Equal(t, []csvtable.BadRow{{Line: 3, Reason: reason}}, bill.BadRows)
		require.Equal(t, "14.20", bill.Groups[0].Cash().String(), "the other rows are read all the same")
	}
}

func TestAFileThatIsNoBillIsRefused(t *testing.T) {
	_, err := focus.Read(strings.NewReader("a,b\n1,2\n"), terms("7", "1"))
	require.ErrorContains(t, err, "the columns BilledCost, BillingAccountId")
	_, err = focus.Read(strings.NewReader(""), terms("7", "1"))
	require.ErrorContains(t, err, "empty")
}

func TestABillMayHaveAByteOrderMarkAndCarriageReturns(t *testing.T) {
	bill := read(t, "\ufeff"+strings.ReplaceAll(header+line("1", "USD", "Usage", "Cloud"), "\n", "\r\n"))
	require.Empty(t, bill.BadRows)
	require.Equal(t, "7.10", bill.Groups[0].Cash().String())
}

func TestIDsAreReadableAndKeptApart(t *testing.T) {
	require.Equal(t, "123.456", focus.AccountID("123", "456"))
	long := focus.AccountID("ocid6.tenancy.oc6..aaaaaaaa2fs7w19bi9iupcjqv8zayogd78eziinl2hu7rkdvmuhsavhbmkma", "")
	require.LessOrEqual(t, len(long), 64)
	require.NotEqual(t, focus.AccountID("a/b", ""), focus.AccountID("a-b", ""))
	for _, original := range []string{"/subscriptions/9ec51cfd-5ca7", "示例", strings.Repeat("x", 200)} {
		require.Regexp(t, "^[A-Za-z0-9._-]{1,64}$", focus.AccountID(original, "/sub scription"))
	}
}

// Whatever the order of the rows, the groups are the same, and no fraction of a cent is lost before rounding.
func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		costs := rapid.SliceOfN(rapid.Int64Range(-1_000_000, 9_000_000), 1, 30).Draw(t, "costs")
		lines := make([]string, len(costs))
		sum := decimal.Zero
		for i, cost := range costs {
			exact := decimal.New(cost, -7)
			sum = sum.Add(exact)
			lines[i] = line(exact.String(), "CNY", "Usage", "Cloud")
		}
		shuffled := rapid.Permutation(lines).Draw(t, "shuffled")
		first, err := focus.Read(strings.NewReader(header+strings.Join(lines, "")), terms("7", "1"))
		require.NoError(t, err)
		second, err := focus.Read(strings.NewReader(header+strings.Join(shuffled, "")), terms("7", "1"))
		require.NoError(t, err)
		require.Equal(t, first.Groups[0].Charged(), second.Groups[0].Charged())
		require.True(t, first.Groups[0].Charged().Equal(money.Round(sum)))
	})
}

func TestASampleIsRepeatableAndHasEveryKindOfRow(t *testing.T) {
	var first, second, other bytes.Buffer
	require.NoError(t, focus.WriteSample(&first, 1, 500))
	require.NoError(t, focus.WriteSample(&second, 1, 500))
	require.NoError(t, focus.WriteSample(&other, 2, 500))
	require.Equal(t, first.String(), second.String())
	require.NotEqual(t, first.String(), other.String())
	for _, kind := range []string{"Usage", "Purchase", "Tax", "Adjustment", "Credit", "NULL", "长风安全"} {
		require.Contains(t, first.String(), kind)
	}
	bill, err := focus.Read(&first, terms("7.10", "1000"))
	require.NoError(t, err)
	require.Empty(t, bill.BadRows)
	require.Equal(t, 500, bill.Rows)
	require.Greater(t, len(bill.Accounts), 10)
	largest := money.Zero
	for _, g := range bill.Groups {
		if largest.Less(g.Cash()) {
			largest = g.Cash()
		}
	}
	require.True(t, money.MustParse("99999.99").Less(largest), "one needs more than one e-invoice")
}
