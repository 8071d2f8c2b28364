package desk

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A4: where two names differ is marked in the text as it is written.
func TestA4TheDifferenceIsMarkedAsItIsWritten(t *testing.T) {
	for _, c := range []struct{ text, other, before, differs, after string }{
		{"北京甲科技（集团）有限公司", "北京甲科技有限公司", "北京甲科技", "（集团）", "有限公司"},
		{"北京甲科技有限公司", "北京甲科技（集团）有限公司", "北京甲科技", "", "有限公司"},
		{"北京 甲(集团)有限公司", "北京乙（集团）有限公司", "北京 ", "甲", "(集团)有限公司"},
		{"甲(集团)", "甲（集团）", "甲", "(集团)", ""},
		{"甲甲", "甲", "甲", "甲", ""},
		{"上海甲", "张三", "", "上海甲", ""},
		{"", "甲", "", "", ""},
		{"甲", "甲", "甲", "", ""},
	} {
		before, differs, after := marked(c.text, c.other)
		require.Equal(t, []string{c.before, c.differs, c.after}, []string{before, differs, after}, "%s ↔ %s", c.text, c.other)
	}
}
