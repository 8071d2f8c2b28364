package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"os"

	"go.yaml.in/yaml/v3"

	"kaipiao/domain/invoice"
)

// Load reads the policy file at path over the defaults; an empty path gives the defaults. Unknown keys and values that
// contradict each other are refused, so that a typing error cannot go into force silently.
func Load(path string) (Policy, error) {
	if path == "" {
		return Default(), nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return Policy{}, fmt.Errorf("read the policy file: %w", err)
	}
	loaded, err := Parse(content)
	if err != nil {
		return Policy{}, fmt.Errorf("policy file %s: %w", path, err)
	}
	return loaded, nil
}

// Parse reads YAML over the defaults.
func Parse(content []byte) (Policy, error) {
	p := Default()
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return Policy{}, err
	}
	if err := p.Check(); err != nil {
		return Policy{}, err
	}
	return p, nil
}

// mostInvoices is how many child workflows one application's workflow may comfortably start.
const mostInvoices = 1000

// Check reports everything in the policy that cannot be meant.
func (p Policy) Check() error {
	var problems []error
	refuse := func(wrong bool, key, why string) {
		if wrong {
			problems = append(problems, fmt.Errorf("%s %s", key, why))
		}
	}
	refuse(p.Review.CoolOff < 0, "review.cool_off", "must not be negative")
	refuse(p.Review.AutomaticWithin < p.Review.CoolOff, "review.automatic_within", "must not be shorter than review.cool_off")
	refuse(p.Review.ManualWithinWorkingDays < 1, "review.manual_within_working_days", "must be at least 1")
	refuse(p.Issue.ElectronicTarget <= 0, "issue.electronic_target", "must be positive")
	refuse(p.Issue.ElectronicWithin < p.Issue.ElectronicTarget, "issue.electronic_within", "must not be shorter than issue.electronic_target")
	refuse(p.Issue.PaperWithinWorkingDays < 1, "issue.paper_within_working_days", "must be at least 1")
	refuse(p.Ship.WithinDays < 1, "ship.within_days", "must be at least 1")
	refuse(p.Ship.Days != CalendarDays && p.Ship.Days != WorkingDays, "ship.days", "must be calendar or working")
	refuse(p.Release.MarketplaceAfterDays < 0, "release.marketplace_after_days", "must not be negative")
	refuse(!p.Limits.Minimum.IsPositive(), "limits.minimum", "must be at least 0.01")
	refuse(p.Limits.Electronic.Less(p.Limits.Minimum), "limits.electronic", "must not be below limits.minimum")
	refuse(p.Limits.Paper.Less(p.Limits.Minimum), "limits.paper", "must not be below limits.minimum")
	refuse(p.Limits.Remark < 0, "limits.remark", "must not be negative")
	refuse(p.Limits.Lines < 1, "limits.lines", "must be at least 1")
	refuse(p.Limits.Invoices < 1 || p.Limits.Invoices > mostInvoices, "limits.invoices", fmt.Sprintf("must be between 1 and %d", mostInvoices))
	refuse(p.Red.ConfirmWithin <= 0, "red.confirm_within", "must be positive")
	refuse(p.Paper.Dispatch != AutomaticDispatch && p.Paper.Dispatch != ManualDispatch, "paper.dispatch", "must be automatic or manual")
	refuse(p.Parcel.SilentAfter <= 0, "parcel.silent_after", "must be positive")
	refuse(p.Seller.Name == "" || p.Seller.TaxpayerID == "", "seller", "needs a name and a taxpayer_id")
	for id, vendor := range p.Vendors {
		refuse(id == "platform", "vendors."+string(id), "is no vendor; the platform's own block is seller")
		refuse(vendor.Name == "", "vendors."+string(id), "needs a name")
		refuse(vendor.Email != "" && !isAddress(vendor.Email), "vendors."+string(id)+".email", "is no mail address")
	}
	for i, row := range p.Kinds {
		refuse(!row.valid(), fmt.Sprintf("kinds[%d]", i),
			"needs certification individual, enterprise or organization, kind ordinary or special, and media electronic or paper")
		// No special invoice to natural persons, whatever a vendor would like (VAT regulations, article 37).
		refuse(row.Kind == invoice.Special && row.Certification == invoice.Individual, fmt.Sprintf("kinds[%d]", i),
			"offers a special invoice to individuals, which the law forbids")
	}
	return errors.Join(problems...)
}

// isAddress reports whether mail can be sent to it.
func isAddress(text string) bool {
	parsed, err := mail.ParseAddress(text)
	return err == nil && parsed.Address == text
}

func (k KindAllowed) valid() bool {
	for _, medium := range k.Media {
		if !medium.Valid() {
			return false
		}
	}
	return k.Certification.Certified() && k.Kind.Valid() && len(k.Media) > 0
}
