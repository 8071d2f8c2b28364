package drive

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"kaipiao/domain/money"
)

// Tally is what the service has acknowledged to its callers: what must be there in the end, once.
type Tally struct {
	mutex    sync.Mutex
	accounts map[string]*Account
	kinds    map[string]*Kind
	refused  []string
	clerk    map[string]int
}

// Account is what one customer has done, as far as it was acknowledged.
type Account struct {
	ID string
	// Title is whom its invoices are issued to.
	Title string
	// Consumed and Refunded are what upstream reported and the service took.
	Consumed, Refunded money.Amount
	// Applications are by their ids; true where somebody asked for it to be cancelled, or refunded what it was for.
	Applications map[string]bool
	// Unsure: a call was not answered until the run was over, so that it is not known what it did.
	Unsure bool
}

// Kind counts the stories of a kind.
type Kind struct {
	Begun int `json:"begun"`
	// Ended came to their end, Unfinished were still waiting when the run was over, and Stopped were refused something.
	Ended      int `json:"ended"`
	Unfinished int `json:"unfinished"`
	Stopped    int `json:"stopped"`
}

func newTally() *Tally {
	return &Tally{accounts: map[string]*Account{}, kinds: map[string]*Kind{}, clerk: map[string]int{}}
}

// change changes an account under the lock.
func (t *Tally) change(id string, by func(*Account)) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	a := t.accounts[id]
	if a == nil {
		a = &Account{ID: id, Applications: map[string]bool{}}
		t.accounts[id] = a
	}
	by(a)
}

func (t *Tally) count(kind string, by func(*Kind)) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.kinds[kind] == nil {
		t.kinds[kind] = &Kind{}
	}
	by(t.kinds[kind])
}

// refusal notes that the service refused what no rule forbids.
func (t *Tally) refusal(format string, arguments ...any) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.refused = append(t.refused, fmt.Sprintf(format, arguments...))
}

func (t *Tally) did(what string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.clerk[what]++
}

// Accounts lists the customers by their ids.
func (t *Tally) Accounts() []Account {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	var all []Account
	for _, id := range slices.Sorted(maps.Keys(t.accounts)) {
		a := *t.accounts[id]
		a.Applications = maps.Clone(a.Applications)
		all = append(all, a)
	}
	return all
}

// Kinds are the stories by kind, Clerk what people had to do by hand, and Refused what was refused against the rules.
func (t *Tally) Kinds() map[string]Kind {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	all := map[string]Kind{}
	for name, k := range t.kinds {
		all[name] = *k
	}
	return all
}

// Clerk is what people had to do by hand, and how often.
func (t *Tally) Clerk() map[string]int {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return maps.Clone(t.clerk)
}

// Refused is what was refused although no rule forbids it.
func (t *Tally) Refused() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return slices.Clone(t.refused)
}
