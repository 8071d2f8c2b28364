package text_test

import (
	"net/mail"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"kaipiao/domain/refusal"
	"kaipiao/domain/text"
	"kaipiao/domain/text/texttest"
)

func TestT4WhatSaysNothingOrHidesSomethingIsRefused(t *testing.T) {
	for given, code := range map[string]refusal.Code{
		"":                   refusal.TextBlank,
		" ":                  refusal.TextBlank,
		"　":                  refusal.TextBlank,
		"\u00a0":             refusal.TextBlank,
		"\u200b":             refusal.TextBlank,
		"\ufeff":             refusal.TextBlank,
		"\u3164\u115f\u2800": refusal.TextBlank,
		"()":                 refusal.TextBlank,
		"（）":                 refusal.TextBlank,
		"????":               refusal.TextBlank,
		"\u0301":             refusal.TextBlank,
		"甲\u202e乙":           refusal.TextCharacter,
		"甲\u200e乙":           refusal.TextCharacter,
		"甲\u0000":            refusal.TextCharacter,
		"a\u0007b":           refusal.TextCharacter,
		"a\u007fb":           refusal.TextCharacter,
		"a\u0085b":           refusal.TextCharacter,
		"a\tb":               refusal.TextCharacter,
		"a\nb":               refusal.TextCharacter,
		"a\u2028b":           refusal.TextCharacter,
		"\ufffd\ufffd甲":      refusal.TextCharacter,
		"甲\ue000":            refusal.TextCharacter,
		"甲\uffff乙":           refusal.TextCharacter,
		"\xb0\xa1":           refusal.TextNotUTF8,
	} {
		for name, kind := range map[string]text.Kind{"name": text.Name, "line": text.Line} {
			_, refused := kind.Read(given, 0)
			require.NotNil(t, refused, "%s %q", name, given)
			require.Equal(t, code, refused.Code, "%s %q", name, given)
		}
	}
	_, refused := text.Line.Read("甲乙\u202e丙", 0)
	require.Equal(t, "3. character: a character that turns the direction of writing (U+202E) cannot stand here; delete it.", refused.English())
	require.Equal(t, "第 3 个字符为改变书写方向的字符（U+202E），此处不允许，请删除。", refused.Chinese())
	_, refused = text.Line.Read("甲乙\xff", 0)
	require.Contains(t, refused.English(), "7. byte")
	_, refused = text.Line.Read("甲\u200b乙", 0)
	require.Equal(t, refusal.TextCharacter, refused.Code, "only names are copied from pages")
	_, refused = text.Name.Read(strings.Repeat("长", 301), 300)
	require.Equal(t, refusal.TextTooLong, refused.Code)
}

func TestT7ATitleThatWasCopiedIsTheTitle(t *testing.T) {
	for _, given := range []string{"北京甲\u200b科技有限公司", "\ufeff北京甲科技有限公司", "北京甲科技\u2060有限公司 ", "　北京甲科\u00ad技有限公司\u200b\r\n", "北京甲\ufe0f科技有限公司"} {
		read, refused := text.Name.Read(given, 300)
		require.Nil(t, refused, "%q", given)
		require.Equal(t, "北京甲科技有限公司", read)
	}
	read, refused := text.Name.Read("Cafe\u0301\u00a0Lim\u3000Ltd", 300)
	require.Nil(t, refused)
	require.Equal(t, "Café Lim Ltd", read)
}

func TestT8NumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for given, wanted := range map[string]string{
		"010-59922888转6001": "010-59922888转6001", "０１０－５９９２２８８８": "010-59922888", "（010）5992 2888": "(010)5992 2888", " 021 ": "021",
		"+86 138 0000 0000": "+86 138 0000 0000", "010–5992 2888 分机 12": "010-5992 2888 分机 12", "59922888 ext. 12": "59922888 ext. 12",
		"021-5555、021-5556": "021-5555、021-5556",
	} {
		read, refused := text.Phone.Read(given, 40)
		require.Nil(t, refused, given)
		require.Equal(t, wanted, read)
		again, refused := text.Phone.Read(read, 40)
		require.Nil(t, refused, read)
		require.Equal(t, read, again)
	}
	for given, code := range map[string]refusal.Code{
		"call me": refusal.PhoneInvalid, "010-甲": refusal.PhoneInvalid, "()": refusal.PhoneShort, "转": refusal.PhoneShort, "12": refusal.PhoneShort,
		"010\u202e1": refusal.TextCharacter, "\u200b": refusal.TextBlank, "010\n5555": refusal.TextCharacter,
	} {
		_, refused := text.Phone.Read(given, 40)
		require.NotNil(t, refused, given)
		require.Equal(t, code, refused.Code, given)
	}
	read, refused := text.Code.Read(" ９１１１００００ 8021 00433b\u200b", 20)
	require.Nil(t, refused)
	require.Equal(t, "91110000802100433B", read)
	read, refused = text.Code.Read("de123456789", 64)
	require.Nil(t, refused)
	require.Equal(t, "DE123456789", read)
}

func TestT9LinesEndInOneWay(t *testing.T) {
	read, refused := text.Lines.Read("合同 A-1\r\n项目\t二 \rU+2028\u2028末行\n\n", 450)
	require.Nil(t, refused)
	require.Equal(t, "合同 A-1\n项目 二\nU+2028\n末行", read)
	_, refused = text.Lines.Read("a\r\n\u0007", 450)
	require.Equal(t, refusal.TextCharacter, refused.Code)
	read, refused = text.Lines.ReadOptional(" \r\n ", 450)
	require.Nil(t, refused)
	require.Empty(t, read)
}

func TestT5AnAddressIsOneThatMailCanBeSentTo(t *testing.T) {
	for _, given := range []string{"z@a.test", "a.b+c@a-b.test", "x_y@1.test", "caiwu@example.com.cn", "ｃａｉｗｕ＠example.com"} {
		read, refused := text.Email.Read(given, 254)
		require.Nil(t, refused, given)
		parsed, err := mail.ParseAddress(read)
		require.NoError(t, err)
		require.Equal(t, read, parsed.Address)
	}
	for _, given := range []string{
		"z..y@a.test", ".z@a.test", "z.@a.test", "z@a.test.", "z@.a.test", "z@a..test", "z@-a.test", "z@a_b.test", "z", "@a.test",
		"z@", "z@@a.test", "a b@c.test",
		"Z <z@a.test>", "<z@a.test>", `"z y"@a.test`, "z@[127.0.0.1]", "z(y)@a.test", "财务@例子.测试", "z@a.test,y@a.test", strings.Repeat("a", 65) + "@a.test",
		"z@" + strings.Repeat("a", 64) + ".test",
	} {
		_, refused := text.Email.Read(given, 254)
		require.NotNil(t, refused, given)
		require.Equal(t, refusal.EmailInvalid, refused.Code, given)
	}
	for _, given := range []string{"a@b\r\nBcc: c@d.test", "a@b\x00.test", "a@b\u202e.test"} {
		_, refused := text.Email.Read(given, 254)
		require.NotNil(t, refused, given)
	}
}

var all = map[string]text.Kind{
	"name": text.Name, "line": text.Line, "lines": text.Lines, "phone": text.Phone, "code": text.Code,
	"email": text.Email, "emails": text.Emails,
}

// Whatever is handed in is refused in words that say where, or is printable and stays as it is when it is read again.
func TestT4AnySequenceOfCodePointsIsRefusedOrNormal(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		given := rapid.OneOf(texttest.Any(40), texttest.Printed(40), texttest.Bytes(20)).Draw(r, "text")
		for name, kind := range all {
			holds(r, name, kind, given)
		}
	})
}

type failing interface {
	require.TestingT
	Helper()
}

func holds(t failing, name string, kind text.Kind, given string) {
	read, refused := kind.Read(given, 60)
	if refused != nil {
		require.NotEmpty(t, refused.English(), "%s %q", name, given)
		require.NotContains(t, refused.English()+refused.Chinese(), "%!", "%s %q", name, given)
		require.NotContains(t, refused.English(), "[^", "no answer shows a pattern")
		return
	}
	require.True(t, utf8.ValidString(read), "%s %q", name, given)
	require.LessOrEqual(t, utf8.RuneCountInString(read), 60)
	require.Equal(t, norm.NFC.String(read), read, "%s %q", name, given)
	require.Equal(t, strings.TrimSpace(read), read, "%s %q", name, given)
	require.NotEmpty(t, read)
	for _, character := range read {
		if character == '\n' && name == "lines" {
			continue
		}
		require.True(t, unicode.IsPrint(character), "%s %q: %U", name, given, character)
	}
	again, refused := kind.Read(read, 60)
	require.Nil(t, refused, "%s %q → %q", name, given, read)
	require.Equal(t, read, again, "%s %q", name, given)
	if name == "email" {
		_, err := mail.ParseAddress(read)
		require.NoError(t, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"北京甲\u200b科技有限公司", "010-59922888转6001", "z..y@a.test", "a\r\nb", "\xb0\xa1", "\u202e", "()", "９１", "Cafe\u0301", "\u1112\u1161\u11ab",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) {
		for name, kind := range all {
			holds(t, name, kind, given)
		}
	})
}
