// Package wires puts a proxy between every two processes of a stack, so that each of their connections can be cut or slowed by
// itself. The proxy is toxiproxy, a process of its own.
package wires

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"

	toxiproxy "github.com/Shopify/toxiproxy/v2/client"

	"kaipiao/devstack/freeport"
	"kaipiao/devstack/process"
)

// Who talks to whom.
const (
	WorkerPostgres    = "worker-postgres"
	WorkerTemporal    = "worker-temporal"
	WorkerProvider    = "worker-provider"
	WorkerCourier     = "worker-courier"
	WorkerMail        = "worker-mail"
	StarterPostgres   = "starter-postgres"
	StarterTemporal   = "starter-temporal"
	StarterProvider   = "starter-provider"
	StarterSubscriber = "starter-subscriber"
	CourierStarter    = "courier-starter"
	ProviderStarter   = "provider-starter"
	CallerStarter     = "caller-starter"
)

// Links lists them all. Only a provider that calls back has a link to the API.
func Links(provider string) []string {
	links := []string{
		WorkerPostgres, WorkerTemporal, WorkerProvider, WorkerCourier, WorkerMail,
		StarterPostgres, StarterTemporal, StarterProvider, StarterSubscriber, CourierStarter, CallerStarter,
	}
	if provider == "nuonuo" {
		links = append(links, ProviderStarter)
	}
	return links
}

// Wires are the proxies between the processes of one stack.
type Wires struct {
	proxy     *process.Supervisor
	client    *toxiproxy.Client
	api       string
	mutex     sync.Mutex
	addresses map[string]string
}

// Start starts the proxy, from a program that was built.
func Start(ctx context.Context, program string, log io.Writer) (*Wires, error) {
	port, err := freeport.Find()
	if err != nil {
		return nil, err
	}
	at := freeport.Address(port)
	w := &Wires{proxy: process.NewSupervisor(log), client: toxiproxy.NewClient(at), api: "http://" + at, addresses: map[string]string{}}
	err = w.proxy.Keep(ctx, process.Child{
		Name: "toxiproxy", Path: program, Arguments: []string{"-host", "127.0.0.1", "-port", fmt.Sprint(port), "-proxy-metrics"},
		Environment: append(os.Environ(), "LOG_LEVEL=error"), Log: log,
		Ready: func(context.Context) error { _, err := w.client.Proxies(); return err },
	})
	if err != nil {
		w.proxy.Stop()
		return nil, err
	}
	return w, nil
}

// Stop ends the proxy, and all connections through it.
func (w *Wires) Stop() { w.proxy.Stop() }

// Between puts a proxy before an address, once for each link, and returns the address of the proxy.
func (w *Wires) Between(link, address string) (string, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if known := w.addresses[link]; known != "" {
		return known, nil
	}
	listen, err := freeport.FindAddress()
	if err != nil {
		return "", err
	}
	if _, err := w.client.CreateProxy(link, listen, address); err != nil {
		return "", fmt.Errorf("put a proxy into %s: %w", link, err)
	}
	w.addresses[link] = listen
	return listen, nil
}

// Cut drops every connection of a link and lets no other through.
func (w *Wires) Cut(link string) error {
	proxy, err := w.client.Proxy(link)
	if err != nil {
		return err
	}
	return proxy.Disable()
}

// Poison lets a link suffer in one of toxiproxy's ways, in both directions.
func (w *Wires) Poison(link, toxic string, attributes map[string]any) error {
	proxy, err := w.client.Proxy(link)
	if err != nil {
		return err
	}
	for _, stream := range []string{"upstream", "downstream"} {
		if _, err := proxy.AddToxic(toxic+"_"+stream, toxic, stream, 1, attributes); err != nil {
			return err
		}
	}
	return nil
}

// Heal makes a link whole.
func (w *Wires) Heal(link string) error {
	proxy, err := w.client.Proxy(link)
	if err != nil {
		return err
	}
	toxics, err := proxy.Toxics()
	if err != nil {
		return err
	}
	for _, toxic := range toxics {
		if err := proxy.RemoveToxic(toxic.Name); err != nil {
			return err
		}
	}
	return proxy.Enable()
}

// HealAll makes every link whole.
func (w *Wires) HealAll() error { return w.client.ResetState() }
