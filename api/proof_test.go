package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/ids"
)

// I4: the proof has the serial stored before it was submitted, every question, one answer and one booking.
func TestI4TheProofThatItWasIssuedOnce(t *testing.T) {
	s := newStage(t)
	id, ctx := s.electronic(), context.Background()
	steps := func() (found []string, once any) {
		proof := s.must(auditor, get, "/v1/invoices/"+id+"/proof", nil)
		for _, step := range proof["steps"].([]any) {
			found = append(found, step.(object)["step"].(string))
		}
		return found, proof["once"]
	}
	found, once := steps()
	require.Empty(t, found)
	require.Equal(t, false, once)
	serial, _, err := s.register.Invoices.BeginIssuing(ctx, ids.Invoice(id), s.now)
	require.NoError(t, err)
	s.now = s.now.Add(time.Second)
	for range 2 { // it timed out, and is submitted once more under the same serial
		_, err = s.register.Invoices.ToSubmit(ctx, ids.Invoice(id), serial, s.now)
		require.NoError(t, err)
		s.now = s.now.Add(time.Minute)
		require.NoError(t, s.register.Invoices.NoteAsked(ctx, serial, "not_found", s.now))
	}
	_, err = s.register.Invoices.RecordIssued(ctx, ids.Invoice(id), serial, "26110000000000000001", s.now, s.now)
	require.NoError(t, err)
	found, once = steps()
	require.Equal(t, []string{"stored", "submitted", "asked", "submitted", "asked", "answered", "booked"}, found)
	require.Equal(t, true, once)
	require.Equal(t, 403, s.call(customer, get, "/v1/invoices/"+id+"/proof", nil).status)
}
