package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
)

const certifiedName, creditCode = "北京甲（集团）有限公司", "91110000802100433B"

func account(certification invoice.CertificationType) application.Account {
	a := application.Account{
		ID: "acct", Region: application.Mainland,
		Certification: invoice.Certification{Type: certification, Name: certifiedName, TaxpayerID: creditCode},
	}
	if certification == invoice.Individual {
		a.Certification.Name, a.Certification.TaxpayerID = "张三", ""
	}
	return a
}

func request(change func(*application.Request)) application.Request {
	amount := money.MustParse("100.00")
	r := application.Request{Account: "acct", Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &amount}
	if change != nil {
		change(&r)
	}
	return r
}

func codes(list refusal.List) []refusal.Code {
	found := []refusal.Code{}
	for _, r := range list {
		found = append(found, r.Code)
	}
	return found
}

func TestEveryReasonAgainstAnApplication(t *testing.T) {
	address := &invoice.Address{Recipient: "李四", Phone: "13800000000", Region: "北京市", Street: "上地十街10号"}
	special := func(r *application.Request) { r.Kind, r.Medium, r.Address = invoice.Special, invoice.Paper, address }
	for _, c := range []struct {
		name    string
		account application.Account
		request application.Request
		refused []refusal.Code
	}{
		{"in order", account(invoice.Enterprise), request(nil), []refusal.Code{}},
		{"A1 not certified", account(invoice.Uncertified), request(nil), []refusal.Code{refusal.NotCertified}},
		{"A9 overseas", func() application.Account {
			a := account(invoice.Enterprise)
			a.Region = application.Overseas
			return a
		}(), request(nil), []refusal.Code{refusal.ProformaOnly}},
		{
			"A3 case 14: special is paper only", account(invoice.Enterprise),
			request(func(r *application.Request) { r.Kind = invoice.Special }),
			[]refusal.Code{refusal.SpecialPaperOnly},
		},
		{"A3 special on paper", account(invoice.Enterprise), request(special), []refusal.Code{}},
		{"A3 case 15: none for individuals", account(invoice.Individual), request(special), []refusal.Code{refusal.SpecialNotForType}},
		{"A3 nor for organizations", account(invoice.Organization), request(special), []refusal.Code{refusal.SpecialNotForType}},
		{
			"A4 case 16: another company's title", account(invoice.Enterprise),
			request(func(r *application.Request) { r.Title.Name = "北京乙科技有限公司" }),
			[]refusal.Code{refusal.TitleNotCertified},
		},
		{
			"A4 case 19: half-width is the same", account(invoice.Enterprise),
			request(func(r *application.Request) { r.Title.Name = "北京甲(集团) 有限公司" }),
			[]refusal.Code{},
		},
		{
			"A4 case 17: number mandatory", account(invoice.Individual),
			request(func(r *application.Request) { r.Title.Name = "上海甲科技有限公司" }),
			[]refusal.Code{refusal.TaxpayerIDRequired},
		},
		{"A4 case 17: number wrong", account(invoice.Individual), request(func(r *application.Request) {
			r.Title = invoice.Party{Name: "上海甲科技有限公司", TaxpayerID: "91110000802100433A"}
		}), []refusal.Code{refusal.TaxpayerIDInvalid}},
		{
			"R4 paper needs an address", account(invoice.Enterprise),
			request(func(r *application.Request) { r.Medium = invoice.Paper }),
			[]refusal.Code{refusal.AddressRequired},
		},
		{"A2 nothing selected", account(invoice.Enterprise), request(func(r *application.Request) { r.Amount = nil }), []refusal.Code{refusal.NothingSelected}},
		{
			"A2 both", account(invoice.Enterprise),
			request(func(r *application.Request) { r.Consumptions = []ids.Consumption{"c"} }),
			[]refusal.Code{refusal.AmountOrConsumptions},
		},
		{
			"A7 case 9: 0.00", account(invoice.Enterprise), request(func(r *application.Request) { r.Amount = &money.Zero }),
			[]refusal.Code{refusal.BelowMinimum},
		},
		{
			"A6 remark", account(invoice.Enterprise),
			request(func(r *application.Request) { r.Remark = string(make([]rune, 451)) }),
			[]refusal.Code{refusal.RemarkTooLong},
		},
		{
			"everything at once", account(invoice.Uncertified),
			request(func(r *application.Request) { r.Medium, r.Amount = invoice.Paper, nil }),
			[]refusal.Code{refusal.NotCertified, refusal.AddressRequired, refusal.NothingSelected},
		},
	} {
		_, refused := application.Check(policy.Default(), c.account, c.request)
		require.Equal(t, c.refused, codes(refused), c.name)
	}
}

func TestA3SpecialOnDigitalWhereThePolicyOffersIt(t *testing.T) {
	p, err := policy.Parse([]byte("kinds:\n- {certification: enterprise, kind: special, media: [electronic, paper]}\n"))
	require.NoError(t, err)
	_, refused := application.Check(p, account(invoice.Enterprise), request(func(r *application.Request) { r.Kind = invoice.Special }))
	require.Empty(t, refused)
}

func TestR1WhoReviewsWhat(t *testing.T) {
	// case 18: the own name is approved automatically; case 17: an individual with a company's title is not
	own, _ := application.Check(policy.Default(), account(invoice.Individual), request(func(r *application.Request) { r.Title.Name = "张三" }))
	require.Equal(t, application.AutomaticReview, own.Review)
	other, refused := application.Check(policy.Default(), account(invoice.Individual), request(func(r *application.Request) {
		r.Title = invoice.Party{Name: "上海甲科技有限公司", TaxpayerID: creditCode}
	}))
	require.Empty(t, refused)
	require.Equal(t, application.ManualReview, other.Review)
	require.Equal(t, "上海甲科技有限公司", other.Buyer.Name)
}

func TestA4TheCertifiedSpellingIsPrinted(t *testing.T) {
	accepted, refused := application.Check(policy.Default(), account(invoice.Enterprise), request(func(r *application.Request) {
		r.Title = invoice.Party{Name: "北京甲(集团)有限公司", AddressPhone: "上地十街10号 59922888"}
	}))
	require.Empty(t, refused)
	require.Equal(t, invoice.Party{Name: certifiedName, TaxpayerID: creditCode, AddressPhone: "上地十街10号 59922888"}, accepted.Buyer)
}
