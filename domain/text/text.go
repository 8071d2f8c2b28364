// Package text judges every text that people or systems hand in, and brings it into one form: printable, not blank, without control,
// bidirectional or invisible characters, composed (NFC), with plain blanks, and none at its edges. What it lets pass comes out of every
// document, mail and export as it went in.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kaipiao/domain/refusal"
)

// Kind says what a text is for, and so what may stand in it.
type Kind struct {
	// lines: several lines are fine. CRLF and the other line ends are \n afterwards.
	lines bool
	// word: something of it is a letter or a digit; "()" is no name.
	word bool
	// dropInvisible: invisible characters are left out instead of refused, because they come along when a name is copied (A4).
	dropInvisible bool
	// form is what a kind has of its own: how it is written, and what is no such thing.
	form func(string) (string, *refusal.Refusal)
}

// The kinds of texts.
var (
	// Name is what somebody or something is called: a title, a certified name, a recipient. It is printed.
	Name = Kind{word: true, dropInvisible: true}
	// Line is one line that says something: a product, a street, a source.
	Line = Kind{word: true}
	// Lines is what people write: remarks, notes and reasons.
	Lines = Kind{lines: true}
	// Phone is a telephone number, with its extension.
	Phone = Kind{form: phone}
	// Code is a registration number: of whatever country, in half-width capitals and digits.
	Code = Kind{word: true, dropInvisible: true, form: code}
	// Email is an address to which a mail can be sent.
	Email = Kind{form: email}
	// Emails are addresses to which a mail is sent, with commas between them.
	Emails = Kind{form: emails}
)

// kinds are how tags and schemas call them.
var kinds = map[string]Kind{"name": Name, "line": Line, "lines": Lines, "phone": Phone, "code": Code, "email": Email, "emails": Emails}

// Named finds a kind by its name.
func Named(name string) (Kind, bool) {
	kind, known := kinds[name]
	return kind, known
}

// Read brings a text into its form, or says what is wrong with it. Longest counts characters; 0 is no limit. The refusal names the
// character at fault and where it stands; in which member the text stands is the caller's to add.
func (k Kind) Read(given string, longest int) (string, *refusal.Refusal) {
	if !utf8.ValidString(given) {
		return "", refusal.New(refusal.TextNotUTF8, "", firstInvalid(given)+1)
	}
	read, refused := k.normal(given)
	if refused != nil {
		return "", refused
	}
	if k.form != nil && read != "" {
		if read, refused = k.form(read); refused != nil {
			return "", refused
		}
		read = trimmed(norm.NFC.String(read))
	}
	switch {
	case blank(read), k.word && !says(read):
		return "", refusal.New(refusal.TextBlank, "")
	case longest > 0 && utf8.RuneCountInString(read) > longest:
		return "", refusal.New(refusal.TextTooLong, "", utf8.RuneCountInString(read), longest)
	}
	return read, nil
}

// ReadOptional is Read for what may be left out: nothing, or nothing but blanks, is the empty text.
func (k Kind) ReadOptional(given string, longest int) (string, *refusal.Refusal) {
	if utf8.ValidString(given) && trimmed(given) == "" {
		return "", nil
	}
	return k.Read(given, longest)
}

// normal writes a text in the one form of its characters.
func (k Kind) normal(given string) (string, *refusal.Refusal) {
	var written strings.Builder
	position := 0
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")
	cut := trimmed(given)
	if k.lines {
		cut = trimmed(lines.Replace(given))
	}
	for _, character := range cut {
		position++
		switch {
		case k.lines && character == '\n':
			written.WriteRune(character)
		case blankCharacter(character, k.lines):
			written.WriteByte(' ')
		case invisible(character) && k.dropInvisible:
		case !visible(character):
			return "", refusal.New(refusal.TextCharacter, "", Describe(character), position)
		default:
			written.WriteRune(character)
		}
	}
	composed := norm.NFC.String(written.String())
	if !k.lines {
		return trimmed(composed), nil
	}
	all := strings.Split(composed, "\n")
	for i, line := range all {
		all[i] = strings.TrimRight(line, " ")
	}
	return trimmed(strings.Join(all, "\n")), nil
}

// trimmed is a text without the blanks and the invisible characters at its edges.
func trimmed(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
}

func blank(text string) bool { return trimmed(text) == "" }

// says reports whether anything of a text is a letter or a digit.
func says(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// blankCharacter is a blank of whatever width; a tab is one where people write several lines.
func blankCharacter(r rune, lines bool) bool {
	return unicode.Is(unicode.Zs, r) || (lines && r == '\t')
}

// visible reports whether a character can be printed at all. U+FFFD is what a wrong encoding leaves behind.
func visible(r rune) bool {
	return unicode.IsGraphic(r) && r != unicode.ReplacementChar && !invisible(r)
}

// invisible reports whether a character shows nothing and moves nothing: those that join, those that vary, fillers, and marks of byte
// order. Those that turn the direction of writing are not among them: they are never dropped, because they deceive.
func invisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Bidi_Control, r), r >= '\uFFF9' && r <= '\uFFFB', unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	case r == '\u2800': // a pattern of Braille without a dot
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// firstInvalid is the place of the first byte that is not UTF-8.
func firstInvalid(text string) int {
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i
			}
		}
	}
	return 0
}
