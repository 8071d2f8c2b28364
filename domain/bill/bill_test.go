package bill_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

var header = strings.Split("BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,"+
	"ChargeDescription,InvoiceIssuerName,ProviderName,PublisherName,ServiceName,SubAccountId,SubAccountName", ",")

// charge is a row of the header: cost, currency, category, publisher, service.
func charge(cost, currency, category, publisher, service string) []string {
	return []string{
		cost, "b1", "甲公司", currency, "2024-10-01 00:00:00", "2024-09-01 00:00:00", category, "NULL", "Cloud, Inc.", "Cloud", publisher, service, "s1", "NULL",
	}
}

func read(t *testing.T, rows ...[]string) (sums []bill.Sum, bad []bill.BadRow) {
	t.Helper()
	layout, err := bill.LayoutOf(bill.Focus, header)
	require.NoError(t, err)
	adding := bill.NewAdding(rates(map[string]string{"USD": "7.10"}))
	for i, fields := range rows {
		row, wrong := layout.Read(i+2, fields)
		if wrong == nil {
			wrong = adding.Add(*row)
		}
		if wrong != nil {
			bad = append(bad, *wrong)
		}
	}
	sums, _ = adding.Take()
	return sums, bad
}

func settled(t *testing.T, rows ...[]string) ([]bill.Group, []bill.Note) {
	t.Helper()
	sums, bad := read(t, rows...)
	require.Empty(t, bad)
	return bill.Settle(sums)
}

func TestRowsAreAddedUpBeforeAnythingIsRounded(t *testing.T) {
	// given ten rows, each worth less than half a cent of CNY
	var rows [][]string
	for range 10 {
		rows = append(rows, charge("0.0005", "USD", "Usage", "Cloud, Inc.", "云服务器"))
	}
	groups, _ := settled(t, rows...)
	// then together they are 0.0355, not nothing
	require.Len(t, groups, 1)
	require.Equal(t, "0.04", groups[0].Cash.String())
	require.Equal(t, 10, groups[0].Rows)
	require.Equal(t, ids.Account("b1.s1"), groups[0].Account)
}

func TestL1CreditsNeverCountAsCash(t *testing.T) {
	usage := charge("10", "CNY", "Usage", "Cloud", "a")
	groups, _ := settled(t, usage, charge("-3", "CNY", "Credit", "Cloud", "a"), charge("-1", "CNY", "Adjustment", "Cloud", "a"))
	require.Equal(t, "6.00", groups[0].Cash.String())
	require.Equal(t, "3.00", groups[0].Coupon.String())
	// and a credit beyond everything pays everything, not more, and what is left is said
	groups, notes := settled(t, usage, charge("-30", "CNY", "Credit", "Cloud", "a"))
	require.Equal(t, "0.00", groups[0].Cash.String())
	require.Equal(t, "10.00", groups[0].Coupon.String())
	require.Len(t, notes, 1)
	require.Equal(t, bill.CreditLeft, notes[0].Kind)
	require.Equal(t, "20.00", notes[0].Amount.String())
	// and one that is taken back is paid after all
	groups, _ = settled(t, usage, charge("5", "CNY", "Credit", "Cloud", "a"))
	require.Equal(t, "15.00", groups[0].Cash.String())
}

// M11: usage 100 and credit −150 in different services; an adjustment of −30 in a service of its own.
func TestM11ABillsCashIsNeverMoreThanWasPaid(t *testing.T) {
	groups, notes := settled(t, charge("100", "CNY", "Usage", "Cloud", "a"), charge("100", "CNY", "Usage", "Cloud", "b"),
		charge("-150", "CNY", "Credit", "Cloud", "c"))
	cash := map[string]string{}
	for _, g := range groups {
		cash[g.Service] = g.Cash.String()
	}
	require.Equal(t, map[string]string{"a": "0.00", "b": "50.00", "c": "0.00"}, cash)
	require.Len(t, notes, 2)
	groups, notes = settled(t, charge("100", "CNY", "Usage", "Cloud", "a"), charge("60", "CNY", "Usage", "Red Hat", "m"),
		charge("-30", "CNY", "Adjustment", "Cloud", "rounding"), charge("-80", "CNY", "Credit", "Red Hat", "m"))
	require.Equal(t, "50.00", money.Sum(groups[0].Cash, groups[1].Cash, groups[2].Cash).String())
	require.Equal(t, []bill.NoteKind{bill.CorrectionMoved, bill.CreditMoved}, []bill.NoteKind{notes[0].Kind, notes[1].Kind})
	require.Equal(t, "a", notes[0].To, "the platform's correction reduces what the platform sold")
}

// M11: whatever stands in a bill, the cash of an account and a month is what was paid, to the cent, and no group is negative; and the
// order of the rows changes nothing.
func TestM11TheCashOfAMonthIsWhatWasPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 12).Draw(t, "kinds")
		var sums []bill.Sum
		paid := decimal.Zero
		for i := range kinds {
			charged := decimal.New(rapid.Int64Range(-9_000_000, 20_000_000).Draw(t, "charged"), -5)
			credited := decimal.New(rapid.Int64Range(-100_000, 9_000_000).Draw(t, "credited"), -5)
			sum := bill.Sum{Key: bill.Key{Account: "a", Month: "2026-09", Service: string(rune('a' + i))}, Charged: charged, Credited: credited, Rows: 1}
			if kinds[i] > 1 {
				sum.Vendor, sum.Publisher = ids.Seller(string(rune('v'+kinds[i]))), "vendor"
			}
			sums, paid = append(sums, sum), paid.Add(charged).Sub(credited)
		}
		groups, _ := bill.Settle(sums)
		cash := money.Zero
		for _, g := range groups {
			require.False(t, g.Cash.IsNegative())
			require.False(t, g.Coupon.IsNegative())
			cash = cash.Add(g.Cash)
		}
		require.Equal(t, money.Round(decimal.Max(decimal.Zero, paid)).String(), cash.String())
		again, _ := bill.Settle(rapid.Permutation(sums).Draw(t, "shuffled"))
		require.Equal(t, groups, again)
	})
}

func TestL5OtherPublishersAreMarketplaceSellers(t *testing.T) {
	groups, _ := settled(t, charge("1", "CNY", "Usage", "Cloud", "x"), charge("1", "CNY", "Usage", "Cloud, Inc.", "x"),
		charge("1", "CNY", "Usage", "Red Hat Inc.", "x"))
	require.Len(t, groups, 3)
	require.NotEqual(t, groups[0].ConsumptionID(), groups[1].ConsumptionID())
	require.Empty(t, groups[0].Vendor)
	require.Empty(t, groups[1].Vendor)
	require.Regexp(t, "^red-hat-inc.-[0-9a-f]{10}$", groups[2].Vendor)
}

// A publisher is the cloud itself under its legal name, and another company where its name only begins like the cloud's.
func TestL5APublisherIsKnownByItsName(t *testing.T) {
	for publisher, vendor := range map[string]bool{
		"Cloud": false, "CLOUD LLC": false, "Cloud, Inc.": false, "Cloud Security Ltd.": true, "Clo": true, "Other": true, "": false, "Inc.": true,
	} {
		groups, _ := settled(t, charge("1", "CNY", "Usage", publisher, "x"))
		require.Equal(t, vendor, groups[0].Vendor != "", publisher)
	}
}

// F2: the ways in which clouds, databases and spreadsheets write an instant.
func TestF2DatesOfEveryKindAreRead(t *testing.T) {
	for _, text := range []string{
		"2026-09-01T00:00Z", "2026-09-01 00:00:00 UTC", "2026-09-01 00:00:00+00:00", "2026-09-01", "2026-09-01T00:00:00Z", "2026-09-01T00:00:00.000Z",
		"2026-09-01 00:00:00", "2026-09-01 00:00:00.000000 UTC", "2026-09-01 00:00:00+00", "2026/9/1 0:00", "2026/09/01", "46266", "2026-09-01T00:00:00.000000+0000",
		"2026-09-01T08:00:00+08:00",
	} {
		row := charge("1", "CNY", "Usage", "Cloud", "x")
		row[5], row[4] = text, "2026-10-01T00:00Z"
		sums, bad := read(t, row)
		require.Empty(t, bad, text)
		require.Equal(t, "2026-09", sums[0].Month, text)
		row[5], row[4] = "2026-08-01", text
		sums, bad = read(t, row)
		require.Empty(t, bad, text)
		require.True(t, time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC).Equal(sums[0].PeriodEnd), "%s: %s", text, sums[0].PeriodEnd)
	}
	for _, text := range []string{"may", "01/09/2026", "2026-13-01", "1999-01-01", "2026-09", "-1", "99999999"} {
		row := charge("1", "CNY", "Usage", "Cloud", "x")
		row[4] = text
		_, bad := read(t, row)
		require.Len(t, bad, 1, text)
		require.Contains(t, bad[0].Reason, "BillingPeriodEnd")
	}
}

// F3: empty names at the end of a header, and names that stand twice, spoil nothing that is not needed.
func TestF3AHeaderMayHaveEmptyAndDoubleNames(t *testing.T) {
	with := append(append([]string{}, header...), "Tags", "Tags", "", "")
	layout, err := bill.LayoutOf(bill.Focus, with)
	require.NoError(t, err)
	for _, more := range [][]string{{"", ""}, {"t", "u", "", ""}, {"t", "u"}, {"t", "u", "", "", "", ""}} {
		row, bad := layout.Read(2, append(charge("1", "CNY", "Usage", "Cloud", "x"), more...))
		require.Nil(t, bad)
		require.Equal(t, "x", row.Service)
	}
	_, bad := layout.Read(2, append(charge("1", "CNY", "Usage", "Cloud", "x"), "t", "u", "", "", "more"))
	require.Equal(t, "it has 19 columns, the header has 18", bad.Reason)
	row, bad := layout.Read(3, []string{"", " ", ""})
	require.Nil(t, bad, "a row in which nothing stands is no row")
	require.Nil(t, row)
	_, err = bill.LayoutOf(bill.Focus, append(append([]string{}, header...), "BilledCost"))
	require.EqualError(t, err, "the column BilledCost stands twice in the header, as columns 1 and 15")
	_, err = bill.LayoutOf(bill.Focus, []string{"a", "b"})
	require.ErrorContains(t, err, "the columns BilledCost, BillingAccountId")
}

func TestBadRowsAreListedWithLineAndReason(t *testing.T) {
	good := charge("1", "USD", "Usage", "Cloud", "x")
	spoilt := func(at int, text string) []string {
		row := append([]string{}, good...)
		row[at] = text
		return row
	}
	for reason, row := range map[string][]string{
		`BilledCost "many" is not a number`: spoilt(0, "many"),
		`BilledCost "1,5" is not a number; write it with a point, and without separators of thousands`:    spoilt(0, "1,5"),
		`BilledCost "1e999999999" is not a number`:                                                        spoilt(0, "1e999999999"),
		"there is no rate for EUR; give one with --rate EUR=…":                                            spoilt(3, "EUR"),
		`ChargeCategory "Gift" is none of Usage, Purchase, Tax, Adjustment, Credit`:                       spoilt(6, "Gift"),
		"BillingAccountId is missing":                                                                     spoilt(1, "NULL"),
		`BillingAccountId "1.23457E+12" was rounded by a spreadsheet; take the file as it was handed out`: spoilt(1, "1.23457E+12"),
		`BillingPeriodStart "may" is not a date and time`:                                                 spoilt(5, "may"),
		"BillingPeriodEnd lies before BillingPeriodStart":                                                 spoilt(4, "2024-08-01"),
		`ServiceName "\ufffd\ufffd" has lost characters when the file was converted`:                      spoilt(11, "\ufffd\ufffd"),
		"it has 2 columns, the header has 14":                                                             {"1", "2"},
	} {
		sums, bad := read(t, good, row, good)
		require.Len(t, bad, 1, reason)
		require.Equal(t, 3, bad[0].Line)
		require.Equal(t, strings.ReplaceAll(reason, `\ufffd`, "\ufffd"), bad[0].Reason)
		require.Equal(t, 2, sums[0].Rows, "the other rows are read all the same")
	}
}

func TestIDsAreReadableAndKeptApart(t *testing.T) {
	require.Equal(t, ids.Account("123.456"), bill.AccountID("123", "456"))
	long := bill.AccountID("ocid6.tenancy.oc6..aaaaaaaa2fs7w19bi9iupcjqv8zayogd78eziinl2hu7rkdvmuhsavhbmkma", "")
	require.LessOrEqual(t, len(long), 64)
	require.NotEqual(t, bill.AccountID("a/b", ""), bill.AccountID("a-b", ""))
	for _, original := range []string{"/subscriptions/9ec51cfd-5ca7", "示例", strings.Repeat("x", 200)} {
		require.Regexp(t, "^[A-Za-z0-9._-]{1,64}$", bill.AccountID(original, "/sub scription"))
	}
}

var tableHeader = strings.Split("id,account,charge,seller,payer,product,tax_code,tax_rate,cash,coupon,rebate,paid_at,resources_created_at", ",")

func TestATableOfConsumptionIsRead(t *testing.T) {
	layout, err := bill.LayoutOf(bill.Table, tableHeader)
	require.NoError(t, err)
	good := strings.Split("b-1|acct|prepaid|platform|agent|软件, 年费|3040203000000000000|0.06|1000.5|60|0.00|"+
		"2026-09-18T14:03:11+08:00|2026-09-18T14:05:40+08:00", "|")
	item, bad := layout.ReadItem(2, good)
	require.Nil(t, bad)
	require.Equal(t, "1000.50", item.Consumption.Cash.String(), "a spreadsheet drops zeros")
	require.Equal(t, ids.Account("agent"), item.Consumption.Payer)
	require.Equal(t, "2026-09-18T06:05:40Z", item.Consumption.ResourcesCreatedAt.Format(time.RFC3339))
	for at, c := range map[int][2]string{
		0: {"b 1", `id "b 1"`}, 1: {"", `account ""`}, 2: {"free", `charge "free" is not prepaid or postpaid`}, 4: {"p p", `payer "p p"`}, 5: {"", `product ""`},
		6: {"3.0402E+18", `tax_code "3.0402E+18" is not 19 digits`}, 7: {"6%", `tax_rate "6%"`}, 8: {"1.005", `cash "1.005"`}, 9: {"-1.00", `coupon "-1.00"`},
		11: {"2026-09-18", `paid_at "2026-09-18"`}, 12: {"later", `resources_created_at "later"`},
	} {
		row := append([]string{}, good...)
		row[at] = c[0]
		_, bad := layout.ReadItem(7, row)
		require.NotNil(t, bad, c[1])
		require.Equal(t, 7, bad.Line)
		require.Contains(t, bad.Reason, c[1])
		require.NotContains(t, bad.Reason, ";", "one reason for one fault")
	}
	_, err = bill.LayoutOf(bill.Table, []string{"id", "account"})
	require.ErrorContains(t, err, "cash")
}

// Whatever stands in a file, reading it ends, and every bad row names its line.
func FuzzBill(f *testing.F) {
	f.Add("1.5", "2026-09-01T00:00Z", "Usage", "b1", "CNY", "x")
	f.Add("-1e5", "46266.5", "Credit", "1.2E+9", "EUR", "")
	f.Add("1e999999999", "9", "", "\xff", "", "\u202e")
	f.Fuzz(func(t *testing.T, cost, at, category, account, currency, service string) {
		layout, err := bill.LayoutOf(bill.Focus, header)
		if err != nil {
			t.Fatal(err)
		}
		row, bad := layout.Read(9, []string{cost, account, "", currency, at, at, category, service, "", "", service, service, "", ""})
		if bad != nil {
			if bad.Line != 9 || bad.Reason == "" {
				t.Fatal(bad)
			}
			return
		}
		if row == nil {
			return
		}
		adding := bill.NewAdding(rates(map[string]string{"USD": "7.1"}))
		if adding.Add(*row) != nil {
			return
		}
		sums, _ := adding.Take()
		groups, _ := bill.Settle(sums)
		paid := money.Round(decimal.Max(decimal.Zero, sums[0].Charged.Sub(sums[0].Credited)))
		if !groups[0].Cash.Equal(paid) {
			t.Fatalf("%s paid, %s in cash", paid, groups[0].Cash)
		}
	})
}

// FuzzTableRow does so with rows of consumption: what is read passes every check that a call makes.
func FuzzTableRow(f *testing.F) {
	f.Add("b-1", "acct", "prepaid", "1.00", "2026-09-18T14:03:11+08:00", "p")
	f.Fuzz(func(t *testing.T, id, account, charged, cash, at, product string) {
		layout, err := bill.LayoutOf(bill.Table, tableHeader)
		if err != nil {
			t.Fatal(err)
		}
		item, bad := layout.ReadItem(3, []string{id, account, charged, "platform", "", product, "3040203000000000000", "0.06", cash, "0", "0", at, ""})
		if bad == nil && item != nil {
			if problems := bill.Check(item.Consumption); len(problems) > 0 {
				t.Fatal(errors.Join(problems[0]))
			}
		}
	})
}
