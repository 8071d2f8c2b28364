package figures

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kaipiao/api"
)

// The size of a chart in pixels, with room for the scale at its left, for names at its right, and for days below.
const (
	chartWidth  = 920
	chartHeight = 260
	leftRoom    = 56
	rightRoom   = 190
	topRoom     = 12
	bottomRoom  = 26
	barHeight   = 22
	barRoom     = 150
	nameHeight  = 15
)

// Chart is a drawing: where each line, dot, bar and text goes. It is drawn by classes; colours and dashes are the style sheet's.
type Chart struct {
	Width, Height int
	Lines         []Line
	Dots          []Dot
	Bars          []Bar
	// Scale are the marks of the values, with a line across; Days are the marks below.
	Scale, Days []Mark
	Ends        []Mark
}

// Line is a series without gaps: a gap begins another one.
type Line struct{ Class, Points string }

// Dot is a value between two gaps, of which there would be no line.
type Dot struct{ Class, X, Y string }

// Bar is a value from the left.
type Bar struct {
	Class, X, Y, Width, TextX, TextY string
	// Series is the column that it shows, Value the number beside it; Name is that of its row, for the first bar of a row.
	Series      int
	Value, Name string
}

// Mark is a text at a place.
type Mark struct {
	X, Y, Says string
	// Series is that of a line's end.
	Series int
}

// Box is what the drawing shows.
func (c Chart) Box() string { return fmt.Sprintf("0 0 %d %d", c.Width, c.Height) }

func class(series int) string { return "s" + strconv.Itoa(series%6+1) }

func px(value float64) string { return strconv.FormatFloat(value, 'f', 1, 64) }

// valueOf reads a value; there may be none.
func valueOf(row api.FigureRow, column int) (float64, bool) {
	if column >= len(row.Values) || row.Values[column] == nil {
		return 0, false
	}
	value, err := strconv.ParseFloat(*row.Values[column], 64)
	return value, err == nil
}

// Days draws the values of days as lines.
func Days(f api.Figure) Chart {
	c := Chart{Width: chartWidth, Height: chartHeight}
	top, step := scale(largest(f, len(f.Columns)))
	x := func(n int) float64 {
		return leftRoom + float64(n)*(chartWidth-leftRoom-rightRoom)/math.Max(1, float64(len(f.Rows)-1))
	}
	y := func(value float64) float64 {
		return chartHeight - bottomRoom - value/top*(chartHeight-topRoom-bottomRoom)
	}
	for mark := 0.0; mark <= top+step/2; mark += step {
		c.Scale = append(c.Scale, Mark{X: px(leftRoom - 8), Y: px(y(mark)), Says: strconv.FormatFloat(mark, 'f', -1, 64)})
	}
	every := max(1, (len(f.Rows)+6)/7)
	for n := 0; n < len(f.Rows); n += every {
		c.Days = append(c.Days, Mark{X: px(x(n)), Y: px(chartHeight - 8), Says: monthAndDay(f.Rows[n].Label)})
	}
	for series := range f.Columns {
		c.series(f, series, x, y)
	}
	c.spreadEnds()
	return c
}

// monthAndDay is a day without its year.
func monthAndDay(day string) string {
	_, rest, _ := strings.Cut(day, "-")
	return rest
}

// series draws one series, with a break wherever there is no value.
func (c *Chart) series(f api.Figure, series int, x func(int) float64, y func(float64) float64) {
	var points []string
	finish := func() {
		switch {
		case len(points) > 1:
			c.Lines = append(c.Lines, Line{class(series), strings.Join(points, " ")})
		case len(points) == 1:
			at, height, _ := strings.Cut(points[0], ",")
			c.Dots = append(c.Dots, Dot{class(series), at, height})
		}
		points = nil
	}
	end := Mark{}
	for n, row := range f.Rows {
		value, is := valueOf(row, series)
		if !is {
			finish()
			continue
		}
		points = append(points, px(x(n))+","+px(y(value)))
		end = Mark{X: px(chartWidth - rightRoom + 8), Y: px(y(value)), Series: series}
	}
	finish()
	if end.X != "" {
		c.Ends = append(c.Ends, end)
	}
}

// spreadEnds keeps the names of lines from lying upon each other.
func (c *Chart) spreadEnds() {
	at := func(m Mark) float64 {
		value, err := strconv.ParseFloat(m.Y, 64)
		if err != nil {
			return 0
		}
		return value
	}
	slices.SortStableFunc(c.Ends, func(a, b Mark) int { return int(at(b) - at(a)) })
	lowest := math.Inf(1)
	for n := range c.Ends {
		place := math.Min(at(c.Ends[n]), lowest-nameHeight)
		c.Ends[n].Y, lowest = px(place), place
	}
}

// Labels draws the values of labels as bars, of the first unit; values of other units stand in the table only.
func Labels(f api.Figure, nameOf func(string) string, written func(api.FigureColumn, string) string) Chart {
	c := Chart{Width: chartWidth}
	columns := 0
	for columns < len(f.Columns) && f.Columns[columns].Unit == f.Columns[0].Unit {
		columns++
	}
	top := math.Max(largest(f, columns), 1)
	place := float64(topRoom)
	for _, row := range f.Rows {
		name := nameOf(row.Label)
		for series := range columns {
			value, is := valueOf(row, series)
			if !is {
				continue
			}
			width := math.Max(1, value/top*(chartWidth-barRoom-rightRoom-rightRoom/2))
			c.Bars = append(c.Bars, Bar{
				Class: class(series), X: px(barRoom), Y: px(place), Width: px(width), TextX: px(barRoom + width + 8), TextY: px(place + barHeight/2),
				Series: series, Value: written(f.Columns[series], *row.Values[series]), Name: name,
			})
			name, place = "", place+barHeight+4
		}
		place += 8
	}
	c.Height = int(place) + topRoom
	return c
}

func largest(f api.Figure, columns int) (most float64) {
	for _, row := range f.Rows {
		for series := range columns {
			if value, is := valueOf(row, series); is {
				most = math.Max(most, value)
			}
		}
	}
	return most
}

// scale is where the values end, and the step of the marks: one, two or five of a power of ten.
func scale(most float64) (top, step float64) {
	const marks = 4
	if most <= 0 {
		return 1, 1
	}
	power := math.Pow(10, math.Floor(math.Log10(most/marks)))
	for _, of := range []float64{1, 2, 5, 10} {
		if step = of * power; step*marks >= most {
			break
		}
	}
	step = math.Max(step, 0.5)
	if most >= marks {
		step = math.Max(1, math.Ceil(step))
	}
	return math.Ceil(most/step) * step, step
}
