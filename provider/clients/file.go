package clients

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"kaipiao/domain/invoice"
)

// Rule says which provider issues the new documents of a seller in a medium. An empty seller or medium is every one.
type Rule struct {
	Seller   string         `yaml:"seller"`
	Medium   invoice.Medium `yaml:"medium"`
	Provider string         `yaml:"provider"`
}

// Plan is the content of the file: the providers, and the rules, of which the first that fits is followed.
type Plan struct {
	Entries []Entry
	Rules   []Rule
}

// written is how the file is written.
type written struct {
	Providers []struct {
		Name     string    `yaml:"name"`
		Kind     string    `yaml:"kind"`
		URL      string    `yaml:"url"`
		Settings yaml.Node `yaml:"settings"`
	} `yaml:"providers"`
	Rules []Rule `yaml:"rules"`
}

// nameFormat is what the register takes for a name.
var nameFormat = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// othersMay are the bits of a file's mode that let others than its owner at it.
const othersMay = 0o077

// ReadFile reads a file of providers, and refuses one that others than its owner may read, because credentials stand in it.
func ReadFile(path string) (Plan, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Plan{}, fmt.Errorf("read the providers' file (KAIPIAO_PROVIDERS): %w", err)
	}
	if info.Mode().Perm()&othersMay != 0 {
		return Plan{}, fmt.Errorf("the providers' file %s has the mode %04o: others than its owner may read the credentials in it; chmod 600 it",
			path, info.Mode().Perm())
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return Plan{}, fmt.Errorf("read the providers' file (KAIPIAO_PROVIDERS): %w", err)
	}
	plan, err := Parse(content)
	if err != nil {
		return Plan{}, fmt.Errorf("the providers' file %s: %w", path, err)
	}
	return plan, nil
}

// Parse reads the content of such a file.
func Parse(content []byte) (Plan, error) {
	var file written
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return Plan{}, fmt.Errorf("it cannot be read: %s", withoutValues(err)) //nolint:err113 // a sentence
	}
	plan := Plan{Rules: file.Rules}
	for _, one := range file.Providers {
		plan.Entries = append(plan.Entries, Entry(one))
	}
	return plan, plan.check()
}

// check says what is wrong with a plan, all of it.
func (p Plan) check() error {
	var problems []error
	if len(p.Entries) == 0 {
		problems = append(problems, errors.New("there is no provider in it"))
	}
	names := map[string]bool{}
	for _, entry := range p.Entries {
		switch {
		case !nameFormat.MatchString(entry.Name):
			problems = append(problems, fmt.Errorf("%q is no name: 1 to 32 small letters, digits and hyphens", entry.Name))
		case names[entry.Name]:
			problems = append(problems, fmt.Errorf("there are two providers called %s", entry.Name))
		}
		names[entry.Name] = true
	}
	for _, rule := range p.Rules {
		if !names[rule.Provider] {
			problems = append(problems, fmt.Errorf("a rule names the provider %q, which is not in the file", rule.Provider))
		}
		if rule.Medium != "" && !rule.Medium.Valid() {
			problems = append(problems, fmt.Errorf("a rule names the medium %q: electronic or paper", rule.Medium))
		}
	}
	if len(p.Entries) > 1 && !slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.Seller == "" && r.Medium == "" }) {
		problems = append(problems, errors.New("there are several providers, and no rule says where everything else goes: end with one that names only a provider"))
	}
	return errors.Join(problems...)
}

// chosen is the name of the provider for new documents of a seller in a medium.
func (p Plan) chosen(seller string, medium invoice.Medium) string {
	for _, rule := range p.Rules {
		if (rule.Seller == "" || rule.Seller == seller) && (rule.Medium == "" || rule.Medium == medium) {
			return rule.Provider
		}
	}
	return p.Entries[0].Name
}
