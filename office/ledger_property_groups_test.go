package office_test

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/group"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// What a group does to the ledger (A13): the account becomes a member of its master, now or soon, in either way, and leaves it.

var service = actor.Actor{Kind: actor.Service, Name: "test"}

// Join makes the account a member.
func (h *history) Join(t *rapid.T) {
	way := rapid.SampledFrom([]group.Way{group.Trusteeship, group.Trusteeship, group.Independent}).Draw(t, "way")
	from := h.Now.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "hours ahead")) * time.Hour)
	expected := h.Model.Join(way, from, h.Now)
	link := group.Link{Member: h.Account, Master: h.Master, Way: way, Begins: from, MadeBy: service}
	joined, err := h.Groups.Join(context.Background(), link, h.Now)
	same(t, expected, err)
	again, failed := h.Groups.Join(context.Background(), link, h.Now)
	same(t, expected, failed)
	require.True(t, joined.Begins.Equal(again.Begins), "said again it changes nothing")
}

// Leave ends what there is.
func (h *history) Leave(t *rapid.T) {
	h.Model.Leave(h.Now)
	for range 2 { // again changes nothing
		require.NoError(t, h.Groups.Leave(context.Background(), h.Account, service, h.Now))
	}
}

// ApplyAsMaster: the master applies for what is its own to invoice, also when nobody is its member any more.
func (h *history) ApplyAsMaster(t *rapid.T) {
	h.ApplyBy(t, application.Request{Account: h.Master, Seller: invoice.Platform}, rapid.Int64Range(1, 120000).Draw(t, "cents"))
}

// ApplyForMember: the master applies for what is the member's, and only while they are linked so.
func (h *history) ApplyForMember(t *rapid.T) {
	cents := rapid.Int64Range(1, 120000).Draw(t, "cents")
	request := application.Request{Account: h.Account, Seller: h.Seller(t), ByMaster: h.Master}
	if h.Model.LinkAt(h.Now) == group.Independent {
		h.ApplyBy(t, request, cents)
		return
	}
	amount := money.FromCents(cents)
	request.Kind, request.Medium, request.Amount = invoice.Ordinary, invoice.Electronic, &amount
	_, err := h.Submitted(h.Id("a"), request)
	same(t, refusal.NotFound, err)
}
