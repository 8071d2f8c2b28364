// Package lifetest proves that a table of a life is complete.
package lifetest

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/life"
)

// Complete proves that everything has a name in both languages, that every row names what there is, that every state is reached,
// and that no row stands in another one's shadow.
func Complete[S ~string](t *testing.T, table life.Table[S]) {
	t.Helper()
	states, actions := map[S]bool{}, map[life.Action]bool{}
	for _, state := range table.States {
		require.False(t, states[state.Name], "%s stands there twice", state.Name)
		states[state.Name] = true
		named(t, string(state.Name), state.English, state.Chinese)
	}
	for _, deed := range table.Actions {
		require.False(t, actions[deed.Name], "%s stands there twice", deed.Name)
		actions[deed.Name] = true
		named(t, string(deed.Name), deed.English, deed.Chinese)
	}
	type cell struct {
		from   S
		action life.Action
		by     string
	}
	reached, used, seen := map[S]bool{}, map[life.Action]bool{}, map[cell]bool{}
	for _, row := range table.Moves {
		require.True(t, actions[row.Action], "%s has no words", row.Action)
		require.True(t, row.Why != "" || len(row.By) > 0, "nobody may %s", row.Action)
		require.False(t, row.Why != "" && len(row.To) > 0, "%s is refused, and has a state all the same", row.Action)
		used[row.Action] = true
		for _, from := range row.From {
			require.True(t, states[from], "%s is no state", from)
			for _, by := range row.By {
				require.False(t, seen[cell{from, row.Action, string(by)}], "two rows say what %s in %s is to %s", row.Action, from, by)
				seen[cell{from, row.Action, string(by)}] = true
			}
		}
		for _, to := range row.To {
			require.True(t, states[to], "%s is no state", to)
			reached[to] = true
		}
	}
	for state := range states {
		require.True(t, reached[state], "nothing comes to %s", state)
	}
	for action := range actions {
		require.True(t, used[action], "no row says who may %s", action)
	}
}

func named(t *testing.T, name, english, chinese string) {
	t.Helper()
	require.Regexp(t, "^[a-z]+(_[a-z]+)*$", name)
	require.NotEmpty(t, english, name)
	require.NotEqual(t, -1, strings.IndexFunc(chinese, func(c rune) bool { return unicode.Is(unicode.Han, c) }), name)
}
