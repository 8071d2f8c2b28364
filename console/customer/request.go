package customer

import (
	"net/http"
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// object is a JSON object.
type object = map[string]any

// accountPath is where the visitor's account is in the API.
func accountPath(v *page.Visit) string {
	return "/v1/accounts/" + url.PathEscape(string(v.Account))
}

// body is the application that the form comes to.
func (f *form) body(of api.Certification) object {
	b := object{"seller": f.Seller, "kind": f.Kind, "medium": f.Medium}
	switch {
	case f.By == byRecords && len(f.Records) > 0:
		b["consumptions"] = f.Records
	case f.By != byRecords && f.Amount != "":
		b["amount"] = format.TypedAmount(f.Amount)
	}
	if title := f.title(of); title != nil {
		b["title"] = title
	}
	if address := f.address(); address != nil {
		b["address"] = address
	}
	for name, value := range map[string]string{"email": f.Email, "remark": f.Remark, "replaces": f.Replaces} {
		if value != "" {
			b[name] = value
		}
	}
	return b
}

// title is the buyer: the certified one with what is typed beside it, a saved one, or all typed. Nothing leaves the account's default.
func (f *form) title(of api.Certification) any {
	switch f.Title {
	case "", certified:
		if of.Name == "" {
			return nil
		}
		return withoutEmpty(object{"title": of.Name, "taxpayer_id": of.TaxpayerID, "address_phone": f.AddressPhone, "bank_account": f.BankAccount})
	case fresh:
		return withoutEmpty(object{"title": f.Name, "taxpayer_id": f.TaxpayerID, "address_phone": f.AddressPhone, "bank_account": f.BankAccount}, "title")
	default:
		return f.Title
	}
}

// address is where paper goes; nothing leaves the account's default.
func (f *form) address() any {
	if f.Medium != string(invoice.Paper) {
		return nil
	}
	switch f.Address {
	case "":
		return nil
	case fresh:
		typed := object{"recipient": f.Recipient, "phone": f.Phone, "region": f.Region, "street": f.Street}
		if len(withoutEmpty(typed)) == 0 {
			return nil
		}
		return typed
	default:
		return f.Address
	}
}

func withoutEmpty(o object, but ...string) object {
	kept := object{}
	for name, value := range o {
		if value != "" || slices.Contains(but, name) {
			kept[name] = value
		}
	}
	return kept
}

// preview asks what the form would come to.
func preview(v *page.Visit, f *form, of api.Certification) (api.Application, error) {
	var foreseen api.Application
	err := v.Call(http.MethodPost, accountPath(v)+"/applications/preview", f.body(of), &foreseen)
	return foreseen, err
}

// ofDetails are reasons that the second step is about; all others are the first one's.
var ofDetails = []refusal.Code{
	refusal.SpecialPaperOnly, refusal.SpecialNotForType, refusal.KindNotOffered, refusal.TitleNotCertified, refusal.TaxpayerIDRequired,
	refusal.TaxpayerIDInvalid, refusal.AddressRequired, refusal.UnknownTemplate, refusal.RemarkTooLong, refusal.SpecialNeedsTax, refusal.MemberTitleOnly,
}

func isOfDetails(reason api.Reason) bool {
	return slices.Contains(ofDetails, refusal.Code(reason.Code))
}

// ofAmount keeps the reasons of the first step.
func ofAmount(all []api.Reason) []api.Reason {
	return slices.DeleteFunc(slices.Clone(all), isOfDetails)
}

// certification is who the visitor's account is.
func accountOf(v *page.Visit) (api.Account, error) {
	var account api.Account
	err := v.Get(accountPath(v), &account)
	return account, err
}
