package applications

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
)

// comes has somebody come to the queue, who applies for an account.
func comes(q *queue, account ids.Account, name string) *applying {
	one := &applying{
		submission: Submission{Request: application.Request{Account: account}, ID: ids.Application(name)}, turn: make(chan turn, 1),
	}
	q.enter(one)
	return one
}

func namesOf(together []*applying) (names []string) {
	for _, one := range together {
		names = append(names, string(one.submission.ID))
	}
	return names
}

// has tells whose turn it is, with whom.
func has(t *testing.T, one *applying) []string {
	t.Helper()
	select {
	case next := <-one.turn:
		return namesOf(next.together)
	default:
		return nil
	}
}

// L4: of one account one transaction is under way, and its own go in the order in which they came; nobody waits behind an account with many.
func TestL4WhoWaitsIsDecidedTogetherOfEachAccountOneFirst(t *testing.T) {
	// given one transaction at a time, and somebody who is in it
	q := newQueue(1)
	first := comes(q, "a", "a1")
	require.Equal(t, []string{"a1"}, has(t, first))
	// when others come meanwhile, most of them for one account
	var busy *applying
	for _, name := range []string{"b1", "b2", "b3"} {
		if one := comes(q, "b", name); busy == nil {
			busy = one
		}
	}
	comes(q, "a", "a2")
	comes(q, "c", "c1")
	require.Nil(t, has(t, busy), "there is no room yet")
	require.Equal(t, 2, q.length("a"))
	// then the account that is being decided comes back last, and a second one of any comes after the first one of each
	q.decided("a")
	q.ended()
	require.Equal(t, []string{"b1", "c1", "a2", "b2", "b3"}, has(t, busy))
	q.decided("a", "b", "c")
	q.ended()
	require.Zero(t, q.length("b"))
	require.Equal(t, []string{"b4"}, has(t, comes(q, "b", "b4")), "it goes at once")
}

// L4: who goes is not decided, and nobody of its account is called instead of others.
func TestL4WhoGoesLeavesTheQueue(t *testing.T) {
	q := newQueue(1)
	comes(q, "a", "a1")
	gone, next := comes(q, "b", "b1"), comes(q, "c", "c1")
	require.True(t, q.quit(gone))
	require.False(t, q.quit(gone))
	q.decided("a")
	q.ended()
	require.Nil(t, has(t, gone))
	require.Equal(t, []string{"c1"}, has(t, next))
}

// No transaction has more than it may.
func TestL4ManyAreDecidedInSeveralTransactions(t *testing.T) {
	q := newQueue(1)
	comes(q, "a", "a1")
	var leader *applying
	for n := range 3 * togetherAtMost {
		if one := comes(q, ids.Account(rune('b'+n%20)), "x"); leader == nil {
			leader = one
		}
	}
	q.ended() // what is set aside goes on beside it
	require.Len(t, has(t, leader), togetherAtMost)
}
