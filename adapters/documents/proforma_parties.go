package documents

import "kaipiao/domain/invoice"

// How the two blocks of the parties stand beside each other.
const (
	partyGap    = 10.0
	partyTop    = 7.0 // below its heading
	partyBottom = 7.0 // down to the table
	fieldGap    = 1.3
)

// field is a labelled text.
type field struct {
	label string
	value paragraph
}

func (f field) height() float64 {
	if f.label == "" {
		return f.value.height() + fieldGap
	}
	return textLabel.size*leading + f.value.height() + fieldGap
}

// parties is the seller and the customer, measured.
type parties struct{ seller, customer []field }

func (p parties) height() float64 {
	return partyTop + max(heightOf(p.seller), heightOf(p.customer)) + partyBottom
}

func heightOf(fields []field) float64 {
	height := 0.0
	for _, f := range fields {
		height += f.height()
	}
	return height
}

func (d proforma) newParties() parties {
	return parties{d.newParty(d.Seller, "纳税人识别号 Taxpayer ID", d.SellerNameEN, d.SellerAddressEN), d.newParty(d.Customer, "注册登记号码 Registration No.", "", "")}
}

// newParty measures what is known of a party: an overseas customer may have nothing but a name and an address.
func (d proforma) newParty(of invoice.Party, numbered, english, englishAddress string) []field {
	width := proformaMiddle - proformaLeft - partyGap/2
	fields := []field{{"", fit(d.font, of.Name, width, 5, style{3.7, inkBlack})}}
	if english != "" {
		fields = append(fields, field{"", fit(d.font, english, width, 5, textBody)})
	}
	for _, known := range []struct{ label, value string }{
		{numbered, of.TaxpayerID},
		{"地址、电话 Address, phone", of.AddressPhone},
		{"英文地址 Address in English", englishAddress},
		{"开户行及账号 Bank, account", of.BankAccount},
	} {
		if known.value != "" {
			fields = append(fields, field{known.label, fit(d.font, known.value, width, 4, textBody)})
		}
	}
	return fields
}

// parties draws both blocks below a height and returns where the table begins.
func (d proforma) parties(measured parties, top float64) float64 {
	d.party("卖方 Seller", measured.seller, proformaLeft, proformaMiddle-partyGap/2, top)
	d.party("客户 Customer", measured.customer, proformaMiddle+partyGap/2, proformaRight, top)
	return top + measured.height()
}

func (d proforma) party(title string, fields []field, left, right, top float64) {
	d.text(title, left, top+3.4, textHead)
	d.rule(left, top+5.2, right, top+5.2, 0.2, inkNavy)
	y := top + partyTop
	for _, f := range fields {
		if f.label != "" {
			d.text(f.label, left, y+textLabel.size*1.1, textLabel)
			y += textLabel.size * leading
		}
		d.paragraph(f.value, left, y)
		y += f.value.height() + fieldGap
	}
}
