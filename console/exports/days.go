package exports

import (
	"kaipiao/api"
	"kaipiao/console/words"
)

var chosenOf = words.Text{ZH: "所选发票 %d 张", EN: "%d chosen invoices"}

// daysOf says of which days an export is; one of chosen invoices is of none.
func daysOf(e api.Export) words.Text {
	if e.From == nil || e.To == nil {
		return chosenOf.With(e.Chosen)
	}
	return words.Same(e.From.String() + " ～ " + e.To.String())
}
