package money

import (
	"strconv"
	"strings"
)

var (
	capitalDigits = []string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	placeUnits    = []string{"", "拾", "佰", "仟"}
	groupUnits    = []string{"", "万", "亿", "万亿", "亿亿"}
)

// Capitals writes the amount in Chinese capitals (大写), as on an invoice: "壹仟叁佰柒拾肆圆捌角贰分", "壹佰圆整".
func (a Amount) Capitals() string {
	cents := a.Cents()
	sign := ""
	if cents < 0 {
		sign, cents = "（负数）", -cents
	}
	yuan, jiao, fen := cents/100, cents/10%10, cents%10
	var text strings.Builder
	text.WriteString(sign)
	if yuan > 0 || cents == 0 {
		text.WriteString(wholeCapitals(yuan) + "圆")
	}
	switch {
	case jiao > 0:
		text.WriteString(capitalDigits[jiao] + "角")
	case fen > 0 && yuan > 0:
		text.WriteString("零") // 壹圆零伍分
	}
	if fen > 0 {
		return text.String() + capitalDigits[fen] + "分"
	}
	return text.String() + "整"
}

// wholeCapitals writes a whole number in groups of four digits.
func wholeCapitals(number int64) string {
	if number == 0 {
		return capitalDigits[0]
	}
	digits := strconv.FormatInt(number, 10)
	var text strings.Builder
	gap := false // zeros were passed over since the last digit written
	filled := false
	for i, digit := range digits {
		place := len(digits) - 1 - i
		if digit == '0' {
			gap = true
		} else {
			if gap && text.Len() > 0 {
				text.WriteString("零")
			}
			gap, filled = false, true
			text.WriteString(capitalDigits[digit-'0'] + placeUnits[place%4])
		}
		if place%4 == 0 && filled {
			text.WriteString(groupUnits[place/4])
			gap, filled = false, false // 拾万伍仟: zeros that end a group need no 零
		}
	}
	return text.String()
}
