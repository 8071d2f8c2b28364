package contradiction_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/contradiction"
)

func TestEveryCodeSaysWhatContradictsWhatInBothLanguages(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range contradiction.Codes() {
		require.Regexp(t, "^[a-z]+(_[a-z]+)*$", string(code))
		said := contradiction.New(code)
		require.NotEmpty(t, said.English, code)
		require.GreaterOrEqual(t, strings.IndexFunc(said.Chinese, func(c rune) bool { return unicode.Is(unicode.Han, c) }), 0, code)
		require.False(t, seen[said.English], code)
		seen[said.English] = true
	}
}

func TestArgumentsFillTheSentences(t *testing.T) {
	said := contradiction.New(contradiction.InvoiceDiffers, "a-1", "cancelled", "KP1", contradiction.Or(""), "issued", "KP1", "26332000000123456789")
	require.EqualError(t, said, "Invoice a-1 is cancelled here (serial KP1, number –); at the provider it is issued (serial KP1, number 26332000000123456789).")
	require.Equal(t,
		"发票 a-1 在本系统的状态为 cancelled（流水号 KP1，发票号码 –），在开票服务商处为 issued（流水号 KP1，发票号码 26332000000123456789）。",
		said.Chinese)
	refused := contradiction.New(contradiction.StepRefused, "There is no such invoice.", "未找到该对象（invoice）。")
	require.Equal(t, "The register refuses the next step of the work: There is no such invoice.", refused.English)
	require.Equal(t, "登记库拒绝执行下一步：未找到该对象（invoice）。", refused.Chinese)
}
