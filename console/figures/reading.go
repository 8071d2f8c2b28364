package figures

import (
	"slices"
	"strconv"

	"kaipiao/api"
	"kaipiao/console/words"
	"kaipiao/domain/money"
	offigures "kaipiao/office/figures"
)

// reading says a figure in one sentence.
func reading(f api.Figure) words.Text {
	switch {
	case f.Figure == offigures.TimeToIssue:
		return readingOfTime(f)
	case f.PerDay:
		return readingOfDays(f)
	case len(f.Rows) == 0:
		return readNow
	case f.Figure == offigures.Parked:
		return readParked.With(sumOf(f, 0, 1), written(f.Columns[1], sumOf(f, 1, 2)))
	default:
		return readSum.With(written(f.Columns[0], sumOf(f, 0, len(f.Columns))))
	}
}

// sumOf adds some columns up, exactly.
func sumOf(f api.Figure, from, until int) string {
	total := money.Zero
	for _, row := range f.Rows {
		total = total.Add(rowSum(row, from, until))
	}
	if f.Columns[from].Unit == offigures.Count {
		return strconv.FormatInt(total.Cents()/100, 10)
	}
	return total.String()
}

func rowSum(row api.FigureRow, from, until int) money.Amount {
	total := money.Zero
	for n := from; n < until && n < len(row.Values); n++ {
		if row.Values[n] == nil {
			continue
		}
		amount, err := money.Parse(*row.Values[n])
		if err != nil {
			amount, err = money.Parse(*row.Values[n] + ".00") // a count
		}
		if err == nil {
			total = total.Add(amount)
		}
	}
	return total
}

func readingOfDays(f api.Figure) words.Text {
	most, day, known := money.Zero, "", false
	for _, row := range f.Rows {
		known = known || slices.ContainsFunc(row.Values, func(value *string) bool { return value != nil })
		if sum := rowSum(row, 0, len(f.Columns)); most.Less(sum) {
			most, day = sum, row.Label
		}
	}
	switch {
	case day == "" && known: // zero is zero, and not that nothing is known
		return readZero.With(len(f.Rows))
	case day == "":
		return readNothing
	}
	return readDays.With(len(f.Rows), sumOf(f, 0, len(f.Columns)), day, strconv.FormatInt(most.Cents()/100, 10))
}

func readingOfTime(f api.Figure) words.Text {
	days, kept := 0, 0
	for _, row := range f.Rows {
		most, is := valueOf(row, 1)
		promised, _ := valueOf(row, 2)
		if !is {
			continue
		}
		if days++; most <= promised {
			kept++
		}
	}
	if days == 0 {
		return readNothing
	}
	return readTime.With(days, kept)
}
