package stack

import (
	"fmt"
	"os"
	"path/filepath"

	"kaipiao/sandbox/baiwang"
	"kaipiao/sandbox/nuonuo"
)

// contracts writes the settings of each vendor's account, as the sandbox plays the vendor: nothing in them is a secret.
var contracts = map[string]func(s *Stack) (path, settings string){
	"nuonuo": func(s *Stack) (path, settings string) {
		at := "http://" + s.settings.SandboxAddr
		return nuonuo.Path, fmt.Sprintf("{token_url: %q, app_key: %q, app_secret: %q, tax_number: %s, extension: %q, clerk: 王小芳, xml: true, "+
			"renewals: %d, callback_url: %q}",
			at+nuonuo.TokenPath, nuonuo.AppKey, nuonuo.AppSecret, nuonuo.TaxNumber, nuonuo.Extension, renewals, s.settings.NuonuoURL(s.settings.ProviderSecret))
	},
	"baiwang": func(*Stack) (path, settings string) {
		return baiwang.Path, fmt.Sprintf("{app_key: %q, app_secret: %q, user: %q, password: %q, salt: %q, tax_number: %s, voids_paper: true, "+
			"xml_return_type: \"4\", form_lists_per_day: %d}",
			baiwang.AppKey, baiwang.AppSecret, baiwang.User, baiwang.Password, baiwang.Salt, baiwang.TaxNumber, formListsPerDay)
	},
}

// renewals is how often a day a token is replaced that Nuonuo refuses: as often as there are tokens, because the sandbox forgets them when it dies.
const renewals = 50

// formListsPerDay is more than the vendor allows, so that tests may read them often; the sandbox is told the same.
const formListsPerDay = 10_000

// prepareProviders writes the file of providers with the sandbox's vendor, where that one is chosen and no other file is set.
func (s *Stack) prepareProviders() error {
	contract, known := contracts[s.settings.Provider]
	if !known || s.settings.Providers != "" {
		return nil
	}
	path, settings := contract(s)
	content := fmt.Sprintf("# The sandbox's %[1]s: nothing here is a secret. It is written anew at each start.\n"+
		"providers:\n  - {name: %[1]s, kind: %[1]s, url: \"http://%[2]s%[3]s\", settings: %[4]s}\n",
		s.settings.Provider, s.settings.SandboxAddr, path, settings)
	s.settings.Providers = filepath.Join(s.settings.RunDir, "providers.yaml")
	if err := os.WriteFile(s.settings.Providers, []byte(content), 0o600); err != nil {
		return fmt.Errorf("write the providers' file: %w", err)
	}
	return nil
}
