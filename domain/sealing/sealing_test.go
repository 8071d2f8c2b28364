package sealing_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/sealing"
)

var midday = time.Date(2026, 9, 18, 4, 0, 0, 123000, time.UTC)

// three is a trail of three seals with two entries each; ids have a gap.
func three() (seals []sealing.Seal, entries [][]sealing.Entry) {
	previous := make([]byte, sealing.Size)
	for n := int64(1); n <= 3; n++ {
		seal := sealing.Seal{N: n, Day: "2026-09-18", At: midday.Add(time.Duration(n) * time.Minute), After: (n - 1) * 10, UpTo: n * 10, Previous: previous}
		var of []sealing.Entry
		for _, id := range []int64{n*10 - 7, n * 10} {
			e := sealing.Entry{
				ID: id, Object: fmt.Sprint("invoice/", id), At: midday, What: "issued", Who: "kaipiao", Before: []byte(`{"a": 1}`), Withheld: []string{"x", "y"},
			}
			sum := e.Sum()
			seal.Entries, seal.Sums, of = append(seal.Entries, id), append(seal.Sums, sum[:]...), append(of, e)
		}
		seal.Hash = seal.Computed()
		previous = seal.Hash
		seals, entries = append(seals, seal), append(entries, of)
	}
	return seals, entries
}

func check(seals []sealing.Seal, entries [][]sealing.Entry, tail sealing.Tail, heads ...sealing.Head) *sealing.Difference {
	chain := sealing.NewChain(heads...)
	for i, seal := range seals {
		if found := chain.Follow(seal, entries[i]); found != nil {
			return found
		}
	}
	return chain.End(tail, midday.Add(time.Hour), 10*time.Minute)
}

// S5: whatever is changed in the trail, the first place at which it is not as it was written is found.
func TestS5WhateverIsChangedIsFound(t *testing.T) {
	forge := func(s *sealing.Seal) { s.Hash = s.Computed() }
	for name, c := range map[string]struct {
		change      func(seals *[]sealing.Seal, entries [][]sealing.Entry)
		kind        sealing.Kind
		seal, entry int64
	}{
		"who":       {func(_ *[]sealing.Seal, e [][]sealing.Entry) { e[1][0].Who = "nobody" }, sealing.EntryChanged, 2, 13},
		"the state": {func(_ *[]sealing.Seal, e [][]sealing.Entry) { e[1][0].After, e[1][0].Before = e[1][0].Before, nil }, sealing.EntryChanged, 2, 13},
		"the instant by a microsecond": {
			func(_ *[]sealing.Seal, e [][]sealing.Entry) { e[0][1].At = midday.Add(time.Microsecond) }, sealing.EntryChanged, 1, 10,
		},
		"where one text ends": {
			func(_ *[]sealing.Seal, e [][]sealing.Entry) { e[0][0].What, e[0][0].Who = "issuedk", "aipiao" }, sealing.EntryChanged, 1, 3,
		},
		"the order": {
			func(_ *[]sealing.Seal, e [][]sealing.Entry) {
				e[2][0].ID, e[2][1].ID = e[2][1].ID, e[2][0].ID
				slices.Reverse(e[2])
			}, sealing.EntryChanged, 3, 23,
		},
		"one removed":       {func(_ *[]sealing.Seal, e [][]sealing.Entry) { e[1] = e[1][1:] }, sealing.EntryRemoved, 2, 13},
		"the last removed":  {func(_ *[]sealing.Seal, e [][]sealing.Entry) { e[2] = e[2][:1] }, sealing.EntryRemoved, 3, 30},
		"one put in":        {func(_ *[]sealing.Seal, e [][]sealing.Entry) { e[1] = slices.Insert(e[1], 1, sealing.Entry{ID: 14}) }, sealing.EntryInserted, 2, 14},
		"one put at an end": {func(_ *[]sealing.Seal, e [][]sealing.Entry) { e[0] = append(e[0], sealing.Entry{ID: 11}) }, sealing.EntryInserted, 1, 11},
		"a seal":            {func(s *[]sealing.Seal, _ [][]sealing.Entry) { (*s)[1].Day = "2026-09-19" }, sealing.SealChanged, 2, 0},
		"a seal with its hash": {
			func(s *[]sealing.Seal, e [][]sealing.Entry) {
				e[1][0].Who = "nobody"
				sum := e[1][0].Sum()
				copy((*s)[1].Sums, sum[:])
				forge(&(*s)[1])
			}, sealing.SealChanged, 3, 0,
		},
		"a seal taken away": {func(s *[]sealing.Seal, _ [][]sealing.Entry) { *s = slices.Delete(*s, 1, 2) }, sealing.SealMissing, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			seals, entries := three()
			require.Nil(t, check(seals, entries, sealing.Tail{}), "as it was written")
			c.change(&seals, entries)
			found := check(seals, entries, sealing.Tail{})
			require.NotNil(t, found)
			require.Equal(t, []any{c.kind, c.seal, c.entry}, []any{found.Kind, found.Seal, found.Entry}, found.Sentence)
		})
	}
}

// S5: who can write everything anew is found out by what the log has.
func TestS5ATrailThatEndsTooEarlyIsFoundByItsHead(t *testing.T) {
	seals, entries := three()
	head := seals[2].Head()
	require.Nil(t, check(seals, entries, sealing.Tail{}, head, seals[0].Head()))
	require.Nil(t, check(seals[:2], entries, sealing.Tail{}), "without the log nothing is missing")
	require.Equal(t, sealing.CutOff, check(seals[:2], entries, sealing.Tail{}, head).Kind)
	require.Equal(t, sealing.CutOff, check(nil, nil, sealing.Tail{}, head).Kind)
	seals[2].At = seals[2].At.Add(time.Second)
	seals[2].Hash = seals[2].Computed()
	require.Equal(t, sealing.HeadDiffers, check(seals, entries, sealing.Tail{}, head).Kind)
	between := head
	between.UpTo = 25
	require.Equal(t, sealing.HeadDiffers, check(seals, entries, sealing.Tail{}, between).Kind)
}

// S5: what waits to be sealed for too long shows that nobody seals, or that seals were taken away.
func TestS5WhatIsNotSealedForLongIsFound(t *testing.T) {
	seals, entries := three()
	require.Nil(t, check(seals, entries, sealing.Tail{Entries: 1, Since: midday.Add(time.Hour - time.Minute)}))
	found := check(seals, entries, sealing.Tail{Entries: 2, Since: midday})
	require.Equal(t, sealing.NotSealed, found.Kind)
	require.Contains(t, found.Error(), "2 entries after entry 30")
}

func TestAHeadIsReadAsItIsWritten(t *testing.T) {
	seals, _ := three()
	read, err := sealing.ParseHead(seals[0].Head().String() + "\n")
	require.NoError(t, err)
	require.Equal(t, seals[0].Head(), read)
	for _, wrong := range []string{"", "2026-09-18", "2026-09-18:x:00", "2026-09-18:1:00", "18.9.2026:1:" + hex.EncodeToString(seals[0].Hash)} {
		_, err := sealing.ParseHead(wrong)
		require.ErrorContains(t, err, "DAY:ID:HASH")
	}
}
