package encryption

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"
)

// How an encrypted payload is marked: names that Temporal's own samples use.
const (
	encodingEncrypted = "binary/encrypted"
	metadataKey       = "encryption-key-id"
)

// cameUnder is the mark of a payload that was decoded: the id of its key, or inClear. Encoded again it goes the way it came, so that a caller is
// answered as it asked. Nobody outside can set it.
const (
	cameUnder = "kaipiao-came-under"
	inClear   = "-"
)

var (
	// ErrUnknownKey says that a payload was encrypted with a key that the file does not have (any more, or yet).
	ErrUnknownKey = errors.New("the key file has no such key")
	// ErrTampered says that a payload is not what was encrypted.
	ErrTampered = errors.New("the payload is not what was encrypted with its key")
)

// Codec encrypts payloads with AES-256-GCM. What is not encrypted is read as it is: histories from before, and what people send by hand.
type Codec struct{ keys *Keyring }

var _ converter.PayloadCodec = Codec{}

// Encode encrypts.
func (c Codec) Encode(payloads []*common.Payload) ([]*common.Payload, error) {
	encoded := make([]*common.Payload, len(payloads))
	for i, payload := range payloads {
		with := c.keys.encrypting()
		if came := string(payload.GetMetadata()[cameUnder]); came != "" {
			payload = unmarked(payload)
			if came == inClear {
				encoded[i] = payload
				continue
			}
			if its, known := c.keys.named(came); known {
				with = sealer{id: came, cipher: its}
			}
		}
		var err error
		if encoded[i], err = seal(payload, with); err != nil {
			return nil, err
		}
	}
	return encoded, nil
}

// Decode decrypts what is encrypted.
func (c Codec) Decode(payloads []*common.Payload) ([]*common.Payload, error) {
	decoded := make([]*common.Payload, len(payloads))
	for i, payload := range payloads {
		if string(payload.GetMetadata()[converter.MetadataEncoding]) != encodingEncrypted {
			decoded[i] = marked(payload, inClear)
			continue
		}
		opened, id, err := c.open(payload)
		if err != nil {
			return nil, err
		}
		decoded[i] = marked(opened, id)
	}
	return decoded, nil
}

// seal encrypts one payload as a whole, its own metadata too.
func seal(payload *common.Payload, with sealer) (*common.Payload, error) {
	clear, err := proto.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("encrypt a payload: %w", err)
	}
	nonce := make([]byte, with.cipher.NonceSize(), with.cipher.NonceSize()+len(clear)+with.cipher.Overhead())
	_, _ = rand.Read(nonce) // it never fails
	metadata := map[string][]byte{converter.MetadataEncoding: []byte(encodingEncrypted), metadataKey: []byte(with.id)}
	if with.endorsed != "" {
		metadata[metadataEndorsed] = []byte(with.endorsed)
	}
	return &common.Payload{Metadata: metadata, Data: with.cipher.Seal(nonce, nonce, clear, bound(with.id))}, nil
}

// bound is what cannot be changed beside the content: how it is encoded, and with which key.
func bound(id string) []byte { return []byte(encodingEncrypted + "\x00" + id) }

func (c Codec) open(payload *common.Payload) (*common.Payload, string, error) {
	id := string(payload.GetMetadata()[metadataKey])
	opening, known := c.keys.named(id)
	if !known {
		return nil, id, fmt.Errorf("read a payload that was encrypted with the key %.64q: %w", id, ErrUnknownKey)
	}
	sealed := payload.GetData()
	if len(sealed) < opening.NonceSize() {
		return nil, id, ErrTampered
	}
	clear, err := opening.Open(nil, sealed[:opening.NonceSize()], sealed[opening.NonceSize():], bound(id))
	if err != nil {
		return nil, id, ErrTampered
	}
	opened := &common.Payload{}
	if err := proto.Unmarshal(clear, opened); err != nil {
		return nil, id, ErrTampered
	}
	return opened, id, nil
}

// marked is a payload with the mark of how it came, whatever it says of itself.
func marked(payload *common.Payload, came string) *common.Payload {
	metadata := maps.Clone(payload.GetMetadata())
	if metadata == nil {
		metadata = map[string][]byte{}
	}
	metadata[cameUnder] = []byte(came)
	return &common.Payload{Metadata: metadata, Data: payload.GetData(), ExternalPayloads: payload.GetExternalPayloads()}
}

// unmarked is one without it.
func unmarked(payload *common.Payload) *common.Payload {
	metadata := maps.Clone(payload.GetMetadata())
	delete(metadata, cameUnder)
	return &common.Payload{Metadata: metadata, Data: payload.GetData(), ExternalPayloads: payload.GetExternalPayloads()}
}

// CameInClear reports whether a payload that was decoded came unencrypted.
func CameInClear(payload *common.Payload) bool {
	return string(payload.GetMetadata()[cameUnder]) == inClear
}

// forPeople is the codec for tools that show payloads: without marks, which are ours alone.
type forPeople struct{ Codec }

// Encode encrypts with the key that encrypts, whatever somebody has marked.
func (c forPeople) Encode(payloads []*common.Payload) ([]*common.Payload, error) {
	return c.Codec.Encode(unmarkedAll(payloads))
}

// Decode decrypts.
func (c forPeople) Decode(payloads []*common.Payload) ([]*common.Payload, error) {
	decoded, err := c.Codec.Decode(payloads)
	return unmarkedAll(decoded), err
}

func unmarkedAll(payloads []*common.Payload) []*common.Payload {
	all := make([]*common.Payload, len(payloads))
	for i, payload := range payloads {
		all[i] = unmarked(payload)
	}
	return all
}
