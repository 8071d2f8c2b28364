package office_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/encryption"
	"kaipiao/office/providers"
)

// keyring is a new one.
func keyring(t *testing.T) *encryption.Keyring {
	t.Helper()
	path := t.TempDir() + "/keys"
	require.NoError(t, encryption.MakeFile(path, now))
	keys, err := encryption.Open(path)
	require.NoError(t, err)
	return keys
}

// I4: a serial stays at the provider at which it was submitted first; the database refuses to move it.
func TestI4ASerialStaysWithItsProvider(t *testing.T) {
	r, pool := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	w.Consumed("c-1", "1060.00")
	id := w.approvedOne("k", "1060.00")
	serial, _, err := w.Invoices.BeginIssuing(t.Context(), id, now)
	require.NoError(t, err)
	at, err := w.Providers.Of(t.Context(), serial)
	require.NoError(t, err)
	require.Empty(t, at, "it was not submitted yet")
	for _, given := range []string{"first", "second", "first"} {
		at, err := w.Providers.Assign(t.Context(), serial, given)
		require.NoError(t, err)
		require.Equal(t, "first", at)
	}
	at, err = w.Providers.Of(t.Context(), serial)
	require.NoError(t, err)
	require.Equal(t, "first", at)
	_, err = pool.Exec(t.Context(), "update serials set provider = 'second' where serial = $1", serial)
	require.ErrorContains(t, err, "stays there")
	_, err = pool.Exec(t.Context(), "update serials set provider = null where serial = $1", serial)
	require.ErrorContains(t, err, "stays there")
	listed, err := w.Providers.Serials(t.Context(), "first", now.Add(-time.Hour), now.Add(time.Hour), "", 10)
	require.NoError(t, err)
	require.Len(t, listed, 1)
	listed, err = w.Providers.Serials(t.Context(), "second", now.Add(-time.Hour), now.Add(time.Hour), "", 10)
	require.NoError(t, err)
	require.Empty(t, listed)
}

// A token is fetched once for all processes, and lies encrypted in the database.
func TestATokenIsFetchedOnceForAll(t *testing.T) {
	w, pool := open(t, nil)
	keys := keyring(t)
	var fetched atomic.Int32
	fetch := func(context.Context) (providers.Secret, error) {
		n := fetched.Add(1)
		time.Sleep(50 * time.Millisecond)
		return providers.Secret{Value: "token-" + fmt.Sprint(n), EndsAt: now.Add(24 * time.Hour)}, nil
	}
	var together sync.WaitGroup
	for range 6 {
		together.Go(func() {
			token, err := w.Providers.Memory("first", keys, standing).Token(t.Context(), "app", "", fetch)
			require.NoError(t, err)
			require.Equal(t, "token-1", token)
		})
	}
	together.Wait()
	require.EqualValues(t, 1, fetched.Load())
	var clear int
	require.NoError(t, pool.QueryRow(t.Context(), "select count(*) from provider_tokens where position('token-1'::bytea in sealed) > 0").Scan(&clear))
	require.Zero(t, clear)
	memory := w.Providers.Memory("first", keys, standing)
	// one that the provider does not take any more is fetched anew, once
	for range 2 {
		token, err := memory.Token(t.Context(), "app", "token-1", fetch)
		require.NoError(t, err)
		require.Equal(t, "token-2", token)
	}
	// so is one that has run out, and one that was sealed with a key that is gone
	later := w.Providers.Memory("first", keys, func() time.Time { return now.Add(25 * time.Hour) })
	token, err := later.Token(t.Context(), "app", "", fetch)
	require.NoError(t, err)
	require.Equal(t, "token-3", token)
	token, err = w.Providers.Memory("first", keyring(t), standing).Token(t.Context(), "app", "", fetch)
	require.NoError(t, err)
	require.Equal(t, "token-4", token)
	// what fails is not kept
	failed := errors.New("no")
	_, err = memory.Token(t.Context(), "other", "", func(context.Context) (providers.Secret, error) { return providers.Secret{}, failed })
	require.ErrorIs(t, err, failed)
}

// Calls are counted for all processes together, and one too many is not made.
func TestCallsAreCountedForAll(t *testing.T) {
	w, _ := open(t, nil)
	at := now
	memory := w.Providers.Memory("first", keyring(t), func() time.Time { return at })
	limits := []providers.Limit{{Calls: 1, Within: 30 * time.Second}, {Calls: 3, Within: 24 * time.Hour}}
	for n, given := range []struct {
		after time.Duration
		taken bool
	}{{0, true}, {29 * time.Second, false}, {31 * time.Second, true}, {time.Hour, true}, {2 * time.Hour, false}, {25 * time.Hour, true}} {
		at = now.Add(given.after)
		err := memory.Take(t.Context(), "refresh", limits...)
		require.Equal(t, given.taken, err == nil, n)
		if err != nil {
			require.ErrorIs(t, err, providers.ErrLimit)
		}
	}
	require.NoError(t, memory.Take(t.Context(), "another", limits...))
}

// Notes are kept by provider and serial.
func TestNotesOfASerial(t *testing.T) {
	w, _ := open(t, nil)
	memory := w.Providers.Memory("first", keyring(t), standing)
	require.NoError(t, memory.Keep(t.Context(), "KP1", map[string]string{"code": "011002600111", "number": "12345678"}))
	require.NoError(t, memory.Keep(t.Context(), "KP1", map[string]string{"number": "87654321"}))
	notes, err := memory.Kept(t.Context(), "KP1")
	require.NoError(t, err)
	require.Equal(t, map[string]string{"code": "011002600111", "number": "87654321"}, notes)
	notes, err = w.Providers.Memory("second", keyring(t), standing).Kept(t.Context(), "KP1")
	require.NoError(t, err)
	require.Empty(t, notes)
}
