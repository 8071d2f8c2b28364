package text

import (
	"strings"

	"golang.org/x/text/width"

	"kaipiao/domain/refusal"
)

// fewestDigits is how many digits a telephone number has at least: 110 is one.
const fewestDigits = 3

// phoneWords are how people write that an extension follows.
var phoneWords = []string{"转接", "转", "分机", "ext", "x"}

// phone writes a telephone number in half-width forms. An extension stays as it was written.
func phone(given string) (string, *refusal.Refusal) {
	written := narrow(given)
	rest := strings.ToLower(written)
	for _, word := range phoneWords {
		rest = strings.ReplaceAll(rest, word, "")
	}
	digits := 0
	for _, character := range rest {
		switch {
		case character >= '0' && character <= '9':
			digits++
		case !strings.ContainsRune(" +-()./,;*#、", character):
			return "", refusal.New(refusal.PhoneInvalid, "", Describe(character))
		}
	}
	if digits < fewestDigits {
		return "", refusal.New(refusal.PhoneShort, "")
	}
	return written, nil
}

// code writes a registration number in half-width capitals, without blanks.
func code(given string) (string, *refusal.Refusal) {
	return strings.ToUpper(strings.ReplaceAll(narrow(given), " ", "")), nil
}

// dashes are the dashes that stand in numbers, besides the plain one. The narrow form of 、 is nobody's.
var dashes = strings.NewReplacer("､", "、", "－", "-", "–", "-", "—", "-", "−", "-", "‐", "-", "‑", "-", "‒", "-", "―", "-")

// narrow writes full-width digits, letters and signs as half-width ones.
func narrow(given string) string { return dashes.Replace(width.Narrow.String(given)) }
