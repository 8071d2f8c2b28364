package office_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/event"
	"kaipiao/office/query"
	"kaipiao/office/trail"
)

// O3, O4: an event that the catalogue does not have is not stored, nor those that come with it, and nobody is told of it.
func TestO3AnEventOutsideTheCatalogueIsNotStored(t *testing.T) {
	w, ctx := newTold(t), context.Background()
	applied, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	w.Subscribe("one")
	stored := func() (n int) {
		require.NoError(t, w.Pool.QueryRow(ctx, "select count(*) from events").Scan(&n))
		return n
	}
	before := stored()
	right := event.Event{Application: applied.ID, At: now, What: event.Approved, Who: actor.Product}
	for _, wrong := range []event.Event{
		{Application: applied.ID, At: now, What: "gossip", Who: actor.Product},
		{Application: applied.ID, At: now, Who: actor.Product},
		{Application: applied.ID, At: now, What: event.Issued, Who: actor.Product}, // of which invoice?
	} {
		require.ErrorContains(t, trail.Note(ctx, query.New(w.Pool), right, wrong), "catalogue")
		require.Equal(t, before, stored())
	}
	require.Empty(t, w.Claim("one", now))
	require.NoError(t, trail.Note(ctx, query.New(w.Pool), right))
	require.Equal(t, before+1, stored())
	require.Len(t, w.Claim("one", now), 1)
}
