package encryption

import (
	"context"
	"errors"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/failure/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
)

// Codec is what encrypts and decrypts with these keys.
func (r *Keyring) Codec() Codec { return Codec{r} }

// CodecForPeople is one for tools that show payloads to people.
func (r *Keyring) CodecForPeople() converter.PayloadCodec { return forPeople{Codec{r}} }

// DataConverter writes and reads payloads encrypted.
func (r *Keyring) DataConverter() converter.DataConverter {
	return &dataConverter{DataConverter: converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), r.Codec()), keys: r}
}

// dataConverter has a workflow wait for a key that is not there: an error would be taken for an answer, and a signal would be dropped. A
// panic fails the task alone, which Temporal tries again until the key file has the key.
type dataConverter struct {
	converter.DataConverter
	keys       *Keyring
	inWorkflow bool
}

var _ converter.ContextAware = &dataConverter{}

// WithWorkflowContext is used while a workflow's task is worked on.
func (d *dataConverter) WithWorkflowContext(converter.WorkflowContext) converter.DataConverter {
	return &dataConverter{d.DataConverter, d.keys, true}
}

// WithContext is used everywhere else.
func (d *dataConverter) WithContext(context.Context) converter.DataConverter { return d }

// FromPayload reads one value.
func (d *dataConverter) FromPayload(payload *common.Payload, value any) error {
	return d.judge(d.DataConverter.FromPayload(payload, value), []*common.Payload{payload}, []any{value})
}

// FromPayloads reads several.
func (d *dataConverter) FromPayloads(payloads *common.Payloads, values ...any) error {
	return d.judge(d.DataConverter.FromPayloads(payloads, values...), payloads.GetPayloads(), values)
}

// judge says what a workflow makes of what it cannot decrypt. A message that it judges itself (a raw value), and that was tampered with or is
// under a key for which none of ours vouches, is handed to it as it is: it is refused and noted as any other that cannot be read (N10), and
// neither dropped without a word nor waited for.
func (d *dataConverter) judge(err error, payloads []*common.Payload, values []any) error {
	unknown := errors.Is(err, ErrUnknownKey)
	if !d.inWorkflow || !unknown && !errors.Is(err, ErrTampered) {
		return err
	}
	if len(payloads) == 1 && len(values) == 1 {
		raw, judged := values[0].(*converter.RawValue)
		if judged && !(unknown && d.keys.endorsed(payloads[0])) {
			*raw = converter.NewRawValue(payloads[0])
			return nil
		}
	}
	if unknown {
		panic(err)
	}
	return err
}

// FailureConverter encrypts the messages and stack traces of failures; their types stay in clear, and so do retries work.
func (r *Keyring) FailureConverter() converter.FailureConverter {
	data := r.DataConverter()
	return &failureConverter{
		FailureConverter: temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{DataConverter: data}),
		keys:             r, data: data,
	}
}

type failureConverter struct {
	converter.FailureConverter
	keys *Keyring
	data converter.DataConverter
}

// ErrorToFailure writes a failure. Its message goes the way its details go, so that a caller can read both.
func (f *failureConverter) ErrorToFailure(err error) *failure.Failure {
	written := f.FailureConverter.ErrorToFailure(err)
	if written == nil {
		return nil
	}
	written = proto.CloneOf(written) // it may be one that was received
	f.hide(written)
	return written
}

// hide encrypts the messages of a failure and of its causes, and returns how they went.
func (f *failureConverter) hide(written *failure.Failure) (came string) {
	if written == nil {
		return ""
	}
	cause := f.hide(written.GetCause())
	if came = cameOf(written); came == "" {
		came = cause
	}
	if written.GetEncodedAttributes() != nil || came == inClear {
		return came
	}
	if err := converter.EncodeCommonFailureAttributes(&goingAs{f.data, came}, written); err != nil {
		panic(err) // of two strings
	}
	return came
}

// cameOf is the key of a failure's details, or inClear; empty where there are none.
func cameOf(written *failure.Failure) string {
	details := written.GetApplicationFailureInfo().GetDetails().GetPayloads()
	switch {
	case written.GetApplicationFailureInfo() == nil || len(details) == 0:
		return ""
	case string(details[0].GetMetadata()[converter.MetadataEncoding]) == encodingEncrypted:
		return string(details[0].GetMetadata()[metadataKey])
	default:
		return inClear
	}
}

// goingAs encrypts with one key.
type goingAs struct {
	converter.DataConverter
	key string
}

// ToPayload writes a value.
func (g *goingAs) ToPayload(value any) (*common.Payload, error) {
	if g.key == "" {
		return g.DataConverter.ToPayload(value)
	}
	payload, err := converter.GetDefaultDataConverter().ToPayload(value)
	if err != nil {
		return nil, err
	}
	return g.DataConverter.ToPayload(converter.NewRawValue(marked(payload, g.key)))
}
