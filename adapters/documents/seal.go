package documents

import (
	"math"

	"github.com/signintech/gopdf"
)

// The seal of an invoice (发票专用章), in millimetres from its middle.
const (
	sealRadius   = 19.0
	sealEdge     = 1.0
	sealName     = 4.1 // size of the name, where it is short enough
	sealStar     = 4.6
	sealMostTurn = 260 * math.Pi / 180 // how much of the circle the name may take
)

var inkSeal = ink{214, 40, 40}

// seal draws the seller's seal: a ring, the name along its upper side, a star, and what the seal is for.
func (c *canvas) seal(name string, x, y float64) {
	c.pdf.SetStrokeColor(inkSeal[0], inkSeal[1], inkSeal[2])
	c.pdf.SetLineWidth(sealEdge)
	c.pdf.Oval(x-sealRadius, y-sealRadius, x+sealRadius, y+sealRadius)
	c.pdf.SetFillColor(inkSeal[0], inkSeal[1], inkSeal[2])
	c.pdf.Polygon(star(x, y, sealStar), "F")
	c.centre("发票专用章", x, y+10.8, style{3.4, inkSeal})
	c.arc(name, x, y)
}

// arc writes a name clockwise around the upper side of the seal. A long name is printed smaller.
func (c *canvas) arc(name string, x, y float64) {
	look := style{sealName, inkSeal}
	for c.font.Width(name, look.size)/sealBaseline(look.size) > sealMostTurn {
		look.size *= 0.98
	}
	width, baseline := c.font.Width(name, look.size), sealBaseline(look.size)
	turn := min(width/baseline*1.35, sealMostTurn)
	perWidth := turn / width
	angle := -turn / 2
	for _, character := range name {
		half := c.font.Advance(character, look.size) * perWidth / 2
		angle += half
		c.pdf.Rotate(-angle*180/math.Pi, x, y)
		c.centre(string(character), x, y-baseline, look)
		c.pdf.RotateReset()
		angle += half
	}
}

// sealBaseline is how far from the middle the name stands, so that its upper end keeps clear of the ring.
func sealBaseline(size float64) float64 { return sealRadius - sealEdge - 1.2 - size*0.88 }

// star is the outline of a star with five points, one of them upwards.
func star(x, y, radius float64) []gopdf.Point {
	points := make([]gopdf.Point, 10)
	for i := range points {
		reach := radius
		if i%2 == 1 {
			reach *= 0.382 // where the strokes of a pentagram cross
		}
		angle := float64(i) * math.Pi / 5
		points[i] = gopdf.Point{X: x + reach*math.Sin(angle), Y: y - reach*math.Cos(angle)}
	}
	return points
}
