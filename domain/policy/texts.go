package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"kaipiao/domain/invoice"
	"kaipiao/domain/text"
)

// How long the texts of a seller block may be, as on every other invoice.
const (
	longestText = 300
	longestCode = 20
)

// readTexts judges the texts of the file, and brings them into the form in which all others are (T4). What is wrong is named with its
// line.
func (p *Policy) readTexts(content []byte) error {
	var file yaml.Node
	if err := yaml.Unmarshal(content, &file); err != nil {
		return err
	}
	r := textReader{file: &file}
	r.party(&p.Seller.Party, "seller")
	r.read(&p.Seller.NameEN, text.Line, longestText, "seller", "name_en")
	r.read(&p.Seller.AddressEN, text.Line, longestText, "seller", "address_en")
	r.read(&p.Seller.Drawer, text.Name, longestText, "seller", "drawer")
	r.read(&p.Returns.Address, text.Line, longestText, "returns", "address")
	r.read(&p.Returns.Recipient, text.Name, longestText, "returns", "recipient")
	r.read(&p.Returns.Phone, text.Phone, longestText, "returns", "phone")
	for _, id := range slices.Sorted(maps.Keys(p.Vendors)) {
		vendor := p.Vendors[id]
		r.party(&vendor.Party, "vendors", string(id))
		r.read(&vendor.Email, text.Emails, longestText, "vendors", string(id), "email")
		p.Vendors[id] = vendor
	}
	return errors.Join(r.problems...)
}

// textReader judges texts of a file, and notes what is wrong.
type textReader struct {
	file     *yaml.Node
	problems []error
}

func (r *textReader) party(of *invoice.Party, place ...string) {
	r.read(&of.Name, text.Name, longestText, append(slices.Clone(place), "name")...)
	r.read(&of.TaxpayerID, text.Code, longestCode, append(slices.Clone(place), "taxpayer_id")...)
	r.read(&of.AddressPhone, text.Line, longestText, append(slices.Clone(place), "address_phone")...)
	r.read(&of.BankAccount, text.Line, longestText, append(slices.Clone(place), "bank_account")...)
}

func (r *textReader) read(given *string, as text.Kind, longest int, path ...string) {
	written, refused := as.ReadOptional(*given, longest)
	if refused != nil {
		r.problems = append(r.problems, fmt.Errorf("line %d: %s: %w", lineOf(r.file, path), strings.Join(path[max(0, len(path)-2):], "."), refused))
		return
	}
	*given = written
}

// lineOf is where a value stands in the file; of what is not there, where the nearest thing stands that is.
func lineOf(node *yaml.Node, path []string) int {
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		return lineOf(node.Content[0], path)
	}
	if len(path) == 0 || node.Kind != yaml.MappingNode {
		return node.Line
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == path[0] {
			return lineOf(node.Content[i+1], path[1:])
		}
	}
	return node.Line
}
