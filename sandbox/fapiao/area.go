package fapiao

import "strings"

// area is a province, by the first two digits of its code.
type area struct{ code, name string }

// areas are the provinces with a tax bureau of their own.
var areas = []area{
	{"11", "北京市"},
	{"12", "天津市"},
	{"13", "河北省"},
	{"14", "山西省"},
	{"15", "内蒙古自治区"},
	{"21", "辽宁省"},
	{"22", "吉林省"},
	{"23", "黑龙江省"},
	{"31", "上海市"},
	{"32", "江苏省"},
	{"33", "浙江省"},
	{"34", "安徽省"},
	{"35", "福建省"},
	{"36", "江西省"},
	{"37", "山东省"},
	{"41", "河南省"},
	{"42", "湖北省"},
	{"43", "湖南省"},
	{"44", "广东省"},
	{"45", "广西壮族自治区"},
	{"46", "海南省"},
	{"50", "重庆市"},
	{"51", "四川省"},
	{"52", "贵州省"},
	{"53", "云南省"},
	{"54", "西藏自治区"},
	{"61", "陕西省"},
	{"62", "甘肃省"},
	{"63", "青海省"},
	{"64", "宁夏回族自治区"},
	{"65", "新疆维吾尔自治区"},
}

// areaOf is the province in which a number was given: its third and fourth digit, after the year's. Where that is none, it is Beijing.
func areaOf(number string) area {
	for _, one := range areas {
		if len(number) >= 4 && number[2:4] == one.code {
			return one
		}
	}
	return areas[0]
}

// bureau is what its tax bureau is called.
func (a area) bureau() string { return "国家税务总局" + a.name + "税务局" }

// atLastBlank divides what stands in one field of a request into the two of the data file: an address and a phone, a bank and an account. What
// does not end in a number is all of the first.
func atLastBlank(text string) (name, number string) {
	at := strings.LastIndexAny(text, " \u3000\t")
	if at < 0 || strings.Trim(text[at:], " \u3000\t0123456789-+()") != "" {
		return text, ""
	}
	return strings.TrimRight(text[:at], " \u3000\t"), strings.Trim(text[at:], " \u3000\t")
}
