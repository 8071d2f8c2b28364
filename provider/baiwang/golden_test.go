package baiwang_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
	"kaipiao/provider/baiwang"
	"kaipiao/provider/providertest"
)

var update = flag.Bool("update", false, "write the requests anew")

// at is when the golden calls are made, and when the golden invoice was issued: 10:30 in Shanghai.
var at = time.Date(2026, 11, 28, 2, 30, 0, 0, time.UTC)

// golden is an answer of the vendor's, written by hand after its documents.
func golden(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name+".answer.json"))
	require.NoError(t, err)
	return string(content)
}

// goldenRequest requires that a request is as it was written down: the parameters but for those of chance, and the body.
func goldenRequest(t *testing.T, name string, request sent) {
	t.Helper()
	require.Regexp(t, `^[0-9A-F]{32}$|^$`, request.query.Get("sign"))
	parameters := url.Values{}
	for key := range request.query {
		if key != "requestId" && key != "sign" {
			parameters.Set(key, request.query.Get(key))
		}
	}
	var body bytes.Buffer
	require.NoError(t, json.Indent(&body, []byte(request.body), "", "  "))
	written, err := json.MarshalIndent(map[string]any{"query": parameters.Encode(), "body": json.RawMessage(body.Bytes())}, "", "  ")
	require.NoError(t, err)
	path := filepath.Join("testdata", name+".request.json")
	if *update {
		require.NoError(t, os.WriteFile(path, append(written, '\n'), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(written)+"\n", name)
}

// goldenDocument has what a document may have: addresses, accounts, a remark, and a line that is exempt.
func goldenDocument() invoice.Document {
	document := providertest.Document(ours, providertest.Seller)
	document.Buyer.AddressPhone, document.Buyer.BankAccount = "深圳市南山区科技路1号 0755-12345678", "招商银行深圳分行 755900000000001"
	document.Seller.AddressPhone = "北京市海淀区上地十街10号百度大厦2层 59922888"
	document.Drawer = "李明"
	exempt := document.Lines[1]
	exempt.TaxRate, exempt.Net, exempt.Tax = money.Exempt, exempt.Gross, money.Zero
	document.Lines[1] = exempt
	document.Net, document.Tax, document.Gross = invoice.Totals(document.Lines)
	return document
}

func TestTheRequestsAndAnswersOfEachCallAreAsWrittenDown(t *testing.T) {
	document := goldenDocument()
	red := providertest.PartialReversal(document, provider.Key{Number: number}, 1, money.MustParse("212.00"))
	red.Serial, red.IssuedAt = "KPBBBBBBBBBBBBBBBBBB", at
	red.Blue.Lines[0].Category = "信息技术服务" // as it was frozen, not as it is called today
	made, arrived := recording(t, map[string][]string{
		"baiwang.oauth.token":               {golden(t, "token")},
		issue:                               {golden(t, "issue")},
		query:                               {golden(t, "query"), golden(t, "list")},
		"baiwang.output.format.create":      {golden(t, "create")},
		"baiwang.output.format.query":       {golden(t, "file")},
		"baiwang.output.invoice.cancel":     {golden(t, "cancel")},
		add:                                 {golden(t, "add")},
		"baiwang.output.redinvoice.operate": {golden(t, "operate")},
		info:                                {golden(t, "forminfo")},
		forms:                               {golden(t, "formlist")},
	}, everything, func(config *baiwang.Config) {
		config.OrgAuthCode, config.TaxUserName, config.Now = "org", "13800000000", func() time.Time { return at }
		config.Memory = providertest.NewMemory(config.Now)
	})
	ctx := t.Context()

	issued, err := made.Submit(ctx, document)
	require.NoError(t, err)
	require.Equal(t, provider.Answer{State: provider.Issued, Number: number, IssuedAt: at}, issued)
	queried, err := made.Query(ctx, ours)
	require.NoError(t, err)
	require.Equal(t, issued, queried)
	content, err := made.File(ctx, provider.Key{Number: number}, invoice.PDF)
	require.NoError(t, err)
	require.Equal(t, "%PDF-1.7\n", string(content))
	voided, err := made.Void(ctx, provider.Key{Number: number})
	require.NoError(t, err)
	require.Equal(t, provider.Answer{State: provider.Voided}, voided)
	require.Equal(t, provider.AwaitsBuyer, stateOf(made.RequestRed(ctx, red)))
	withdrawn, err := made.WithdrawRed(ctx, red.Serial)
	require.NoError(t, err)
	redIssued := provider.Answer{State: provider.Issued, Number: "26112000000000000002", IssuedAt: at.Add(30 * time.Minute)}
	redIssued.Form = "11000026110000000001"
	require.Equal(t, redIssued, withdrawn, "where it stands then")
	page, err := made.List(ctx, invoice.ListOrder{From: at.Add(-time.Hour), To: at.Add(2 * time.Hour)})
	require.NoError(t, err)
	require.Empty(t, page.Next)
	taken := func(net, tax, gross string) []invoice.Line {
		return []invoice.Line{{Number: 1, Net: money.MustParse(net), Tax: money.MustParse(tax), Gross: money.MustParse(gross)}}
	}
	require.Equal(t, []invoice.Listed{
		{
			Kind: invoice.BlueDocument, Serial: ours, Number: number, At: at,
			Net: money.MustParse("1297.00"), Tax: money.MustParse("77.82"), Gross: money.MustParse("1374.82"),
		},
		{
			Kind: invoice.RedIssuedDocument, Serial: red.Serial, Number: "26112000000000000002", Of: number, At: at.Add(30 * time.Minute),
			Reason: invoice.RedDiscount, Lines: taken("-200.00", "-12.00", "-212.00"),
			Net: money.MustParse("-200.00"), Tax: money.MustParse("-12.00"), Gross: money.MustParse("-212.00"),
		},
		{
			Kind: invoice.BuyersForm, Serial: "11000026110000000002", Of: number, At: at.Add(time.Hour), LapsesAt: at.Add(73 * time.Hour),
			Reason: invoice.RedError, Lines: taken("-800.00", "-48.00", "-848.00"),
			Net: money.MustParse("-800.00"), Tax: money.MustParse("-48.00"), Gross: money.MustParse("-848.00"),
		},
	}, sameAmounts(page.Items))

	names := []string{"token", "issue", "query", "create", "file", "cancel", "add", "operate", "forminfo", "list", "formlist"}
	require.Len(t, arrived(), len(names))
	for n, request := range arrived() {
		goldenRequest(t, names[n], request)
	}
}

// sameAmounts are entries whose amounts are written as they would be parsed.
func sameAmounts(entries []invoice.Listed) []invoice.Listed {
	same := func(amounts ...*money.Amount) {
		for _, amount := range amounts {
			*amount = money.MustParse(amount.String())
		}
	}
	for n := range entries {
		same(&entries[n].Net, &entries[n].Tax, &entries[n].Gross)
		for m := range entries[n].Lines {
			same(&entries[n].Lines[m].Net, &entries[n].Lines[m].Tax, &entries[n].Lines[m].Gross)
		}
	}
	return entries
}
