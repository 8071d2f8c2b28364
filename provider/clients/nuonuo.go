package clients

import "kaipiao/provider/nuonuo"

// newNuonuo makes the client of one account.
func newNuonuo(e Entry, a Around) (*nuonuo.Client, error) {
	var config nuonuo.Config
	if err := e.decode(&config); err != nil {
		return nil, err
	}
	config.BaseURL, config.Timeout, config.Now, config.Memory = e.URL, a.Timeout, a.Now, a.Memory(e.Name)
	return nuonuo.New(config)
}
