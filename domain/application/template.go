package application

import (
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// CheckTemplate says why invoice information cannot be saved, or nothing: it would be refused with every application (A4). Before an account
// is certified only the number can be wrong. Known is one that finance has confirmed although its check character is wrong.
func CheckTemplate(account Account, title invoice.Party, known bool) *refusal.Refusal {
	certified := account.Certification
	switch {
	case title.TaxpayerID != "" && !known && account.Region == Mainland && !invoice.ValidTaxpayerID(title.TaxpayerID):
		return refusal.New(refusal.TaxpayerIDInvalid, "taxpayer_id")
	case !certified.Type.Certified(), invoice.SameTitle(title.Name, certified.Name):
		return nil
	case certified.Type != invoice.Individual:
		return refusal.New(refusal.TitleNotCertified, "title")
	case title.TaxpayerID == "":
		return refusal.New(refusal.TaxpayerIDRequired, "taxpayer_id")
	default:
		return nil
	}
}
