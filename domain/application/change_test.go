package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

func TestR6WhatANewCertificationMeans(t *testing.T) {
	none := invoice.Certification{Type: invoice.Uncertified, Name: "anybody"}
	company := invoice.Certification{Type: invoice.Enterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"}
	renamed, other, person := company, company, invoice.Certification{Type: invoice.Individual, Name: "张三"}
	renamed.Name, other.TaxpayerID = "北京新甲科技有限公司", "91110108MA00000008"
	for _, c := range []struct {
		name      string
		old, next invoice.Certification
		change    application.CompanyChange
		means     application.Succession
		refused   refusal.Code
	}{
		{"the same again", company, company, "", application.SameSubject, ""},
		{"the same again, with a reason", company, company, application.SubjectChange, application.SameSubject, ""},
		{"certified at last", none, company, "", application.SameSubject, ""},
		{"a new name", company, renamed, application.NameChange, application.Renamed, ""},
		{"a new name, not said so", company, renamed, "", application.SameSubject, refusal.ChangeNotNamed},
		{"another number is another subject", company, other, application.NameChange, application.SameSubject, refusal.SubjectDiffers},
		{"another kind is another subject", company, person, application.NameChange, application.SameSubject, refusal.SubjectDiffers},
		{"taken over", company, other, application.SubjectChange, application.Succeeded, ""},
		{"taken over by a person", company, person, application.SubjectChange, application.Succeeded, ""},
		{"given up, not said so", company, none, "", application.SameSubject, refusal.ChangeNotNamed},
	} {
		means, refused := application.Succeed(c.old, c.next, c.change)
		require.Equal(t, c.means, means, c.name)
		if c.refused == "" {
			require.Nil(t, refused, c.name)
			continue
		}
		require.Equal(t, c.refused, refused.Code, c.name)
	}
}
