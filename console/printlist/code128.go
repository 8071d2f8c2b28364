// Package printlist has what the print desk prints and what comes back from it: bars that a scanner reads, what was scanned, and filled-in tables.
package printlist

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/code128"
)

// quiet is how many modules stay white at each side, as the standard asks.
const quiet = 10

// Bars are a text as Code 128: how many modules they are wide, and the path that draws them, one module a unit.
type Bars struct {
	Width, Height int
	Path          string
}

// Box is what an SVG shows of them.
func (b Bars) Box() string { return fmt.Sprintf("0 0 %d %d", b.Width, b.Height) }

// Code128 draws a text; an empty path for one that has no bars.
func Code128(text string) Bars {
	const height = 60
	drawn, err := code128.Encode(text)
	if err != nil {
		return Bars{Width: 1, Height: height}
	}
	modules := drawn.Bounds().Dx()
	black := func(x int) bool { return x < modules && drawn.At(x, 0) == color.Black }
	var path strings.Builder
	for x := 0; x < modules; x++ {
		from := x
		for black(x) {
			x++
		}
		if x > from {
			fmt.Fprintf(&path, "M%d 0h%dv%dh-%dz", quiet+from, x-from, height, x-from)
		}
	}
	return Bars{Width: modules + 2*quiet, Height: height, Path: path.String()}
}
