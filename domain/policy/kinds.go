package policy

import (
	"slices"

	"kaipiao/domain/invoice"
)

// KindAllowed is one row of the table of what is offered (A3). A row without media offers nothing.
type KindAllowed struct {
	Certification invoice.CertificationType `yaml:"certification" json:"certification"`
	Kind          invoice.Kind              `yaml:"kind" json:"kind"`
	Media         []invoice.Medium          `yaml:"media" json:"media" doc:"The media on which it is offered; none where it is not offered."`
}

func defaultKinds() []KindAllowed {
	both := []invoice.Medium{invoice.Electronic, invoice.Paper}
	return []KindAllowed{
		{invoice.Individual, invoice.Ordinary, both},
		{invoice.Enterprise, invoice.Ordinary, both},
		{invoice.Organization, invoice.Ordinary, both},
		{invoice.Enterprise, invoice.Special, []invoice.Medium{invoice.Paper}},
	}
}

func (k KindAllowed) sameAs(other KindAllowed) bool {
	return k.Certification == other.Certification && k.Kind == other.Kind
}

// mergeKinds puts each row in the place of the default one for the same certification and kind; the other defaults stay.
func mergeKinds(defaults, rows []KindAllowed) []KindAllowed {
	merged := slices.Clone(defaults)
	for _, row := range rows {
		if at := slices.IndexFunc(merged[:len(defaults)], row.sameAs); at >= 0 {
			merged[at] = row
		} else {
			merged = append(merged, row)
		}
	}
	return merged
}

func (k KindAllowed) valid() bool {
	for _, medium := range k.Media {
		if !medium.Valid() {
			return false
		}
	}
	return k.Certification.Certified() && k.Kind.Valid() && k.Media != nil
}

// Offers reports whether an account certified as such may have this kind on this medium (A3).
func (p Policy) Offers(certification invoice.CertificationType, kind invoice.Kind, medium invoice.Medium) bool {
	return slices.ContainsFunc(p.Kinds, func(row KindAllowed) bool {
		return row.Certification == certification && row.Kind == kind && slices.Contains(row.Media, medium)
	})
}
