package read

import (
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

func AccountOf(row query.Account) application.Account {
	return application.Account{ID: row.ID, Certification: CertificationOf(row), Region: row.Region, Email: row.Email}
}

func CertificationOf(row query.Account) invoice.Certification {
	return invoice.Certification{Type: row.Certification, Name: row.CertifiedName, TaxpayerID: row.TaxpayerID}
}
