package documents

import (
	"unicode/utf8"

	"kaipiao/domain/invoice"
)

// block is a part of the form with a vertical caption, measured.
type block struct {
	caption string
	right   float64
	fields  []field
	height  float64
}

// blockAir is the distance of a block's text from its upper and lower rule.
const blockAir = 1.8

// newBlock measures a party.
func (d stub) newBlock(caption string, of invoice.Party, right float64) block {
	made := block{caption: caption, right: right}
	for _, known := range []struct{ label, value string }{
		{"名　　　　称：", of.Name},
		{"纳税人识别号：", of.TaxpayerID},
		{"地　址、电话：", of.AddressPhone},
		{"开户行及账号：", of.BankAccount},
	} {
		width := right - stubLeft - stubCaption - 4 - d.font.Width(known.label, textForm.size)
		value := fit(d.font, known.value, width, stubPartyFieldMost, textFill)
		made.fields = append(made.fields, field{known.label, value})
		made.height += value.height() + fieldGap
	}
	made.height = max(made.height+2*blockAir, d.captionHeight(caption))
	return made
}

// captionHeight is what a vertical caption needs.
func (d stub) captionHeight(caption string) float64 {
	return textForm.size*1.35*float64(utf8.RuneCountInString(caption)) + 2*blockAir
}

// block draws a block below a height and returns where it ends.
func (d stub) block(of block, top float64) float64 {
	bottom := top + of.height
	d.box(top, bottom)
	d.rule(stubLeft+stubCaption, top, stubLeft+stubCaption, bottom, 0.2, inkForm)
	d.down(of.caption, stubLeft+stubCaption/2, top, bottom)
	x, y := stubLeft+stubCaption+2, top+blockAir
	for _, f := range of.fields {
		d.text(f.label, x, y+textFill.size*1.09, textForm)
		d.paragraph(f.value, x+d.font.Width(f.label, textForm.size), y)
		y += f.value.height() + fieldGap
	}
	return bottom
}

// ending is what follows the last line: the sums, the seller with its seal, the remark, and what the copy says of itself.
type ending struct{ seller, remark block }

func (e ending) height() float64 {
	return stubSums + stubTotal + e.seller.height + e.remark.height + stubDrawer + stubStatement
}

func (d stub) newEnding() ending {
	seller := d.newBlock("销售方", d.Seller, stubRight-stubSealCell)
	seller.height = max(seller.height, stubLeastSeller)
	remark := block{caption: "备注", right: stubRight}
	text := fit(d.font, d.Remark, stubRight-stubLeft-stubCaption-4, 7, textFill)
	remark.fields = []field{{"", text}}
	remark.height = max(text.height()+fieldGap+2*blockAir, d.captionHeight("备注")+4)
	return ending{seller, remark}
}

func (d stub) ending(measured ending, top float64) {
	top = d.sums(top)
	// The seal lies beneath the print, so that it hides none of it.
	d.seal(d.Seller.Name, stubRight-stubSealCell/2, top+measured.seller.height-sealRadius-2)
	bottom := d.block(measured.seller, top)
	d.rule(stubRight-stubSealCell, top, stubRight-stubSealCell, bottom, 0.2, inkForm)
	d.text("销售方：（章）", stubRight-stubSealCell+2, top+5, textForm)
	bottom = d.block(measured.remark, bottom)
	d.text("开票人：", stubLeft, bottom+4.5, textForm)
	d.text(d.Drawer, stubLeft+d.font.Width("开票人：", textForm.size), bottom+4.5, d.narrowed(d.Drawer, 80, textFill))
	bottom += stubDrawer
	d.text(copyOfStub, stubLeft, bottom+7.5, d.narrowed(copyOfStub, stubRight-stubLeft, style{3.3, inkSeal}))
	d.text(copyOfStubEnglish, stubLeft, bottom+12.2, d.narrowed(copyOfStubEnglish, stubRight-stubLeft, style{2.8, inkGrey}))
}
