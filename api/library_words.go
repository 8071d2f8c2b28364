package api

import (
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2/validation"

	"kaipiao/domain/refusal"
)

// between stands between the two languages of a sentence, where the library hands on one text only.
const between = "\x1f"

func both(english, chinese string) string { return english + between + chinese }

// The library's own sentences about members, in both languages. That a pattern does not match, or that a member is missing, is put into
// words when it is answered: the one needs the pattern, the other the member.
func init() {
	for message, words := range map[*string]string{
		&validation.MsgUnexpectedProperty:             both("There is no such member.", "没有该字段。"),
		&validation.MsgExpectedRFC3339DateTime:        both("Write an instant such as 2026-09-18T10:00:00+08:00.", "请填写时间，如 2026-09-18T10:00:00+08:00。"),
		&validation.MsgExpectedRFC3339Date:            both("Write a date such as 2026-09-18.", "请填写日期，如 2026-09-18。"),
		&validation.MsgExpectedMatchAtLeastOneSchema:  both("It is written in none of the ways that the document allows.", "写法与接口文档的要求不符。"),
		&validation.MsgExpectedMatchExactlyOneSchema:  both("Give the id of a saved one, or all of it as an object.", "请填写已保存信息的编号，或以对象形式完整填写。"),
		&validation.MsgExpectedBoolean:                both("Write true or false.", "应为 true 或 false。"),
		&validation.MsgExpectedNumber:                 both("Write a number.", "应为数字。"),
		&validation.MsgExpectedInteger:                both("Write a whole number.", "应为整数。"),
		&validation.MsgExpectedString:                 both("Write a text, in quotation marks.", "应为文本（加引号）。"),
		&validation.MsgExpectedArray:                  both("Write an array.", "应为数组。"),
		&validation.MsgExpectedObject:                 both("Write an object.", "应为对象。"),
		&validation.MsgExpectedArrayItemsUnique:       both("Each stands here once.", "各项不得重复。"),
		&validation.MsgExpectedOneOf:                  both(`Write one of "%[1]s".`, `应为以下之一："%[1]s"。`),
		&validation.MsgExpectedMinimumNumber:          both("It is %[1]v at least.", "不得小于 %[1]v。"),
		&validation.MsgExpectedExclusiveMinimumNumber: both("It is more than %[1]v.", "应大于 %[1]v。"),
		&validation.MsgExpectedMaximumNumber:          both("It is %[1]v at most.", "不得大于 %[1]v。"),
		&validation.MsgExpectedExclusiveMaximumNumber: both("It is less than %[1]v.", "应小于 %[1]v。"),
		&validation.MsgExpectedMinLength:              both("It has %[1]d characters at least.", "至少 %[1]d 个字符。"),
		&validation.MsgExpectedMaxLength:              both("It has %[1]d characters at most.", "最多 %[1]d 个字符。"),
		&validation.MsgExpectedMinItems:               both("There are %[1]d items at least.", "至少 %[1]d 项。"),
		&validation.MsgExpectedMaxItems:               both("There are %[1]d items at most.", "最多 %[1]d 项。"),
		&validation.MsgExpectedMinProperties:          both("The object has %[1]d members at least.", "对象至少有 %[1]d 个字段。"),
		&validation.MsgExpectedMaxProperties:          both("The object has %[1]d members at most.", "对象最多有 %[1]d 个字段。"),
		&validation.MsgExpectedRFC3986URI:             both("Write an absolute address.", "请填写完整的地址。"),
	} {
		*message = words
	}
}

// librarySentences are what the library says of a call, and our words for it.
var librarySentences = []struct {
	says *regexp.Regexp
	refusal.Words
}{
	{regexp.MustCompile(`^validation failed$`), refusal.Words{English: "The request is not well-formed; see errors.", Chinese: "请求格式有误，详见 errors。"}},
	{regexp.MustCompile(`^request body is required$`), refusal.Words{English: "This call needs a body.", Chinese: "该接口需要请求体。"}},
	{regexp.MustCompile(`^` + cutOff + `$`), refusal.Words{English: "The body ended before it was complete.", Chinese: "请求体不完整，传输中断。"}},
	{regexp.MustCompile(`^required \w+ parameter is missing$`), refusal.Words{English: "This is missing.", Chinese: "缺少该参数。"}},
	{regexp.MustCompile(`^unknown query parameter$`), refusal.Words{English: "There is no such parameter.", Chinese: "没有该参数。"}},
	{regexp.MustCompile(`^expected at most one value`), refusal.Words{English: "Send this once.", Chinese: "该参数只能提供一次。"}},
	{regexp.MustCompile(`^invalid integer$`), refusal.Words{English: "Write a whole number.", Chinese: "应为整数。"}},
	{regexp.MustCompile(`^invalid float`), refusal.Words{English: "Write a number.", Chinese: "应为数字。"}},
	{regexp.MustCompile(`^invalid boolean$`), refusal.Words{English: "Write true or false.", Chinese: "应为 true 或 false。"}},
	{
		regexp.MustCompile(`^invalid date/time for format `),
		refusal.Words{
			English: "Write an instant such as 2026-09-18T10:00:00+08:00; in a query the + is written %2B.",
			Chinese: "请填写时间，如 2026-09-18T10:00:00+08:00；在查询参数中 + 写作 %2B。",
		},
	},
}

// inBoth makes both languages of what the library says. What it says rarely enough to have no words here is passed on as it is.
func inBoth(message string) refusal.Words {
	if english, chinese, is := strings.Cut(message, between); is {
		return refusal.Words{English: english, Chinese: chinese}
	}
	for _, sentence := range librarySentences {
		if sentence.says.MatchString(message) {
			return sentence.Words
		}
	}
	if message == "" {
		return refusal.Words{English: anyPattern.English, Chinese: anyPattern.Chinese}
	}
	return refusal.Words{English: strings.ToUpper(message[:1]) + strings.TrimSuffix(message[1:], ".") + ".", Chinese: anyPattern.Chinese}
}
