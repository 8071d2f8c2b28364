package fapiao

// Sheet is one page as drawn: everything in millimetres from the upper left corner. PDF and OFD are two ways to write
// the same sheets.
type Sheet struct {
	Under  []Text // the mark that lies under everything else
	Texts  []Text
	Rules  []Rule
	Stamp  Ellipse
	QRSide float64
	QRX    float64
	QRY    float64
}

// The size of a sheet, in millimetres: 610 by 394 points.
const (
	sheetWidth  = 610 / pointsPerMillimetre
	sheetHeight = 394 / pointsPerMillimetre
)

// Ink is a colour, red, green and blue from 0 to 255.
type Ink [3]uint8

// The inks of an invoice.
var (
	frameInk = Ink{128, 0, 0}
	textInk  = Ink{0, 0, 0}
	stampInk = Ink{200, 30, 30}
	paleInk  = Ink{228, 228, 228}
)

// Text is a run of characters; X is its left end and Y its baseline.
type Text struct {
	X, Y, Size float64
	Ink        Ink
	Content    string
}

// Rule is a straight stroke.
type Rule struct{ X1, Y1, X2, Y2, Weight float64 }

// Ellipse is the outline of the stamp.
type Ellipse struct{ X, Y, Width, Height float64 }
