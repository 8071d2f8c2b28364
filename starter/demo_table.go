package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"kaipiao/client"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/settings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// shownInvoices is how many invoices the table shows unless all are asked for.
const shownInvoices = 40

// show prints what became of each invoice, the totals, and where to look further.
func show(target io.Writer, lives []life, s settings.Settings, all bool) {
	t := table.NewWriter()
	t.SetOutputMirror(target)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"account", "kind", "medium", "stage", "serial", "number", "amount CNY", "files", "tracking number"})
	t.SetColumnConfigs([]table.ColumnConfig{{Name: "amount CNY", Align: text.AlignRight, AlignFooter: text.AlignRight}})
	total := money.Zero
	for n, l := range lives {
		total = total.Add(l.Amount)
		if n < shownInvoices || all {
			t.AppendRow(table.Row{l.Account, l.Kind, l.Medium, l.Status, textOf(l.Serial), number(l), l.Amount.Grouped(), strings.Join(l.onDisk, " "), tracking(l)})
		}
	}
	t.AppendFooter(table.Row{"", "", "", "", "", fmt.Sprintf("%d invoices", len(lives)), total.Grouped()})
	fmt.Fprintln(target)
	t.Render()
	if len(lives) > shownInvoices && !all {
		fmt.Fprintf(target, "%d more; `go run ./starter demo --all` shows them.\n", len(lives)-shownInvoices)
	}
	if len(lives) > 0 {
		fmt.Fprintf(target, "\nThe files are in %s/demo. One of the invoices in the Temporal Web UI, and one on paper:\n", s.RunDir)
		for _, medium := range []invoice.Medium{invoice.Electronic, invoice.Paper} {
			fmt.Fprintf(target, "  %s\n", workflowLink(lives, medium))
		}
	}
	fmt.Fprintf(target, "All workflows: %s   API: http://%s/docs   What was issued: http://%s/issued\n", s.WorkflowsURL(), s.HTTPAddr, s.SandboxAddr)
}

// showAfterwards does what comes after an invoice, and prints what came of it.
func showAfterwards(ctx context.Context, s settings.Settings, service *client.Client, lives []life) error {
	fmt.Println("\nAfterwards: one invoice is red-issued, one voided, one lost, and a customer abroad gets a pro-forma invoice …")
	came, err := runAfterwards(ctx, s, service, lives)
	t := table.NewWriter()
	t.SetOutputMirror(os.Stdout)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"what", "account", "invoice", "stage", "document"})
	for _, c := range came {
		t.AppendRow(table.Row{c.what, c.account, c.invoice, c.state, c.document})
	}
	t.Render()
	return err
}

// workflowLink is the page of the first invoice on the medium.
func workflowLink(lives []life, medium invoice.Medium) string {
	for _, l := range lives {
		if l.Medium == string(medium) && l.Workflow != nil {
			return l.Workflow.URL
		}
	}
	return "(none on " + string(medium) + ")"
}

func number(l life) string { return textOf(l.Number) }

// textOf is what is there, or nothing.
func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func tracking(l life) string {
	if l.Courier == nil {
		return ""
	}
	return l.Courier.TrackingNumber
}
