// Package clients has the tax providers that the product can talk to: the table of their kinds, and the file that says which of them a
// company uses, for which seller and medium. A new provider is a package beside this one and a row here.
package clients

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"kaipiao/credentials"
	"kaipiao/provider"
	"kaipiao/provider/aggregator"
)

// Entry is one provider of the file.
type Entry struct {
	// Name is how the register calls it for ever: what was issued there is found by it.
	Name string
	// Kind is a row of the table: "aggregator".
	Kind string
	// URL is where its calls go; empty for the provider's own address, where it has one.
	URL string
	// Settings are the kind's own: credentials first of all.
	Settings yaml.Node
}

// Around is what every client gets from us.
type Around struct {
	// Timeout bounds one call; 0 is the client's own. The context may end it earlier.
	Timeout time.Duration
	// Memory is what the client of a name keeps, for all processes together.
	Memory func(name string) provider.Memory
	Now    func() time.Time
}

// kinds makes a client of each kind.
var kinds = map[string]func(Entry, Around) (provider.Client, error){
	"baiwang": newBaiwang,
	"nuonuo":  newNuonuo,
	"aggregator": func(e Entry, a Around) (provider.Client, error) {
		return aggregator.New(aggregator.Config{BaseURL: e.URL, Timeout: a.Timeout}), e.decode(&struct{}{})
	},
}

// Kinds lists them.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// client makes the client of an entry.
func (e Entry) client(around Around) (provider.Client, error) { //nolint:ireturn // a port
	made, known := kinds[e.Kind]
	if !known {
		return nil, fmt.Errorf("its kind is no kind of tax provider: %s", strings.Join(Kinds(), ", "))
	}
	return made(e, around)
}

// decode reads the settings of a kind, and refuses what is misspelt. What it says never quotes a value, which may be a secret.
func (e Entry) decode(into any) error {
	if e.Settings.IsZero() {
		return nil
	}
	content, err := yaml.Marshal(&e.Settings)
	if err != nil {
		return fmt.Errorf("the settings of %s cannot be read", e.Name)
	}
	if err := credentials.Decode(content, into); err != nil {
		return fmt.Errorf("the settings of %s cannot be read: %w", e.Name, err)
	}
	return nil
}
