package invoice_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/invoice"
)

// A4: what stands in one name alone is marked, wherever it stands.
func TestA4WhatANameHasAloneIsMarked(t *testing.T) {
	shown := func(segments []invoice.Segment) string {
		var all strings.Builder
		for _, s := range segments {
			if s.Same {
				all.WriteString(s.Text)
			} else {
				all.WriteString("[" + s.Text + "]")
			}
		}
		return all.String()
	}
	for _, c := range [][4]string{
		{"北京甲科技（集团）有限公司", "北京甲科技有限公司", "北京甲科技[(集团)]有限公司", "北京甲科技有限公司"},
		{"北京甲科技有限公司", "北京乙科技有限公司", "北京[甲]科技有限公司", "北京[乙]科技有限公司"},
		{"北京 甲科技有限公司", "北京甲科技有限公司", "北京甲科技有限公司", "北京甲科技有限公司"},
		{"", "北京甲科技有限公司", "", "[北京甲科技有限公司]"},
		{"甲北京科技", "京北科技", "[甲北]京科技", "京[北]科技"},
		{"Acme（China）Ltd", "ACME (China) Ltd", "A[cme](China)Ltd", "A[CME](China)Ltd"},
	} {
		applied, certified := invoice.SegmentTitles(c[0], c[1])
		require.Equal(t, c[2], shown(applied), c[0])
		require.Equal(t, c[3], shown(certified), c[1])
	}
}

// A4: the stretches are the whole name, and what is the same is the same in both.
func TestA4TheStretchesAreTheWholeName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.RuneFrom([]rune("甲乙丙（）(A ")), 0, 20, -1)
		a, c := letters.Draw(t, "applied"), letters.Draw(t, "certified")
		applied, certified := invoice.SegmentTitles(a, c)
		whole := func(segments []invoice.Segment, onlySame bool) (text string) {
			for _, s := range segments {
				if s.Same || !onlySame {
					text += s.Text
				}
			}
			return text
		}
		if whole(applied, false) != invoice.NormalizeTitle(a) || whole(certified, false) != invoice.NormalizeTitle(c) {
			t.Fatal("something of a name is lost")
		}
		if whole(applied, true) != whole(certified, true) {
			t.Fatal("what is the same differs")
		}
	})
}
