package desk_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/consoletest"
	"kaipiao/console/desk"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"
)

// look is one of the ways in which every journey of the desk is gone: in Chinese and in English, on a desk and on a telephone.
type look struct {
	consoletest.Look
	lang words.Language
	n    int
}

var looks = func() (all []look) {
	for n, one := range consoletest.Looks {
		in := words.Chinese
		if one.English {
			in = words.English
		}
		if one.Width == 0 {
			one.Width = 1280
		}
		all = append(all, look{one, in, n})
	}
	return all
}()

// say is a text of the desk in the language of the look.
func (l look) say(name string, with ...any) string {
	text, known := desk.Catalogue[name]
	if !known {
		panic("no such text: " + name)
	}
	if len(with) > 0 {
		text = text.With(with...)
	}
	return text.In(l.lang)
}

// key is a name that no other look uses.
func (l look) key(name string) string { return fmt.Sprint(name, "-", l.n) }

// seen looks at the page with axe, on the telephone, where most can go wrong; on a desk the tests of the pages do.
func (l look) seen(b *consoletest.Browser, name string) {
	if l.Width == 360 {
		b.Accessible()
	}
	shot(b, fmt.Sprint("journey-", name, "-", l.lang, "-", l.Width))
}

func (l look) zhao() string { return page.WhoDid("finance:zhao").In(l.lang) }

// end is what a row calls an object.
func end(id string) string { return "…" + id[len(id)-12:] }

// greyed reports whether a button is there that cannot be pressed.
func greyed(b *consoletest.Browser, says string) bool {
	return b.Is(`[...document.querySelectorAll("[aria-disabled=true]")].some((e) => e.innerText.trim() === "` + says + `")`)
}

// R3, section 8: two reviewers at the same case: the loser reads who was first, and when; nothing is changed by it. So for a ticket.
func TestR3OfTwoAtOneCaseTheLoserReadsWhoAndWhen(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	who := individual(w, "p1")
	for _, l := range looks {
		id := reviewed(w, who, l.key("race"), company)
		about := w.Call(who, http.MethodPost, "/v1/tickets", consoletest.Object{"kind": "other", "note": "请核对"}, "Idempotency-Key", l.key("t"))["id"].(string)
		first, late := w.As(consoletest.Finance, l.Look), w.As(consoletest.Second, l.Look)
		first.Go("/console/desk/review/" + id)
		late.Go("/console/desk/review/" + id)
		first.Press(l.say("claim"))
		first.See(l.say("claimedNow", l.zhao()))
		late.Expect("409")
		late.Press(l.say("approve"))
		late.See(l.say("lostRace", l.zhao(), "2026-09-18 15:00", desk.Catalogue["didClaim"]))
		l.seen(late, "race")
		review := w.Call(consoletest.Auditor, http.MethodGet, "/v1/applications/"+id, nil)["review"].(consoletest.Object)
		require.Equal(t, []any{"finance:zhao", "2026-09-18T07:00:00Z", nil}, []any{review["claimed_by"], review["claimed_at"], review["decided_at"]})
		late.Go("/console/desk/review")
		late.See(desk.Catalogue["claimedByOther"].With(page.WhoDid("finance:zhao"), "15:00").In(l.lang))

		first.Go("/console/desk/tickets/" + about)
		late.Go("/console/desk/tickets/" + about)
		first.Press(l.say("claim"))
		first.See(l.say("claimedNow", l.zhao()))
		late.Expect("409")
		late.Press(l.say("accept"))
		late.See(l.say("lostRace", l.zhao(), "2026-09-18 15:00", desk.Catalogue["didClaimTicket"]))
		require.Equal(t, []any{"finance:zhao", "open"}, []any{ticketOf(w, about)["claimed_by"], ticketOf(w, about)["status"]})
		first.Press(l.say("putBack"))
		first.See(l.say("claimedNobody"))
		first.Go("/console/desk/review/" + id)
		first.Press(l.say("putBack"))
		first.See(l.say("claimedNobody"))
		require.Nil(t, ticketOf(w, about)["claimed_at"])
	}
}

// owes makes an account of its own that owes a hundred, and its ticket that asks finance to accept it (L13).
func owes(w *consoletest.World, l look) string {
	account := l.key("owes")
	who := access.Identity{Subject: account, Role: access.Customer, Account: accountID(account)}
	w.Account(account)
	w.Consumed("of-"+account, account, "1000.00")
	w.Issued(w.Approved(w.AppliedBy(who, "k", consoletest.EInvoice("1000.00")))[0], fmt.Sprintf("2611%016d", 700+l.n))
	w.Refunded("back-"+account, "of-"+account, "100.00")
	asks := consoletest.Object{"kind": "other", "accept_outstanding": true, "note": "主体变更"}
	return w.Call(who, http.MethodPost, "/v1/tickets", asks, "Idempotency-Key", "t")["id"].(string)
}

// O1, A4, L13, section 8: what is large, another title, and what is owed are decided by two people: the proposer cannot confirm it, another one does.
func TestO1TwoPeopleDecideAndTheProposerCannot(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t, large)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "90000.00")
	for _, l := range looks {
		first, second := w.As(consoletest.Finance, l.Look), w.As(consoletest.Second, l.Look)
		proposer := func(path, button string) {
			first.Go(path)
			first.See(l.say("ownTurnMissing"))
			require.True(t, greyed(first, button), "%s is greyed for the proposer", button)
			l.seen(first, "proposer")
		}
		// the amount
		id := w.Applied(l.key("large"), consoletest.EInvoice("5000.00"))
		first.Go("/console/desk/review/" + id)
		first.Press(l.say("approve"))
		first.See(l.say("proposed", end(id)))
		require.Equal(t, "pending_approval", status(w, id))
		first.Go("/console/desk/second/" + id)
		require.True(t, greyed(first, l.say("confirm")))
		second.Go("/console/desk/second")
		second.Press(end(id))
		second.See(l.say("firstDecision"))
		l.seen(second, "second")
		second.Press(l.say("confirm"))
		second.See(l.say("approved", end(id)))
		require.Equal(t, "approved", status(w, id))
		// another title
		failing := w.Approved(w.Applied(l.key("title"), consoletest.EInvoice("500.00")))[0]
		w.Failed(failing, "购买方名称与税号不匹配")
		first.Go("/console/desk/failed/" + failing)
		first.Type(l.say("title"), "北京乙科技有限公司")
		first.Type(l.say("taxpayerID"), "91310000MA1FL0000N")
		first.Press(l.say("correct"))
		proposer("/console/desk/failed/"+failing, l.say("confirmIt"))
		second.Go("/console/desk/failed/" + failing)
		second.Press(l.say("confirmIt"))
		second.See(l.say("corrected", end(failing)))
		i := w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+failing, nil)
		require.Equal(t, []any{string(invoice.Approved), "北京乙科技有限公司"}, []any{i["status"], i["buyer"].(consoletest.Object)["name"]})
		// what is owed
		debt := owes(w, l)
		first.Go("/console/desk/tickets/" + debt)
		first.Press(l.say("accept"))
		proposer("/console/desk/tickets/"+debt, l.say("accept"))
		require.Equal(t, string(ticket.Open), ticketOf(w, debt)["status"])
		second.Go("/console/desk/second")
		second.Press(end(debt))
		second.See("¥100.00")
		second.Press(l.say("accept"))
		second.See(l.say("accepted", end(debt)))
		after := ticketOf(w, debt)
		require.Equal(t, []any{string(ticket.Done), "100.00"}, []any{after["status"], after["accepted"]})
	}
}
