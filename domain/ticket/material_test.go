package ticket_test

import (
	"testing"

	"kaipiao/domain/invoice"
	"kaipiao/domain/ticket"

	"github.com/stretchr/testify/require"
)

// V3, V6: what a ticket cannot be decided without, by its kind, the invoice's, and whether the paper is out.
func TestV3WhatATicketNeeds(t *testing.T) {
	for _, c := range []struct {
		Kind  ticket.Kind
		Of    invoice.Kind
		Out   bool
		Needs []ticket.MaterialType
	}{
		{ticket.Void, invoice.Ordinary, true, []ticket.MaterialType{ticket.OriginalReceived, ticket.VoidNote}},
		{ticket.Void, invoice.Special, true, []ticket.MaterialType{ticket.OriginalReceived, ticket.RejectionCertificate}},
		{ticket.Void, invoice.Ordinary, false, []ticket.MaterialType{ticket.VoidNote}},
		{ticket.Void, invoice.Special, false, []ticket.MaterialType{ticket.RejectionCertificate}},
		{ticket.Cancel, invoice.Special, true, []ticket.MaterialType{ticket.OriginalReceived, ticket.RejectionCertificate}},
		{ticket.Cancel, invoice.Ordinary, false, nil},
		{ticket.Lost, invoice.Ordinary, false, []ticket.MaterialType{ticket.LossCertificate}},
		{ticket.Lost, invoice.Special, true, []ticket.MaterialType{ticket.LossCertificate}},
		{ticket.ChangeAddress, invoice.Special, true, nil},
		{ticket.Other, invoice.Special, true, nil},
	} {
		require.Equal(t, c.Needs, c.Kind.Needs(c.Of, c.Out), "%s of %s, out: %t", c.Kind, c.Of, c.Out)
		for _, needed := range c.Needs {
			require.True(t, c.Kind.Takes(needed), "what is needed is taken")
			require.True(t, needed.AskedOfCustomer())
		}
	}
}

// Whose turn it is follows from the state.
func TestI9WhoseTurnItIs(t *testing.T) {
	for status, turn := range map[ticket.Status]ticket.Turn{
		ticket.Open: ticket.FinancesTurn, ticket.Verifying: ticket.FinancesTurn,
		ticket.AwaitsMaterials: ticket.CustomersTurn, ticket.AwaitsCustomer: ticket.CustomersTurn,
		ticket.Done: ticket.NobodysTurn, ticket.Refused: ticket.NobodysTurn,
	} {
		require.Equal(t, turn, status.Turn(), status)
		require.Equal(t, status.Closed(), turn == ticket.NobodysTurn, status)
	}
}

// What the product makes itself, nobody hands in.
func TestV3NobodyHandsInWhatTheProductMakes(t *testing.T) {
	for _, kind := range []ticket.Kind{ticket.Cancel, ticket.ChangeAddress, ticket.Void, ticket.Lost, ticket.Proforma, ticket.Other} {
		require.False(t, kind.Takes(ticket.StubCopyMaterial), kind)
		require.False(t, kind.Takes(ticket.ProformaMaterial), kind)
		require.True(t, kind.Takes(ticket.OtherMaterial), kind)
	}
}
