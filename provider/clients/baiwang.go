package clients

import (
	"cmp"

	"kaipiao/provider/baiwang"
)

// addressOfBaiwang is the vendor's own.
const addressOfBaiwang = "https://openapi.baiwang.com/router/rest"

// newBaiwang makes the client of one account.
func newBaiwang(e Entry, a Around) (*baiwang.Client, error) {
	var config baiwang.Config
	if err := e.decode(&config); err != nil {
		return nil, err
	}
	config.BaseURL, config.Timeout, config.Now, config.Memory = cmp.Or(e.URL, addressOfBaiwang), a.Timeout, a.Now, a.Memory(e.Name)
	return baiwang.New(config)
}
