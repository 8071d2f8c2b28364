// Package plan draws from a seed what a run injects, and what its customers do meanwhile. The same seed is the same plan; what
// becomes of it in a running stack is up to the moment.
package plan

import (
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"kaipiao/sandbox/faults"
)

// Family is a kind of trouble that can be left out of a run. Leaving one out changes nothing about the others.
type Family string

// The families.
const (
	// Kills end processes as a crash does.
	Kills Family = "kills"
	// Provider orders the outside world to misbehave: tax provider, courier, mail server, subscriber.
	Provider Family = "provider"
	// Network cuts and slows the connections between the processes.
	Network Family = "network"
	// Buttons are what an operator can press in the Temporal Web UI.
	Buttons Family = "buttons"
)

// Families lists them all.
func Families() []Family { return []Family{Kills, Provider, Network, Buttons} }

// Fault is one thing to inject.
type Fault struct {
	At     time.Duration `json:"at"`
	Family Family        `json:"family"`
	// Target is the process, the link between two of them, the operation of the outside world, or "workflow".
	Target string `json:"target"`
	// Way is how it suffers: the sandbox's mode, the toxic, the button.
	Way string `json:"way"`
	// For is how long it lasts, where it does not pass by itself.
	For time.Duration `json:"for,omitempty"`
	// Times is how often the outside world fails.
	Times int `json:"times,omitempty"`
	// Size is the delay in milliseconds, or the KB a second that pass.
	Size int `json:"size,omitempty"`
	// Pick chooses among those that are there at that moment: backends, open workflows, payloads.
	Pick uint64 `json:"pick,omitempty"`
}

// String says it in a line.
func (f Fault) String() string {
	text := fmt.Sprintf("%s: %s %s", f.Family, f.Target, f.Way)
	switch {
	case f.Times > 0:
		text += fmt.Sprintf(", %d times", f.Times)
	case f.Size > 0:
		text += fmt.Sprintf(" (%d), for %s", f.Size, f.For)
	case f.For > 0:
		text += fmt.Sprintf(", for %s", f.For)
	}
	return text
}

// Story is what one customer goes through.
type Story struct {
	At   time.Duration `json:"at"`
	Kind string        `json:"kind"`
	// Pick decides what is left open by the kind: amounts, and the reviewer's or the buyer's word.
	Pick uint64 `json:"pick"`
}

// RefusedMailbox is how the addresses begin that a mail server may refuse for good: nobody else is struck by that fault, because
// what is refused for good is rightly not sent again.
const RefusedMailbox = "refused-"

// Plan is a whole run.
type Plan struct {
	Seed     uint64        `json:"seed"`
	For      time.Duration `json:"for"`
	Families []Family      `json:"families"`
	Faults   []Fault       `json:"faults"`
	Stories  []Story       `json:"stories"`
}

// How far apart things are, on average, and how long after the first customers the first fault comes.
const (
	warmUp          = 3 * time.Second
	betweenKills    = 9 * time.Second
	betweenProvider = 5 * time.Second
	betweenNetwork  = 8 * time.Second
	betweenButtons  = 6 * time.Second
	betweenStories  = 800 * time.Millisecond
)

// Options say what a plan is made for.
type Options struct {
	Seed     uint64
	For      time.Duration
	Families []Family
	// Kinds are the faults of the outside world, Links the connections that can be cut, Stories the kinds of customers, each as often as it is
	// to come.
	Kinds   []faults.Fault
	Links   []string
	Stories []string
}

// Make draws a plan.
func Make(o Options) Plan {
	p := Plan{Seed: o.Seed, For: o.For, Families: o.Families}
	for n, family := range Families() {
		random := rand.New(rand.NewPCG(o.Seed, uint64(n)+1)) //nolint:gosec // a plan is to be repeated, not to be secret
		if !slices.Contains(o.Families, family) {
			continue
		}
		switch family {
		case Kills:
			p.Faults = append(p.Faults, kills(random, o.For)...)
		case Provider:
			p.Faults = append(p.Faults, outside(random, o.For, o.Kinds)...)
		case Network:
			p.Faults = append(p.Faults, network(random, o.For, o.Links)...)
		case Buttons:
			p.Faults = append(p.Faults, buttons(random, o.For)...)
		}
	}
	slices.SortStableFunc(p.Faults, func(a, b Fault) int { return cmp.Compare(a.At, b.At) })
	random := rand.New(rand.NewPCG(o.Seed, 0)) //nolint:gosec // as above
	kinds := newDeck(random, o.Stories)
	for at := range instants(random, 0, o.For, betweenStories) {
		p.Stories = append(p.Stories, Story{At: at, Kind: kinds.deal(), Pick: random.Uint64()})
	}
	return p
}

// instants are drawn about a pause apart, each when it is its turn, so that a longer run begins as a shorter one.
func instants(random *rand.Rand, from, to, apart time.Duration) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for at := from; ; {
			at += apart/2 + time.Duration(random.Int64N(int64(apart)))
			if at >= to || !yield(at.Truncate(time.Millisecond)) {
				return
			}
		}
	}
}

// Victims are the processes that are killed. A backend is one of Postgres' processes that serve a connection.
func Victims() []string {
	return []string{"worker", "starter", "temporal", "sandbox", "backend", "postgres"}
}

func kills(random *rand.Rand, length time.Duration) (all []Fault) {
	victims := newDeck(random, Victims())
	for at := range instants(random, warmUp, length, betweenKills) {
		all = append(all, Fault{At: at, Family: Kills, Target: victims.deal(), Way: "kill -9", Pick: random.Uint64()})
	}
	return all
}

// Toxics are what toxiproxy does to a connection, beside cutting it.
func toxics() []string {
	return []string{"cut", "reset_peer", "latency", "bandwidth", "timeout", "slicer"}
}

func network(random *rand.Rand, length time.Duration, links []string) (all []Fault) {
	type pair struct{ link, way string }
	var pairs []pair
	for _, link := range links {
		for _, way := range toxics() {
			pairs = append(pairs, pair{link, way})
		}
	}
	deck := newDeck(random, pairs)
	for at := range instants(random, warmUp, length, betweenNetwork) {
		dealt := deck.deal()
		f := Fault{At: at, Family: Network, Target: dealt.link, Way: dealt.way, For: time.Second + time.Duration(random.IntN(9000))*time.Millisecond}
		switch dealt.way {
		case "latency":
			f.Size = 100 + random.IntN(1900)
		case "bandwidth":
			f.Size = 1 + random.IntN(20)
		}
		all = append(all, f)
	}
	return all
}

// Pressed are the buttons of the Web UI, and the signals that anybody can send there.
func Pressed() []string {
	return []string{"request cancellation", "terminate", "reset to the first task", "delete", "pause an activity", "bad signal"}
}

func buttons(random *rand.Rand, length time.Duration) (all []Fault) {
	deck := newDeck(random, Pressed())
	for at := range instants(random, warmUp, length, betweenButtons) {
		f := Fault{At: at, Family: Buttons, Target: "workflow", Way: deck.deal(), Pick: random.Uint64()}
		if f.Way == "pause an activity" {
			f.For = 2*time.Second + time.Duration(random.IntN(13))*time.Second // and unpause it
		}
		all = append(all, f)
	}
	return all
}

// deck deals every card once before any comes again.
type deck[Card any] struct {
	random *rand.Rand
	cards  []Card
	left   []Card
}

func newDeck[Card any](random *rand.Rand, cards []Card) *deck[Card] {
	return &deck[Card]{random: random, cards: cards}
}

func (d *deck[Card]) deal() Card {
	if len(d.left) == 0 {
		d.left = slices.Clone(d.cards)
		d.random.Shuffle(len(d.left), func(i, j int) { d.left[i], d.left[j] = d.left[j], d.left[i] })
	}
	card := d.left[0]
	d.left = d.left[1:]
	return card
}
