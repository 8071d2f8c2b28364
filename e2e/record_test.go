package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	common "go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/api/temporalproto"

	"kaipiao/encryption"
)

// recordVariable names the folder into which `make histories` lets these tests write the histories that the workflows'
// replay test reads.
const recordVariable = "KAIPIAO_RECORD_HISTORIES"

// whoever are the machine and the process that did the work; nobody's business.
var whoever = regexp.MustCompile(`"(identity|originalRequestId|requestId|workerIdentity)":\s*"[^"]*"`)

// stickyQueue is a worker's own queue, named after its machine.
var stickyQueue = regexp.MustCompile(`"name":\s*"[^"]*:[0-9a-f-]{36}"`)

// record writes the history of an ended workflow when histories are recorded, and does nothing otherwise.
func record(t *testing.T, s *stack, name, workflow string) {
	t.Helper()
	if os.Getenv(recordVariable) == "" {
		return
	}
	ends(t, s.temporal(t), workflow)
	recordSoFar(t, s, name, workflow)
}

// recordSoFar does so with a workflow that need not have ended.
func recordSoFar(t *testing.T, s *stack, name, workflow string) {
	t.Helper()
	folder := os.Getenv(recordVariable)
	if folder == "" {
		return
	}
	temporal := s.temporal(t)
	var whole history.History
	for pages := temporal.GetWorkflowHistory(t.Context(), workflow, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); pages.HasNext(); {
		event, err := pages.Next()
		require.NoError(t, err)
		whole.Events = append(whole.Events, event)
	}
	keys, err := encryption.Open(s.TemporalKeys)
	require.NoError(t, err)
	// What is recorded is read without keys: of tests, and not of people.
	require.NoError(t, proxy.VisitPayloads(t.Context(), &whole, proxy.VisitPayloadsOptions{
		SkipSearchAttributes: true,
		Visitor: func(_ *proxy.VisitPayloadsContext, payloads []*common.Payload) ([]*common.Payload, error) {
			return keys.CodecForPeople().Decode(payloads)
		},
	}))
	content, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(&whole)
	require.NoError(t, err)
	content = whoever.ReplaceAll(content, []byte(`"$1": "recorded"`))
	content = stickyQueue.ReplaceAll(content, []byte(`"name": "recorded"`))
	require.NoError(t, os.MkdirAll(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, name+".json"), append(content, '\n'), 0o644))
}
