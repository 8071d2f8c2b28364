package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

// travelling is a paper invoice in a parcel SF1 that the product itself ordered.
func (s *service) travelling(key string) string {
	s.t.Helper()
	id := s.approved(s.applied(key, onPaper("1.00")))[0]
	s.issued(id, "2611000000000000"+key)
	s.ordered(id, "SF1")
	return id
}

// ordered does what the workflow does when the courier has taken the order.
func (s *service) ordered(id, trackingNumber string) {
	s.t.Helper()
	ctx := context.Background()
	_, err := s.register.Parcels.FixAddress(ctx, ids.Invoice(id), s.now)
	require.NoError(s.t, err)
	require.NoError(s.t, s.register.Parcels.Ship(ctx, ids.Invoice(id), "顺丰速运", trackingNumber, actor.Product, s.now))
}

// pushed is the courier's push about a parcel, by its reference.
func (s *service) pushed(reference, trackingNumber, status string, at time.Time) int {
	s.t.Helper()
	body := object{"reference": reference, "tracking_number": trackingNumber, "status": status, "at": at.Format(time.RFC3339)}
	return sample{secret: courierSecret, body: body}.send(s, http.MethodPost, "/v1/courier/events").status
}

// look is what the workflow does when a parcel's time is over; it returns when to look again.
func (s *service) look(id string) time.Time {
	s.t.Helper()
	lookAt, err := s.register.Parcels.Follow(context.Background(), ids.Invoice(id), false, s.now)
	require.NoError(s.t, err)
	return lookAt
}

// opened are the tickets, and starts how many workflows of tickets are to be started.
func (s *service) opened() (tickets []any, starts int) {
	s.t.Helper()
	for _, m := range s.sent() {
		if m.Workflow == message.StartTicket.Workflow {
			starts++
		}
	}
	return s.must(customer, http.MethodGet, "/v1/tickets", nil)["items"].([]any), starts
}

func (s *service) happened(id string) (what []any) {
	s.t.Helper()
	for _, e := range s.must(finance, http.MethodGet, "/v1/invoices/"+id+"/timeline?limit=200", nil)["items"].([]any) {
		what = append(what, []any{e.(object)["what"], e.(object)["who"], e.(object)["detail"]})
	}
	return what
}

// V7: a parcel of which nothing was heard for five days has a ticket in both languages, once; both sides of the instant. What
// the carrier says gives it another five days, whatever the carrier's clock says.
func TestV7ASilentParcelHasATicket(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	shipped := s.now
	id := s.travelling("0001")
	s.now = shipped.AddDate(0, 0, 3)
	require.Equal(t, http.StatusNoContent, s.pushed(id, "SF1", "picked_up", shipped.AddDate(0, 0, 1)))
	require.Equal(t, http.StatusNoContent, s.pushed(id, "SF1", "in_transit", shipped.AddDate(1, 0, 0)), "a clock that is a year ahead")
	silent := s.now.AddDate(0, 0, 5)
	for _, early := range []time.Time{shipped.AddDate(0, 0, 5), silent.Add(-time.Second)} {
		s.now = early
		require.Equal(t, silent.UTC(), s.look(id).UTC())
	}
	tickets, starts := s.opened()
	require.Empty(t, tickets)
	require.Zero(t, starts)
	s.now = silent
	for range 2 {
		require.Zero(t, s.look(id), "there is nothing more to wait for")
	}
	tickets, starts = s.opened()
	require.Len(t, tickets, 1)
	require.Equal(t, 1, starts)
	ticket := tickets[0].(object)
	require.Equal(t, []any{"other", "open", id, "2026-09-30T15:59:59Z"}, []any{ticket["kind"], ticket["status"], ticket["invoice"], ticket["due_at"]},
		"due as other tickets are")
	require.Contains(t, ticket["note"], "SF1 自 2026-09-21 起没有任何物流信息")
	require.Contains(t, ticket["note"], "Nothing was heard of parcel SF1 since 2026-09-21")
	require.Contains(t, s.happened(id), []any{"ticket_opened", "kaipiao", "other " + ticket["id"].(string)})
	s.refused(http.StatusConflict, "wrong_state", "", customer, http.MethodPost, "/v1/tickets/"+ticket["id"].(string)+"/withdraw", nil)
	// finance closes it by hand; nothing is carried out by that
	require.Equal(t, "done", s.accept(ticket["id"].(string)).body["status"])
	require.Equal(t, "shipped", s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["status"])
	require.Equal(t, http.StatusNoContent, s.pushed(id, "SF1", "signed", s.now))
	require.Equal(t, "delivered", s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["status"])
	require.Zero(t, s.look(id))
}

// V7: what arrived in time, and what is not on its way, has no ticket.
func TestV7AParcelThatArrivedHasNoTicket(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.travelling("0001")
	notYet := s.approved(s.applied("k", onPaper("1.00")))[0]
	s.must(finance, http.MethodPost, "/v1/invoices/"+id+"/delivered", nil)
	s.now = s.now.AddDate(0, 1, 0)
	require.Zero(t, s.look(id))
	require.Zero(t, s.look(notYet))
	tickets, _ := s.opened()
	require.Empty(t, tickets)
}

// V7: a parcel that came back has a ticket at once, and is sent again under another reference, to another address; the earlier
// number stays in the timeline. Whatever the courier says of the first one is noted; the second one is delivered.
func TestV7AReturnedParcelIsSentAgain(t *testing.T) {
	s, ctx := newService(t), context.Background()
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.travelling("0001")
	path := "/v1/invoices/" + id
	resend := func(body any) object { return s.must(finance, http.MethodPost, path+"/resend", body) }
	s.refused(http.StatusConflict, "parcel_not_returned", "", finance, http.MethodPost, path+"/resend", object{})
	for range 2 {
		require.Equal(t, http.StatusNoContent, s.pushed(id, "SF1", "returned", s.now))
	}
	tickets, starts := s.opened()
	require.Len(t, tickets, 1, "one, however often it is pushed")
	require.Equal(t, 1, starts)
	require.Contains(t, tickets[0].(object)["note"], "SF1 已被退回")
	require.Contains(t, tickets[0].(object)["note"], "Parcel SF1 came back")
	s.now = s.now.AddDate(0, 0, 6)
	require.Zero(t, s.look(id), "it has its ticket")

	require.Equal(t, "上地十街10号", resend(nil)["address"].(object)["street"], "where it went before, if no address is given")
	after := s.contents()
	resend(nil)
	require.Equal(t, after, s.contents(), "asking again changes nothing")
	i := resend(object{"address": elsewhere})
	require.Equal(t, []any{"shipped", "世纪大道1号"}, []any{i["status"], i["address"].(object)["street"]}, "until the courier is asked the address may change")
	reference, err := s.register.Parcels.ToSend(ctx, ids.Invoice(id))
	require.NoError(t, err)
	require.Equal(t, id+"-r2", reference)
	require.Zero(t, s.look(id), "what waits to be sent is not silent")
	_, err = s.register.Parcels.FixAddress(ctx, ids.Invoice(id), s.now)
	require.NoError(t, err)
	s.refused(http.StatusConflict, "address_fixed", "", finance, http.MethodPost, path+"/resend", object{"address": with(elsewhere, object{"street": "三号"})})
	require.NoError(t, s.register.Parcels.UnfixAddress(ctx, ids.Invoice(id)), "the courier refuses the address for good")
	require.Equal(t, "三号", resend(object{"address": with(elsewhere, object{"street": "三号"})})["address"].(object)["street"])
	require.Equal(t, http.StatusNotFound, s.pushed(reference, "SF2", "picked_up", s.now), "not before its number is stored; the courier repeats it")
	s.ordered(id, "SF2")
	require.NoError(t, s.register.Parcels.UnfixAddress(ctx, ids.Invoice(id)))
	require.Equal(t, "address_fixed", s.accept(s.ticket("t", object{"kind": "change_address", "invoice": id, "note": "", "address": elsewhere})).code())
	s.refused(http.StatusConflict, "parcel_not_returned", "", finance, http.MethodPost, path+"/resend", nil)

	require.Equal(t, http.StatusNoContent, s.pushed(id, "SF1", "signed", s.now), "by the print desk, because it came back")
	require.Equal(t, "shipped", s.must(customer, http.MethodGet, path, nil)["status"])
	require.Equal(t, s.now.AddDate(0, 0, 5).UTC(), s.look(id).UTC(), "the second one has five days of its own")
	require.Equal(t, http.StatusNoContent, s.pushed(reference, "SF2", "signed", s.now))
	i = s.must(customer, http.MethodGet, path, nil)
	require.Equal(t, []any{"delivered", "SF2"}, []any{i["status"], i["courier"].(object)["tracking_number"]})
	happened := s.happened(id)
	for _, want := range [][]any{
		{"shipped", "kaipiao", "SF1"},
		{"parcel_returned", "courier", "SF1"},
		{"to_send_again", "finance:zhao", "SF1"},
		{"shipped", "kaipiao", "SF2"},
		{"parcel_signed", "courier", "SF1"},
		{"delivered", "courier", "SF2"},
	} {
		require.Contains(t, happened, want)
	}
}

// V7, I8: of a parcel that the print desk or a vendor sent, only people know that it came back. They send it again under another
// number; a vendor has it in its queue meanwhile.
func TestV7PeopleSayThatTheirParcelCameBack(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	ours, theirs := delivering(s, "shipped")["id"], s.soldOnPaper("k", "5.00")
	s.must(vendor, http.MethodPost, "/v1/invoices/"+theirs+"/issue", issuedAs(number1, "2026-09-18"))
	s.must(vendor, http.MethodPost, "/v1/invoices/"+theirs+"/ship", object{"tracking_number": "SF1"})
	for who, id := range map[string]string{"ours": ours, "theirs": theirs} {
		sender := finance
		if who == "theirs" {
			sender = vendor
		}
		path := "/v1/invoices/" + id
		s.refused(http.StatusConflict, "wrong_state", "", sender, http.MethodPost, path+"/ship", object{"tracking_number": "SF2"})
		i := s.must(finance, http.MethodPost, path+"/resend", object{"address": elsewhere})
		require.Equal(t, map[string]any{"ours": nil, "theirs": "vendor"}[who], i["waiting_for"])
		require.Equal(t, "SF1", i["courier"].(object)["tracking_number"])
		i = s.must(sender, http.MethodPost, path+"/ship", object{"tracking_number": "SF2"})
		require.Equal(t, []any{"shipped", nil, "SF2"}, []any{i["status"], i["waiting_for"], i["courier"].(object)["tracking_number"]})
		s.must(sender, http.MethodPost, path+"/delivered", nil)
		s.refused(http.StatusConflict, "wrong_state", "", finance, http.MethodPost, path+"/resend", nil)
	}
}

// V7: a push from which nothing can follow any more is noted and taken, for otherwise the courier repeats it for ever.
func TestV7APushThatNothingFollowsFromIsNoted(t *testing.T) {
	for _, status := range []string{"voided", "red_issued", "delivered"} {
		t.Run(status, func(t *testing.T) {
			s := newService(t)
			s.account("acct")
			s.consumed(bill("c1", "acct", "100.00"))
			id := s.travelling("0001")
			_, err := s.pool.Exec(context.Background(), "update invoices set status = $2 where id = $1", id, status)
			require.NoError(t, err)
			for _, event := range []string{"in_transit", "signed", "returned"} {
				require.Equal(t, http.StatusNoContent, s.pushed(id, "SF1", event, s.now), event)
				require.Contains(t, s.happened(id), []any{"parcel_" + event, "courier", "SF1"})
			}
			require.Equal(t, status, s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["status"])
			tickets, _ := s.opened()
			require.Empty(t, tickets)
		})
	}
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.travelling("0001")
	require.Equal(t, http.StatusNoContent, s.pushed(id, "OTHER", "signed", s.now), "ordered, but the print desk was faster")
	require.Equal(t, "shipped", s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["status"])
	require.Equal(t, http.StatusNotFound, s.pushed("nobody-s", "SF1", "signed", s.now))
}
