package export

import (
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
)

// Kind says how a cell is read.
type Kind int

// The kinds. Numbers of documents are texts: no spreadsheet holds twenty digits.
const (
	Text Kind = iota
	Amount
)

// Cell is one cell of a table.
type Cell struct {
	Kind   Kind
	Text   string
	Amount money.Amount
}

// TextCell is a cell that is read as it stands, and never as a formula.
func TextCell[Of ~string](text Of) Cell { return Cell{Text: string(text)} }

// AmountCell is a cell with which is counted, exact to the cent.
func AmountCell(amount money.Amount) Cell { return Cell{Kind: Amount, Amount: amount} }

// InstantCell is an instant on Shanghai's clocks.
func InstantCell(at *time.Time) Cell {
	if at == nil {
		return Cell{}
	}
	return Cell{Text: at.In(calendar.Shanghai).Format(time.DateTime)}
}

// DayCell is a civil day.
func DayCell(at *time.Time) Cell {
	if at == nil {
		return Cell{}
	}
	return Cell{Text: calendar.DateOf(*at).String()}
}

// Sheet is the head of a table.
type Sheet struct {
	Name    string
	Columns []Column
}

// Column is how a column is called, and about how wide it is, in characters.
type Column struct {
	Name  string
	Width int
}

// Sums adds up the columns that are amounts, before anything is rounded; the rest of its row stays empty.
type Sums struct{ row []Cell }

// Add counts a row in.
func (s *Sums) Add(row []Cell) {
	if s.row == nil {
		s.row = make([]Cell, len(row))
	}
	for i, cell := range row {
		if cell.Kind == Amount {
			s.row[i] = AmountCell(s.row[i].Amount.Add(cell.Amount))
		}
	}
}

// Row is what was added up, called so in its first cell; of no row it is nothing but the name.
func (s *Sums) Row(name string, columns int) []Cell {
	row := make([]Cell, columns)
	copy(row, s.row)
	row[0] = TextCell(name)
	return row
}
