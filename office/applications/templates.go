package applications

import (
	"context"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Templates are the saved title and address that an application chooses by their ids. What is neither chosen nor in the request is
// the account's default one (A5).
type Templates struct {
	Title   ids.Title
	Address ids.Address
}

// applicant tells who applies, and copies the account's templates into the request: from now on a later edit of them changes nothing (A5).
func applicant(ctx context.Context, q *query.Queries, known *known, s Submission) (query.Account, application.Request, error) {
	request, chosen := s.Request, s.Templates
	saved, err := known.applicant(ctx, q, s)
	if err != nil {
		return query.Account{}, request, tx.Missing(err, "account")
	}
	if request.Title.Name == "" {
		if saved.TitleID == "" && chosen.Title != "" {
			return saved.Account, request, unknown("title")
		}
		request.Title = invoice.Party{
			Name: saved.Title, TaxpayerID: saved.TitleTaxpayerID, AddressPhone: saved.AddressPhone, BankAccount: saved.BankAccount,
		}
	}
	if request.Address == nil && (request.Medium == invoice.Paper || chosen.Address != "") {
		if saved.AddressID != "" {
			request.Address = &invoice.Address{Recipient: saved.Recipient, Phone: saved.Phone, Region: saved.AddressRegion, Street: saved.Street}
		} else if chosen.Address != "" {
			return saved.Account, request, unknown("address")
		}
	}
	return saved.Account, request, nil
}

func readApplicant(ctx context.Context, q *query.Queries, s Submission) (query.ApplicantRow, error) {
	return q.Applicant(ctx, query.ApplicantParams{ID: s.Request.Account, Title: s.Templates.Title, Address: s.Templates.Address})
}

// unknown refuses a template that was asked for and is not there. It names the member of the request; the call itself was found.
func unknown(field string) error {
	return refusal.New(refusal.UnknownTemplate, field, field)
}
