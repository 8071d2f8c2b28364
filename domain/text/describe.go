package text

import (
	"fmt"
	"unicode"

	"kaipiao/domain/refusal"
)

// Describe names a character for people, who may not be able to see it.
func Describe(r rune) refusal.Words {
	switch {
	case unicode.Is(unicode.Bidi_Control, r):
		return both(r, "a character that turns the direction of writing", "改变书写方向的字符")
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return both(r, "a control character", "控制字符")
	case invisible(r):
		return both(r, "an invisible character", "不可见字符")
	case r == unicode.ReplacementChar:
		return both(r, "what a wrong encoding leaves behind", "编码错误留下的乱码")
	case unicode.Is(unicode.Co, r):
		return both(r, "a character of private use", "私有区字符")
	case !unicode.IsGraphic(r):
		return both(r, "no character", "未定义的字符")
	default:
		return refusal.Words{English: fmt.Sprintf("“%c” (%U)", r, r), Chinese: fmt.Sprintf("“%c”（%U）", r, r)}
	}
}

func both(r rune, english, chinese string) refusal.Words {
	return refusal.Words{English: fmt.Sprintf("%s (%U)", english, r), Chinese: fmt.Sprintf("%s（%U）", chinese, r)}
}
