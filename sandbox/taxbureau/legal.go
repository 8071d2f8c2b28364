package taxbureau

import (
	"slices"
	"strings"
	"time"

	"kaipiao/domain/money"
	"kaipiao/sandbox/store"
)

// LegalDocument is one document in the bureau's book.
type LegalDocument struct {
	Serial      string       `json:"serial"`
	Number      string       `json:"number"`
	InvoiceType InvoiceType  `json:"invoice_type"`
	Seller      string       `json:"seller"`
	Buyer       string       `json:"buyer"`
	Amount      money.Amount `json:"amount"`
	IssuedAt    time.Time    `json:"issued_at"`
	// RedOf is the number of the document that this one reverses; null for a blue one.
	RedOf  *string `json:"red_of"`
	Voided bool    `json:"voided"`
}

// Issued lists every legal document, oldest first.
func (r *Register) Issued() ([]LegalDocument, error) {
	documents := []LegalDocument{}
	err := r.store.View(func(tx store.Tx) error {
		now := r.now()
		blues, err := blueDocuments(tx, now)
		if err != nil {
			return err
		}
		reds, err := redDocuments(tx, now)
		documents = append(blues, reds...)
		return err
	})
	slices.SortFunc(documents, func(a, b LegalDocument) int {
		if order := a.IssuedAt.Compare(b.IssuedAt); order != 0 {
			return order
		}
		return strings.Compare(a.Number, b.Number)
	})
	return documents, err
}

func blueDocuments(tx store.Tx, now time.Time) ([]LegalDocument, error) {
	entries, err := store.All[entry](tx, store.Documents)
	if err != nil {
		return nil, err
	}
	documents := []LegalDocument{}
	for _, e := range entries {
		if e.result(now).Status != Issued {
			continue
		}
		_, voided, err := store.Get[time.Time](tx, store.Voids, e.Number)
		if err != nil {
			return nil, err
		}
		document := e.legal()
		document.Voided = voided
		documents = append(documents, document)
	}
	return documents, nil
}

func redDocuments(tx store.Tx, now time.Time) ([]LegalDocument, error) {
	forms, err := store.All[redForm](tx, store.RedForms)
	if err != nil {
		return nil, err
	}
	var documents []LegalDocument
	for _, form := range forms {
		if !form.issued(now) {
			continue
		}
		reversed, _, err := issued(tx, form.Request.Number, now)
		if err != nil {
			return nil, err
		}
		document := reversed.legal()
		document.Serial, document.Number, document.IssuedAt = form.Request.Serial, form.Number, form.IssuedAt
		document.Amount, document.RedOf = form.Request.Gross, &form.Request.Number
		documents = append(documents, document)
	}
	return documents, nil
}

func (e entry) legal() LegalDocument {
	return LegalDocument{
		Serial: e.Submission.Serial, Number: e.Number, InvoiceType: e.Submission.InvoiceType,
		Seller: e.Submission.Seller.Name, Buyer: e.Submission.Buyer.Name,
		Amount: e.Submission.Gross, IssuedAt: e.DecidedAt,
	}
}

// issued finds the blue document of a number; it reports false as long as it does not exist.
func issued(tx store.Tx, number string, now time.Time) (found entry, exists bool, err error) {
	serial, known, err := store.Get[string](tx, store.Numbers, number)
	if err != nil || !known {
		return entry{}, false, err
	}
	found, exists, err = store.Get[entry](tx, store.Documents, serial)
	return found, exists && found.result(now).Status == Issued, err
}
