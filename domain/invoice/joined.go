package invoice

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// The phones that end an address: abroad, a mobile, one of 400, one of a place; each may have an extension. What stands after a blank may
// lack what makes it certain.
var phoneFormat = regexp.MustCompile(`^(.*?)([\s,，;；:：、]*(?:电话[:：]?\s*)?)(` + phones + `(?:\s*[/、,，;；]\s*` + phones + `)*)$`)

const (
	phones = `(?:\+[0-9][0-9 ()（）.-]{5,}[0-9]|1[3-9][0-9]{9}|400-?[0-9]{3}-?[0-9]{4}|[(（]?0[0-9]{2,3}[)）]?[- ]?[0-9]{7,8}|[0-9]{7,8})` +
		`(?:\s*(?:-|转|ext\.?|x)\s*[0-9]{1,6})?`
)

// AddressAndPhone takes the one text of an address and a phone apart, where somebody wants two. Where no phone is recognised, or it has more than
// longest characters (0 is any number), all is the address, and nothing is lost.
func AddressAndPhone(joined string, longest int) (address, phone string) {
	joined = strings.TrimSpace(joined)
	found := phoneFormat.FindStringSubmatch(joined)
	switch {
	case found == nil,
		longest > 0 && utf8.RuneCountInString(found[3]) > longest,
		found[2] == "" && cutInTwo.MatchString(found[1]+"|"+found[3]):
		return joined, ""
	}
	return found[1], found[3]
}

// cutInTwo is a number longer than a phone's, of which the end was taken for one.
var cutInTwo = regexp.MustCompile(`[0-9]\|[0-9]`)

// separators stand between the parts of a text that was joined.
const separators = " 　,，;；"

var accountFormat = regexp.MustCompile(`^[0-9()（）-]{5,}$`)

// BankAndAccount takes the one text of a bank and an account apart: the account is the number at its end. Where there is none, all is the bank.
func BankAndAccount(joined string) (bank, account string) {
	joined = strings.TrimSpace(joined)
	at := max(strings.LastIndexAny(joined, separators), 0)
	if last := strings.TrimLeft(joined[at:], separators); at > 0 && accountFormat.MatchString(last) {
		return strings.TrimRight(joined[:at], separators), last
	}
	return joined, ""
}
