package invoice_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
)

// The picture in the documentation is the table of transitions.
func TestTheDiagramIsTheTable(t *testing.T) {
	states := []invoice.Status{
		invoice.Planned, invoice.Approved, invoice.Issued, invoice.Shipped, invoice.Delivered, invoice.Voided, invoice.RedIssued,
		invoice.PartlyRedIssued, invoice.Failed, invoice.Cancelled,
	}
	var drawn strings.Builder
	drawn.WriteString("stateDiagram-v2\n")
	for _, from := range states {
		for _, to := range states {
			if from.CanBecome(to) {
				fmt.Fprintf(&drawn, "    %s --> %s\n", from, to)
			}
		}
	}
	content, err := os.ReadFile("../../docs/states.md")
	require.NoError(t, err)
	require.Contains(t, string(content), drawn.String()+"```")
}
