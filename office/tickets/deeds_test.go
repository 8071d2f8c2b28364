package tickets

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ticket"
)

// A kind of ticket asks for a deed, and the office does it: neither is without the other.
func TestEveryKindOfTicketHasItsDeed(t *testing.T) {
	asked := map[ticket.Deed]bool{}
	for _, row := range ticket.Kinds {
		require.NotNil(t, deeds[row.Deed], "nobody carries out %s", row.Deed)
		asked[row.Deed] = true
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(asked)), slices.Collect(maps.Keys(deeds)), "a deed that no ticket asks for")
}
