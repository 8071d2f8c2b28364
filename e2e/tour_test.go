package e2e

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	starterclient "kaipiao/client"

	"kaipiao/devstack/eventually"
)

// typedInput is what the README has people type for the workflow Apply.
var typedInput = regexp.MustCompile(`--type (\S+) --task-queue (\S+) --workflow-id (\S+) --input \\\n +'([^']*)'`)

// P10: the commands of the README's tour, as they stand there, take a company from its first bill to its invoice.
func TestP10TheTourWorks(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	_, tour, found := strings.Cut(string(content), "\n## Five minutes with one invoice\n")
	require.True(t, found)
	tour, _, _ = strings.Cut(tour, "\n## ")
	_, commands, _ := strings.Cut(tour, "```sh\n")
	commands, _, found = strings.Cut(commands, "\n```")
	require.True(t, found)
	script := strings.NewReplacer("go run ./starter", ".build/bin/starter", "localhost:8080", shared.HTTPAddr, "localhost:8090", shared.SandboxAddr).
		Replace(commands)
	shell := exec.CommandContext(t.Context(), "bash", "-euc", script)
	shell.Dir, shell.Env = root, append(os.Environ(), "KAIPIAO_RUN_DIR="+shared.RunDir)
	output, err := shell.CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.NotContains(t, string(output), `"code":`, "a call is refused")
	require.Contains(t, string(output), `"available":"1000.00"`)
	require.Contains(t, string(output), `"total":"900.00"`)

	var invoices []starterclient.Invoice
	eventually.Holds(t, func() bool {
		invoices = nil
		for i, err := range starterclient.List[starterclient.Invoice](t.Context(), shared.upstream(t), "/v1/accounts/acme/invoices", url.Values{}) {
			require.NoError(t, err)
			invoices = append(invoices, i)
		}
		return len(invoices) == 1 && invoices[0].Status == "issued"
	}, time.Minute, 200*time.Millisecond)
	var buyer struct {
		Buyer struct {
			TaxpayerID string `json:"taxpayer_id"`
		}
	}
	require.NoError(t, shared.upstream(t).Call(t.Context(), http.MethodGet, "/v1/invoices/"+invoices[0].ID, nil, &buyer))
	require.Contains(t, commands, buyer.Buyer.TaxpayerID)

	typedThere := typedInput.FindStringSubmatch(tour)
	require.NotEmpty(t, typedThere, "the tour shows how a service on Temporal applies")
	run, err := shared.temporal(t).ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: typedThere[3], TaskQueue: typedThere[2]}, typedThere[1],
		typed(typedThere[4]))
	require.NoError(t, err)
	var answer applied
	require.NoError(t, run.Get(t.Context(), &answer))
	require.Equal(t, "issued", answer.Invoices[0].Status)
	require.NotEmpty(t, *answer.Invoices[0].Number)
}
