package clients

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"kaipiao/domain/invoice"
	"kaipiao/provider/circuit"
	"kaipiao/provider/observed"
	"kaipiao/provider/routing"
)

// Directory is the providers of a file. The file is read again when it has changed, so that a provider is switched while programs run. It
// is safe for concurrent use.
type Directory struct {
	path   string
	around Around

	mutex   sync.RWMutex
	seen    os.FileInfo
	plan    Plan
	clients map[string]routing.Named
	made    map[string]string
	trouble string
}

var _ routing.Directory = (*Directory)(nil)

// Open reads the file and makes its clients, each behind a circuit breaker of its own (I5).
func Open(path string, around Around) (*Directory, error) {
	d := &Directory{path: path, around: around}
	d.seen, _ = os.Stat(path)
	plan, err := ReadFile(path)
	if err != nil {
		return nil, err
	}
	return d, d.take(plan)
}

// Single is a directory of one provider, without a file.
func Single(entry Entry, around Around) (*Directory, error) {
	d := &Directory{around: around}
	return d, d.take(Plan{Entries: []Entry{entry}})
}

// take makes the clients of a plan. One whose entry has not changed stays, with what its breaker has seen.
func (d *Directory) take(plan Plan) error {
	clients, made := map[string]routing.Named{}, map[string]string{}
	for _, entry := range plan.Entries {
		text, _ := yaml.Marshal(entry)
		made[entry.Name] = string(text)
		if d.made[entry.Name] == string(text) {
			clients[entry.Name] = d.clients[entry.Name]
			continue
		}
		client, err := entry.client(d.around)
		if err != nil {
			return fmt.Errorf("provider %s: %w", entry.Name, err)
		}
		clients[entry.Name] = routing.Named{Name: entry.Name, Client: circuit.Around(observed.Around(entry.Name, client), observed.Circuit(entry.Name))}
	}
	d.plan, d.clients, d.made = plan, clients, made
	return nil
}

// renew reads the file again where it has changed. One that cannot be used changes nothing: what was good goes on.
func (d *Directory) renew() {
	if d.path == "" {
		return
	}
	now, err := os.Stat(d.path)
	d.mutex.RLock()
	same := err != nil || (d.seen != nil && os.SameFile(d.seen, now) && d.seen.Size() == now.Size() && d.seen.ModTime().Equal(now.ModTime()))
	d.mutex.RUnlock()
	if same {
		return
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.seen = now
	plan, err := ReadFile(d.path)
	if err == nil {
		err = d.take(plan)
	}
	switch {
	case err == nil:
		d.trouble = ""
		slog.Info("the providers' file has changed, and is used", "providers", len(d.clients))
	case err.Error() != d.trouble:
		d.trouble = err.Error()
		slog.Warn("the providers' file has changed and is not used; the providers from before go on", "error", err)
	}
}

// For is the provider for new documents of a seller in a medium.
func (d *Directory) For(taxpayerID string, medium invoice.Medium) (routing.Named, error) {
	d.renew()
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	return d.clients[d.plan.chosen(taxpayerID, medium)], nil
}

// errNamed names a provider that is missing in the file.
var errNamed = errors.New("what was issued there can only be asked about there: keep it in the file (KAIPIAO_PROVIDERS)")

// Named is a provider by its name.
func (d *Directory) Named(name string) (routing.Named, error) {
	d.renew()
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	found, known := d.clients[name]
	if !known {
		return routing.Named{}, fmt.Errorf("%s: %w; %w", name, routing.ErrNotConfigured, errNamed)
	}
	return found, nil
}

// All lists the providers in the order of the file.
func (d *Directory) All() []routing.Named {
	d.renew()
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	all := make([]routing.Named, len(d.plan.Entries))
	for n, entry := range d.plan.Entries {
		all[n] = d.clients[entry.Name]
	}
	return all
}

// Kind is the kind of a provider, and URL where it is.
func (d *Directory) Kind(name string) (kind, url string) {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	n := slices.IndexFunc(d.plan.Entries, func(e Entry) bool { return e.Name == name })
	if n < 0 {
		return "", ""
	}
	return d.plan.Entries[n].Kind, d.plan.Entries[n].URL
}
