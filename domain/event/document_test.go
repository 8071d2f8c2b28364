package event_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/event"
)

const head = `# Events

Everything that happens to an application, an invoice or a ticket is an event of the catalogue in [domain/event](../domain/event), and this
page is made from it (` + "`make generate`" + `). An event stands in the timeline of its object with its name (` + "`what`" + `) and both labels, in
the audit trail by its name, and every subscribed system is told it under its type: what it is about, and what happened
([webhooks](operations.md#webhooks)). *Detail* says whether that message has the event's detail; every other detail may hold a name or what
somebody typed, and is read over the API. *Document* is what accounting books of it: a subscribed system that asks for documents is told that one, any
other reads it over the API ([accounting](accounting.md)). *Mail* is what the customer may be sent because of it.

`

// docs/events.md is the catalogue. KAIPIAO_WRITE_EVENTS=1 writes it anew.
func TestTheDocumentIsTheCatalogue(t *testing.T) {
	var page strings.Builder
	page.WriteString(head + "| event | type | when | detail | document | mail | English | 中文 |\n|---|---|---|---|---|---|---|---|\n")
	for _, entry := range event.Catalogue() {
		var types, mails []string
		for _, about := range []event.Subject{event.Application, event.Invoice, event.Ticket} {
			if kind := entry.Types[about]; kind != "" {
				types = append(types, "`"+kind+"`")
			}
		}
		for _, about := range []event.Subject{event.Application, event.Invoice, event.Ticket} {
			if owed := entry.Owes[about]; owed != "" {
				entry.Mails = append(slices.Clone(entry.Mails), owed)
			}
		}
		for _, mail := range entry.Mails {
			mails = append(mails, fmt.Sprintf("[%s](../domain/notice/templates/%s.txt)", mail, mail))
		}
		detail := ""
		if entry.TellsDetail {
			detail = "told"
		}
		books := ""
		if entry.Books != "" {
			books = "`" + string(entry.Books) + "`"
		}
		fmt.Fprintf(&page, "| `%s` | %s | %s | %s | %s | %s | %s | %s |\n",
			entry.Name, strings.Join(types, " "), entry.When, detail, books, strings.Join(mails, " "), entry.English, entry.Chinese)
	}
	const path = "../../docs/events.md"
	if os.Getenv("KAIPIAO_WRITE_EVENTS") != "" {
		require.NoError(t, os.WriteFile(path, []byte(page.String()), 0o644))
	}
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, page.String(), string(content), "make generate writes it anew")
}
