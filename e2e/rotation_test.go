package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"
	"google.golang.org/protobuf/proto"

	"kaipiao/access"
	"kaipiao/client"
)

// S4, S6: every key that there is, is replaced while invoices run: of payloads, of local tokens, of the sign-in. Each invoice is issued once, what
// is under a key that was replaced is still read, and tokens that it signed are still good. A key that something was encrypted with is not given up.
func TestS6KeysAreRotatedWhileInvoicesRun(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "100.00")
	used := map[string]bool{}
	var issued []string
	early := shared.token(t, access.Identity{Subject: "sun", Role: access.Auditor})
	signedIn, err := shared.starter("sign-in", "--person", "auditor")
	require.NoError(t, err, signedIn)
	for n := range 4 {
		accepted := shared.apply(t, account, eInvoice("10.00"), fmt.Sprint(n))
		issued = append(issued, accepted.Invoices[0].ID)
		id := fmt.Sprintf("rotated-%d", n)
		for _, arguments := range [][]string{{"add", id}, {"use", id}} {
			said, err := shared.starter(append([]string{"temporal-keys"}, arguments...)...)
			require.NoError(t, err, said)
		}
		said, err := shared.starter("token-keys", "add")
		require.NoError(t, err, said)
		shared.signal(t, "signin", syscall.SIGHUP)
		time.Sleep(time.Second) // into the cool-off of one, and the issuing of another
	}
	for _, id := range issued {
		shared.came(t, id, "issued", time.Minute)
		require.Len(t, shared.issued(t, serialOf(id)), 1)
	}
	late := shared.token(t, access.Identity{Subject: "sun", Role: access.Auditor})
	require.NotEqual(t, keyOf(t, early), keyOf(t, late))
	for _, text := range []string{early, strings.TrimSpace(signedIn), late} {
		require.NoError(t, client.New(shared.HTTPAddr, text).Call(t.Context(), http.MethodGet, "/v1/applications?limit=1", nil, nil))
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

// keyOf is the key that a token says it is signed with.
func keyOf(t *testing.T, text string) string {
	t.Helper()
	read, _, err := jwt.NewParser().ParseUnverified(text, jwt.MapClaims{})
	require.NoError(t, err)
	kid, _ := read.Header["kid"].(string)
	return kid
}
