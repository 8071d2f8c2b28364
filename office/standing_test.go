package office_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office/applications"
	"kaipiao/office/invoices"
	"kaipiao/office/tickets"
)

// standingWorld looks at how far invoices have come, and remembers in which states it did.
type standingWorld struct {
	World
	seen map[invoice.Status]bool
}

// at reads how far an invoice has come, and checks what is so in every state.
func (w standingWorld) at(id ids.Invoice, status invoice.Status) invoices.Standing {
	w.T.Helper()
	found, err := w.Invoices.Standing(w.T.Context(), id)
	require.NoError(w.T, err)
	require.Equal(w.T, status, found.Status)
	require.Equal(w.T, id, found.ID)
	require.Equal(w.T, found.Serial == "", found.StoredAt.IsZero(), "a serial was stored at some instant")
	require.Equal(w.T, status == invoice.Planned, found.ApprovedAt.IsZero())
	w.seen[status] = true
	if status == invoice.Planned {
		return found
	}
	whole, err := w.Invoices.Invoice(w.T.Context(), id)
	require.NoError(w.T, err)
	require.Equal(w.T, message.WorkflowOfApplication(found.Application), found.Workflow)
	require.Equal(w.T, whole.Workflow, found.Workflow)
	require.Equal(w.T, whole.DueAt, found.DueAt)
	require.Equal(w.T, whole.Serial, found.Serial)
	require.Equal(w.T, whole.ToldAt, found.ToldAt)
	return found
}

// applied applies for an amount on a medium.
func (w standingWorld) applied(key, amount string, medium invoice.Medium) ids.Invoice {
	w.T.Helper()
	gross := money.MustParse(amount)
	a, err := w.Applications.Submit(w.T.Context(), applications.Submission{
		ID: ids.Application("app-" + key), Key: key, Fingerprint: []byte(amount), By: customer, Request: application.Request{
			Account: "acct", Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: medium, Amount: &gross,
			Address: &invoice.Address{Recipient: "财务部", Phone: "010", Region: "北京市", Street: "上地十街10号"},
		},
	}, now)
	require.NoError(w.T, err)
	id := a.Invoices[0].ID
	w.at(id, invoice.Planned)
	_, err = w.Applications.ApproveWhenDue(w.T.Context(), a.ID, a.CoolOffUntil)
	require.NoError(w.T, err)
	approved := w.at(id, invoice.Approved)
	require.True(w.T, a.CoolOffUntil.Equal(approved.ApprovedAt), approved.ApprovedAt)
	return id
}

// issued has it issued under the serial of a generation.
func (w standingWorld) issued(id ids.Invoice, number string) {
	w.T.Helper()
	serial, _, err := w.Invoices.BeginIssuing(w.T.Context(), id, now)
	require.NoError(w.T, err)
	stored := w.at(id, invoice.Approved)
	require.Equal(w.T, serial, stored.Serial)
	require.True(w.T, now.Equal(stored.StoredAt), stored.StoredAt)
	_, err = w.Invoices.RecordIssued(w.T.Context(), id, serial, number, now, now)
	require.NoError(w.T, err)
	require.Nil(w.T, w.at(id, invoice.Issued).ToldAt)
}

// O6: in every state in which an invoice can be, the register says how far it has come; no run is needed to know it.
func TestO6TheRegisterSaysHowFarAnInvoiceHasComeInEveryState(t *testing.T) {
	w, ctx := standingWorld{newWorld(t), map[invoice.Status]bool{}}, t.Context()
	w.Consumed("bill", "6000.00")

	paper := w.applied("paper", "1000.00", invoice.Paper)
	w.issued(paper, "26332000000000000001")
	require.NoError(t, w.Invoices.RecordTold(ctx, paper, now))
	require.NoError(t, w.Invoices.RecordTold(ctx, paper, now.Add(time.Hour)))
	require.True(t, now.Equal(*w.at(paper, invoice.Issued).ToldAt), "the first time stays")
	require.NoError(t, w.Parcels.Ship(ctx, paper, "顺丰速运", "SF1", clerk, now))
	require.False(t, w.at(paper, invoice.Shipped).SendAgain)
	require.NoError(t, w.Parcels.Resend(ctx, paper, nil, clerk, now))
	require.True(t, w.at(paper, invoice.Shipped).SendAgain)
	require.NoError(t, w.Parcels.Ship(ctx, paper, "顺丰速运", "SF2", clerk, now))
	require.False(t, w.at(paper, invoice.Shipped).SendAgain)
	require.NoError(t, w.Parcels.Deliver(ctx, paper, clerk, now))
	require.False(t, w.at(paper, invoice.Delivered).SendAgain)

	refused := w.applied("refused", "500.00", invoice.Electronic)
	serial, _, err := w.Invoices.BeginIssuing(ctx, refused, now)
	require.NoError(t, err)
	require.NoError(t, w.Invoices.RecordFailed(ctx, refused, serial, "购方税号有误", now))
	require.Equal(t, serial, w.at(refused, invoice.Failed).Serial)
	require.NoError(t, w.Invoices.Correct(ctx, refused, invoice.Party{Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"}, clerk, now))
	require.Empty(t, w.at(refused, invoice.Approved).Serial, "the next one is another")
	require.NoError(t, w.Invoices.Stop(ctx, refused, clerk, "", now))
	w.at(refused, invoice.Cancelled)

	reversed := w.applied("reversed", "1000.00", invoice.Electronic)
	w.issued(reversed, "26332000000000000002")
	part, err := w.Reverse(reversed, "part", map[int]string{1: "100.00"})
	require.NoError(t, err)
	w.at(reversed, invoice.Issued)
	w.Booked(part)
	w.at(reversed, invoice.PartlyRedIssued)
	rest, err := w.Reverse(reversed, "rest", nil)
	require.NoError(t, err)
	w.Booked(rest)
	w.at(reversed, invoice.RedIssued)

	voided := w.applied("voided", "1000.00", invoice.Paper)
	w.issued(voided, "26332000000000000003")
	taken, err := w.Tickets.Open(ctx, tickets.Request{Key: "t", Fingerprint: []byte("f"), Ticket: ticket.Ticket{
		ID: "t1", Kind: ticket.Cancel, Account: "acct", Application: "app-voided", OpenedBy: customer,
	}}, tickets.Prints{}, now)
	require.NoError(t, err)
	_, err = w.Tickets.Accept(ctx, taken.ID, secondperson.Trusted(clerk), "", tickets.Prints{}, now)
	require.NoError(t, err)
	void, err := w.Reversals.Next(ctx, voided)
	require.NoError(t, err)
	require.NoError(t, w.Reversals.RecordReversed(ctx, void.ID, "", nil, now))
	w.at(voided, invoice.Voided)

	for _, state := range invoice.Life.States {
		require.True(t, w.seen[state.Name], "nobody has looked at one that is %s", state.Name)
	}
	_, err = w.Invoices.Standing(ctx, "no-such")
	requireRefused(t, err, refusal.NotFound)
	w.Sound()
}
