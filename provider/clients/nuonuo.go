package clients

import (
	"kaipiao/provider"
	"kaipiao/provider/nuonuo"
	"kaipiao/provider/oneseller"
)

// newNuonuo makes the client of one account.
func newNuonuo(e Entry, a Around) (provider.Client, error) { //nolint:ireturn // a port
	var config nuonuo.Config
	if err := e.decode(&config); err != nil {
		return nil, err
	}
	config.BaseURL, config.Timeout, config.Now, config.Memory = e.URL, a.Timeout, a.Now, a.Memory(e.Name)
	client, err := nuonuo.New(config)
	if err != nil {
		return nil, err
	}
	return oneseller.Only(config.TaxNumber, client), nil
}
