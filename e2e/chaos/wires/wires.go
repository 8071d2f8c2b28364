// Package wires puts a proxy between every two processes of a stack, so that each of their connections can be cut or slowed by
// itself. The proxy is toxiproxy, a process of its own.
package wires

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
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
	CallerStarter     = "caller-starter"
)

// Links lists them all.
func Links() []string {
	return []string{
		WorkerPostgres, WorkerTemporal, WorkerProvider, WorkerCourier, WorkerMail,
		StarterPostgres, StarterTemporal, StarterProvider, StarterSubscriber, CourierStarter, CallerStarter,
	}
}

// Wires are the proxies between the processes of one stack.
type Wires struct {
	proxy     *process.Supervisor
	client    *toxiproxy.Client
	mutex     sync.Mutex
	addresses map[string]string
}

// Start starts the proxy, from a program that was built.
func Start(ctx context.Context, program string, log io.Writer) (*Wires, error) {
	port, err := freeport.Find()
	if err != nil {
		return nil, err
	}
	w := &Wires{
		proxy: process.NewSupervisor(log), client: toxiproxy.NewClient(freeport.Address(port)), addresses: map[string]string{},
	}
	err = w.proxy.Keep(ctx, process.Child{
		Name: "toxiproxy", Path: program, Arguments: []string{"-host", "127.0.0.1", "-port", fmt.Sprint(port)},
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

// Route gives a program of the stack the addresses of the proxies instead of those of the parts.
func (w *Wires) Route(program string, told map[string]string) error {
	sandbox := told["KAIPIAO_SANDBOX_ADDR"]
	var routes []route
	switch program {
	case "worker":
		routes = []route{
			{"KAIPIAO_DATABASE_URL", WorkerPostgres, told["KAIPIAO_DATABASE_URL"]},
			{"KAIPIAO_TEMPORAL_ADDR", WorkerTemporal, told["KAIPIAO_TEMPORAL_ADDR"]},
			{"KAIPIAO_PROVIDER_URL", WorkerProvider, "http://" + sandbox + "/provider"},
			{"KAIPIAO_SANDBOX_ADDR", WorkerProvider, sandbox}, // so that the provider is the sandbox still
			{"KAIPIAO_COURIER_URL", WorkerCourier, "http://" + sandbox + "/courier"},
			{"KAIPIAO_SMTP_ADDR", WorkerMail, told["KAIPIAO_SMTP_ADDR"]},
			// The worker tells the courier where to report.
			{"KAIPIAO_COURIER_EVENTS_URL", CourierStarter, "http://" + told["KAIPIAO_HTTP_ADDR"] + "/v1/courier/events"},
		}
	case "starter":
		routes = []route{
			{"KAIPIAO_DATABASE_URL", StarterPostgres, told["KAIPIAO_DATABASE_URL"]},
			{"KAIPIAO_TEMPORAL_ADDR", StarterTemporal, told["KAIPIAO_TEMPORAL_ADDR"]},
			{"KAIPIAO_PROVIDER_URL", StarterProvider, "http://" + sandbox + "/provider"},
			{"KAIPIAO_SANDBOX_ADDR", StarterProvider, sandbox},
		}
	}
	for _, r := range routes {
		through, err := w.through(r.link, r.where)
		if err != nil {
			return err
		}
		told[r.variable] = through
	}
	return nil
}

// route is a variable, the link that it stands for, and where the link leads: an address or a URL.
type route struct{ variable, link, where string }

func (w *Wires) through(link, where string) (string, error) {
	if !strings.Contains(where, "://") {
		return w.Between(link, where)
	}
	parsed, err := url.Parse(where)
	if err != nil {
		return "", err
	}
	if _, _, err := net.SplitHostPort(parsed.Host); err != nil {
		return "", err
	}
	parsed.Host, err = w.Between(link, parsed.Host)
	return parsed.String(), err
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
