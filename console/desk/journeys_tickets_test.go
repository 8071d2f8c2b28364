package desk_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/consoletest"
	"kaipiao/console/desk"
	"kaipiao/console/page"
	"kaipiao/domain/ticket"
)

// material is what a kind of material is called in the language of the look.
func (l look) material(of ticket.MaterialType) string { return desk.Materials[of].In(l.lang) }

// asTicket says a state of a ticket.
func (l look) asTicket(s ticket.Status) string { return page.TicketState(s).Says.In(l.lang) }

// handsIn uploads a file as a material of the ticket on the page.
func (l look) handsIn(b *consoletest.Browser, of ticket.MaterialType, file string) {
	b.Select(l.say("handInType"), l.material(of))
	b.Attach("#field-file", file)
	b.Press(l.say("handIn"))
}

// R2, R4, V5, V6, section 8: tickets of every kind are decided at the desk; what they ask for is done.
func TestV5TicketsOfEveryKind(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "90000.00")
	picture := w.Picture("proof.png")
	wrong := filepath.Join(t.TempDir(), "note.pdf")
	require.NoError(t, os.WriteFile(wrong, []byte("no pdf at all"), 0o600))
	for _, l := range looks {
		b := w.As(consoletest.Finance, l.Look)
		accepts := func(id string, kind ticket.Kind) {
			b.Go("/console/desk/tickets/" + id)
			b.Press(desk.Acceptance[kind].In(l.lang))
			b.See(l.say("accepted", end(id)), l.asTicket(ticket.Done))
			require.Equal(t, string(ticket.Done), ticketOf(w, id)["status"])
		}
		// taken back after it was approved
		taken := w.Applied(l.key("cancel"), consoletest.EInvoice("100.00"))
		never := w.Approved(taken)[0]
		accepts(opened(w, l.key("t-cancel"), consoletest.Object{"kind": "cancel", "application": taken, "note": "不需要了"}), ticket.Cancel)
		require.Equal(t, "cancelled", w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+never, nil)["status"])
		// sent elsewhere
		paper := w.Applied(l.key("address"), consoletest.Paper("100.00"))
		elsewhere := w.Approved(paper)[0]
		moved := consoletest.Object{"recipient": "财务部", "phone": "010-59922888", "region": "上海市浦东新区", "street": l.key("世纪大道")}
		accepts(opened(w, l.key("t-address"), consoletest.Object{"kind": "change_address", "application": paper, "address": moved, "note": ""}), ticket.ChangeAddress)
		at := w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+elsewhere, nil)["address"].(consoletest.Object)
		require.Equal(t, l.key("世纪大道"), at["street"])
		// lost: what is missing is said, a file that is none is refused in words, a picture is taken, and the copy of the stub is made
		gone := w.IssuedPaper("100.00")
		lost := opened(w, l.key("t-lost"), consoletest.Object{"kind": "lost", "invoice": gone, "note": "快递遗失"})
		b.Go("/console/desk/tickets/" + lost)
		b.See(l.say("lacking", l.material(ticket.LossCertificate)), l.say("turnOfCustomer"))
		require.True(t, greyed(b, desk.Acceptance[ticket.Lost].In(l.lang)))
		l.seen(b, "lost")
		b.Expect("status of 4")
		l.handsIn(b, ticket.LossCertificate, wrong)
		b.See("PNG")
		require.Empty(t, ticketOf(w, lost)["materials"])
		l.handsIn(b, ticket.LossCertificate, picture)
		b.See(l.say("handedIn", end(lost)))
		accepts(lost, ticket.Lost)
		handed := ticketOf(w, lost)["materials"].([]any)
		require.Equal(t, string(ticket.StubCopyMaterial), handed[len(handed)-1].(consoletest.Object)["type"])
		b.See(l.material(ticket.StubCopyMaterial))
		// materials are asked for, and it is refused
		other := opened(w, l.key("t-other"), consoletest.Object{"kind": "other", "note": "请核对"})
		b.Go("/console/desk/tickets/" + other)
		b.Press(l.say("ask"))
		b.Choose(l.material(ticket.LossCertificate))
		b.Type(l.say("askSentence"), "请上传加盖公章的证明。")
		b.Press(l.say("askNow"))
		b.See(l.say("asked", end(other)), l.say("turnOfCustomer"), l.asTicket(ticket.AwaitsMaterials), "请上传加盖公章的证明。")
		l.seen(b, "asked")
		b.Press(l.say("refuse"))
		b.Type(l.say("refusalReason"), "无法办理。")
		b.Press(l.say("refuseNow"))
		b.See(l.say("refused", end(other)), l.asTicket(ticket.Refused), "无法办理。")
		require.Equal(t, []any{string(ticket.Refused), "无法办理。"}, []any{ticketOf(w, other)["status"], ticketOf(w, other)["reason"]})
		accepts(opened(w, l.key("t-done"), consoletest.Object{"kind": "other", "note": "请核对"}), ticket.Other)
	}
}

// A9, section 8: a pro-forma invoice that the customer wants changed is made by hand, confirmed, sealed, and sent as a scan.
func TestA9AProformaIsMadeByHandAndSealed(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	picture := w.Picture("template.png")
	for _, l := range looks {
		account := l.key("abroad")
		who := access.Identity{Subject: account, Role: access.Customer, Account: accountID(account)}
		w.Call(consoletest.Upstream, http.MethodPut, "/v1/accounts/"+account, consoletest.Object{
			"certification": consoletest.Object{"type": "enterprise", "name": "Jia Technology (Hong Kong) Limited", "taxpayer_id": "77665544-000"},
			"region":        "hongkong", "email": "hk@example.test",
		})
		w.Consumed("of-"+account, account, "800.00")
		id := w.Call(who, http.MethodPost, "/v1/tickets", consoletest.Object{"kind": "proforma", "note": ""}, "Idempotency-Key", "t")["id"].(string)
		w.Call(who, http.MethodPost, "/v1/tickets/"+id+"/changes", consoletest.Object{"reason": "address is wrong"})
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/tickets")
		b.Press(end(id))
		b.See("address is wrong", l.material(ticket.ProformaMaterial))
		l.handsIn(b, ticket.Template, picture)
		b.See(l.say("handedIn", end(id)), l.asTicket(ticket.AwaitsCustomer), l.say("turnOfCustomer"))
		w.Call(who, http.MethodPost, "/v1/tickets/"+id+"/confirm", nil)
		b.Go("/console/desk/tickets/" + id)
		b.See(l.asTicket(ticket.Verifying), l.say("lacking", l.material(ticket.StampedScan)))
		l.seen(b, "proforma")
		l.handsIn(b, ticket.StampedScan, w.Picture(fmt.Sprint("scan", l.n, ".png")))
		b.See(l.say("handedIn", end(id)), l.asTicket(ticket.Done))
		require.Equal(t, string(ticket.Done), ticketOf(w, id)["status"])
	}
}

// V3, section 8: a paper that came back is scanned, and the button names what becomes of it: void in its month, red-issue after it.
func TestV3AReturnedOriginalAndItsOutcome(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "9000.00")
	picture := w.Picture("original.png")
	inItsMonth, later := w.Now(), consoletest.At("2026-10-09 10:00:00")
	for _, l := range looks {
		w.Set(inItsMonth)
		paper := w.IssuedPaper("100.00")
		id := opened(w, l.key("void"), consoletest.Object{"kind": "void", "invoice": paper, "note": "开错了"})
		number := w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+paper, nil)["number"].(string)
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/returned")
		b.Type(l.say("scanNumber"), "99999999")
		b.Press(l.say("openIt"))
		b.See(l.say("nothingOfNumber", "99999999"))
		b.Type(l.say("scanNumber"), number)
		b.Press(l.say("openIt"))
		b.See(l.say("willVoid"))
		require.Contains(t, b.At(), id)
		require.Equal(t, "void", ticketOf(w, id)["outcome"])
		l.seen(b, "returned")
		w.Set(later)
		b.Go("/console/desk/tickets/" + id)
		b.See(l.say("willRedIssue"))
		require.Equal(t, "red", ticketOf(w, id)["outcome"])
		ways := map[int]string{0: "void", 1: "red", 2: "void", 3: "red"}
		button := l.say("willRedIssue")
		if ways[l.n] == "void" {
			w.Set(inItsMonth)
			button = l.say("willVoid")
		}
		b.Go("/console/desk/tickets/" + id)
		for _, one := range ticketOf(w, id)["missing"].([]any) {
			l.handsIn(b, ticket.MaterialType(one.(string)), picture)
			b.See(l.say("handedIn", end(id)))
		}
		b.Press(button)
		b.See(l.say("accepted", end(id)), l.asTicket(ticket.Done))
		require.Nil(t, ticketOf(w, id)["outcome"], "it is decided")
		reversals := w.Call(consoletest.Auditor, http.MethodGet, "/v1/invoices/"+paper, nil)["reversals"].([]any)
		require.Equal(t, ways[l.n], reversals[0].(consoletest.Object)["kind"])
	}
}
