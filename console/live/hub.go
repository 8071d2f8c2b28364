// Package live tells open pages that something on them has changed (O8). What has changed is read once for all who look: one query a second while
// anybody looks, and none while nobody does. A page then reads itself again, so that nothing is told that its visitor may not see.
package live

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/office/trail"
)

// Register is where what happens is read.
type Register interface {
	LastChange(ctx context.Context) (int64, error)
	ChangesAfter(ctx context.Context, after int64) ([]trail.Change, int64, error)
	LedgerMarks(ctx context.Context, accounts []ids.Account) (map[ids.Account]string, error)
}

// every is how often the register is asked while somebody looks.
const every = time.Second

// Hub has all streams of this process.
type Hub struct {
	register Register

	mutex   sync.Mutex
	streams map[*stream]struct{}
	// asking is whether the loop runs that asks the register; after is where it has read the timeline to.
	asking bool
	after  int64
	marks  map[ids.Account]string
}

// NewHub makes one without streams.
func NewHub(register Register) *Hub {
	return &Hub{register: register, streams: map[*stream]struct{}{}, marks: map[ids.Account]string{}}
}

// stream is one page that looks.
type stream struct {
	who access.Identity
	// news are what has changed since it was last told; one that is full has been told enough.
	news chan string
}

// mostStreams bounds how many pages of this process look at the same time; further ones do without.
const mostStreams = 2000

// join adds a page, which hears of everything that happens from now on; nil where there are too many.
func (h *Hub) join(ctx context.Context, who access.Identity) (*stream, error) {
	marks, err := h.register.LedgerMarks(ctx, accountsOf(who))
	if err != nil {
		return nil, err
	}
	last, err := h.register.LastChange(ctx)
	if err != nil {
		return nil, err
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if len(h.streams) >= mostStreams {
		return nil, nil
	}
	s := &stream{who: who, news: make(chan string, 16)}
	h.streams[s] = struct{}{}
	for account, mark := range marks {
		if _, known := h.marks[account]; !known {
			h.marks[account] = mark
		}
	}
	if !h.asking {
		h.asking, h.after = true, last
		go h.ask() //nolint:gosec // it outlives the page that looked first, and ends with the last one
	}
	return s, nil
}

func accountsOf(who access.Identity) []ids.Account {
	if who.Account == "" {
		return nil
	}
	return []ids.Account{who.Account}
}

func (h *Hub) leave(s *stream) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	delete(h.streams, s)
}

// ask reads what happens until nobody looks any more.
func (h *Hub) ask() {
	beat := time.NewTicker(every)
	defer beat.Stop()
	for range beat.C {
		accounts, after, looked := h.lookers()
		if !looked {
			return
		}
		asking, stop := context.WithTimeout(context.Background(), every)
		if err := h.once(asking, accounts, after); err != nil {
			slog.Warn("the pages cannot be told what has changed", "error", err)
		}
		stop()
	}
}

// once asks one time.
func (h *Hub) once(ctx context.Context, accounts []ids.Account, after int64) error {
	marks, err := h.register.LedgerMarks(ctx, accounts)
	if err != nil {
		return err
	}
	changes, until, err := h.register.ChangesAfter(ctx, after)
	if err != nil {
		return err
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.compare(marks)
	for _, change := range changes {
		h.tell(change)
	}
	h.after = until
	return nil
}

// lookers are the customers' accounts that are looked at, and where the timeline was read to; false, and the loop ends, where nobody looks.
func (h *Hub) lookers() (accounts []ids.Account, after int64, looked bool) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	seen := map[ids.Account]bool{}
	for s := range h.streams {
		if account := s.who.Account; account != "" && !seen[account] {
			seen[account] = true
			accounts = append(accounts, account)
		}
	}
	h.asking = len(h.streams) > 0
	if !h.asking {
		h.marks = map[ids.Account]string{}
	}
	return accounts, h.after, h.asking
}

// compare tells customers whose ledger has changed since it was last read.
func (h *Hub) compare(marks map[ids.Account]string) {
	for s := range h.streams {
		account := s.who.Account
		if before, known := h.marks[account]; known && account != "" && before != marks[account] {
			s.hear("balance")
		}
	}
	maps.Copy(h.marks, marks)
}

func (h *Hub) tell(change trail.Change) {
	for s := range h.streams {
		if s.mayHear(change) {
			s.hear(string(change.Application) + " " + string(change.Invoice) + " " + string(change.Ticket))
		}
	}
}

// mayHear: customers hear of their account, vendors of what they sell, finance and auditors of everything.
func (s *stream) mayHear(change trail.Change) bool {
	switch s.who.Role {
	case access.Customer:
		return change.Account == s.who.Account
	case access.Vendor:
		return change.Seller == s.who.Vendor
	case access.Finance, access.Auditor:
		return true
	case access.Service:
		return false
	default:
		return false
	}
}

// hear never waits: who has not read sixteen pieces of news reads everything anew anyway.
func (s *stream) hear(news string) {
	select {
	case s.news <- news:
	default:
	}
}
