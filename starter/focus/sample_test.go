package focus_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/starter/focus"
)

// The generated sample is the same for a seed, another one for another, and has every kind of row.
func TestASampleIsRepeatableAndHasEveryKindOfRow(t *testing.T) {
	var first, second, other bytes.Buffer
	require.NoError(t, focus.WriteSample(&first, 1, 500))
	require.NoError(t, focus.WriteSample(&second, 1, 500))
	require.NoError(t, focus.WriteSample(&other, 2, 500))
	require.Equal(t, first.String(), second.String())
	require.NotEqual(t, first.String(), other.String())
	for _, kind := range []string{"Usage", "Purchase", "Tax", "Adjustment", "Credit", "NULL", "长风安全"} {
		require.Contains(t, first.String(), kind)
	}
	require.Equal(t, 501, strings.Count(first.String(), "\n"), "a header, and a line for each row")
}
