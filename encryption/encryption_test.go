package encryption_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"

	"kaipiao/encryption"
)

var now = time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)

const personal = "北京甲科技有限公司"

// keyFile makes a key file of the test's own.
func keyFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "temporal-keys")
	require.NoError(t, encryption.MakeFile(path, now))
	return path
}

func open(t *testing.T, path string) *encryption.Keyring {
	t.Helper()
	keys, err := encryption.Open(path)
	require.NoError(t, err)
	return keys
}

func encrypted(t *testing.T, keys *encryption.Keyring, value any) *common.Payload {
	t.Helper()
	payload, err := keys.DataConverter().ToPayload(value)
	require.NoError(t, err)
	return payload
}

// change writes a key file anew.
func change(t *testing.T, path string, how func(encryption.Keys) (encryption.Keys, error)) {
	t.Helper()
	keys, err := encryption.ReadFile(path)
	require.NoError(t, err)
	keys, err = how(keys)
	require.NoError(t, err)
	require.NoError(t, keys.WriteFile(path))
}

func TestS6APayloadIsReadWithItsKeyAlone(t *testing.T) {
	keys := open(t, keyFile(t))
	payload := encrypted(t, keys, personal)
	whole, err := proto.Marshal(payload)
	require.NoError(t, err)
	require.NotContains(t, string(whole), personal)
	require.Equal(t, "2026-11-27", string(payload.GetMetadata()["encryption-key-id"]))
	var read string
	require.NoError(t, keys.DataConverter().FromPayload(payload, &read))
	require.Equal(t, personal, read)
	require.NotEqual(t, payload.GetData(), encrypted(t, keys, personal).GetData(), "each has a nonce of its own")

	_, err = open(t, keyFile(t)).Codec().Decode([]*common.Payload{payload})
	require.ErrorIs(t, err, encryption.ErrTampered, "another key of the same name")
}

func TestS6WhatWasTamperedWithIsRefused(t *testing.T) {
	path := keyFile(t)
	change(t, path, func(k encryption.Keys) (encryption.Keys, error) {
		return k.Add(encryption.NewKey("second", encryption.Decrypts))
	})
	keys := open(t, path)
	for name, tamper := range map[string]func(*common.Payload){
		"a bit":       func(p *common.Payload) { p.Data[len(p.Data)/2] ^= 1 },
		"the nonce":   func(p *common.Payload) { p.Data[0] ^= 1 },
		"the end":     func(p *common.Payload) { p.Data = p.Data[:len(p.Data)-1] },
		"all of it":   func(p *common.Payload) { p.Data = nil },
		"another key": func(p *common.Payload) { p.Metadata["encryption-key-id"] = []byte("second") },
	} {
		payload := encrypted(t, keys, personal)
		tamper(payload)
		var read string
		require.ErrorIs(t, keys.DataConverter().FromPayload(payload, &read), encryption.ErrTampered, name)
		require.ErrorIs(t, inWorkflow(keys).FromPayload(payload, &read), encryption.ErrTampered, "%s: refused, and not waited for", name)
		var raw converter.RawValue // where a workflow judges messages itself
		require.NoError(t, inWorkflow(keys).FromPayloads(&common.Payloads{Payloads: []*common.Payload{payload}}, &raw))
		require.Equal(t, "binary/encrypted", string(raw.Payload().GetMetadata()["encoding"]), "%s: no JSON", name)
		require.False(t, encryption.CameInClear(raw.Payload()))
	}
}

func inWorkflow(keys *encryption.Keyring) converter.DataConverter {
	return keys.DataConverter().(converter.ContextAware).WithWorkflowContext(nil)
}

// A workflow waits for a key that its worker does not have yet: its task fails and is tried again. Everybody else is told.
func TestS6AKeyThatIsNotThereIsWaitedFor(t *testing.T) {
	path := keyFile(t)
	elsewhere := open(t, path)
	change(t, path, func(encryption.Keys) (encryption.Keys, error) {
		return encryption.Keys{encryption.NewKey("other", encryption.Encrypts)}, nil
	})
	payload := encrypted(t, open(t, path), personal)
	change(t, path, func(encryption.Keys) (encryption.Keys, error) {
		return encryption.Keys{encryption.NewKey("2026-11-27", encryption.Encrypts)}, nil
	})
	var read string
	err := elsewhere.DataConverter().FromPayload(payload, &read)
	require.ErrorIs(t, err, encryption.ErrUnknownKey)
	require.ErrorContains(t, err, `"other"`)
	require.Panics(t, func() { _ = inWorkflow(elsewhere).FromPayload(payload, &read) })
	require.Panics(t, func() {
		_ = inWorkflow(elsewhere).FromPayloads(&common.Payloads{Payloads: []*common.Payload{payload}}, &read)
	})
}

// A message under a key that is about to come is waited for, because an older key of ours vouches for it; one under a key that somebody has made
// up is handed to the workflow, which refuses it: nobody stops a run by a signal. A caller's key vouches for nothing.
func TestS6AKeyThatWasMadeUpIsNotWaitedFor(t *testing.T) {
	behind, ahead := keyFile(t), keyFile(t)
	change(t, behind, func(k encryption.Keys) (encryption.Keys, error) {
		return k.Add(encryption.NewKey("shop", encryption.Caller))
	})
	shared, err := encryption.ReadFile(behind)
	require.NoError(t, err)
	require.NoError(t, shared.WriteFile(ahead))
	change(t, ahead, func(k encryption.Keys) (encryption.Keys, error) {
		return k.Add(encryption.NewKey("next", encryption.Decrypts))
	})
	change(t, ahead, func(k encryption.Keys) (encryption.Keys, error) { return k.Encrypt("next", now) })
	next := encrypted(t, open(t, ahead), personal)
	var raw converter.RawValue
	require.Panics(t, func() { _ = inWorkflow(open(t, behind)).FromPayload(next, &raw) }, "it is ours, and comes")

	caller := encryption.Keys{shared[1], encryption.NewKey("made-up", encryption.Encrypts)}
	caller[0].Use, caller[0].Until = encryption.Decrypts, now
	theirs := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, caller.WriteFile(theirs))
	for name, forge := range map[string]func(*common.Payload){
		"no key":         func(p *common.Payload) { delete(p.Metadata, "encryption-key-id") },
		"a made-up id":   func(p *common.Payload) { p.Metadata["encryption-key-id"] = []byte("made-up") },
		"nobody vouches": func(p *common.Payload) { delete(p.Metadata, "encryption-key-endorsed") },
		"another's tag": func(p *common.Payload) {
			p.Metadata["encryption-key-endorsed"] = []byte("2026-11-27 00112233445566778899aabbccddeeff")
		},
		"by one not known": func(p *common.Payload) {
			p.Metadata["encryption-key-endorsed"] = []byte("older 00112233445566778899aabbccddeeff")
		},
		"by a caller's key": func(p *common.Payload) { proto.Reset(p); proto.Merge(p, encrypted(t, open(t, theirs), personal)) },
		"nothing but a name": func(p *common.Payload) {
			p.Data, p.Metadata = []byte{0}, map[string][]byte{"encoding": []byte("binary/encrypted")}
		},
	} {
		forged := proto.CloneOf(next)
		forge(forged)
		require.NoError(t, inWorkflow(open(t, behind)).FromPayload(forged, &raw), name)
		require.Equal(t, "binary/encrypted", string(raw.Payload().GetMetadata()["encoding"]), name)
	}
}

func TestS6WhatWasRecordedInClearIsStillRead(t *testing.T) {
	clear, err := converter.GetDefaultDataConverter().ToPayload(personal)
	require.NoError(t, err)
	var read string
	require.NoError(t, open(t, keyFile(t)).DataConverter().FromPayload(clear, &read))
	require.Equal(t, personal, read)
	require.NotContains(t, clear.GetMetadata(), "kaipiao-came-under", "what was received is not changed")
}

// A key is added, then used, then given up, while programs go on that have the file open.
func TestS6KeysAreRotatedWithoutStopping(t *testing.T) {
	path := keyFile(t)
	one, other := open(t, path), open(t, path)
	before := encrypted(t, one, personal)
	stop, working := make(chan struct{}), sync.WaitGroup{}
	for range 4 {
		working.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				var read string
				payload, err := one.DataConverter().ToPayload(personal)
				if err == nil {
					err = other.DataConverter().FromPayload(payload, &read)
				}
				if err != nil || read != personal {
					t.Errorf("read %q: %v", read, err)
					return
				}
			}
		})
	}
	for _, id := range []string{"second", "third", "fourth"} {
		change(t, path, func(k encryption.Keys) (encryption.Keys, error) {
			return k.Add(encryption.NewKey(id, encryption.Decrypts))
		})
		change(t, path, func(k encryption.Keys) (encryption.Keys, error) { return k.Encrypt(id, now) })
		require.Equal(t, id, string(encrypted(t, one, personal).GetMetadata()["encryption-key-id"]))
	}
	close(stop)
	working.Wait()
	var read string
	require.NoError(t, other.DataConverter().FromPayload(before, &read))
	require.Equal(t, personal, read)
}

// Who changes the file at the same time loses nothing of the other's.
func TestS6TheKeyFileIsChangedByOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "temporal-keys")
	var changing sync.WaitGroup
	for n := range 20 {
		changing.Go(func() {
			if err := encryption.ChangeFile(path, func(k encryption.Keys) (encryption.Keys, error) {
				return k.Add(encryption.NewKey(fmt.Sprintf("key-%d", n), encryption.Decrypts))
			}); err != nil {
				t.Error(err)
			}
		})
	}
	changing.Wait()
	keys, err := encryption.ReadFile(path)
	require.NoError(t, err)
	require.Len(t, keys, 20)
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1)
}

// A file that is half written, lost or open to others changes nothing: what was good goes on.
func TestS6ABadKeyFileChangesNothing(t *testing.T) {
	path := keyFile(t)
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	keys := open(t, path)
	for name, spoil := range map[string]func(){
		"cut":            func() { require.NoError(t, os.WriteFile(path, good[:len(good)-20], 0o600)) },
		"empty":          func() { require.NoError(t, os.WriteFile(path, nil, 0o600)) },
		"lost":           func() { require.NoError(t, os.Remove(path)) },
		"open to others": func() { require.NoError(t, os.Chmod(path, 0o644)) },
	} {
		spoil()
		require.Equal(t, "2026-11-27", string(encrypted(t, keys, personal).GetMetadata()["encryption-key-id"]), name)
		_, err := encryption.Open(path)
		require.Error(t, err, name)
		require.NoError(t, os.RemoveAll(path))
		require.NoError(t, os.WriteFile(path, good, 0o600))
	}
	change(t, path, func(k encryption.Keys) (encryption.Keys, error) {
		return k.Add(encryption.NewKey("second", encryption.Decrypts))
	})
	change(t, path, func(k encryption.Keys) (encryption.Keys, error) { return k.Encrypt("second", now) })
	require.Equal(t, "second", string(encrypted(t, keys, personal).GetMetadata()["encryption-key-id"]), "and a good one is used again")
}

func TestS6TheKeyFileIsItsOwnersAlone(t *testing.T) {
	path := keyFile(t)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o620} {
		require.NoError(t, os.Chmod(path, mode))
		_, err := encryption.Open(path)
		require.ErrorContains(t, err, "chmod 600", mode)
	}
	_, err = encryption.Open(filepath.Join(t.TempDir(), "none"))
	require.ErrorContains(t, err, "KAIPIAO_TEMPORAL_KEYS")
	require.ErrorContains(t, err, "starter temporal-keys add")
}

// The errors about a key file never show what is in it.
func TestS6AKeyFileThatCannotBeMeantIsRefused(t *testing.T) {
	good := string(encryption.Keys{encryption.NewKey("a", encryption.Encrypts)}.Bytes())
	secret := encryption.NewKey("a", encryption.Encrypts).Secret()
	for name, content := range map[string]string{
		"nothing":        "",
		"two encrypt":    "a encrypts " + secret + "\nb encrypts " + secret,
		"none encrypts":  "a decrypts " + secret,
		"twice":          good + "a decrypts " + secret,
		"a short key":    "a encrypts " + secret[:20],
		"another use":    "a signs " + secret,
		"words too many": "a encrypts " + secret + " 2026-11-27T00:00:00Z more",
		"no instant":     "a encrypts " + secret + " yesterday",
		"an id":          "A/b encrypts " + secret,
	} {
		_, err := encryption.ParseKeys([]byte(content))
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), secret[:20], name)
	}
	keys, err := encryption.ParseKeys([]byte(good))
	require.NoError(t, err)
	require.True(t, bytes.Equal([]byte(good), keys.Bytes()))
}

func TestS6AKeyInUseIsNotGivenUp(t *testing.T) {
	began := func(count int) func(context.Context, time.Time) (int, error) {
		return func(_ context.Context, before time.Time) (int, error) {
			require.Equal(t, now.Add(24*time.Hour), before)
			return count, nil
		}
	}
	keys := encryption.Keys{encryption.NewKey("first", encryption.Encrypts)}
	keys, err := keys.Add(encryption.NewKey("second", encryption.Decrypts))
	require.NoError(t, err)
	_, err = keys.Retire(t.Context(), "first", now, nil)
	require.ErrorIs(t, err, encryption.ErrInUse, "it encrypts")
	keys, err = keys.Encrypt("second", now)
	require.NoError(t, err)
	_, err = keys.Retire(t.Context(), "first", now.Add(time.Hour), nil)
	require.ErrorIs(t, err, encryption.ErrInUse, "a machine may have the file from before")
	_, err = keys.Retire(t.Context(), "first", now.Add(48*time.Hour), began(3))
	require.ErrorIs(t, err, encryption.ErrInUse)
	require.ErrorContains(t, err, "3 runs")
	away := errors.New("Temporal is away")
	_, err = keys.Retire(t.Context(), "first", now.Add(48*time.Hour), func(context.Context, time.Time) (int, error) { return 0, away })
	require.ErrorIs(t, err, away)
	keys, err = keys.Retire(t.Context(), "first", now.Add(48*time.Hour), began(0))
	require.NoError(t, err)
	require.Len(t, keys, 1)

	keys, err = keys.Add(encryption.NewKey("shop", encryption.Caller))
	require.NoError(t, err)
	_, err = keys.Encrypt("shop", now)
	require.ErrorContains(t, err, "shared with a caller")
	_, err = keys.Add(encryption.NewKey("shop", encryption.Decrypts))
	require.Error(t, err)
	require.Equal(t, "2026-11-27", keys.NextID(now))
}

// The messages and stack traces of failures are encrypted, and those of their causes; what kind they are is not.
func TestS6FailuresAreEncrypted(t *testing.T) {
	keys := open(t, keyFile(t))
	cause := errors.New("550 no such user zhang@example.test")
	err := temporal.NewApplicationErrorWithOptions("refused: "+personal, "refused_for_good", temporal.ApplicationErrorOptions{
		NonRetryable: true, Cause: cause, Details: []any{personal},
	})
	failure := keys.FailureConverter().ErrorToFailure(err)
	whole, marshalled := proto.Marshal(failure)
	require.NoError(t, marshalled)
	require.NotContains(t, string(whole), personal)
	require.NotContains(t, string(whole), "zhang@example.test")
	require.Equal(t, "refused_for_good", failure.GetApplicationFailureInfo().GetType())

	var read *temporal.ApplicationError
	require.ErrorAs(t, keys.FailureConverter().FailureToError(failure), &read)
	require.Equal(t, "refused: "+personal, read.Message())
	require.ErrorContains(t, read.Unwrap(), "zhang@example.test")
	var detail string
	require.NoError(t, read.Details(&detail))
	require.Equal(t, personal, detail)
}

// What a caller sent goes back as it came: under the key that is shared with it, or in clear; its failures, too.
func TestS6WhatACallerIsAnsweredGoesAsItCame(t *testing.T) {
	path := keyFile(t)
	change(t, path, func(k encryption.Keys) (encryption.Keys, error) {
		return k.Add(encryption.NewKey("shop", encryption.Caller))
	})
	keys := open(t, path)
	shared, err := encryption.ReadFile(path)
	require.NoError(t, err)
	its, err := encryption.ParseKeys(bytes.ReplaceAll(shared[1:].Bytes(), []byte("shop caller"), []byte("shop encrypts")))
	require.NoError(t, err)
	theirs := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, its.WriteFile(theirs))
	for name, its := range map[string]struct {
		data     converter.DataConverter
		failures converter.FailureConverter
	}{
		"a caller with its key": {open(t, theirs).DataConverter(), open(t, theirs).FailureConverter()},
		"a caller in clear":     {converter.GetDefaultDataConverter(), temporal.GetDefaultFailureConverter()},
	} {
		sent, err := its.data.ToPayload(personal)
		require.NoError(t, err)
		var received converter.RawValue
		require.NoError(t, keys.DataConverter().FromPayload(sent, &received))
		require.Equal(t, name == "a caller in clear", encryption.CameInClear(received.Payload()))
		answered, err := keys.DataConverter().ToPayload(received)
		require.NoError(t, err)
		var read string
		require.NoError(t, its.data.FromPayload(answered, &read), name)
		require.Equal(t, personal, read)
		require.NotContains(t, answered.GetMetadata(), "kaipiao-came-under", name)

		refused := temporal.NewApplicationErrorWithOptions("no: "+personal, "not_found", temporal.ApplicationErrorOptions{
			NonRetryable: true, Details: []any{received},
		})
		failure := keys.FailureConverter().ErrorToFailure(temporal.NewApplicationErrorWithCause("outer", "OperationError", refused))
		var outer, inner *temporal.ApplicationError
		require.ErrorAs(t, its.failures.FailureToError(failure), &outer)
		require.Equal(t, "outer", outer.Message(), name)
		require.ErrorAs(t, outer.Unwrap(), &inner)
		require.Equal(t, "no: "+personal, inner.Message(), name)
		require.NoError(t, inner.Details(&read), name)
	}
}

// Nobody outside can say how a payload came.
func TestS6AMarkOfSomebodyElseIsNotBelieved(t *testing.T) {
	keys := open(t, keyFile(t))
	forged, err := converter.GetDefaultDataConverter().ToPayload(personal)
	require.NoError(t, err)
	forged.Metadata["kaipiao-came-under"] = []byte("2026-11-27")
	var received converter.RawValue
	require.NoError(t, keys.DataConverter().FromPayload(forged, &received))
	require.True(t, encryption.CameInClear(received.Payload()))

	forged.Metadata["kaipiao-came-under"] = []byte("-")
	sent, err := keys.CodecForPeople().Encode([]*common.Payload{forged})
	require.NoError(t, err)
	require.Equal(t, "binary/encrypted", string(sent[0].GetMetadata()["encoding"]))
	read, err := keys.CodecForPeople().Decode(sent)
	require.NoError(t, err)
	require.NotContains(t, read[0].GetMetadata(), "kaipiao-came-under")
}
