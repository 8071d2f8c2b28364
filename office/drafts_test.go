package office_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/office/drafts"
)

// O8: a form is its person's, for an account; what another window has saved is not overwritten unseen; after a day it is gone.
func TestO8ADraftIsItsPersonsForADay(t *testing.T) {
	r, pool := open(t, nil)
	World{r, t}.Account("acct")
	ctx, kept := context.Background(), r.Drafts
	wang, li := drafts.Owner{Account: "acct", Person: "wang", Kind: drafts.Application}, drafts.Owner{Account: "acct", Person: "li", Kind: drafts.Application}
	require.NoError(t, kept.Begin(ctx, wang, "key-1", []byte("one"), now))
	_, is, err := kept.Draft(ctx, li, now)
	require.NoError(t, err)
	require.False(t, is, "a colleague has none")
	d, is, err := kept.Draft(ctx, wang, now)
	require.NoError(t, err)
	require.True(t, is)
	require.Equal(t, drafts.Draft{Key: "key-1", Revision: 1, Form: []byte("one")}, d)
	d.Form = []byte("two")
	for _, wanted := range []bool{true, false} { // the second window has read it before
		saved, err := kept.Save(ctx, wang, d, now)
		require.NoError(t, err)
		require.Equal(t, wanted, saved)
	}
	require.NoError(t, kept.Begin(ctx, wang, "key-2", []byte("three"), now))
	d.Revision = 3
	saved, err := kept.Save(ctx, wang, d, now)
	require.NoError(t, err)
	require.False(t, saved, "it is another form now")
	// after a day nobody reads it, and whoever begins one next deletes it
	tomorrow := now.Add(drafts.KeptFor + time.Second)
	_, is, err = kept.Draft(ctx, wang, tomorrow)
	require.NoError(t, err)
	require.False(t, is)
	require.NoError(t, kept.Begin(ctx, li, "key-3", []byte("four"), tomorrow))
	var left int
	require.NoError(t, pool.QueryRow(ctx, "select count(*) from drafts").Scan(&left))
	require.Equal(t, 1, left)
	require.NoError(t, kept.Forget(ctx, li))
	_, is, err = kept.Draft(ctx, li, tomorrow)
	require.NoError(t, err)
	require.False(t, is)
}
