package text_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/strictjson"
	"kaipiao/domain/text"
	"kaipiao/domain/text/texttest"
)

// T4: what the door takes is read back from JSON, CSV and XML as it was written.
func TestT4WhatIsTakenIsReadBackFromJSONCSVAndXML(t *testing.T) {
	type holder struct {
		Text string `json:"text" xml:"text"`
	}
	texttest.ComesOut(t, text.Lines, 80, func(taken string) {
		var read holder
		content, err := json.Marshal(holder{taken})
		require.NoError(t, err)
		require.NoError(t, strictjson.Decode(content, &read))
		require.Equal(t, taken, read.Text)

		content, err = xml.Marshal(holder{taken})
		require.NoError(t, err)
		read = holder{}
		require.NoError(t, xml.Unmarshal(content, &read))
		require.Equal(t, taken, read.Text)

		var written bytes.Buffer
		writer := csv.NewWriter(&written)
		require.NoError(t, writer.Write([]string{"a", taken}))
		writer.Flush()
		records, err := csv.NewReader(&written).ReadAll()
		require.NoError(t, err)
		require.Equal(t, [][]string{{"a", taken}}, records)
	})
}
