package bill

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/shopspring/decimal"

	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Terms say how a file is read, and what it is worth in CNY.
type Terms struct {
	Format Format `json:"format"`
	// Encoding is what the caller says of the file; empty to find out.
	Encoding Encoding `json:"encoding,omitempty"`
	// Rates are CNY for one unit of each currency; CNY itself needs none.
	Rates map[string]decimal.Decimal `json:"rates,omitempty"`
	// Scale multiplies every amount, so that a small sample makes invoices worth looking at.
	Scale decimal.Decimal `json:"scale"`
	// TaxCode and TaxRate are those of the consumption of a bill; a table says its own.
	TaxCode string     `json:"tax_code"`
	TaxRate money.Rate `json:"tax_rate"`
	// SkipBad: the good rows are taken although there are bad ones.
	SkipBad bool `json:"skip_bad,omitempty"`
}

// Encoding is how the characters of a text are written as bytes.
type Encoding string

// The encodings that are read.
const (
	AnyEncoding Encoding = ""
	UTF8        Encoding = "utf-8"
	UTF16       Encoding = "utf-16"
	GB18030     Encoding = "gb18030"
)

// Encodings are those that a caller may say.
var Encodings = []Encoding{UTF8, UTF16, GB18030}

// Formats are those that a caller may say.
var Formats = []Format{Focus, Table}

// currency is the code of one.
var currency = regexp.MustCompile(`^[A-Z]{3}$`)

// Check refuses terms by which nothing can be read.
func (t Terms) Check() error {
	switch {
	case !slices.Contains(Formats, t.Format):
		return refusal.BadInput("format", fmt.Sprintf("It is one of %v.", Formats), fmt.Sprintf("应为以下之一：%v。", Formats))
	case t.Encoding != AnyEncoding && !slices.Contains(Encodings, t.Encoding):
		return refusal.BadInput("encoding", fmt.Sprintf("It is one of %v, or left out.", Encodings), fmt.Sprintf("应为以下之一，或不提供：%v。", Encodings))
	case !plainFactor(t.Scale):
		return refusal.BadInput("scale", "The scale is a positive number.", "倍率应为正数。")
	case !taxCode.MatchString(t.TaxCode):
		return refusal.BadInput("tax_code", "A tax classification code has 19 digits.", "税收分类编码为 19 位数字。")
	}
	for code, rate := range t.Rates {
		if !currency.MatchString(code) || !plainFactor(rate) {
			return refusal.BadInput("rates", "A rate is a currency's code with a positive number: USD=7.10.", "汇率为币种代码与正数，如 USD=7.10。")
		}
	}
	return nil
}

// plainFactor: something is multiplied by it, so that it must be of a size that means something.
func plainFactor(by decimal.Decimal) bool {
	return by.IsPositive() && by.Exponent() >= -12 && by.LessThanOrEqual(decimal.New(1, 9))
}

// ParseFactor reads a rate or a scale.
func ParseFactor(text string) (decimal.Decimal, error) {
	value, err := exactly(text)
	if err == nil && !plainFactor(value) {
		err = fmt.Errorf("%q is not a positive number", text)
	}
	return value, err
}

// Same reports whether two terms mean the same.
func (t Terms) Same(other Terms) bool {
	sameRate := func(a, b decimal.Decimal) bool { return a.Equal(b) }
	return t.Format == other.Format && t.Encoding == other.Encoding && maps.EqualFunc(t.Rates, other.Rates, sameRate) && t.Scale.Equal(other.Scale) &&
		t.TaxCode == other.TaxCode && t.TaxRate.Equal(other.TaxRate) && t.SkipBad == other.SkipBad
}

// Currencies are those with a rate, in order.
func (t Terms) Currencies() []string { return slices.Sorted(maps.Keys(t.Rates)) }
