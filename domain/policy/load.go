package policy

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

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

// LoadFor is Load, for a tax provider that is the sandbox or a real one.
func LoadFor(path string, sandbox bool) (Policy, error) {
	loaded, err := Load(path)
	if err != nil {
		return Policy{}, err
	}
	return loaded.For(sandbox)
}

// Parse reads YAML over the defaults.
func Parse(content []byte) (Policy, error) {
	p := Default()
	var named map[string]yaml.Node
	if err := yaml.Unmarshal(content, &named); err != nil {
		return Policy{}, err
	}
	p.forget(named)
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return Policy{}, err
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return Policy{}, errors.New("one policy is in a file: something follows after its end")
	}
	if err := p.readTexts(content); err != nil {
		return Policy{}, err
	}
	if p.named["kinds"] && checkKinds(p.Kinds) == nil { // otherwise Check says what is wrong, by the rows of the file
		p.Kinds = mergeKinds(defaultKinds(), p.Kinds)
	}
	p.Seller.Drawer = cmp.Or(p.Seller.Drawer, drawnBySystem)
	if err := p.Check(); err != nil {
		return Policy{}, err
	}
	return p, nil
}

// forget takes the defaults back of what a file says as a whole, so that nothing of them is mixed with it.
func (p *Policy) forget(named map[string]yaml.Node) {
	p.named = map[string]bool{}
	for key := range named {
		p.named[key] = true
	}
	if p.named["seller"] {
		p.Seller = Seller{}
	}
	if p.named["returns"] {
		p.Returns = Returns{}
	}
	if p.named["kinds"] {
		p.Kinds = nil
	}
	if p.named["tax_rates"] {
		p.TaxRates = nil
	}
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
	refuse(p.Review.SecondPersonAbove != nil && p.Review.SecondPersonAbove.IsNegative(), "review.second_person_above", "must not be negative")
	refuse(p.Issue.ElectronicTarget <= 0, "issue.electronic_target", "must be positive")
	refuse(p.Issue.ElectronicWithin < p.Issue.ElectronicTarget, "issue.electronic_within", "must not be shorter than issue.electronic_target")
	refuse(p.Issue.PaperWithinWorkingDays < 1, "issue.paper_within_working_days", "must be at least 1")
	refuse(p.Quota.WarnBelow != nil && p.Quota.WarnBelow.value.IsNegative(), "quota.warn_below", "must not be negative")
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
	refuse(p.Keep.DeliveriesMonths < 0, "keep.deliveries_months", "must not be negative; 0 is for ever")
	refuse(!p.Seller.whole(), "seller", "needs name, taxpayer_id, address_phone and bank_account, all of one company")
	refuse(p.Seller.TaxpayerID != "" && !invoice.ValidTaxpayerID(p.Seller.TaxpayerID), "seller.taxpayer_id", "has a wrong length or check character")
	refuse(!p.Returns.whole(), "returns", "needs address, recipient and phone")
	refuse(len(p.TaxRates) == 0, "tax_rates", "needs at least one rate")
	for i, rate := range p.TaxRates {
		refuse(slices.IndexFunc(p.TaxRates, rate.Equal) < i, fmt.Sprintf("tax_rates[%d]", i), "is listed twice")
	}
	for id, vendor := range p.Vendors {
		refuse(id == "platform", "vendors."+string(id), "is no vendor; the platform's own block is seller")
		refuse(vendor.Name == "", "vendors."+string(id), "needs a name")
	}
	problems = append(problems, checkKinds(p.Kinds))
	return errors.Join(problems...)
}

// checkKinds reports what cannot be meant in the table of what is offered.
func checkKinds(rows []KindAllowed) error {
	var problems []error
	for i, row := range rows {
		at := fmt.Sprintf("kinds[%d]", i)
		if !row.valid() {
			problems = append(problems, fmt.Errorf("%s needs certification individual, enterprise or organization, kind ordinary or special, "+
				"and media: electronic, paper, or [] for none", at))
		}
		// No special invoice to natural persons, whatever a vendor would like (VAT regulations, article 37).
		if row.Kind == invoice.Special && row.Certification == invoice.Individual && len(row.Media) > 0 {
			problems = append(problems, fmt.Errorf("%s offers a special invoice to individuals, which the law forbids", at))
		}
		if slices.IndexFunc(rows, row.sameAs) < i {
			problems = append(problems, fmt.Errorf("%s is for the same certification and kind as another row", at))
		}
	}
	return errors.Join(problems...)
}
