package limits

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Kind is a kind of call; calls of one kind cost alike.
type Kind string

// The kinds.
const (
	Read   Kind = "read"
	Write  Kind = "write"
	Upload Kind = "upload"
	// Heavy calls make us compute much, now or later.
	Heavy Kind = "heavy"
)

// Caller is who is counted, and what it may do.
type Caller struct {
	Key     string
	Allowed Allowance
}

// Refused says that a call is not made now.
type Refused struct {
	// Busy: it is not this caller who is too many, but all of them together.
	Busy bool
	// After is when the same call may be made again.
	After time.Duration
}

// mostCallers is how many callers are remembered; of more, who was not heard of for longest is forgotten.
const mostCallers = 1 << 14

// soon is when to come again where it is others whom one waits for.
const soon = time.Second

// Gate counts the calls of callers. It is safe for concurrent use.
type Gate struct {
	limits Limits
	now    func() time.Time

	counting sync.Mutex
	callers  map[string]*caller
	// recent are the callers, those last heard of first.
	recent  list.List
	atOnce  int
	uploads int
}

// caller is what is known of one.
type caller struct {
	key     string
	rates   map[Kind]*rate.Limiter
	bytes   *rate.Limiter
	atOnce  int
	uploads int
	place   *list.Element
}

// NewGate makes a gate before which nobody has been.
func NewGate(l Limits, now func() time.Time) *Gate {
	return &Gate{limits: l, now: now, callers: map[string]*caller{}}
}

// Limits are the gate's figures.
func (g *Gate) Limits() Limits { return g.limits }

// Enter lets a call be made, or says when it may be. Leave has to be called when it is answered.
func (g *Gate) Enter(who Caller, kind Kind) (leave func(), refused *Refused) {
	g.counting.Lock()
	defer g.counting.Unlock()
	c, now := g.caller(who.Key), g.now()
	upload := kind == Upload
	switch {
	case over(c.atOnce, who.Allowed.AtOnce), upload && over(c.uploads, who.Allowed.UploadsAtOnce):
		return nil, &Refused{After: soon}
	case over(g.atOnce, g.limits.Calls.AtOnce), upload && over(g.uploads, g.limits.Calls.UploadsAtOnce):
		return nil, &Refused{Busy: true, After: soon}
	}
	if after := c.take(kind, who.Allowed.of(kind), now); after > 0 {
		return nil, &Refused{After: after}
	}
	g.count(c, upload, 1)
	return sync.OnceFunc(func() {
		g.counting.Lock()
		defer g.counting.Unlock()
		g.count(c, upload, -1)
	}), nil
}

// Bytes lets a caller hand in so many bytes, or says when it may.
func (g *Gate) Bytes(who Caller, count int64) *Refused {
	day := who.Allowed.UploadMiBADay << 20
	if day == 0 {
		return nil
	}
	g.counting.Lock()
	defer g.counting.Unlock()
	c, now := g.caller(who.Key), g.now()
	if c.bytes == nil {
		c.bytes = rate.NewLimiter(rate.Limit(float64(day)/(24*time.Hour).Seconds()), day)
	}
	if after := takeFrom(c.bytes, int(min(count, int64(day))), now); after > 0 {
		return &Refused{After: after}
	}
	return nil
}

func over(count, limit int) bool { return limit > 0 && count >= limit }

func (g *Gate) count(c *caller, upload bool, by int) {
	g.atOnce, c.atOnce = g.atOnce+by, c.atOnce+by
	if upload {
		g.uploads, c.uploads = g.uploads+by, c.uploads+by
	}
}

// caller finds what is known of one, and forgets another where too many are known.
func (g *Gate) caller(key string) *caller {
	if known, found := g.callers[key]; found {
		g.recent.MoveToFront(known.place)
		return known
	}
	for range g.recent.Len() {
		if len(g.callers) < mostCallers {
			break
		}
		last := g.recent.Back()
		oldest, _ := last.Value.(*caller)
		if oldest.atOnce > 0 {
			g.recent.MoveToFront(last) // it is just being answered
			continue
		}
		g.recent.Remove(last)
		delete(g.callers, oldest.key)
	}
	made := &caller{key: key, rates: map[Kind]*rate.Limiter{}}
	made.place = g.recent.PushFront(made)
	g.callers[key] = made
	return made
}

// take counts a call, or says how long until it may be made.
func (c *caller) take(kind Kind, allowed Rate, now time.Time) time.Duration {
	if allowed.Burst == 0 {
		return 0
	}
	bucket, known := c.rates[kind]
	if !known {
		bucket = rate.NewLimiter(rate.Limit(allowed.PerSecond), allowed.Burst)
		c.rates[kind] = bucket
	}
	return takeFrom(bucket, 1, now)
}

func takeFrom(bucket *rate.Limiter, count int, now time.Time) time.Duration {
	taken := bucket.ReserveN(now, count)
	after := taken.DelayFrom(now)
	if after > 0 {
		taken.CancelAt(now)
	}
	return after
}

func (a Allowance) of(kind Kind) Rate {
	switch kind {
	case Write:
		return a.Write
	case Upload:
		return a.Upload
	case Heavy:
		return a.Heavy
	default:
		return a.Read
	}
}

// Remembered is how many callers are known.
func (g *Gate) Remembered() int {
	g.counting.Lock()
	defer g.counting.Unlock()
	return len(g.callers)
}
