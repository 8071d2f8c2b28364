package bill_test

import (
	"encoding/csv"
	"errors"
	"io"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"kaipiao/adapters/tables"
	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

func rates(texts map[string]string) bill.Terms {
	terms := bill.Terms{
		Format: bill.Focus, Scale: decimal.NewFromInt(1), Rates: map[string]decimal.Decimal{}, TaxCode: "3040203000000000000", TaxRate: money.MustParseRate("0.06"),
	}
	for currency, rate := range texts {
		terms.Rates[currency] = decimal.RequireFromString(rate)
	}
	return terms
}

// taken is a whole file, added up and settled.
type taken struct {
	version string
	rows    int
	sums    []bill.Sum
	groups  []bill.Group
	notes   []bill.Note
	bad     []bill.BadRow
	names   map[ids.Account]string
}

func take(t *testing.T, path string, terms bill.Terms) taken {
	t.Helper()
	table, err := tables.Open(path, bill.AnyEncoding, tables.Standard())
	require.NoError(t, err)
	defer func() { require.NoError(t, table.Close()) }()
	layout, err := bill.LayoutOf(bill.Focus, table.Columns())
	require.NoError(t, err)
	got, adding := taken{version: layout.Version}, bill.NewAdding(terms)
	for {
		line, fields, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		row, bad := layout.Read(line, fields)
		if row == nil && bad == nil {
			continue
		}
		got.rows++
		if bad == nil {
			bad = adding.Add(*row)
		}
		if bad != nil {
			got.bad = append(got.bad, *bad)
		}
	}
	got.sums, got.names = adding.Take()
	for sums := got.sums; len(sums) > 0; {
		n := 0
		for n < len(sums) && sums[n].Account == sums[0].Account && sums[n].Month == sums[0].Month {
			n++
		}
		groups, notes := bill.Settle(sums[:n])
		got.groups, got.notes, sums = append(got.groups, groups...), append(got.notes, notes...), sums[n:]
	}
	return got
}

func (g taken) cash() money.Amount {
	sum := money.Zero
	for _, group := range g.groups {
		sum = sum.Add(group.Cash)
	}
	return sum
}

// independently adds the column BilledCost up by a reader, a number and a rounding of their own, per account and month.
func independently(t *testing.T, path string, rate map[string]string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	text := strings.TrimPrefix(string(content), "\ufeff")
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	if strings.Contains(strings.SplitN(text, "\n", 2)[0], ";") {
		reader.Comma = ';'
	}
	rows, err := reader.ReadAll()
	require.NoError(t, err)
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	paid := map[string]*big.Rat{}
	for _, row := range rows[1:] {
		key := row[at["BillingAccountId"]] + row[at["BillingPeriodStart"]]
		if i, found := at["SubAccountId"]; found {
			key += row[i]
		}
		cost, ok := new(big.Rat).SetString(row[at["BilledCost"]])
		require.True(t, ok)
		if currency := row[at["BillingCurrency"]]; currency != "CNY" {
			by, _ := new(big.Rat).SetString(rate[currency])
			cost.Mul(cost, by)
		}
		if paid[key] == nil {
			paid[key] = new(big.Rat)
		}
		paid[key].Add(paid[key], cost)
	}
	sum := new(big.Rat)
	for _, of := range paid {
		if of.Sign() > 0 {
			cents, _ := new(big.Rat).SetString(of.FloatString(2))
			sum.Add(sum, cents)
		}
	}
	return sum.FloatString(2)
}

// F1 to F5: bills as each cloud writes them are read, their version is found, and their cash is what an independent computation says.
func TestF5BillsOfEveryCloudAreRead(t *testing.T) {
	by := map[string]string{"USD": "7.10", "EUR": "7.80"}
	for name, c := range map[string]struct {
		version string
		rows    int
		cash    string
		vendors []ids.Seller
	}{
		"aws":     {"FOCUS 1.0", 4, "286.41", []ids.Seller{"example-security-ltd.-3fdd6b3f2c"}},
		"azure":   {"FOCUS 1.0", 3, "978.90", nil},
		"google":  {"FOCUS 1.0", 2, "49.70", nil},
		"oracle":  {"FOCUS 1.0 preview", 2, "1.01", nil},
		"alibaba": {"FOCUS 1.0", 2, "80.00", nil},
		"tencent": {"FOCUS 1.2", 2, "68.70", nil},
		"focus13": {"FOCUS 1.3", 2, "30.00", []ids.Seller{"third-party-"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := "testdata/" + name + ".csv"
			got := take(t, path, rates(by))
			require.Empty(t, got.bad)
			require.Equal(t, c.version, got.version)
			require.Equal(t, c.rows, got.rows)
			require.Equal(t, independently(t, path, by), got.cash().String())
			require.Equal(t, c.cash, got.cash().String())
			var vendors []ids.Seller
			for _, group := range got.groups {
				require.Equal(t, "2026-09", group.Month, "the month is the bill's own, whatever its zone")
				if group.Vendor != "" {
					vendors = append(vendors, group.Vendor)
				}
			}
			require.Len(t, vendors, len(c.vendors))
			for i, vendor := range vendors {
				require.Contains(t, string(vendor), strings.TrimRight(string(c.vendors[i])[:11], "-"))
			}
		})
	}
}

// F4: what Azure writes without a service is named by its description, and its credit pays for the account's other groups.
func TestF4CreditsWithoutAServiceAreNeverDropped(t *testing.T) {
	got := take(t, "testdata/azure.csv", rates(map[string]string{"EUR": "1"}))
	require.Empty(t, got.bad)
	services := map[string]bill.Group{}
	for _, group := range got.groups {
		services[group.Service] = group
	}
	require.Equal(t, "45.50", services["Virtual Machines"].Cash.String())
	require.Equal(t, "80.00", services["Reserved VM Instance, D2s v5, 1 Year"].Cash.String(), "the largest one is reduced")
	require.Equal(t, "20.00", services["Reserved VM Instance, D2s v5, 1 Year"].Coupon.String())
	require.True(t, services["Monthly credit"].Cash.IsZero())
	require.Len(t, got.notes, 1)
	require.Equal(t, bill.CreditMoved, got.notes[0].Kind)
	require.Contains(t, got.notes[0].Sentence(), "20.00 CNY of Reserved VM Instance, D2s v5, 1 Year paid by it")
}

// The public FOCUS sample, a file of a thousand rows of real bills that is no part of the repository, comes to what an independent computation
// says. KAIPIAO_FOCUS_SAMPLE names it, and then it has to be there; the generated bills of the same clouds are computed always.
func TestThePublicFocusSampleComesToTheSame(t *testing.T) {
	by := map[string]string{"USD": "7.10"}
	bills := map[string]int{"testdata/aws.csv": 0}
	if named := os.Getenv("KAIPIAO_FOCUS_SAMPLE"); named != "" {
		bills[named] = 1000
	}
	for path, rows := range bills {
		got := take(t, path, rates(by))
		require.Empty(t, got.bad)
		require.Equal(t, independently(t, path, by), got.cash().String())
		if rows > 0 {
			require.Equal(t, "FOCUS 1.0", got.version)
			require.Equal(t, rows, got.rows)
		}
	}
}
