package typeface

import (
	"strings"

	"golang.org/x/text/width"
)

// Punctuation that no line begins with, or ends with.
const (
	closing = "，。、；：？！…）〕】》〉」』”’％,.;:?!)]}%"
	opening = "（〔【《〈「『“‘¥￥([{"
)

var blanks = strings.NewReplacer("\r", "", "\t", " ")

// Wrap breaks a text into lines no wider than a width: Chinese anywhere but at its punctuation, Latin words at blanks,
// and what is longer than a line wherever it must be. Line breaks in the text are kept; no line begins with a blank.
func (t *Typeface) Wrap(text string, size, width float64) []string {
	lines := []string{}
	for paragraph := range strings.SplitSeq(blanks.Replace(text), "\n") {
		lines = append(lines, t.wrapParagraph(paragraph, size, width)...)
	}
	return lines
}

func (t *Typeface) wrapParagraph(paragraph string, size, width float64) []string {
	lines := []string{}
	rest := []rune(strings.Trim(paragraph, " "))
	for {
		fitting := t.fitting(rest, size, width)
		if fitting == len(rest) {
			return append(lines, string(rest))
		}
		end := lastBreak(rest, fitting)
		lines = append(lines, strings.TrimRight(string(rest[:end]), " "))
		rest = []rune(strings.TrimLeft(string(rest[end:]), " "))
	}
}

// fitting counts the characters that fit into a width; one does always, so that a narrow column ends somewhere.
func (t *Typeface) fitting(characters []rune, size, width float64) int {
	used := 0.0
	for i, character := range characters {
		used += t.Advance(character, size)
		if used > width && i > 0 {
			return i
		}
	}
	return len(characters)
}

// lastBreak is the last place at or before a limit where a line may end; the limit itself if there is none.
func lastBreak(characters []rune, limit int) int {
	for i := limit; i > 0; i-- {
		if mayBreak(characters[i-1], characters[i]) {
			return i
		}
	}
	return limit
}

func mayBreak(before, after rune) bool {
	if before == ' ' || after == ' ' {
		return true
	}
	if strings.ContainsRune(closing, after) || strings.ContainsRune(opening, before) {
		return false
	}
	return wide(before) || wide(after)
}

// wide reports whether a character stands in a full square, as Chinese ones do.
func wide(character rune) bool {
	kind := width.LookupRune(character).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
