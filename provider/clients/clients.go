// Package clients is the table of the tax providers that the product can talk to. Who needs one names it by the setting
// KAIPIAO_PROVIDER; a new provider is a package beside this one and a row here.
package clients

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kaipiao/provider"
	"kaipiao/provider/aggregator"
	"kaipiao/provider/circuit"
)

// Config says which provider, and where it is.
type Config struct {
	// Name is that of a row: "aggregator".
	Name string
	// BaseURL is the root of its calls.
	BaseURL string
	// Timeout bounds one call; 0 is the client's own. The context may end it earlier.
	Timeout time.Duration
}

// clients makes a client of each provider.
var clients = map[string]func(Config) provider.Client{
	"aggregator": func(c Config) provider.Client {
		return aggregator.New(aggregator.Config{BaseURL: c.BaseURL, Timeout: c.Timeout})
	},
}

// New makes the client of a provider, behind a circuit breaker of its own (I5).
func New(config Config) (*circuit.Breaker, error) {
	made, known := clients[config.Name]
	if !known {
		return nil, fmt.Errorf("%q (KAIPIAO_PROVIDER) is no tax provider: %s", config.Name, strings.Join(slices.Sorted(maps.Keys(clients)), ", "))
	}
	return circuit.Around(made(config)), nil
}
