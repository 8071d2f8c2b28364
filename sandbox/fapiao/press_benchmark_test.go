package fapiao_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/fapiao"
)

// What the files of an invoice cost the sandbox, which makes all of them for every invoice issued:
// go test ./sandbox/fapiao -run - -bench Press
func BenchmarkPress(b *testing.B) {
	press := press(b)
	for _, format := range []fapiao.Format{fapiao.PDF, fapiao.OFD, fapiao.XML} {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := press.Make(sample(3), format)
				require.NoError(b, err)
			}
		})
	}
}
