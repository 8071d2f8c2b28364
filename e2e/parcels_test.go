package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
)

// aboutParcel waits for the ticket that the product opens by itself about an invoice.
func (s *stack) aboutParcel(t *testing.T, invoice string) (found ticket) {
	t.Helper()
	type about struct {
		ticket
		Kind    string  `json:"kind"`
		Invoice *string `json:"invoice"`
	}
	eventually.Holds(t, func() bool {
		for opened, err := range client.List[about](t.Context(), s.upstream(t), "/v1/tickets", nil) {
			require.NoError(t, err)
			if opened.Invoice != nil && *opened.Invoice == invoice && opened.Kind == "other" {
				found = opened.ticket
			}
		}
		return found.ID != ""
	}, time.Minute, 200*time.Millisecond, "no ticket about invoice %s", invoice)
	return found
}

type sentParcel struct {
	Reference      string `json:"reference"`
	TrackingNumber string `json:"tracking_number"`
	Recipient      struct {
		Street string `json:"street"`
	} `json:"recipient"`
}

// V7: a parcel comes back: a ticket is there at once, and finance has it sent again to a corrected address, in a parcel of its
// own that arrives.
func TestV7AReturnedParcelIsSentAgainAndArrives(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "10.00")
	finance := shared.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	id := shared.apply(t, account, onPaper("10.00")).Invoices[0].ID
	shared.fault(t, "ship", "pending", 1, id) // its parcel does not move by itself
	first := shared.came(t, id, "shipped", 2*time.Minute).Courier.TrackingNumber
	returned, err := http.Post("http://"+shared.SandboxAddr+"/parcels/"+id+"/return", "application/json", http.NoBody)
	require.NoError(t, err)
	require.NoError(t, returned.Body.Close())
	require.Equal(t, http.StatusOK, returned.StatusCode)
	opened := shared.aboutParcel(t, id)

	address := map[string]string{"recipient": "李四", "phone": "021-5555", "region": "上海市", "street": "世纪大道1号"}
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/resend", map[string]any{"address": address}, nil))
	second := shared.came(t, id, "delivered", 2*time.Minute).Courier.TrackingNumber
	require.NotEqual(t, first, second)
	streets := map[string]string{}
	for _, p := range listOf[sentParcel](t, shared, "/parcels") {
		if p.Reference == id || p.Reference == id+"-r2" {
			streets[p.TrackingNumber] = p.Recipient.Street
		}
	}
	require.Equal(t, map[string]string{first: "上地十街10号", second: "世纪大道1号"}, streets)
	happened := timeline(t, shared.upstream(t), id)
	for _, what := range []string{"parcel_returned", "ticket_opened", "to_send_again", "delivered"} {
		require.Contains(t, happened, what)
	}
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/tickets/"+opened.ID+"/accept", nil, &opened))
	require.Equal(t, "done", opened.Status)
	ends(t, shared.temporal(t), "ticket/"+opened.ID)
	ends(t, shared.temporal(t), runOf(id))
	record(t, shared, "invoice-sent-again", runOf(id))
	eventually.Holds(t, func() bool { return len(shared.mails(t, account)) == 5 }, time.Minute, 100*time.Millisecond,
		"issued, shipped twice, delivered, and that its parcel was seen to")
}

// V7: of a parcel that says nothing for as long as the policy allows there is a ticket, once, while its invoice waits on.
func TestV7ASilentParcelOpensATicket(t *testing.T) {
	t.Parallel()
	s := own(t, "parcel: {silent_after: 8s}")
	finance := s.as(t, access.Identity{Subject: "zhao", Role: access.Finance})
	account := s.customerWith(t, "20.00")
	// one moves by itself and is signed for within two seconds, the other one never moves
	moving := s.apply(t, account, onPaper("10.00"), "moving").Invoices[0].ID
	id := s.apply(t, account, onPaper("10.00"), "silent").Invoices[0].ID
	s.fault(t, "ship", "pending", 1, id)
	s.came(t, moving, "delivered", 2*time.Minute)
	s.came(t, id, "shipped", 2*time.Minute)
	opened := s.aboutParcel(t, id)
	s.details(t, "ticket/"+opened.ID, "Waits for **finance**")
	s.came(t, id, "shipped", time.Second)
	require.NoError(t, finance.Call(t.Context(), http.MethodPost, "/v1/invoices/"+id+"/delivered", nil, nil))
	ends(t, s.temporal(t), runOf(id))
	record(t, s, "invoice-silent-parcel", runOf(id))
	tickets := 0
	for _, err := range client.List[ticket](t.Context(), s.upstream(t), "/v1/tickets", nil) {
		require.NoError(t, err)
		tickets++
	}
	require.Equal(t, 1, tickets)
	s.sound(t)
}
