package sealing

import (
	"bytes"
	"fmt"
	"time"
)

// Kind is in what way the trail is not as it was written.
type Kind string

// The kinds.
const (
	EntryChanged  Kind = "entry_changed"
	EntryRemoved  Kind = "entry_removed"
	EntryInserted Kind = "entry_inserted"
	SealMissing   Kind = "seal_missing"
	SealChanged   Kind = "seal_changed"
	CutOff        Kind = "cut_off"
	HeadDiffers   Kind = "head_differs"
	NotSealed     Kind = "not_sealed"
)

// Difference is the first thing that is not as it was written. It is an error, because whoever looks wants to find none.
type Difference struct {
	Kind Kind
	// Seal is the number of the seal, Entry the id of the entry; 0 for none.
	Seal, Entry int64
	Sentence    string
}

// Error is the sentence.
func (d *Difference) Error() string { return d.Sentence }

func differs(kind Kind, seal, entry int64, sentence string, values ...any) *Difference {
	return &Difference{Kind: kind, Seal: seal, Entry: entry, Sentence: fmt.Sprintf(sentence, values...)}
}

// Chain is checked seal by seal, from the first one on.
type Chain struct {
	last Seal
	// heads are those that must be met, because the log has them.
	heads []Head
	met   map[Head]bool
}

// NewChain begins at the beginning.
func NewChain(heads ...Head) *Chain {
	return &Chain{last: Seal{Hash: make([]byte, Size)}, heads: heads, met: map[Head]bool{}}
}

// Follow checks the next seal, and the entries that there are between the one before it and this one, in the order of their ids.
func (c *Chain) Follow(next Seal, entries []Entry) *Difference {
	if found := c.seal(next); found != nil {
		return found
	}
	if found := sealed(next, entries); found != nil {
		return found
	}
	for _, head := range c.heads {
		if head.UpTo != next.UpTo {
			continue
		}
		if head != next.Head() {
			return differs(HeadDiffers, next.N, 0, "the trail was written anew: seal %d, up to entry %d, is not the one that the log has", next.N, next.UpTo)
		}
		c.met[head] = true
	}
	c.last = next
	return nil
}

// seal checks the seal alone.
func (c *Chain) seal(next Seal) *Difference {
	switch {
	case next.N != c.last.N+1:
		return differs(SealMissing, c.last.N+1, 0, "seal %d is missing: seal %d comes after seal %d", c.last.N+1, next.N, c.last.N)
	case len(next.Sums) != Size*len(next.Entries) || !bytes.Equal(next.Hash, next.Computed()):
		return differs(SealChanged, next.N, 0, "seal %d of %s was changed: its hash is not that of what it says", next.N, next.Day)
	case next.After != c.last.UpTo || !bytes.Equal(next.Previous, c.last.Hash):
		return differs(SealChanged, next.N, 0, "seal %d of %s does not follow seal %d: one of the two was changed or put there afterwards",
			next.N, next.Day, c.last.N)
	default:
		return nil
	}
}

// sealed holds the entries against what a seal says of them.
func sealed(by Seal, entries []Entry) *Difference {
	for i, id := range by.Entries {
		if i == len(entries) || entries[i].ID > id {
			return differs(EntryRemoved, by.N, id, "entry %d was removed: seal %d of %s has it", id, by.N, by.Day)
		}
		is := entries[i]
		if is.ID < id {
			return inserted(by, is)
		}
		if sum := is.Sum(); !bytes.Equal(sum[:], by.Sums[Size*i:Size*(i+1)]) {
			return differs(EntryChanged, by.N, id, "entry %d about %s was changed: it is not the one that seal %d of %s has", id, is.Object, by.N, by.Day)
		}
	}
	if more := len(by.Entries); more < len(entries) {
		return inserted(by, entries[more])
	}
	return nil
}

func inserted(by Seal, is Entry) *Difference {
	return differs(EntryInserted, by.N, is.ID, "entry %d about %s was put in afterwards: seal %d of %s does not have it", is.ID, is.Object, by.N, by.Day)
}

// Tail is what comes after the last seal.
type Tail struct {
	Entries int64
	Since   time.Time
}

// End checks what follows from there being no more seals: that every head was met, and that nothing waits to be sealed for longer than allowed.
func (c *Chain) End(tail Tail, now time.Time, allowed time.Duration) *Difference {
	for _, head := range c.heads {
		switch {
		case c.met[head]:
		case head.UpTo > c.last.UpTo:
			return differs(CutOff, c.last.N, 0, "the trail is cut off: the log has it up to entry %d on %s, and it ends at entry %d",
				head.UpTo, head.Day, c.last.UpTo)
		default:
			return differs(HeadDiffers, 0, 0, "the trail was written anew: no seal ends at entry %d, as the log has it of %s", head.UpTo, head.Day)
		}
	}
	if tail.Entries > 0 && now.Sub(tail.Since) > allowed {
		return differs(NotSealed, c.last.N, 0, "%d entries after entry %d are not sealed, the first of them for %s: no `starter serve` seals, "+
			"or the last seals were taken away", tail.Entries, c.last.UpTo, now.Sub(tail.Since).Round(time.Second))
	}
	return nil
}

// Last is the head of what was checked; nothing where there is no seal.
func (c *Chain) Last() (head Head, found bool) { return c.last.Head(), c.last.N > 0 }
