package fapiao

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"
)

type ofdPage struct {
	XMLName xml.Name   `xml:"ofd:Page"`
	Space   string     `xml:"xmlns:ofd,attr"`
	Box     string     `xml:"ofd:Area>ofd:PhysicalBox"`
	Layers  []ofdLayer `xml:"ofd:Content>ofd:Layer"`
}

type ofdLayer struct {
	ID     int       `xml:"ID,attr"`
	Type   string    `xml:"Type,attr"`
	Paths  []ofdPath `xml:"ofd:PathObject"`
	Images []ofdView `xml:"ofd:ImageObject"`
	Texts  []ofdText `xml:"ofd:TextObject"`
}

type ofdPath struct {
	ID     int      `xml:"ID,attr"`
	Box    string   `xml:"Boundary,attr"`
	Weight string   `xml:"LineWidth,attr"`
	Colour ofdValue `xml:"ofd:StrokeColor"`
	Data   string   `xml:"ofd:AbbreviatedData"`
}

type ofdView struct {
	ID       int    `xml:"ID,attr"`
	Box      string `xml:"Boundary,attr"`
	Matrix   string `xml:"CTM,attr"`
	Resource int    `xml:"ResourceID,attr"`
}

type ofdText struct {
	ID     int      `xml:"ID,attr"`
	Box    string   `xml:"Boundary,attr"`
	Font   int      `xml:"Font,attr"`
	Size   string   `xml:"Size,attr"`
	Colour ofdValue `xml:"ofd:FillColor"`
	Code   ofdCode  `xml:"ofd:TextCode"`
}

type ofdValue struct {
	Value string `xml:"Value,attr"`
}

type ofdCode struct {
	X       string `xml:"X,attr"`
	Y       string `xml:"Y,attr"`
	DeltaX  string `xml:"DeltaX,attr,omitempty"`
	Content string `xml:",chardata"`
}

// ofdPage draws a sheet in two layers: the mark behind, everything else before it.
func (p *Press) ofdPage(sheet Sheet, ids *counter) ofdPage {
	mark := ofdLayer{ID: ids.next(), Type: "Background", Texts: p.ofdTexts(sheet.Under, ids)}
	front := ofdLayer{ID: ids.next(), Type: "Body"}
	for _, rule := range sheet.Rules {
		front.Paths = append(front.Paths, ofdRule(rule, ids.next()))
	}
	front.Paths = append(front.Paths, ofdEllipse(sheet.Stamp, ids.next()))
	front.Images = []ofdView{{
		ID: ids.next(), Box: ofdBox(sheet.QRX, sheet.QRY, sheet.QRSide, sheet.QRSide),
		Matrix: fmt.Sprintf("%s 0 0 %s 0 0", millimetres(sheet.QRSide), millimetres(sheet.QRSide)), Resource: qrID,
	}}
	front.Texts = p.ofdTexts(sheet.Texts, ids)
	return ofdPage{Space: ofdSpace, Box: ofdBox(0, 0, sheetWidth, sheetHeight), Layers: []ofdLayer{mark, front}}
}

func (p *Press) ofdTexts(texts []Text, ids *counter) []ofdText {
	written := make([]ofdText, len(texts))
	for i, text := range texts {
		written[i] = p.ofdText(text, ids.next())
	}
	return written
}

func ofdRule(rule Rule, id int) ofdPath {
	width, height := math.Abs(rule.X2-rule.X1), math.Abs(rule.Y2-rule.Y1)
	return ofdPath{
		ID:     id,
		Box:    ofdBox(min(rule.X1, rule.X2), min(rule.Y1, rule.Y2), max(width, rule.Weight), max(height, rule.Weight)),
		Weight: millimetres(rule.Weight), Colour: ofdColour(frameInk),
		Data: fmt.Sprintf("M 0 0 L %s %s", millimetres(width), millimetres(height)),
	}
}

func ofdEllipse(e Ellipse, id int) ofdPath {
	width, half, rx := millimetres(e.Width), millimetres(e.Height/2), millimetres(e.Width/2)
	return ofdPath{
		ID: id, Box: ofdBox(e.X, e.Y, e.Width, e.Height), Weight: "0.5", Colour: ofdColour(stampInk),
		Data: fmt.Sprintf("M 0 %[2]s A %[3]s %[2]s 0 1 1 %[1]s %[2]s A %[3]s %[2]s 0 1 1 0 %[2]s C", width, half, rx),
	}
}

func (p *Press) ofdText(text Text, id int) ofdText {
	characters := []rune(text.Content)
	steps := make([]string, len(characters)-1)
	for i := range steps {
		steps[i] = millimetres(p.typeface.Advance(characters[i], text.Size))
	}
	return ofdText{
		ID: id, Box: ofdBox(text.X, text.Y-text.Size, p.typeface.Width(text.Content, text.Size)+0.5, text.Size*1.4),
		Font: fontID, Size: millimetres(text.Size), Colour: ofdColour(text.Ink),
		Code: ofdCode{X: "0", Y: millimetres(text.Size), DeltaX: strings.Join(steps, " "), Content: text.Content},
	}
}

func ofdColour(ink Ink) ofdValue {
	return ofdValue{fmt.Sprintf("%d %d %d", ink[0], ink[1], ink[2])}
}
