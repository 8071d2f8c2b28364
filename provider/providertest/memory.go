package providertest

import (
	"context"
	"maps"
	"sync"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// Memory is a memory that lasts as long as the test.
type Memory struct {
	now func() time.Time
	// fetching is held while a token is fetched, which may be a call that is counted; mutex guards everything else.
	fetching sync.Mutex
	tokens   map[string]provider.Token
	mutex    sync.Mutex
	calls    map[string][]time.Time
	notes    map[invoice.Serial]map[string]string
}

var _ provider.Memory = (*Memory)(nil)

// NewMemory makes an empty one.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, tokens: map[string]provider.Token{}, calls: map[string][]time.Time{}, notes: map[invoice.Serial]map[string]string{}}
}

// Token gives the token of a name, or fetches it, one at a time.
func (m *Memory) Token(ctx context.Context, name, stale string, fetch func(context.Context) (provider.Token, error)) (string, error) {
	m.fetching.Lock()
	defer m.fetching.Unlock()
	kept := m.tokens[name]
	if kept.Value != "" && kept.Value != stale && (kept.EndsAt.IsZero() || m.now().Before(kept.EndsAt)) {
		return kept.Value, nil
	}
	token, err := fetch(ctx)
	if err != nil {
		return "", err
	}
	m.tokens[name] = token
	return token.Value, nil
}

// Take counts a call, unless a limit is reached.
func (m *Memory) Take(_ context.Context, kind string, limits ...provider.Limit) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := m.now()
	for _, limit := range limits {
		made := 0
		for _, at := range m.calls[kind] {
			if at.After(now.Add(-limit.Within)) {
				made++
			}
		}
		if made >= limit.Calls {
			return provider.ErrTooOften
		}
	}
	m.calls[kind] = append(m.calls[kind], now)
	return nil
}

// Keep notes what the provider calls a serial's document.
func (m *Memory) Keep(_ context.Context, serial invoice.Serial, notes map[string]string) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.notes[serial] == nil {
		m.notes[serial] = map[string]string{}
	}
	maps.Copy(m.notes[serial], notes)
	return nil
}

// Kept reads the notes of a serial.
func (m *Memory) Kept(_ context.Context, serial invoice.Serial) (map[string]string, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return maps.Clone(m.notes[serial]), nil
}
