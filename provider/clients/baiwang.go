package clients

import (
	"cmp"

	"kaipiao/provider"
	"kaipiao/provider/baiwang"
	"kaipiao/provider/oneseller"
)

// addressOfBaiwang is the vendor's own.
const addressOfBaiwang = "https://openapi.baiwang.com/router/rest"

// newBaiwang makes the client of one account.
func newBaiwang(e Entry, a Around) (provider.Client, error) { //nolint:ireturn // a port
	var config baiwang.Config
	if err := e.decode(&config); err != nil {
		return nil, err
	}
	config.BaseURL, config.Timeout, config.Now, config.Memory = cmp.Or(e.URL, addressOfBaiwang), a.Timeout, a.Now, a.Memory(e.Name)
	client, err := baiwang.New(config)
	if err != nil {
		return nil, err
	}
	return oneseller.Only(config.TaxNumber, client), nil
}
