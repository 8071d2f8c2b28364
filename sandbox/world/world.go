// Package world puts the sandbox together: the tax provider, the couriers, the mailbox and a subscribed system over one store,
// under one book of faults.
package world

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"kaipiao/sandbox/baiwang"
	"kaipiao/sandbox/courier"
	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/mailbox"
	"kaipiao/sandbox/nuonuo"
	"kaipiao/sandbox/sf"
	"kaipiao/sandbox/store"
	"kaipiao/sandbox/subscriber"
	"kaipiao/sandbox/taxbureau"
	"kaipiao/typeface"
)

// Config is what the world is made of.
type Config struct {
	// Directory is where the world is kept.
	Directory string
	// Typeface is the font of the invoices' files.
	Typeface *typeface.Typeface
	// IssueDelay lies between accepting a request and issuing the invoice.
	IssueDelay time.Duration
	// ConfirmWithin is how long a buyer may take to confirm a red-letter form.
	ConfirmWithin time.Duration
	// ParcelStep lies between one event of a parcel and the next; a parcel is signed for after three of them.
	ParcelStep time.Duration
	// DrawnOnce gives one file of each format out for every invoice.
	DrawnOnce bool
	// CourierSecret signs the courier's pushes.
	CourierSecret []byte
	// SF is how SF Express behaves beside the courier; its zero value is the sandbox's contract, and nobody who is told.
	SF sf.Config
	// ProviderEventsURL is where the tax provider calls back, and ProviderSecret signs what it says; without an address it
	// calls nobody.
	ProviderEventsURL string
	ProviderSecret    []byte
	// Nuonuo is how the tax provider of that name behaves.
	Nuonuo nuonuo.Settings
	// Baiwang are the limits of the tax provider of that name.
	Baiwang baiwang.Settings
	// Now tells the time.
	Now func() time.Time
}

// World is the simulated outside world.
type World struct {
	store     *store.Store
	faults    *faults.Book
	register  *taxbureau.Register
	mailbox   *mailbox.Mailbox
	messenger *courier.Messenger
	callbacks *taxbureau.Callbacks
	nuonuo    *nuonuo.Desk
	mails     *mailbox.Server
	handler   http.Handler
}

// Open opens the world, or makes a new one where there is none. Only one process may have it open.
func Open(config Config) (*World, error) {
	opened, err := store.Open(config.Directory)
	if err != nil {
		return nil, err
	}
	book, err := faults.Open(opened)
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	depot := courier.NewDepot(opened, config.ParcelStep, config.Now)
	callbacks := taxbureau.NewCallbacks(opened, config.ProviderEventsURL, config.ProviderSecret)
	w := &World{
		store:     opened,
		faults:    book,
		callbacks: callbacks,
		register:  taxbureau.NewRegister(opened, callbacks, taxbureau.Pace{IssueDelay: config.IssueDelay, ConfirmWithin: config.ConfirmWithin}, config.Now),
		mailbox:   mailbox.New(opened, config.Now),
		messenger: courier.NewMessenger(depot, config.CourierSecret, map[string]courier.Push{sf.Carrier.Name: sf.Push}),
	}
	w.mails = mailbox.NewServer(w.mailbox, book)
	mux := http.NewServeMux()
	press := fapiao.NewPress(config.Typeface)
	if config.DrawnOnce {
		press = fapiao.NewQuickPress(config.Typeface)
	}
	taxbureau.NewDesk(w.register, book, press).Register(mux)
	w.nuonuo = nuonuo.NewDesk(opened, w.register, book, press, config.Nuonuo, config.Now)
	w.nuonuo.Register(mux)
	baiwang.NewDesk(w.register, book, press, config.Baiwang, config.Now).Register(mux)
	courier.NewCounter(depot, w.messenger, book).Register(mux)
	sf.NewDesk(config.SF, sf.Parts{
		Store: opened, Depot: depot, Messenger: w.messenger, Faults: book, Typeface: config.Typeface, Now: config.Now,
	}).Register(mux)
	w.mailbox.Register(mux)
	subscriber.New(opened, book, config.Now).Register(mux)
	book.Register(mux)
	mux.HandleFunc("GET /healthz", func(writer http.ResponseWriter, _ *http.Request) {
		_, _ = writer.Write([]byte("ok\n"))
	})
	mux.HandleFunc("GET /{$}", w.index)
	w.handler = mux
	return w, nil
}

// Close closes the store, after Run has returned.
func (w *World) Close() error { return w.store.Close() }

// Run serves HTTP and SMTP and moves the parcels until the context ends; hanging answers end with it.
func (w *World) Run(ctx context.Context, web, mail net.Listener) error {
	group, ctx := errgroup.WithContext(ctx)
	server := &http.Server{
		Handler:           w.handler,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	group.Go(func() error { return w.messenger.Run(ctx) })
	group.Go(func() error { return w.callbacks.Run(ctx) })
	group.Go(func() error { return w.nuonuo.Run(ctx) })
	group.Go(func() error { return w.mails.Serve(ctx, mail) })
	group.Go(func() error {
		if err := server.Serve(web); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		return shutdown(server)
	})
	return group.Wait()
}

// shutdown lets calls finish for a moment; then it cuts them.
func shutdown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}
