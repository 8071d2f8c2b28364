// Package clients is the table of the couriers that the product can order. Who needs one names it by the setting KAIPIAO_COURIER; a new
// courier is a package beside this one and a row here.
package clients

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kaipiao/courier"
	"kaipiao/courier/carrier"
)

// The names of the couriers.
const (
	Carrier = "carrier"
	SF      = "sf"
)

// Config says which courier, and where it is.
type Config struct {
	// Name is that of a row: "carrier".
	Name string
	// File is where the contract with the courier is, for who needs one (KAIPIAO_COURIER_FILE).
	File string
	// BaseURL is the root of its calls, and EventsURL where it tells us what happens, for couriers whose file does not say it.
	BaseURL   string
	EventsURL string
	// Timeout bounds one order; 0 is the client's own. The context may end it earlier.
	Timeout time.Duration
	// Now tells the time, which some couriers want to be told.
	Now func() time.Time
}

// clients makes a client of each courier.
var clients = map[string]func(Config) (courier.Client, error){
	Carrier: func(c Config) (courier.Client, error) {
		return carrier.New(carrier.Config{BaseURL: c.BaseURL, EventsURL: c.EventsURL, Timeout: c.Timeout}), nil
	},
	SF: sfExpress,
}

// New makes the client of a courier, or says what is wrong with its contract.
func New(config Config) (courier.Client, error) { //nolint:ireturn // a port
	made, known := clients[config.Name]
	if !known {
		return nil, fmt.Errorf("%q (KAIPIAO_COURIER) is no courier: %s", config.Name, strings.Join(slices.Sorted(maps.Keys(clients)), ", "))
	}
	return made(config)
}
