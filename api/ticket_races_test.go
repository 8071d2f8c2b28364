package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"kaipiao/adapters/documents"
	"kaipiao/adapters/files"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office/tickets"
	"kaipiao/sandbox/sandboxtest"
)

// clerkZhao is somebody of finance who lacks no permission.
var clerkZhao = secondperson.Trusted(actor.Actor{Kind: actor.Finance, Name: "zhao"})

// V3: the database itself refuses a ticket that concerns the wrong thing, a promise that nobody owes, and a material that
// nobody could have handed in, whatever a program tries.
func TestV3TheDatabaseRefusesWhatATicketCannotBe(t *testing.T) {
	s := withBills(t)
	opened, id := s.voiding("ordinary")
	s.handIn(customer, opened, material("void_note", aPDF))
	s.abroad("overseas")
	proforma := s.ticket("p", object{"kind": "proforma", "note": ""})
	const again = "insert into tickets (id, kind, account, application, invoice, note, status, due_provisional, opened_by, opened_at, turned_at) " +
		"select 'x', kind, account, application, invoice, note, status, false, '', now(), now() "
	const onAnother = "insert into proforma_lines (ticket, line, consumption, amount) select ticket, 99, consumption, amount "
	const row = "insert into ticket_materials (id, ticket, n, type, content_type, sha256, size, key, freight, added_by, added_at) values "
	sum := strings.Repeat("b", 64)
	for name, statement := range map[string]string{
		"a void without an invoice":           "update tickets set invoice = null where id = '" + opened + "'",
		"a pro-forma about an application":    "update tickets set application = (select id from applications limit 1) where id = '" + proforma + "'",
		"an invoice without its application":  "update tickets set kind = 'other', application = null where id = '" + opened + "'",
		"finance's turn without a promise":    "update tickets set status = 'verifying' where id = '" + opened + "'",
		"a promise of the customer":           "update tickets set due_at = now() where id = '" + opened + "'",
		"a void that the customer confirms":   "update tickets set status = 'awaiting_customer' where id = '" + opened + "'",
		"withdrawn and still open":            "update tickets set withdrawn = true where id = '" + opened + "'",
		"decided by nobody":                   "update tickets set status = 'done' where id = '" + opened + "'",
		"a second one about the same invoice": again + "from tickets where id = '" + opened + "'",
		"a ticket is deleted":                 "delete from tickets where id = '" + opened + "'",
		"a material is changed":               "update ticket_materials set type = 'other'",
		"a material is deleted":               "delete from ticket_materials",
		"an original that was sent collect": row +
			"('x', '" + opened + "', 9, 'original_received', 'image/png', '" + sum + "', 1, 'k', 'collect', '', now())",
		"an original of which nobody knows":      row + "('x', '" + opened + "', 9, 'original_received', 'image/png', '" + sum + "', 1, 'k', '', '', now())",
		"a material that is too large":           row + "('x', '" + opened + "', 9, 'other', 'image/png', '" + sum + "', 10485761, 'k', '', '', now())",
		"a material that is a page":              row + "('x', '" + opened + "', 9, 'other', 'text/html', '" + sum + "', 1, 'k', '', '', now())",
		"the second material of the same number": row + "('x', '" + opened + "', 1, 'other', 'image/png', '" + sum + "', 1, 'k', '', '', now())",
		"a record on two pro-formas":             onAnother + "from proforma_lines",
		"an event about nothing":                 "insert into events (at, what, who, detail) values (now(), 'x', '', '')",
	} {
		_, err := s.byHand().Exec(context.Background(), statement)
		var refused *pgconn.PgError
		require.ErrorAs(t, err, &refused, name)
	}
	require.Equal(t, "shipped", s.must(finance, get, "/v1/invoices/"+id, nil)["status"])
}

// V3: many hand in at once, and several accept: everything is there once, it becomes somebody's turn once, and one of
// those who accept begins the one reversal.
func TestV3ManyAtOnceOnOneTicket(t *testing.T) {
	s, ctx := withBills(t), context.Background()
	opened, id := s.voiding("ordinary")
	types := []ticket.MaterialType{ticket.OriginalReceived, ticket.VoidNote, ticket.OtherMaterial}
	pictures := make([][]byte, 4)
	for n := range pictures {
		picture := image.NewGray(image.Rect(0, 0, n+1, 1))
		pictures[n] = drawn(func(b *bytes.Buffer, _ image.Image) error { return png.Encode(b, picture) })
	}
	var together sync.WaitGroup
	failed := make(chan error, 100)
	for n := range 24 {
		together.Go(func() {
			handed := ticket.HandedIn{Type: types[n%3], File: pictures[n/6]}
			if handed.Type == ticket.OriginalReceived {
				handed.Freight = ticket.FreightPrepaid
			}
			_, _, err := s.register.Tickets.AddMaterial(ctx, ids.Ticket(opened), handed, actor.Actor{Kind: actor.Finance, Name: "zhao"}, s.files, s.now)
			failed <- err
		})
	}
	together.Wait()
	for range 4 {
		together.Go(func() {
			_, err := s.register.Tickets.Accept(ctx, ids.Ticket(opened), clerkZhao, "", tickets.Prints{}, s.now)
			failed <- err
		})
	}
	together.Wait()
	close(failed)
	for err := range failed {
		require.NoError(t, err)
	}
	require.Len(t, s.shown(opened)["materials"], 12, "each of them once")
	counted := map[string]int{}
	for _, what := range s.whatHappened(opened) {
		counted[what]++
	}
	require.Equal(t, map[string]int{"ticket_opened": 1, "material_added": 12, "materials_complete": 1, "ticket_done": 1}, counted)
	i, err := s.register.Invoices.Invoice(ctx, ids.Invoice(id))
	require.NoError(t, err)
	require.Len(t, i.Reversals, 1)
}

// R3: the customer withdraws in the moment in which finance accepts. One of them wins, and the other is told so.
func TestR3WithdrawnAndAcceptedCross(t *testing.T) {
	s, ctx := withBills(t), context.Background()
	outcomes := map[bool]int{}
	for n := range 40 {
		id := s.applied(fmt.Sprint("a", n), eInvoice("1.00"))
		s.approved(id)
		opened := s.ticket(fmt.Sprint("t", n), object{"kind": "cancel", "application": id, "note": ""})
		var together sync.WaitGroup
		var accepted, withdrawn error
		together.Go(func() {
			_, accepted = s.register.Tickets.Accept(ctx, ids.Ticket(opened), clerkZhao, "", tickets.Prints{}, s.now)
		})
		together.Go(func() {
			_, withdrawn = s.register.Tickets.Withdraw(ctx, ids.Ticket(opened), actor.Actor{Kind: actor.Customer, Name: "wang"}, "", s.now)
		})
		together.Wait()
		require.NotEqual(t, accepted == nil, withdrawn == nil, "exactly one of them")
		var refused *refusal.Refusal
		require.True(t, errors.As(errors.Join(accepted, withdrawn), &refused) && refused.Code == refusal.WrongState)
		cancelled := s.must(customer, get, "/v1/accounts/acct/invoices?limit=200", nil)["items"].([]any)[n].(object)["status"] == "cancelled"
		require.Equal(t, accepted == nil, cancelled)
		outcomes[accepted == nil]++
	}
	require.Equal(t, 40, outcomes[true]+outcomes[false])
	s.sound()
}

// crashing keeps a document and then is gone, before its row is written.
type crashing struct {
	*files.Store
	made []byte
}

var errCrash = errors.New("the process is gone")

func (c *crashing) Put(ctx context.Context, key string, content []byte, contentType string) error {
	c.made = content
	return errors.Join(c.Store.Put(ctx, key, content, contentType), errCrash)
}

// V6: a process that is gone while a copy is made leaves a ticket that can be accepted again, with the same bytes.
func TestV6ACrashWhileACopyIsKeptLosesNothing(t *testing.T) {
	s := withBills(t)
	id := s.paper("a", "special")
	opened := s.ticket("t", object{"kind": "lost", "invoice": id, "note": ""})
	s.handIn(customer, opened, material("loss_certificate", aJPEG))
	before, crash := s.contents(), &crashing{Store: s.files}
	prints := tickets.Prints{Press: documents.NewPress(sandboxtest.Typeface(t)), Files: crash}
	_, err := s.register.Tickets.Accept(context.Background(), ids.Ticket(opened), clerkZhao, "", prints, s.now)
	require.ErrorIs(t, err, errCrash)
	require.Equal(t, before, s.contents())
	stub := s.accept(opened).body["materials"].([]any)[1].(object)
	require.Equal(t, crash.made, s.call(customer, http.MethodGet, stub["href"].(string), nil).bytes, "the same document, the same bytes")
}
