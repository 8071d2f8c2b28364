package docs

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/parcel"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
)

var block = regexp.MustCompile(`(?s)(<!-- life of (\w+) -->\n).*?(<!-- end -->)`)

// The pictures and tables of the documentation are those by which the office decides. With KAIPIAO_WRITE_DOCS=1 they are written anew.
func TestTheStatesAreTheTables(t *testing.T) {
	drawn := map[string]string{
		"application": drawing(application.Life), "invoice": drawing(invoice.Life), "reversal": drawing(reversal.Life),
		"ticket": drawing(ticket.Life), "parcel": drawing(parcel.Life), "kinds": kinds(),
	}
	content, err := os.ReadFile("states.md")
	require.NoError(t, err)
	met := map[string]bool{}
	written := block.ReplaceAllStringFunc(string(content), func(found string) string {
		match := block.FindStringSubmatch(found)
		met[match[2]] = true
		return match[1] + drawn[match[2]] + match[3]
	})
	if os.Getenv("KAIPIAO_WRITE_DOCS") != "" {
		require.NoError(t, os.WriteFile("states.md", []byte(written), 0o644))
	} else {
		require.Equal(t, written, string(content), "write it anew: KAIPIAO_WRITE_DOCS=1 go test ./docs -run States")
	}
	for name := range drawn {
		require.True(t, met[name], "states.md has no life of %s", name)
	}
}

func drawing[S ~string](table life.Table[S]) string {
	return "```mermaid\n" + table.Diagram() + "```\n\n" + table.Meanings() + "\n" + table.Rows()
}

func kinds() string {
	var written strings.Builder
	written.WriteString("| kind | 中文 | about | asked for by | needs | takes | deed |\n|---|---|---|---|---|---|---|\n")
	for _, row := range ticket.Kinds {
		var needs []string
		for _, need := range row.Needs {
			text := "`" + string(need.Type) + "`"
			if need.Of != "" {
				text += " of " + string(need.Of) + " ones"
			}
			if need.Out {
				text += " that are out"
			}
			needs = append(needs, text)
		}
		fmt.Fprintf(&written, "| `%s` | %s | %s | %s | %s | %s | %s |\n", row.Kind, row.Chinese, row.About, strings.Join(life.Text(row.OpenedBy), ", "),
			strings.Join(needs, ", "), "`"+strings.Join(life.Text(row.Takes), "`, `")+"`", row.Deed)
	}
	return written.String()
}
