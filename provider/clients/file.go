package clients

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"kaipiao/credentials"
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

// ReadFile reads a file of providers, and refuses one that others than its owner may read, because credentials stand in it.
func ReadFile(path string) (Plan, error) {
	var file written
	if err := credentials.ReadFile(path, "the providers' file (KAIPIAO_PROVIDERS)", &file); err != nil {
		return Plan{}, err
	}
	plan := Plan{Rules: file.Rules}
	for _, one := range file.Providers {
		plan.Entries = append(plan.Entries, Entry(one))
	}
	if err := plan.check(); err != nil {
		return Plan{}, fmt.Errorf("the providers' file %s: %w", path, err)
	}
	return plan, nil
}

// check says what is wrong with a plan, all of it, by the places in the file: what stands there may be a secret that is in the wrong place.
func (p Plan) check() error {
	var problems []error
	if len(p.Entries) == 0 {
		problems = append(problems, errors.New("there is no provider in it"))
	}
	names := map[string]bool{}
	for n, entry := range p.Entries {
		switch {
		case !nameFormat.MatchString(entry.Name):
			problems = append(problems, fmt.Errorf("provider %d has no name, which is 1 to 32 small letters, digits and hyphens", n+1))
		case names[entry.Name]:
			problems = append(problems, fmt.Errorf("provider %d has the name of another one", n+1))
		}
		names[entry.Name] = true
	}
	for n, rule := range p.Rules {
		if !names[rule.Provider] {
			problems = append(problems, fmt.Errorf("rule %d names a provider that is not in the file", n+1))
		}
		if rule.Medium != "" && !rule.Medium.Valid() {
			problems = append(problems, fmt.Errorf("rule %d names no medium: electronic or paper", n+1))
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
