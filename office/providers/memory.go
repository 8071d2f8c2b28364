package providers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/invoice"
	"kaipiao/office/query"
)

// Seal encrypts what is kept under a name, and opens it again; what was kept under another name does not open.
type Seal interface {
	Seal(clear []byte, name string) []byte
	Unseal(sealed []byte, name string) ([]byte, error)
}

// Memory is what the client of one provider keeps, for all processes together.
type Memory struct {
	office   *Office
	provider string
	seal     Seal
	now      func() time.Time
	// fetching: one goroutine of this process at a time fetches a token; the others wait without a connection.
	fetching sync.Mutex
}

// Memory is that of a provider, by its name.
func (o *Office) Memory(provider string, seal Seal, now func() time.Time) *Memory {
	return &Memory{office: o, provider: provider, seal: seal, now: now}
}

// Secret is what a provider lets us in with. EndsAt is when it runs out, UTC; zero is never.
type Secret struct {
	Value  string
	EndsAt time.Time
}

// Limit is how many calls of a kind are allowed within a time.
type Limit struct {
	Calls  int
	Within time.Duration
}

// ErrLimit says that a limit is reached.
var ErrLimit = errors.New("the provider may not be called that often")

// Token gives what is kept under a name. Where nothing is, it has run out, it cannot be read, or it is the stale one, it is fetched: by one
// process alone, while the others wait.
func (m *Memory) Token(ctx context.Context, name, stale string, fetch func(context.Context) (Secret, error)) (string, error) {
	value, err := m.kept(ctx, m.office.tx.Reads(), name, stale)
	if value != "" || err != nil {
		return value, err
	}
	m.fetching.Lock()
	defer m.fetching.Unlock()
	var failed error
	err = m.office.tx.Change(ctx, func(q *query.Queries) error {
		if failed != nil {
			return failed // a transaction that is tried again does not call again
		}
		if err := q.LockProvider(ctx, m.provider+"/token/"+name); err != nil {
			return err
		}
		if value, err = m.kept(ctx, q, name, stale); value != "" || err != nil {
			return err // another one was faster
		}
		token, err := fetch(ctx)
		if err != nil {
			failed = err
			return err
		}
		value = token.Value
		var ends *time.Time
		if !token.EndsAt.IsZero() {
			ends = &token.EndsAt
		}
		return q.KeepProviderToken(ctx, query.KeepProviderTokenParams{
			Provider: m.provider, Name: name, Sealed: m.seal.Seal([]byte(token.Value), m.bound(name)), Now: m.now(), EndsAt: ends,
		})
	})
	if err != nil {
		return "", fmt.Errorf("get a token of the provider: %w", err)
	}
	return value, nil
}

// bound is under which name a token is sealed.
func (m *Memory) bound(name string) string { return "provider token " + m.provider + "/" + name }

func (m *Memory) kept(ctx context.Context, q *query.Queries, name, stale string) (string, error) {
	row, err := q.ProviderToken(ctx, query.ProviderTokenParams{Provider: m.provider, Name: name})
	if errors.Is(err, pgx.ErrNoRows) || (err == nil && row.EndsAt != nil && !m.now().Before(*row.EndsAt)) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read a token of the provider: %w", err)
	}
	clear, err := m.seal.Unseal(row.Sealed, m.bound(name))
	if err != nil || string(clear) == stale {
		return "", nil //nolint:nilerr // one that was sealed with a key that is gone is fetched anew
	}
	return string(clear), nil
}

// Take counts a call of a kind, before it is made; ErrLimit, and nothing is counted, when a limit is reached.
func (m *Memory) Take(ctx context.Context, kind string, limits ...Limit) error {
	if len(limits) == 0 {
		return nil
	}
	return m.office.tx.Change(ctx, func(q *query.Queries) error {
		if err := q.LockProvider(ctx, m.provider+"/calls/"+kind); err != nil {
			return err
		}
		now := m.now()
		for _, limit := range limits {
			made, err := q.ProviderCallsSince(ctx, query.ProviderCallsSinceParams{Provider: m.provider, Kind: kind, Since: now.Add(-limit.Within)})
			if err != nil {
				return fmt.Errorf("count the calls of a provider: %w", err)
			}
			if int(made) >= limit.Calls {
				return ErrLimit
			}
		}
		longest := slices.MaxFunc(limits, func(a, b Limit) int { return int(a.Within - b.Within) })
		err := q.ForgetProviderCalls(ctx, query.ForgetProviderCallsParams{Provider: m.provider, Kind: kind, Before: now.Add(-longest.Within)})
		if err == nil {
			err = q.CountProviderCall(ctx, query.CountProviderCallParams{Provider: m.provider, Kind: kind, Now: now})
		}
		if err != nil {
			return fmt.Errorf("count the calls of a provider: %w", err)
		}
		return nil
	})
}

// Keep notes what the provider calls the document of a serial; a note of the same name is replaced.
func (m *Memory) Keep(ctx context.Context, serial invoice.Serial, notes map[string]string) error {
	return m.office.tx.Change(ctx, func(q *query.Queries) error {
		for name, value := range notes {
			err := q.KeepProviderNote(ctx, query.KeepProviderNoteParams{Provider: m.provider, Serial: string(serial), Name: name, Value: value})
			if err != nil {
				return fmt.Errorf("note what the provider calls a document: %w", err)
			}
		}
		return nil
	})
}

// Kept reads the notes of a serial.
func (m *Memory) Kept(ctx context.Context, serial invoice.Serial) (map[string]string, error) {
	rows, err := m.office.tx.Reads().ProviderNotes(ctx, query.ProviderNotesParams{Provider: m.provider, Serial: string(serial)})
	if err != nil {
		return nil, fmt.Errorf("read what the provider calls a document: %w", err)
	}
	notes := make(map[string]string, len(rows))
	for _, row := range rows {
		notes[row.Name] = row.Value
	}
	return notes, nil
}
