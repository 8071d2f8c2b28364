package api_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/notice"
)

// unsent is the operator task of a mail that was given up.
func (s *service) unsent() int64 {
	s.t.Helper()
	key := fmt.Sprint("unsent", len(s.tasks("")))
	s.account("acct")
	s.consumed(bill(key, "acct", "1.00"))
	id := s.approved(s.applied(key, eInvoice("1.00")))[0]
	mail := notice.Unsent{Invoice: ids.Invoice(id), About: notice.Issued}
	require.NoError(s.t, s.register.Tasks.OpenUnsent(context.Background(), s.servedBy(id), mail, true, s.now))
	open := s.tasks("?status=open&kind=unsent_mail")
	return open[len(open)-1].id
}

// O3: a mail that was given up is sent anew by the seller's desk when somebody has seen to it, and dismissed by a word; nothing else can be
// dismissed.
func TestO3AMailThatWasGivenUpIsATask(t *testing.T) {
	s := newService(t)
	id := s.unsent()
	path := fmt.Sprintf("/v1/operator-tasks/%d/", id)
	shown := s.must(finance, http.MethodGet, "/v1/operator-tasks?kind=unsent_mail", nil)["items"].([]any)[0].(object)
	require.Equal(t, []any{"issued", "platform"}, []any{shown["code"], shown["seller"]})
	var offered []any
	for _, action := range shown["actions"].([]any) {
		offered = append(offered, action.(object)["action"])
	}
	require.Equal(t, []any{"see_to", "dismiss"}, offered)
	s.signals() // what was sent before
	require.Equal(t, "open", s.must(finance, http.MethodPost, path+"seen-to", nil)["status"], "until it is handed over")
	require.Equal(t, []string{"seller/platform " + message.Trouble.Name}, s.signals())
	for range 2 {
		closed := s.must(finance, http.MethodPost, path+"dismiss", nil)
		require.Equal(t, "closed", closed["status"])
	}
	s.consumed(bill("more", "acct", "10.00"))
	trouble := s.troubled()
	refused := s.call(finance, http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%d/dismiss", trouble), nil)
	require.Equal(t, http.StatusConflict, refused.status)
}
