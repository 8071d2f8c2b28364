package text_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/refusal"
	"kaipiao/domain/text"
)

// P13: several addresses stand beside each other with commas, as other clouds have it; ten at most, and 200 characters.
func TestP13SeveralAddresses(t *testing.T) {
	for given, expected := range map[string]string{
		"wang@example.com":                                 "wang@example.com",
		" wang@example.com ,  li@example.com ":             "wang@example.com,li@example.com",
		"wang@example.com，li@example.com":                  "wang@example.com,li@example.com",
		"wang@example.com,Wang@Example.com,li@example.com": "wang@example.com,li@example.com",
		strings.Repeat("a@b.cn,", 30) + "b@b.cn":           "a@b.cn,b@b.cn",
		"１@example.com":                                    "1@example.com",
		strings.Join(addresses(10), ","):                   strings.Join(addresses(10), ","),
	} {
		read, refused := text.Emails.Read(given, 200)
		require.Nil(t, refused, given)
		require.Equal(t, expected, read)
	}
	for given, code := range map[string]refusal.Code{
		"wang@example.com,":               refusal.EmailInvalid,
		"wang@example.com;li@example.com": refusal.EmailInvalid,
		"wang@example.com li@example.com": refusal.EmailInvalid,
		"wang@example.com,nobody":         refusal.EmailInvalid,
		"Wang <wang@example.com>":         refusal.EmailInvalid,
		strings.Join(addresses(11), ","):  refusal.TooManyAddresses,
		strings.Repeat("a", 60) + "@" + strings.Repeat("b", 60) + ".cn," + strings.Repeat("c", 60) + "@" + strings.Repeat("d", 60) + ".cn": refusal.TextTooLong,
	} {
		_, refused := text.Emails.Read(given, 200)
		require.NotNil(t, refused, given)
		require.Equal(t, code, refused.Code, given)
	}
}

func addresses(count int) []string {
	all := make([]string, count)
	for n := range all {
		all[n] = fmt.Sprintf("a%d@b.cn", n)
	}
	return all
}
