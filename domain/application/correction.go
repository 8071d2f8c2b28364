package application

import (
	"cmp"

	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// CheckCorrection finds what is printed of the buyer when an invoice is corrected that the provider refused for good (A4): under the
// certified name and number at once, in their certified spelling; under another name or number after a second person confirmed it.
// Known is a number that finance has confirmed although its check character is wrong.
func CheckCorrection(certified invoice.Certification, title invoice.Party, known bool) (buyer invoice.Party, secondPerson bool, err error) {
	named := invoice.SameTitle(title.Name, certified.Name)
	if named {
		title.Name = certified.Name
		title.TaxpayerID = cmp.Or(title.TaxpayerID, certified.TaxpayerID)
	}
	switch {
	case named && title.TaxpayerID == certified.TaxpayerID:
		return title, false, nil
	case title.TaxpayerID == "":
		return title, false, refusal.New(refusal.TaxpayerIDRequired, "taxpayer_id")
	case !known && !invoice.ValidTaxpayerID(title.TaxpayerID):
		return title, false, refusal.New(refusal.TaxpayerIDInvalid, "taxpayer_id")
	default:
		return title, true, nil
	}
}
