package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
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
	seller, problems := readParty(p.Seller, &file, "seller")
	p.Seller = seller
	for _, id := range slices.Sorted(maps.Keys(p.Vendors)) {
		vendor, wrong := readParty(p.Vendors[id], &file, "vendors", string(id))
		p.Vendors[id] = vendor
		problems = append(problems, wrong...)
	}
	return errors.Join(problems...)
}

func readParty(of invoice.Party, file *yaml.Node, place ...string) (invoice.Party, []error) {
	var problems []error
	read := func(given *string, key string, judge func(string, int) (string, *refusal.Refusal), longest int) {
		written, refused := judge(*given, longest)
		if refused != nil {
			problems = append(problems, fmt.Errorf("line %d: %s.%s: %w", lineOf(file, append(slices.Clone(place), key)), place[len(place)-1], key, refused))
			return
		}
		*given = written
	}
	read(&of.Name, "name", text.Name.ReadOptional, longestText)
	read(&of.TaxpayerID, "taxpayer_id", text.Code.ReadOptional, longestCode)
	read(&of.AddressPhone, "address_phone", text.Line.ReadOptional, longestText)
	read(&of.BankAccount, "bank_account", text.Line.ReadOptional, longestText)
	return of, problems
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
