package ticket_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ticket"
)

// Every kind says what it is in both languages, who asks for it, how it begins and what is done; what it needs, it takes.
func TestEveryRowOfTheKindsIsComplete(t *testing.T) {
	seen := map[ticket.Kind]bool{}
	for _, row := range ticket.Kinds {
		require.False(t, seen[row.Kind], row.Kind)
		seen[row.Kind] = true
		require.NotEmpty(t, row.English, row.Kind)
		require.NotEqual(t, -1, strings.IndexFunc(row.Chinese, func(c rune) bool { return unicode.Is(unicode.Han, c) }), row.Kind)
		require.NotEmpty(t, row.About, row.Kind)
		require.NotEmpty(t, row.OpenedBy, row.Kind)
		require.NotEmpty(t, row.Begins, row.Kind)
		require.NotEmpty(t, row.Deed, row.Kind)
		for _, need := range row.Needs {
			require.True(t, row.Kind.Takes(need.Type), "%s needs %s and does not take it", row.Kind, need.Type)
		}
		require.Equal(t, row, row.Kind.Row())
	}
	require.Equal(t, ticket.Row{Kind: "none"}, ticket.Kind("none").Row())
}
