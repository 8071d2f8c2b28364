package courier

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"kaipiao/sandbox/push"
)

const pushTimeout = 5 * time.Second

// pushed is the body of a push.
type pushed struct {
	Reference      string    `json:"reference"`
	TrackingNumber string    `json:"tracking_number"`
	Status         Status    `json:"status"`
	At             time.Time `json:"at"`
}

// Push sends an event once and reports whether it was taken.
type Push func(ctx context.Context, client *http.Client, parcel Parcel, event Event) bool

// Messenger pushes the events of parcels, each parcel's in order and each until it is taken.
type Messenger struct {
	depot *Depot
	house Push
	// others push the events of other carriers' parcels, by the carrier's name.
	others map[string]Push
	client *http.Client

	mu       sync.Mutex
	followed map[string]bool
	ctx      context.Context // the life of the background work, given once by Run
	work     sync.WaitGroup
}

// NewMessenger pushes what happens in a depot, signed with a secret; the parcels of other carriers, by name, as those push.
func NewMessenger(of *Depot, secret []byte, others map[string]Push) *Messenger {
	return &Messenger{depot: of, house: signedWith(secret), others: others, client: &http.Client{Timeout: pushTimeout}, followed: map[string]bool{}}
}

// Run takes up the parcels that still have events to push and works until the context ends.
func (m *Messenger) Run(ctx context.Context) error {
	m.mu.Lock()
	m.ctx = ctx
	m.mu.Unlock()
	parcels, err := m.depot.All()
	if err != nil {
		return err
	}
	for _, parcel := range parcels {
		m.Follow(parcel)
	}
	<-ctx.Done()
	m.work.Wait()
	m.client.CloseIdleConnections()
	return nil
}

// Follow pushes what happens to a parcel from now on. Before Run has begun it does nothing: Run takes up every parcel.
func (m *Messenger) Follow(parcel Parcel) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if parcel.EventsURL == "" || m.ctx == nil || m.ctx.Err() != nil || m.followed[parcel.Reference] {
		return
	}
	m.followed[parcel.Reference] = true
	ctx := m.ctx
	m.work.Go(func() {
		m.follow(ctx, parcel.Reference)
		for !m.leave(ctx, parcel.Reference) {
			m.follow(ctx, parcel.Reference)
		}
	})
}

// leave ends the work on a parcel unless it has been returned at the last moment.
func (m *Messenger) leave(ctx context.Context, reference string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	parcel, _, err := m.depot.Find(reference)
	if _, more := parcel.next(); err == nil && more && ctx.Err() == nil {
		return false
	}
	delete(m.followed, reference)
	return true
}

// follow reads the parcel anew after every event, because it may have been returned in the meantime.
func (m *Messenger) follow(ctx context.Context, reference string) {
	for {
		parcel, found, err := m.depot.Find(reference)
		if err != nil {
			slog.Error("the events of a parcel cannot be read", "reference", reference, "reason", err)
			return
		}
		event, more := parcel.next()
		if !found || !more || !m.waitFor(ctx, event) {
			return
		}
		// The plan may have changed while we waited.
		parcel, _, err = m.depot.Find(reference)
		if now, still := parcel.next(); err == nil && still && now.Status == event.Status {
			m.deliver(ctx, parcel, event)
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// next is the first event that the customer has not taken.
func (p Parcel) next() (Event, bool) {
	for _, event := range p.Plan {
		if !event.Pushed {
			return event, true
		}
	}
	return Event{}, false
}

func (m *Messenger) waitFor(ctx context.Context, event Event) bool {
	return push.Pause(ctx, event.At.Sub(m.depot.now()))
}

// deliver repeats one push until it is taken, and then writes down that it was.
func (m *Messenger) deliver(ctx context.Context, parcel Parcel, event Event) {
	for wait := push.FirstPause; !m.push(ctx, parcel, event); wait = min(2*wait, push.LongestPause) {
		if !push.Pause(ctx, wait) {
			return
		}
	}
	err := m.depot.change(parcel.Reference, func(changed *Parcel) {
		for i := range changed.Plan {
			if changed.Plan[i].Status == event.Status {
				changed.Plan[i].Pushed = true
			}
		}
	})
	if err != nil {
		slog.Error("a push cannot be written down; it will be repeated", "reference", parcel.Reference, "reason", err)
		push.Pause(ctx, push.LongestPause)
	}
}

// push sends an event once, as its carrier does.
func (m *Messenger) push(ctx context.Context, parcel Parcel, event Event) bool {
	if other := m.others[parcel.Company]; other != nil {
		return other(ctx, m.client, parcel, event)
	}
	return m.house(ctx, m.client, parcel, event)
}

// signedWith pushes in the protocol of this package: whatever is answered with 2xx was taken.
func signedWith(secret []byte) Push {
	return func(ctx context.Context, client *http.Client, parcel Parcel, event Event) bool {
		status, err := push.Send(ctx, client, parcel.EventsURL, secret, pushed{parcel.Reference, parcel.TrackingNumber, event.Status, event.At})
		if err != nil {
			slog.Error("an event cannot be sent", "reference", parcel.Reference, "reason", err)
		}
		return status/100 == 2
	}
}
