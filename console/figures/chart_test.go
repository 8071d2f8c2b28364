package figures

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
)

func value(text string) *string { return &text }

// O8: no data is a gap in the line, and zero is a zero; the scale reaches over the largest value.
func TestO8AGapIsNoLine(t *testing.T) {
	f := api.Figure{Columns: []api.FigureColumn{{Name: "a", Unit: "minutes"}}}
	for _, v := range []*string{value("0"), value("7"), nil, value("3"), nil} {
		f.Rows = append(f.Rows, api.FigureRow{Label: "2026-09-18", Values: []*string{v}})
	}
	drawn := Days(f)
	require.Len(t, drawn.Lines, 1)
	require.Len(t, drawn.Dots, 1)
	require.Equal(t, []string{"0", "2", "4", "6", "8"}, says(drawn.Scale))
	require.Equal(t, "56.0,234.0 224.5,39.8", drawn.Lines[0].Points)
	f.Rows = f.Rows[:0]
	require.Empty(t, Days(f).Ends, "nothing to draw")
	for most, expected := range map[float64][2]float64{0: {1, 1}, 1: {1, 0.5}, 3: {3, 1}, 4: {4, 1}, 5: {6, 2}, 99: {100, 50}, 1234567: {1500000, 500000}} {
		top, step := scale(most)
		require.Equal(t, expected, [2]float64{top, step}, most)
	}
}

func says(marks []Mark) (all []string) {
	for _, mark := range marks {
		all = append(all, mark.Says)
	}
	return all
}
