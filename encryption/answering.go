package encryption

import (
	"encoding/json"
	"fmt"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
)

// AsItCame is JSON that goes the way a request came: under the key with which its caller encrypted it, or in clear. Workflows call it: texts and
// JSON that is written already come out the same each time.
//
//workflowcheck:ignore
func AsItCame(request converter.RawValue, content any) (converter.RawValue, error) {
	written, err := json.Marshal(content)
	if err != nil {
		return converter.RawValue{}, fmt.Errorf("write what a caller is answered: %w", err)
	}
	answer := &common.Payload{Metadata: map[string][]byte{converter.MetadataEncoding: []byte(converter.MetadataEncodingJSON)}, Data: written}
	if came := request.Payload().GetMetadata()[cameUnder]; len(came) > 0 {
		answer.Metadata[cameUnder] = came
	}
	return converter.NewRawValue(answer), nil
}
