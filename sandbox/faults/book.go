package faults

import (
	"slices"
	"sync"

	"kaipiao/sandbox/store"
)

// Standing is a fault with what it has done so far.
type Standing struct {
	Fault
	Struck int `json:"struck"`
}

// recordKey is the one record in which the faults are kept.
const recordKey = "standing"

// Book holds the standing faults; they survive a restart. It is safe for concurrent use.
type Book struct {
	store *store.Store
	mu    sync.Mutex
	rules []Standing
}

// Open reads the standing faults from the store.
func Open(from *store.Store) (*Book, error) {
	book := &Book{store: from}
	err := from.View(func(tx store.Tx) error {
		rules, _, err := store.Get[[]Standing](tx, store.Faults, recordKey)
		book.rules = rules
		return err
	})
	return book, err
}

// Add orders a fault; an order that cannot be carried out is refused.
func (b *Book) Add(fault Fault) error {
	if err := fault.check(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.replace(append(slices.Clone(b.rules), Standing{Fault: fault}))
}

// Clear forgets the orders with a match, or all where it is empty.
func (b *Book) Clear(match string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if match == "" {
		return b.replace(nil)
	}
	return b.replace(slices.DeleteFunc(slices.Clone(b.rules), func(s Standing) bool { return s.Match == match }))
}

// Take tells how an operation on one of the keys fails, and counts it. The fault ordered first strikes first; one that
// has struck often enough is forgotten. A fault in an idle mode would not show now: it neither strikes nor counts.
func (b *Book) Take(operation Operation, keys []string, idle ...Mode) (Mode, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	index := b.find(operation, keys, idle...)
	if index < 0 {
		return None, nil
	}
	rules := slices.Clone(b.rules)
	struck := &rules[index]
	mode := struck.Mode
	struck.Struck++
	if struck.Times > 0 && struck.Struck >= struck.Times {
		rules = slices.Delete(rules, index, index+1)
	}
	return mode, b.replace(rules)
}

// Stands reports whether the operation on a key would fail in that mode, without counting it.
func (b *Book) Stands(operation Operation, mode Mode, key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	index := b.find(operation, []string{key})
	return index >= 0 && b.rules[index].Mode == mode
}

func (b *Book) find(operation Operation, keys []string, idle ...Mode) int {
	return slices.IndexFunc(b.rules, func(rule Standing) bool {
		return rule.strikes(operation) && rule.concerns(keys) && !slices.Contains(idle, rule.Mode)
	})
}

// List copies the standing faults.
func (b *Book) List() []Standing {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Standing{}, b.rules...)
}

// replace writes the faults down and then acts by them. The caller holds the lock.
func (b *Book) replace(rules []Standing) error {
	err := b.store.Update(func(tx store.Tx) error { return store.Put(tx, store.Faults, recordKey, rules) })
	if err == nil {
		b.rules = rules
	}
	return err
}
