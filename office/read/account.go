// Package read puts the rows of the database together to what people see: whole invoices, applications, reversals and tickets, with
// one query each however many there are.
package read

import (
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// AccountOf is an account as the domain knows it.
func AccountOf(row query.Account) application.Account {
	return application.Account{ID: row.ID, Certification: CertificationOf(row), Region: row.Region, Email: row.Email}
}

// CertificationOf is what is known for certain about an account.
func CertificationOf(row query.Account) invoice.Certification {
	return invoice.Certification{Type: row.Certification, Name: row.CertifiedName, TaxpayerID: row.TaxpayerID}
}
