package main_test

import (
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestV1AFormLapsesAtItsHourAlsoWhenTheSandboxWasKilled(t *testing.T) {
	t.Setenv("KAIPIAO_SANDBOX_CONFIRM_WITHIN", "500ms")
	runDir, web, mail := t.TempDir(), free(t), free(t)
	first := start(t, runDir, web, mail)
	first.call(t, http.MethodPost, "/provider/v1/invoices", invoice("KPBLUE"))
	var number string
	require.Eventually(t, func() bool {
		number = regexp.MustCompile(`[0-9]{20}`).FindString(first.call(t, http.MethodGet, "/issued", ""))
		return number != ""
	}, 10*time.Second, 20*time.Millisecond)
	require.Contains(t, first.call(t, http.MethodPost, "/buyers/"+number, `{"booked":true}`), `"confirms":"silent"`)
	first.call(t, http.MethodPost, "/provider/v1/red-forms", `{"serial":"KPRED","number":"`+number+`","reason":"1",
		"lines":[{"line":1,"net":"-100.00","tax":"-6.00","gross":"-106.00"}],"net":"-100.00","tax":"-6.00","gross":"-106.00"}`)
	require.Contains(t, first.call(t, http.MethodGet, "/provider/v1/red-forms/KPRED", ""), `"state":"02"`)
	require.NoError(t, first.command.Process.Signal(syscall.SIGKILL))
	require.Error(t, first.command.Wait())

	second := start(t, runDir, web, mail)
	require.Eventually(t, func() bool {
		return strings.Contains(second.call(t, http.MethodGet, "/provider/v1/red-forms/KPRED", ""), `"state":"07"`)
	}, 10*time.Second, 20*time.Millisecond)
	require.Equal(t, 1, strings.Count(second.call(t, http.MethodGet, "/issued", ""), `"serial"`))
}
