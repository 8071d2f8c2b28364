package life

import (
	"fmt"
	"slices"
	"strings"
)

// Diagram draws the moves between states, for the documentation.
func (t Table[S]) Diagram() string {
	var drawn strings.Builder
	drawn.WriteString("stateDiagram-v2\n")
	for _, state := range t.States {
		if begins := t.actions(func(row Move[S]) bool { return len(row.From) == 0 && slices.Contains(row.To, state.Name) }); begins != "" {
			fmt.Fprintf(&drawn, "    [*] --> %s: %s\n", state.Name, begins)
		}
	}
	for _, from := range t.States {
		for _, to := range t.States {
			moves := t.actions(func(row Move[S]) bool {
				return slices.Contains(row.From, from.Name) && slices.Contains(row.To, to.Name)
			})
			if moves != "" {
				fmt.Fprintf(&drawn, "    %s --> %s: %s\n", from.Name, to.Name, moves)
			}
		}
	}
	return drawn.String()
}

// Rows writes the table in Markdown: who may do what in which state, and what becomes of it.
func (t Table[S]) Rows() string {
	var written strings.Builder
	written.WriteString("| in | action | who | then | its workflow hears |\n|---|---|---|---|---|\n")
	for _, row := range t.Moves {
		who := strings.Join(Text(row.By), ", ")
		then := names(row.To)
		switch {
		case row.Why != "":
			then = "refused: `" + string(row.Why) + "`"
			if who == "" {
				who = "everybody"
			}
		case len(row.To) == 0:
			then = "as it is"
		}
		from := names(row.From)
		if from == "" {
			from = "(begins)"
		}
		hears := names(t.Tells(row.Action))
		if row.Why != "" {
			hears = ""
		}
		fmt.Fprintf(&written, "| %s | `%s` %s | %s | %s | %s |\n", from, row.Action, t.Label(row.Action).Chinese, who, then, hears)
	}
	return written.String()
}

// Meanings writes the states in Markdown, with the words that people read.
func (t Table[S]) Meanings() string {
	var written strings.Builder
	written.WriteString("| state | English | 中文 |\n|---|---|---|\n")
	for _, state := range t.States {
		fmt.Fprintf(&written, "| `%s` | %s | %s |\n", state.Name, state.English, state.Chinese)
	}
	return written.String()
}

func names[S ~string](states []S) string {
	quoted := make([]string, len(states))
	for i, state := range states {
		quoted[i] = "`" + string(state) + "`"
	}
	return strings.Join(quoted, ", ")
}

// actions names those whose rows fit, each once.
func (t Table[S]) actions(fits func(Move[S]) bool) string {
	var found []string
	for _, row := range t.Moves {
		if row.Why == "" && fits(row) && !slices.Contains(found, string(row.Action)) {
			found = append(found, string(row.Action))
		}
	}
	return strings.Join(found, ", ")
}
