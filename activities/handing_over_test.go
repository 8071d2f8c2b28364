package activities_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/courier"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/ticket"
	"kaipiao/office/tickets"
	"kaipiao/sandbox/faults"
)

// told are the ids of the mails that have arrived, in their order.
func (w *world) told(t *testing.T) (found []string) {
	t.Helper()
	for _, mail := range w.outside.Mails(t) {
		require.Empty(t, mail.Attachments, "the paper is in the parcel")
		found = append(found, mail.MessageID)
	}
	return found
}

// I2, O3: a paper invoice is handed to the courier, and its customer told that it is issued and where its parcel is. What the mail server
// or the courier does not take is owed, or its failure; and neither keeps the other from its part.
func TestI2HandingOver(t *testing.T) {
	issued, shipped := notice.Issued, notice.Shipped
	for name, c := range map[string]struct {
		fault   faults.Fault
		failure string
		owed    []notice.About
		mails   []notice.About
	}{
		"everything goes well":    {faults.Fault{}, "", nil, []notice.About{issued, shipped}},
		"the mail server fails":   {faults.Fault{Operation: faults.Mail, Mode: faults.Error500}, "", []notice.About{issued, shipped}, nil},
		"the mail server refuses": {faults.Fault{Operation: faults.Mail, Mode: faults.Reject}, "", []notice.About{issued, shipped}, nil},
		"it fails once": {
			faults.Fault{Operation: faults.Mail, Mode: faults.Error500, Times: 1},
			"",
			[]notice.About{issued},
			[]notice.About{shipped},
		},
		"the courier fails": {faults.Fault{Operation: faults.Ship, Mode: faults.Error500}, activities.FailureOutside, nil, []notice.About{issued}},
		"the courier's answer is cut": {
			faults.Fault{Operation: faults.Ship, Mode: faults.DropAfterCommit},
			activities.FailureOutside, nil,
			[]notice.About{issued},
		},
		"the courier refuses": {faults.Fault{Operation: faults.Ship, Mode: faults.Reject}, activities.FailureRefused, nil, []notice.About{issued}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			id := w.issuedOf(t, invoice.Paper)
			if c.fault.Mode != faults.None {
				w.outside.Order(t, c.fault)
			}
			owed, err := w.parcels.HandOver(t.Context(), id)
			if c.failure == "" {
				require.NoError(t, err)
			} else {
				require.Equal(t, c.failure, outermost(t, name, err).Type())
			}
			require.Equal(t, c.owed, owed.Mails)
			require.Equal(t, w.messageIDs(t, id, c.mails...), w.told(t))
			now := w.invoice(t, id)
			require.Equal(t, c.failure == "", now.Status == invoice.Shipped, now.Status)
			require.Equal(t, c.failure == "", now.TrackingNumber != "")
			require.Equal(t, len(c.mails) > 0 && c.mails[0] == issued, now.ToldAt != nil)
			untold := now.Status == invoice.Shipped && !slices.Contains(c.mails, shipped)
			require.Equal(t, untold, w.takeUp(t, id).ParcelUntold, "a run that begins now says it")
			require.Equal(t, c.failure == activities.FailureRefused, now.CourierOrderedAt == nil, "another address may help, where it is refused for good (R4)")

			// when it is over, then the same again makes one parcel, and what was told is not told again
			w.outside.ClearFaults(t)
			before := len(w.told(t))
			again, err := w.parcels.HandOver(t.Context(), id)
			require.NoError(t, err)
			require.Empty(t, again.Mails)
			require.Len(t, w.outside.Parcels(t), 1)
			require.Equal(t, w.outside.Parcels(t)[0].TrackingNumber, w.invoice(t, id).TrackingNumber)
			rest := []notice.About{issued, shipped}
			if now.ToldAt != nil {
				rest = rest[1:]
			}
			require.Equal(t, w.messageIDs(t, id, rest...), w.told(t)[before:])
			require.Equal(t, []string{"application/app"}, w.owed(t), "its parcel is followed until it is signed for")
		})
	}
}

// O3: where the courier refuses a parcel for good, and the mail server is down as well, the failure says that the customer is not told yet.
func TestO3AFailureSaysWhichMailsAreOwed(t *testing.T) {
	w := newWorld(t)
	id := w.issuedOf(t, invoice.Paper)
	w.outside.Order(t, faults.Fault{Operation: faults.Ship, Mode: faults.Reject})
	w.outside.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Error500, Times: 1})
	_, err := w.parcels.HandOver(t.Context(), id)
	require.Equal(t, activities.FailureRefused, outermost(t, "hand over", err).Type())
	require.Equal(t, activities.Owed{Mails: []notice.About{notice.Issued}}, activities.OwedIn(err))
	_, err = w.parcels.HandOver(t.Context(), id)
	require.Equal(t, activities.FailureRefused, outermost(t, "hand over", err).Type())
	require.Empty(t, activities.OwedIn(err).Mails)
	require.Equal(t, w.messageIDs(t, id, notice.Issued), w.told(t))
	for _, other := range []error{nil, errors.New("connection reset"), context.Canceled} {
		require.Empty(t, activities.OwedIn(other))
	}
}

// messageIDs are those of the mails about an invoice.
func (w *world) messageIDs(t *testing.T, id ids.Invoice, about ...notice.About) (found []string) {
	t.Helper()
	for _, what := range about {
		message := string(id) + "." + string(what)
		if what == notice.Shipped {
			message += "." + w.invoice(t, id).TrackingNumber // another parcel is another mail
		}
		found = append(found, message+"@kaipiao")
	}
	return found
}

// overtaken is a courier who is so slow that the print desk ships the invoice meanwhile.
type overtaken struct {
	courier.Client
	meanwhile func(context.Context) error
}

func (o overtaken) Ship(ctx context.Context, order courier.Order) (courier.Shipment, error) {
	shipment, err := o.Client.Ship(ctx, order)
	if err == nil {
		err = o.meanwhile(ctx)
	}
	return shipment, err
}

// I2: where the print desk was faster, before the courier is asked or while it is, its tracking number stays, and the customer learns it.
func TestI2ThePrintDeskWasFaster(t *testing.T) {
	desk := actor.Actor{Kind: actor.Finance, Name: "zhao"}
	for _, before := range []bool{true, false} {
		w := newWorld(t)
		id := w.issuedOf(t, invoice.Paper)
		ship := func(ctx context.Context) error {
			return w.store.Parcels.Ship(ctx, id, "中通快递", "other", desk, w.now)
		}
		if before {
			require.NoError(t, ship(t.Context()))
		} else {
			w.parcels.Courier = overtaken{w.parcels.Courier, ship}
		}
		owed, err := w.parcels.HandOver(t.Context(), id)
		require.NoError(t, err)
		require.Empty(t, owed.Mails)
		require.Equal(t, "other", w.invoice(t, id).TrackingNumber)
		require.Equal(t, w.messageIDs(t, id, notice.Issued, notice.Shipped), w.told(t))
		require.Equal(t, before, len(w.outside.Parcels(t)) == 0)
	}
}

// V3: what is being undone stays in the house; its customer learns that it was issued all the same. Where the courier is asked already, it
// is not undone before the original is here again.
func TestV3WhatIsBeingUndoneIsNotHandedOver(t *testing.T) {
	clerk := actor.Actor{Kind: actor.Finance, Name: "zhao"}
	for _, asked := range []bool{false, true} {
		w := newWorld(t)
		id := w.issuedOf(t, invoice.Paper)
		taken, err := w.store.Tickets.Open(t.Context(), tickets.Request{
			Key: "t", Fingerprint: []byte("f"), Ticket: ticket.Ticket{
				ID: "ticket-1", Kind: ticket.Cancel, Account: "acct", Application: "app", OpenedBy: actor.Actor{Kind: actor.Customer, Name: "wang"},
			},
		}, tickets.Prints{}, w.now)
		require.NoError(t, err)
		undo := func(ctx context.Context) error {
			taken, err = w.store.Tickets.Accept(ctx, taken.ID, secondperson.Trusted(clerk), "", tickets.Prints{}, w.now)
			return err
		}
		if asked {
			w.parcels.Courier = overtaken{w.parcels.Courier, undo}
			_, err = w.parcels.HandOver(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, ticket.AwaitsMaterials, taken.Status)
			require.Equal(t, invoice.Shipped, w.invoice(t, id).Status)
			continue
		}
		require.NoError(t, undo(t.Context()))
		require.Equal(t, ticket.Done, taken.Status)
		_, err = w.parcels.HandOver(t.Context(), id)
		require.True(t, outermost(t, "hand over", err).NonRetryable())
		require.Equal(t, invoice.Issued, w.invoice(t, id).Status)
		require.Empty(t, w.invoice(t, id).TrackingNumber)
		require.Equal(t, w.messageIDs(t, id, notice.Issued), w.told(t))
		require.Empty(t, w.outside.Parcels(t))
	}
}
