package refusal_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/refusal"
)

func TestEveryCodeHasASentenceInBothLanguages(t *testing.T) {
	for _, code := range refusal.Codes() {
		require.Regexp(t, "^[a-z]+(_[a-z]+)*$", string(code))
		r := refusal.New(code, "")
		require.NotZero(t, r.Class(), code)
		require.NotEmpty(t, r.Rule(), code)
		require.NotEmpty(t, r.English(), code)
		require.GreaterOrEqual(t, strings.IndexFunc(r.Chinese(), func(c rune) bool { return unicode.Is(unicode.Han, c) }), 0, code)
	}
}

func TestArgumentsFillTheSentences(t *testing.T) {
	r := refusal.New(refusal.OutstandingNotCovered, "amount", "500.00", "3040203000000000000", "300.00", "isv-1")
	require.Equal(t,
		"The outstanding amount of 500.00 with seller isv-1 in tax classification code 3040203000000000000 is not covered by the selection (300.00).",
		r.English())
	require.Equal(t, "销售方 isv-1、税收分类编码 3040203000000000000 下的欠票金额 500.00 元未被所选金额（300.00 元）覆盖。", r.Chinese())
}

func TestAnEmptyListIsNoError(t *testing.T) {
	require.NoError(t, refusal.List{}.ErrorOrNil())
	require.Error(t, refusal.List{refusal.New(refusal.NotCertified, "")}.ErrorOrNil())
}
