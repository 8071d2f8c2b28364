// Package words has the texts of the pages: each in Chinese and in English, so that no page can lack one of them.
package words

import (
	"fmt"
	"strings"
)

// Language is what a person reads.
type Language string

// The languages, as they stand in addresses and in the cookie.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Tag names the language in HTML.
func (l Language) Tag() string {
	if l == English {
		return "en"
	}
	return "zh-Hans"
}

// Other is the one that is switched to.
func (l Language) Other() Language {
	if l == English {
		return Chinese
	}
	return English
}

// Text is what a page says, in both languages.
type Text struct{ ZH, EN string }

// In is the text in a language.
func (t Text) In(l Language) string {
	if l == English {
		return t.EN
	}
	return t.ZH
}

// With fills values in, as fmt does; a value that is a Text is said in each language.
func (t Text) With(values ...any) Text {
	chinese, english := make([]any, len(values)), make([]any, len(values))
	for n, value := range values {
		chinese[n], english[n] = value, value
		if text, is := value.(Text); is {
			chinese[n], english[n] = text.ZH, text.EN
		}
	}
	return Text{ZH: fmt.Sprintf(t.ZH, chinese...), EN: fmt.Sprintf(t.EN, english...)}
}

// IsZero reports whether there is nothing to say.
func (t Text) IsZero() bool { return t == Text{} }

// Same is what is written alike in both languages: a number, a name.
func Same(text string) Text { return Text{ZH: text, EN: text} }

// Joined puts texts beside each other, with what each language puts between.
func Joined(chinese, english string, texts ...Text) Text {
	inChinese, inEnglish := make([]string, len(texts)), make([]string, len(texts))
	for n, text := range texts {
		inChinese[n], inEnglish[n] = text.ZH, text.EN
	}
	return Text{ZH: strings.Join(inChinese, chinese), EN: strings.Join(inEnglish, english)}
}

// Detect is the language of who comes for the first time, by what its browser asks for; Chinese for most of our readers.
func Detect(acceptLanguage string) Language {
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		switch {
		case strings.HasPrefix(strings.TrimSpace(part), "zh"):
			return Chinese
		case strings.HasPrefix(strings.TrimSpace(part), "en"):
			return English
		}
	}
	return Chinese
}
