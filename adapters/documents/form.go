package documents

import (
	"kaipiao/domain/calendar"
	"kaipiao/domain/document"
)

// How a form stands on its page, in millimetres.
const (
	formLeft  = 28.0
	formRight = 182.0
	formStep  = 13.0
)

// firstOfForms is the date that forms carry inside: they have none of their own, and are the same whenever they are printed.
var firstOfForms = calendar.NewDate(2026, 1, 1)

// Form prints a form to be filled in by hand and sealed.
func (p *Press) Form(of document.Form) ([]byte, error) {
	d := p.canvas(of.Title+" "+of.TitleEN, of.SaysEN, firstOfForms)
	d.pdf.AddPage()
	d.centre(of.Title, pageWidth/2, 38, style{7.2, inkBlack})
	d.centre(of.TitleEN, pageWidth/2, 46, style{3.6, inkGrey})
	y := 62.0
	for _, said := range []paragraph{
		fit(d.font, "致：To: "+of.Seller.Name, formRight-formLeft, 2, style{4, inkBlack}),
		fit(d.font, of.Says, formRight-formLeft, 6, style{4, inkBlack}),
		fit(d.font, of.SaysEN, formRight-formLeft, 6, style{3.2, inkGrey}),
	} {
		d.paragraph(said, formLeft, y)
		y += said.height() + 4
	}
	y += 4
	for _, blank := range append(of.Blanks, document.Blank{}, document.Blank{Label: "经办人", LabelEN: "Signed by"},
		document.Blank{Label: "日期", LabelEN: "Date"}, document.Blank{Label: "单位盖章", LabelEN: "Seal of the company"}) {
		if blank.Label != "" {
			d.text(blank.Label, formLeft, y+formStep-4.5, style{3.6, inkBlack})
			d.text(blank.LabelEN, formLeft, y+formStep-0.8, textLabel)
			d.rule(formLeft+48, y+formStep-2, formRight, y+formStep-2, 0.2, inkGrey)
		}
		y += formStep
	}
	return d.finish()
}
