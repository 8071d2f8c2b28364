package settings_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/settings"
	"kaipiao/temporalgate"
)

// P12: there is one log in one format, whoever writes into it.
func TestP12OneLogInOneFormat(t *testing.T) {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	write := func(format string) string {
		var chosen settings.LogFormat
		require.NoError(t, chosen.UnmarshalText([]byte(format)))
		var written bytes.Buffer
		chosen.Open(&written)
		slog.Error("a call failed", "error", errors.New("two\nlines"))
		temporalgate.Warnings().Warn("of the SDK", "attempt", 2)
		temporalgate.Warnings().Info("is not told")
		return written.String()
	}
	lines := bytes.Split(bytes.TrimSpace([]byte(write("json"))), []byte("\n"))
	require.Len(t, lines, 2)
	for _, line := range lines {
		var entry map[string]any
		require.NoError(t, json.Unmarshal(line, &entry), string(line))
		require.NotEmpty(t, entry["msg"])
	}
	text := write("text")
	require.Regexp(t, `(?m)^time=\S+ level=ERROR msg="a call failed" error="two\\nlines"$`, text)
	require.Regexp(t, `(?m)^time=\S+ level=WARN msg="of the SDK" attempt=2$`, text)
	require.Error(t, new(settings.LogFormat).UnmarshalText([]byte("xml")))
}
