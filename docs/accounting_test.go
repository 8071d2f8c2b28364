package docs

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/accounting"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// entry is one entry of a journal such as Odoo's.
type entry struct {
	Ref   string        `json:"ref"`
	Date  calendar.Date `json:"date"`
	Lines []posting     `json:"line_ids"`
}

type posting struct {
	Account string       `json:"account"`
	Debit   money.Amount `json:"debit"`
	Credit  money.Amount `json:"credit"`
}

// booked is the entry of a document, as docs/accounting.md says.
func booked(d accounting.Document) entry {
	debit, net, tax := d.Gross, d.Net, d.Tax
	if d.Event == accounting.Voided {
		debit, net, tax = debit.Neg(), net.Neg(), tax.Neg()
	}
	return entry{Ref: d.ID, Date: calendar.DateOf(d.At), Lines: []posting{
		{Account: "1122 应收账款", Debit: debit},
		{Account: "6001 主营业务收入", Credit: net},
		{Account: "22210101 应交税费—应交增值税（销项税额）", Credit: tax},
	}}
}

// example reads the example's documents and the journal into which they are booked; a member that there is not is a fault.
func example(t *testing.T) (page string, documents []accounting.Document, journal []entry) {
	t.Helper()
	content, err := os.ReadFile("accounting.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(string(content), -1)
	require.Len(t, blocks, 2)
	for i, into := range []any{&documents, &journal} {
		decoder := json.NewDecoder(strings.NewReader(blocks[i][1]))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(into))
	}
	return string(content), documents, journal
}

// The example is booked as the page says, and every entry balances.
func TestTheAccountingExampleBalances(t *testing.T) {
	_, documents, journal := example(t)
	require.Len(t, journal, len(documents))
	turnover := map[string]money.Amount{}
	for i, document := range documents {
		require.Equal(t, shown(t, booked(document)), shown(t, journal[i]))
		debits, credits := money.Zero, money.Zero
		for _, line := range journal[i].Lines {
			debits, credits = debits.Add(line.Debit), credits.Add(line.Credit)
			turnover[line.Account] = turnover[line.Account].Add(line.Debit).Sub(line.Credit)
		}
		require.Equal(t, debits.String(), credits.String(), journal[i].Ref)
	}
	require.Equal(t, "1060.00", turnover["1122 应收账款"].String(), "what is still owed: the bill that was not given back")
	require.Equal(t, "-1000.00", turnover["6001 主营业务收入"].String())
	require.Equal(t, "-60.00", turnover["22210101 应交税费—应交增值税（销项税额）"].String())
}

func shown(t *testing.T, e entry) string {
	t.Helper()
	text, err := json.Marshal(e)
	require.NoError(t, err)
	return string(text)
}

// The example's documents add up as real ones do: net and tax to gross, lines to the document, sources to the line; and their months and
// dates are those of the instants in Asia/Shanghai.
func TestTheAccountingExampleAddsUp(t *testing.T) {
	_, documents, _ := example(t)
	for _, d := range documents {
		net, tax, gross := money.Zero, money.Zero, money.Zero
		for _, line := range d.Lines {
			net, tax, gross = net.Add(line.Net), tax.Add(line.Tax), gross.Add(line.Gross)
			require.True(t, line.Net.Add(line.Tax).Equal(line.Gross), d.ID)
			covered := money.Zero
			for _, source := range line.Sources {
				covered = covered.Add(source.Amount)
			}
			require.True(t, covered.Equal(line.Gross), d.ID)
		}
		require.Equal(t, []string{d.Net.String(), d.Tax.String(), d.Gross.String()}, []string{net.String(), tax.String(), gross.String()}, d.ID)
		require.Equal(t, d.Colour == accounting.Red, d.Gross.IsNegative(), d.ID)
		require.Equal(t, accounting.TaxMonthOf(d.At), d.TaxMonth, d.ID)
		require.Equal(t, calendar.DateOf(d.IssuedAt), d.IssuedOn, d.ID)
		require.Equal(t, d.Event == accounting.Voided, d.VoidedAt != nil, d.ID)
		require.Equal(t, d.Event == accounting.RedIssued, d.Original != nil, d.ID)
		require.Equal(t, d.Invoice, ids.Invoice(strings.TrimSuffix(d.ID, "-r1")), d.ID)
	}
}

// Every member of a document is on the page.
func TestTheAccountingPageNamesEveryMember(t *testing.T) {
	page, _, _ := example(t)
	for _, of := range []any{
		accounting.Document{},
		accounting.DocumentLine{},
		accounting.LineSource{},
		accounting.OriginalDocument{},
		accounting.PaperSheet{},
		accounting.DocumentFile{},
	} {
		for i := range reflect.TypeOf(of).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(of).Field(i).Tag.Get("json"), ",")
			require.Regexp(t, "`([a-z_]+(\\[\\])?\\.)*"+name+"`", page, "%T", of)
		}
	}
}
