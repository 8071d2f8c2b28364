package office_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/notice"
	"kaipiao/domain/secondperson"
	"kaipiao/office/mails"
)

// owingMails is a world in which mails are owed about two applications: of the first that it is approved and that its invoice is cancelled, of
// the second that it is cancelled.
func owingMails(t *testing.T) World {
	w, ctx := newWorld(t), t.Context()
	w.Consumed("bill", "300.00")
	first, err := w.Apply("first", "100.00")
	require.NoError(t, err)
	_, err = w.Applications.Approve(ctx, first.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(t, err)
	require.NoError(t, w.Invoices.Stop(ctx, first.Invoices[0].ID, zhao, "typo", now))
	second, err := w.Apply("second", "100.00")
	require.NoError(t, err)
	_, err = w.Applications.Cancel(ctx, second.ID, actor.Actor{Kind: actor.Customer, Name: "acct"}, "", now)
	require.NoError(t, err)
	return w
}

func abouts(owed []mails.Owed) (list []notice.About) {
	for _, one := range owed {
		list = append(list, one.About)
	}
	return list
}

// M19, O3: what is owed belongs to one process at a time; of one application one after the other, and who dies with one loses nothing.
func TestM19OwedMailsAreHandedOverInOrder(t *testing.T) {
	w, ctx := owingMails(t), t.Context()
	taken, err := w.Mails.Claim(ctx, 10, now)
	require.NoError(t, err)
	require.Equal(t, []notice.About{notice.Approved, notice.Cancelled}, abouts(taken))
	none, err := w.Mails.Claim(ctx, 10, now.Add(notice.Lease-time.Second))
	require.NoError(t, err)
	require.Empty(t, none, "they are somebody's, and the next one waits for the first")
	// who claimed them died: when the lease is over, another has them, and what the first says then changes nothing
	again, err := w.Mails.Claim(ctx, 10, now.Add(notice.Lease))
	require.NoError(t, err)
	require.Equal(t, []notice.About{notice.Approved, notice.Cancelled}, abouts(again))
	require.Equal(t, 2, again[0].Attempts)
	require.NoError(t, w.Mails.Settle(ctx, taken[0], nil, now.Add(notice.Lease)))
	require.Empty(t, claim(t, w, now.Add(notice.Lease)))
	// not taken, it is tried again; handed over, the next one goes
	at := now.Add(notice.Lease)
	require.NoError(t, w.Mails.Settle(ctx, again[0], errors.New("no answer"), at))
	require.NoError(t, w.Mails.Settle(ctx, again[1], nil, at))
	require.Empty(t, claim(t, w, at.Add(3*time.Second)))
	third := claim(t, w, at.Add(4*time.Second))
	require.Equal(t, []notice.About{notice.Approved}, abouts(third))
	require.NoError(t, w.Mails.Settle(ctx, third[0], nil, at.Add(5*time.Second)))
	last := claim(t, w, at.Add(5*time.Second))
	require.Equal(t, []notice.About{notice.InvoiceCancelled}, abouts(last))
	require.Equal(t, []any{zhao, "typo"}, []any{last[0].Because.Who, last[0].Because.Detail})
	require.NoError(t, w.Mails.Settle(ctx, last[0], nil, at.Add(6*time.Second)))
	require.Empty(t, claim(t, w, at.Add(time.Hour)))
}

func claim(t *testing.T, w World, at time.Time) []mails.Owed {
	t.Helper()
	claimed, err := w.Mails.Claim(t.Context(), 10, at)
	require.NoError(t, err)
	return claimed
}

// O3: a mail that is refused for good, or for a day, is given up, and keeps later ones back no more.
func TestM19AMailThatNobodyTakesIsGivenUp(t *testing.T) {
	for name, c := range map[string]struct {
		said  error
		after time.Duration
	}{"for good": {mails.ErrGiveUp, 0}, "for a day": {errors.New("no answer"), 24 * time.Hour}} {
		t.Run(name, func(t *testing.T) {
			w := owingMails(t)
			taken := claim(t, w, now)
			require.NoError(t, w.Mails.Settle(t.Context(), taken[0], c.said, now.Add(c.after)))
			require.Contains(t, abouts(claim(t, w, now.Add(c.after+notice.Lease))), notice.InvoiceCancelled)
		})
	}
}

// O3: they are handed over as soon as they are owed, each once, by whichever process comes first.
func TestM19MailsAreHandedOverAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var together sync.Mutex
	var handed []notice.About
	var processes sync.WaitGroup
	for range 2 {
		processes.Go(func() {
			_ = w.Mails.HandOver(ctx, mails.Hands{
				Clock: standing, Failed: func(err error) { t.Log(err) },
				Send: func(_ context.Context, owed mails.Owed) error {
					together.Lock()
					defer together.Unlock()
					handed = append(handed, owed.About)
					return nil
				},
			})
		})
	}
	w.Consumed("bill", "300.00")
	for _, key := range []string{"a", "b", "c"} {
		a, err := w.Apply(key, "10.00")
		require.NoError(t, err)
		_, err = w.Applications.Approve(t.Context(), a.ID, secondperson.Trusted(actor.Product), "", now)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool {
		together.Lock()
		defer together.Unlock()
		return len(handed) == 3
	}, 20*time.Second, 10*time.Millisecond)
	stop()
	processes.Wait()
	require.Len(t, handed, 3)
}
