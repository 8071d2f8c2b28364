package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"
	"google.golang.org/protobuf/proto"
)

// S6: keys are added and used while invoices run; each is issued once, and what is under a key that was replaced is still read. A key that something
// was encrypted with is not given up.
func TestS6KeysAreRotatedWhileInvoicesRun(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100.00")
	used := map[string]bool{}
	var issued []string
	for n := range 4 {
		accepted := shared.apply(t, account, eInvoice("10.00"), fmt.Sprint(n))
		issued = append(issued, accepted.Invoices[0].ID)
		id := fmt.Sprintf("rotated-%d", n)
		for _, arguments := range [][]string{{"add", id}, {"use", id}} {
			said, err := shared.starter(append([]string{"temporal-keys"}, arguments...)...)
			require.NoError(t, err, said)
		}
		time.Sleep(time.Second) // into the cool-off of one, and the issuing of another
	}
	for _, id := range issued {
		shared.came(t, id, "issued", time.Minute)
		require.Len(t, shared.issued(t, serialOf(id)), 1)
	}
	c := shared.temporal(t)
	for _, id := range issued {
		workflow := "application/" + id[:strings.LastIndex(id, "-")]
		require.Contains(t, detailsOf(t, c, workflow), "", workflow)
		for events := c.GetWorkflowHistory(t.Context(), workflow, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
			event, err := events.Next()
			require.NoError(t, err)
			content, err := proto.Marshal(event)
			require.NoError(t, err)
			for n := range 4 {
				if key := fmt.Sprintf("rotated-%d", n); strings.Contains(string(content), key) {
					used[key] = true
				}
			}
		}
	}
	require.Greater(t, len(used), 2, "the runs were encrypted with several keys")
	listed, err := shared.starter("temporal-keys", "list")
	require.NoError(t, err, listed)
	require.Contains(t, listed, "rotated-3")
	require.NotRegexp(t, `[A-Za-z0-9+/]{43}=`, listed, "no secret is shown")
	for _, id := range []string{"rotated-3", "rotated-0"} {
		said, err := shared.starter("temporal-keys", "retire", id)
		require.Error(t, err, said)
		require.Contains(t, said, "is in use")
	}
}
