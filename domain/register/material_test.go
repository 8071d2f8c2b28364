package register_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/register"
)

// V3, V6: what a ticket cannot be decided without, by its kind, the invoice's, and whether the paper is out.
func TestV3WhatATicketNeeds(t *testing.T) {
	for _, c := range []struct {
		kind  register.TicketKind
		of    invoice.Kind
		out   bool
		needs []register.MaterialType
	}{
		{register.VoidTicket, invoice.Ordinary, true, []register.MaterialType{register.OriginalReceived, register.VoidNote}},
		{register.VoidTicket, invoice.Special, true, []register.MaterialType{register.OriginalReceived, register.RejectionCertificate}},
		{register.VoidTicket, invoice.Ordinary, false, []register.MaterialType{register.VoidNote}},
		{register.VoidTicket, invoice.Special, false, []register.MaterialType{register.RejectionCertificate}},
		{register.CancelTicket, invoice.Special, true, []register.MaterialType{register.OriginalReceived, register.RejectionCertificate}},
		{register.CancelTicket, invoice.Ordinary, false, nil},
		{register.LostTicket, invoice.Ordinary, false, []register.MaterialType{register.LossCertificate}},
		{register.LostTicket, invoice.Special, true, []register.MaterialType{register.LossCertificate}},
		{register.ChangeAddressTicket, invoice.Special, true, nil},
		{register.OtherTicket, invoice.Special, true, nil},
	} {
		require.Equal(t, c.needs, c.kind.Needs(c.of, c.out), "%s of %s, out: %t", c.kind, c.of, c.out)
		for _, needed := range c.needs {
			require.True(t, c.kind.Takes(needed), "what is needed is taken")
			require.True(t, needed.AskedOfCustomer())
		}
	}
}

// Whose turn it is follows from the state.
func TestI9WhoseTurnItIs(t *testing.T) {
	for status, turn := range map[register.TicketStatus]register.Turn{
		register.TicketOpen: register.FinancesTurn, register.TicketVerifying: register.FinancesTurn,
		register.TicketAwaitsMaterials: register.CustomersTurn, register.TicketAwaitsCustomer: register.CustomersTurn,
		register.TicketDone: register.NobodysTurn, register.TicketRefused: register.NobodysTurn,
	} {
		require.Equal(t, turn, status.Turn(), status)
		require.Equal(t, status.Closed(), turn == register.NobodysTurn, status)
	}
}

// What the product makes itself, nobody hands in.
func TestV3NobodyHandsInWhatTheProductMakes(t *testing.T) {
	for _, kind := range []register.TicketKind{register.CancelTicket, register.ChangeAddressTicket, register.VoidTicket, register.LostTicket, register.ProformaTicket, register.OtherTicket} {
		require.False(t, kind.Takes(register.StubCopyMaterial), kind)
		require.False(t, kind.Takes(register.ProformaMaterial), kind)
		require.True(t, kind.Takes(register.OtherMaterial), kind)
	}
}
