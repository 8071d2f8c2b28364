package inject

import (
	"kaipiao/e2e/chaos/plan"
)

// How the toxics are set, where the plan does not say it.
const (
	sliceBytes      = 64
	sliceDelay      = 2000 // microseconds
	latencyVariesBy = 4    // a quarter of it
)

// hurt cuts a link or lets it suffer.
func (i *Injector) hurt(f plan.Fault) (string, error) {
	attributes := map[string]any{}
	switch f.Way {
	case "cut":
		return "cut", i.Wires.Cut(f.Target)
	case "latency":
		attributes["latency"], attributes["jitter"] = f.Size, f.Size/latencyVariesBy
	case "bandwidth":
		attributes["rate"] = f.Size
	case "reset_peer", "timeout": // at once, and never
		attributes["timeout"] = 0
	case "slicer":
		attributes["average_size"], attributes["size_variation"], attributes["delay"] = sliceBytes, sliceBytes/2, sliceDelay
	}
	return "poisoned", i.Wires.Poison(f.Target, f.Way, attributes)
}
