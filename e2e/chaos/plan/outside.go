package plan

import (
	"math/rand/v2"
	"slices"
	"time"

	"kaipiao/sandbox/faults"
)

// A vendor forgets its tokens, so that the next call is refused. The sandbox has no fault for that, but a call of its own.
const (
	Token     faults.Operation = "token"
	Forgotten faults.Mode      = "forgotten"
)

// Kinds lists the faults that exist where a tax provider issues; couriers, mail servers and subscribers have all of theirs.
func Kinds(provider string) []faults.Fault {
	kinds := faults.Kinds()
	switch provider {
	case "baiwang":
		// Baiwang tells of no seal: a fault of sealing would hide the files of everybody and never pass.
		kinds = slices.DeleteFunc(kinds, func(kind faults.Fault) bool {
			return kind.Mode == faults.SealFailed && (kind.Operation == faults.Issue || kind.Operation == faults.Query)
		})
	case "nuonuo":
	default:
		return kinds
	}
	return append(kinds, faults.Fault{Operation: Token, Mode: Forgotten})
}

// An outage lasts for this many calls; most faults strike one to three times.
const (
	outage       = 25
	oneInOutages = 6
)

func outside(random *rand.Rand, length time.Duration, kinds []faults.Fault) (all []Fault) {
	deck := newDeck(random, kinds)
	for at := range instants(random, warmUp, length, betweenProvider) {
		kind := deck.deal()
		times := 1 + random.IntN(3)
		// A whole outage by hanging would outlast the run: each of its calls holds somebody for as long as it waits.
		if random.IntN(oneInOutages) == 0 && kind.Mode != faults.Hang {
			times = outage
		}
		if kind.Operation == Token {
			times = 1
		}
		all = append(all, Fault{At: at, Family: Provider, Target: string(kind.Operation), Way: string(kind.Mode), Times: times})
	}
	return all
}
