package fapiao

import (
	"fmt"
	"slices"

	"github.com/signintech/gopdf"

	"kaipiao/domain/calendar"
	"kaipiao/typeface"
)

// pointsPerMillimetre turns the size of a text into the unit of font sizes.
const pointsPerMillimetre = 72 / 25.4

func (p *Press) pdf(f Fapiao) ([]byte, error) {
	document := &gopdf.GoPdf{}
	document.Start(gopdf.Config{Unit: gopdf.UnitMM, PageSize: gopdf.Rect{W: sheetWidth, H: sheetHeight}})
	// The creation date is the date of issue, so that the same invoice gives the same bytes.
	document.SetInfo(gopdf.PdfInfo{
		Title: f.Title() + " " + f.Number, Subject: NotValid, Producer: "Kaipiao sandbox",
		CreationDate: f.IssuedAt.In(calendar.Shanghai),
	})
	sheets := p.sheets(f)
	if err := p.typeface.RegisterFor(document, textsOf(sheets)...); err != nil {
		return nil, fmt.Errorf("make the PDF: %w", err)
	}
	code, err := qrPNG(f)
	if err != nil {
		return nil, err
	}
	holder, err := gopdf.ImageHolderByBytes(code)
	if err != nil {
		return nil, fmt.Errorf("make the PDF: %w", err)
	}
	for _, sheet := range sheets {
		document.AddPage()
		if err := p.draw(document, sheet); err != nil {
			return nil, err
		}
		side := gopdf.Rect{W: sheet.QRSide, H: sheet.QRSide}
		if err := document.ImageByHolder(holder, sheet.QRX, sheet.QRY, &side); err != nil {
			return nil, fmt.Errorf("make the PDF: %w", err)
		}
	}
	content, err := document.GetBytesPdfReturnErr()
	if err == nil {
		content, err = typeface.CorrectTexts(content)
	}
	if err != nil {
		return nil, fmt.Errorf("make the PDF: %w", err)
	}
	return content, nil
}

// textsOf are all texts of an invoice.
func textsOf(sheets []Sheet) (texts []string) {
	for _, sheet := range sheets {
		for _, text := range slices.Concat(sheet.Under, sheet.Texts) {
			texts = append(texts, text.Content)
		}
	}
	return texts
}

// draw puts a sheet on the page: the mark, the rules, the texts, the stamp.
func (p *Press) draw(document *gopdf.GoPdf, sheet Sheet) error {
	if err := p.write(document, sheet.Under); err != nil {
		return err
	}
	document.SetStrokeColor(frameInk[0], frameInk[1], frameInk[2])
	for _, rule := range sheet.Rules {
		document.SetLineWidth(rule.Weight)
		document.Line(rule.X1, rule.Y1, rule.X2, rule.Y2)
	}
	if err := p.write(document, sheet.Texts); err != nil {
		return err
	}
	document.SetStrokeColor(stampInk[0], stampInk[1], stampInk[2])
	document.SetLineWidth(0.5)
	stamp := sheet.Stamp
	document.Oval(stamp.X, stamp.Y, stamp.X+stamp.Width, stamp.Y+stamp.Height)
	return nil
}

func (p *Press) write(document *gopdf.GoPdf, texts []Text) error {
	for _, text := range texts {
		if err := p.typeface.Check(text.Content); err != nil {
			return err
		}
		if err := document.SetFont(typeface.Family, "", text.Size*pointsPerMillimetre); err != nil {
			return fmt.Errorf("make the PDF: %w", err)
		}
		document.SetTextColor(text.Ink[0], text.Ink[1], text.Ink[2])
		document.SetXY(text.X, text.Y)
		if err := document.Text(text.Content); err != nil {
			return fmt.Errorf("make the PDF: %w", err)
		}
	}
	return nil
}
