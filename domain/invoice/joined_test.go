package invoice_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
)

// What is joined on the invoice is taken apart, and nothing of it is lost.
func TestAnAddressWithItsPhoneIsTakenApart(t *testing.T) {
	for joined, want := range map[string][2]string{
		"": {"", ""},
		"北京市海淀区上地十街10号 010-59928888":                          {"北京市海淀区上地十街10号", "010-59928888"},
		"北京市海淀区上地十街10号010-59928888":                           {"北京市海淀区上地十街10号", "010-59928888"},
		"北京市海淀区上地十街10号，电话：010-59928888":                       {"北京市海淀区上地十街10号", "010-59928888"},
		"北京市海淀区上地十街10号(010)59928888-801":                      {"北京市海淀区上地十街10号", "(010)59928888-801"},
		"深圳市南山区科技园8楼803 0755-12345678":                        {"深圳市南山区科技园8楼803", "0755-12345678"},
		"上海市张江路1000号 13800138000":                             {"上海市张江路1000号", "13800138000"},
		"上海市张江路1000号 400-800-8888转12":                         {"上海市张江路1000号", "400-800-8888转12"},
		"上海市张江路1000号":                                         {"上海市张江路1000号", ""},
		"北京市海淀区 100085":                                       {"北京市海淀区 100085", ""},
		"1 Infinite Loop, Cupertino CA 95014 +1 408-996-1010": {"1 Infinite Loop, Cupertino CA 95014", "+1 408-996-1010"},
		"221B Baker Street, London NW1 6XE":                   {"221B Baker Street, London NW1 6XE", ""},
		"上地十街10号 010-59928888/13800138000":                    {"上地十街10号 010-59928888/13800138000", ""}, // longer than a phone may be
		"010-59928888": {"", "010-59928888"},
		"北京市海淀区上地十街10号百度大厦2层 59922888": {"北京市海淀区上地十街10号百度大厦2层", "59922888"},
		"上海市浦东新区1号，（021）12345678":      {"上海市浦东新区1号", "（021）12345678"},
		"上海市浦东新区 1号":                   {"上海市浦东新区 1号", ""},
		"某地 123456789012345":           {"某地 123456789012345", ""},
	} {
		address, phone := invoice.AddressAndPhone(joined, 20)
		require.Equal(t, want, [2]string{address, phone}, joined)
	}
}

// The number at the end is the account; nothing of what was joined is lost.
func TestABankWithItsAccountIsTakenApart(t *testing.T) {
	for joined, want := range map[string][2]string{
		"": {"", ""},
		"招商银行北京分行上地支行 110902160610402": {"招商银行北京分行上地支行", "110902160610402"},
		"招商银行，1109-0216-0610-402":      {"招商银行", "1109-0216-0610-402"},
		"招商银行北京分行上地支行":                 {"招商银行北京分行上地支行", ""},
		"招商银行 第2支行":                    {"招商银行 第2支行", ""},
		"110902160610402":              {"110902160610402", ""},
	} {
		bank, account := invoice.BankAndAccount(joined)
		require.Equal(t, want, [2]string{bank, account}, joined)
	}
}

// FuzzJoined: what is cut off an address or a bank is what stood there, and nothing stands in both.
func FuzzJoined(f *testing.F) {
	for _, seed := range []string{"", " ", "59922888", "北京市 59922888", "招商银行　110902160610402", "a,b", "路1号；010-12345678 ", "x 　1234567"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, joined string) {
		for _, cut := range []func(string) (string, string){
			invoice.BankAndAccount, func(joined string) (string, string) { return invoice.AddressAndPhone(joined, 20) },
		} {
			words, number := cut(joined)
			require.Contains(t, joined, words)
			require.Contains(t, joined, number)
			require.GreaterOrEqual(t, len(joined), len(words)+len(number))
		}
	})
}
