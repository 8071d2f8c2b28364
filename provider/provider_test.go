package provider_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// I4, I5: what each word of a provider means for the work: whether it is over, what it is parked for, whether the same
// serial has to be submitted again.
func TestI5WhatEachStateMeans(t *testing.T) {
	for state, means := range map[provider.State]struct {
		decided     bool
		cause       invoice.Cause
		notAccepted bool
	}{
		provider.Unknown:        {false, invoice.NoCause, false},
		provider.Unavailable:    {false, invoice.ProviderDown, false},
		provider.Held:           {false, invoice.Restored, false},
		provider.NotFound:       {false, invoice.NoCause, false},
		provider.Pending:        {false, invoice.NoCause, false},
		provider.QuotaExhausted: {false, invoice.QuotaExhausted, true},
		provider.SessionExpired: {false, invoice.SessionExpired, true},
		provider.SealFailed:     {false, invoice.SealingFailed, false},
		provider.Issued:         {true, invoice.NoCause, false},
		provider.Refused:        {true, invoice.NoCause, false},
		provider.AwaitsBuyer:    {true, invoice.NoCause, false},
		provider.AwaitsSeller:   {true, invoice.NoCause, false},
		provider.Denied:         {true, invoice.NoCause, false},
		provider.Declined:       {true, invoice.NoCause, false},
		provider.Lapsed:         {true, invoice.NoCause, false},
		provider.Withdrawn:      {true, invoice.NoCause, false},
		provider.Voided:         {true, invoice.NoCause, false},
		"a word of tomorrow":    {false, invoice.NoCause, false},
	} {
		require.Equal(t, means.decided, state.Decided(), state)
		require.Equal(t, means.cause, state.Cause(), state)
		require.Equal(t, means.notAccepted, state.NotAccepted(), state)
		require.False(t, means.decided && means.cause != invoice.NoCause, "what is over is not parked: %s", state)
	}
}

// I4: an error says nothing, whatever came with it.
func TestI4AFailedCallIsUnknown(t *testing.T) {
	answer := provider.Answer{State: provider.Issued, Number: "26112000000000000001"}
	require.Equal(t, answer, provider.Heard(answer, nil))
	require.Equal(t, provider.Answer{State: provider.Unknown}, provider.Heard(answer, errors.New("the line is cut")))
}
