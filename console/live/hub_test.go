package live

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/office/trail"
)

// register is one in which the test makes things happen.
type register struct {
	mark    string
	changes []trail.Change
}

func (r *register) LastChange(context.Context) (int64, error) { return int64(len(r.changes)), nil }

func (r *register) ChangesAfter(_ context.Context, after int64) ([]trail.Change, int64, error) {
	return r.changes[after:], int64(len(r.changes)), nil
}

func (r *register) LedgerMarks(_ context.Context, accounts []ids.Account) (map[ids.Account]string, error) {
	marks := map[ids.Account]string{}
	for _, account := range accounts {
		marks[account] = r.mark
	}
	return marks, nil
}

// O1, O8: everybody hears of what is theirs, and of nothing else.
func TestO8EverybodyHearsOfWhatIsTheirs(t *testing.T) {
	r := &register{mark: "before"}
	h := NewHub(r)
	joined := func(who access.Identity) *stream {
		s, err := h.join(t.Context(), who)
		require.NoError(t, err)
		return s
	}
	customer := joined(access.Identity{Role: access.Customer, Account: "acct"})
	other := joined(access.Identity{Role: access.Customer, Account: "other"})
	vendor := joined(access.Identity{Role: access.Vendor, Vendor: "isv-1"})
	finance := joined(access.Identity{Role: access.Finance})
	r.changes = append(r.changes, trail.Change{Account: "acct", Seller: "platform", Application: "a", Invoice: "a-1"})
	require.NoError(t, h.once(t.Context(), []ids.Account{"acct", "other"}, 0))
	require.Equal(t, "a a-1 ", <-customer.news)
	require.Equal(t, "a a-1 ", <-finance.news)
	require.Empty(t, other.news)
	require.Empty(t, vendor.news)
	// and of the ledger, once for each change
	r.mark = "after"
	require.NoError(t, h.once(t.Context(), []ids.Account{"acct", "other"}, 1))
	require.NoError(t, h.once(t.Context(), []ids.Account{"acct", "other"}, 1))
	require.Equal(t, "balance", <-customer.news)
	require.Empty(t, customer.news)
	// nobody looks: nothing is asked any more
	for _, s := range []*stream{customer, other, vendor, finance} {
		h.leave(s)
	}
	require.Eventually(t, func() bool { h.mutex.Lock(); defer h.mutex.Unlock(); return !h.asking }, 5*time.Second, 10*time.Millisecond)
}
