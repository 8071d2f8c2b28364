package invoice_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
)

func TestA4WhereTwoTitlesDiffer(t *testing.T) {
	for _, c := range []struct {
		applied, certified string
		want               invoice.TitleDifference
	}{
		{"北京甲(集团) 有限公司", "北京甲（集团）有限公司", invoice.TitleDifference{}},
		{"北京乙科技有限公司", "北京甲科技有限公司", invoice.TitleDifference{Applied: "乙", Certified: "甲"}},
		{"上海甲科技有限公司", "张三", invoice.TitleDifference{Applied: "上海甲科技有限公司", Certified: "张三"}},
		{"甲甲", "甲", invoice.TitleDifference{Applied: "甲"}},
		{"", "甲", invoice.TitleDifference{Certified: "甲"}},
	} {
		require.Equal(t, c.want, invoice.CompareTitles(c.applied, c.certified), c.applied)
	}
}
