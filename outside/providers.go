// Package outside makes the clients of the outside world as the settings say, for every program alike.
package outside

import (
	"context"
	"errors"
	"net/url"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/encryption"
	"kaipiao/office/providers"
	"kaipiao/provider"
	"kaipiao/provider/clients"
	"kaipiao/provider/routing"
	"kaipiao/settings"
)

// Providers are the tax providers as one client, and the directory behind it. A call ends within a time; 0 is the client's own.
func Providers(s settings.Settings, register *providers.Office, within time.Duration) (*routing.Router, *clients.Directory, error) {
	directory, err := Directory(s, register, within)
	if err != nil {
		return nil, nil, err
	}
	return routing.New(directory, register), directory, nil
}

// Directory is the providers of the file, or the one that the settings name.
func Directory(s settings.Settings, register *providers.Office, within time.Duration) (*clients.Directory, error) {
	around := clients.Around{Timeout: within, Now: time.Now}
	if s.Providers == "" {
		return clients.Single(clients.Entry{Name: s.Provider, Kind: s.Provider, URL: s.ProviderURL}, around)
	}
	keys, err := encryption.Open(s.TemporalKeys)
	if err != nil {
		return nil, err
	}
	around.Memory = func(name string) provider.Memory { return memory{register.Memory(name, keys, time.Now)} }
	return clients.Open(s.Providers, around)
}

// IsSandbox reports whether every tax provider is the sandbox, whose invoices are not valid.
func IsSandbox(s settings.Settings) bool {
	if s.Providers == "" {
		return s.ProviderIsSandbox()
	}
	plan, err := clients.ReadFile(s.Providers)
	for _, entry := range plan.Entries {
		at, failed := url.Parse(entry.URL)
		if failed != nil || at.Host != s.SandboxAddr {
			return false
		}
	}
	return err == nil
}

// memory is the register's, in the words of the port.
type memory struct{ *providers.Memory }

// Token gives what is kept under a name, or fetches it.
func (m memory) Token(ctx context.Context, name, stale string, fetch func(context.Context) (provider.Token, error)) (string, error) {
	return m.Memory.Token(ctx, name, stale, func(ctx context.Context) (providers.Secret, error) {
		token, err := fetch(ctx)
		return providers.Secret(token), err
	})
}

// Take counts a call.
func (m memory) Take(ctx context.Context, kind string, limits ...provider.Limit) error {
	counted := make([]providers.Limit, len(limits))
	for n, limit := range limits {
		counted[n] = providers.Limit(limit)
	}
	err := m.Memory.Take(ctx, kind, counted...)
	if errors.Is(err, providers.ErrLimit) {
		return provider.ErrTooOften
	}
	return err
}

// Keep notes what the provider calls a document.
func (m memory) Keep(ctx context.Context, serial invoice.Serial, notes map[string]string) error {
	return m.Memory.Keep(ctx, serial, notes)
}
