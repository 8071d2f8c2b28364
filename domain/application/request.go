// Package application holds the rules of applying for invoices: who may have which invoice under which title, which
// records are taken, which invoices come out, and when they are due. It decides; the register stores.
package application

import (
	"unicode/utf8"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
)

// Region is where the customer is at home; only the mainland gets VAT invoices (A9).
type Region string

// The regions.
const (
	Mainland Region = "mainland"
	HongKong Region = "hongkong"
	Overseas Region = "overseas"
)

// Valid reports whether r is one of the regions.
func (r Region) Valid() bool { return r == Mainland || r == HongKong || r == Overseas }

// Account is the customer, as far as applying asks.
type Account struct {
	ID            ids.Account
	Certification invoice.Certification
	Region        Region
	Email         string
}

// Check refuses an account whose certification cannot be one where it is at home (A1, A11).
func (a Account) Check() error {
	if a.Region == Mainland {
		return a.Certification.Check()
	}
	return a.Certification.CheckAbroad()
}

// Request is an application as the customer makes it, with templates already filled in (A5).
type Request struct {
	Account ids.Account
	Seller  ids.Seller
	Kind    invoice.Kind
	Medium  invoice.Medium
	// Amount is gross, in CNY; nil when records are picked instead (A2).
	Amount       *money.Amount
	Consumptions []ids.Consumption
	Title        invoice.Party
	Address      *invoice.Address
	Email        string
	Remark       string
	// Replaces is the invoice that was voided or red-issued and is applied for again with other information (V4); may be empty.
	Replaces ids.Invoice
	// ByMaster is the master that applies for the account, under the member's title alone (A13); empty where nobody does it for another one.
	ByMaster ids.Account
}

// ReviewMode says who decides about an application (R1).
type ReviewMode string

// The review modes.
const (
	AutomaticReview ReviewMode = "automatic"
	ManualReview    ReviewMode = "manual"
)

// Accepted is a request that is in order but for its amounts: with the title as it will be printed.
type Accepted struct {
	Request
	Buyer  invoice.Party
	Review ReviewMode
}

// Check applies every rule that does not need the ledger. The refusals are all that could be found, so that a customer
// can mend them at once.
func Check(p policy.Policy, account Account, request Request) (Accepted, refusal.List) {
	var refused refusal.List
	no := func(code refusal.Code, field string, arguments ...any) {
		refused = append(refused, refusal.New(code, field, arguments...))
	}
	if !account.Certification.Type.Certified() {
		no(refusal.NotCertified, "")
	}
	if account.Region != Mainland {
		no(refusal.ProformaOnly, "")
	}
	if code, refusedKind := checkKind(p, account.Certification.Type, request); refusedKind {
		no(code, "kind")
	}
	accepted, titleRefusals := checkTitle(account.Certification, request)
	refused = append(refused, titleRefusals...)
	if request.ByMaster != "" && len(titleRefusals) == 0 && accepted.Buyer.Name != account.Certification.Name {
		no(refusal.MemberTitleOnly, "title", account.Certification.Name)
	}
	if request.Medium == invoice.Paper && request.Address == nil {
		no(refusal.AddressRequired, "address")
	}
	if length := utf8.RuneCountInString(request.Remark); length > p.Limits.Remark {
		no(refusal.RemarkTooLong, "remark", length, p.Limits.Remark)
	}
	refused = append(refused, checkSelection(p, request)...)
	if accepted.Email == "" {
		accepted.Email = account.Email
	}
	return accepted, refused
}

// checkKind applies the table of what is offered (A3).
func checkKind(p policy.Policy, certification invoice.CertificationType, request Request) (refusal.Code, bool) {
	switch {
	case !certification.Certified(), p.Offers(certification, request.Kind, request.Medium):
		return "", false
	case request.Kind == invoice.Special && p.Offers(certification, invoice.Special, invoice.Paper):
		return refusal.SpecialPaperOnly, true
	case request.Kind == invoice.Special:
		return refusal.SpecialNotForType, true
	default:
		return refusal.KindNotOffered, true
	}
}

// checkTitle finds the title to print and who must look at it (A4, R1).
func checkTitle(certification invoice.Certification, request Request) (Accepted, refusal.List) {
	accepted := Accepted{Request: request, Buyer: request.Title, Review: AutomaticReview}
	if request.Title.Name == "" || invoice.SameTitle(request.Title.Name, certification.Name) {
		accepted.Buyer.Name = certification.Name
		accepted.Buyer.TaxpayerID = certification.TaxpayerID
		return accepted, nil
	}
	if certification.Type != invoice.Individual {
		if !certification.Type.Certified() {
			return accepted, nil
		}
		return accepted, refusal.List{refusal.New(refusal.TitleNotCertified, "title")}
	}
	// An individual may use an enterprise's title, which a reviewer looks at.
	accepted.Review = ManualReview
	switch {
	case request.Title.TaxpayerID == "":
		return accepted, refusal.List{refusal.New(refusal.TaxpayerIDRequired, "title.taxpayer_id")}
	case !invoice.ValidTaxpayerID(request.Title.TaxpayerID):
		return accepted, refusal.List{refusal.New(refusal.TaxpayerIDInvalid, "title.taxpayer_id")}
	default:
		return accepted, nil
	}
}

// checkSelection: an amount or records, and not less than the minimum (A2, A7).
func checkSelection(p policy.Policy, request Request) refusal.List {
	switch {
	case request.Amount != nil && len(request.Consumptions) > 0:
		return refusal.List{refusal.New(refusal.AmountOrConsumptions, "amount")}
	case request.Amount == nil && len(request.Consumptions) == 0:
		return refusal.List{refusal.New(refusal.NothingSelected, "amount")}
	case request.Amount != nil && request.Amount.Less(p.Limits.Minimum):
		return refusal.List{refusal.New(refusal.BelowMinimum, "amount", p.Limits.Minimum)}
	default:
		return nil
	}
}
