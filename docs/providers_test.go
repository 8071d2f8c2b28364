package docs

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/clients"
	"kaipiao/provider/providertest"
)

// accounts are what each kind needs to be made; nothing is called.
const accounts = `
providers:
  - {name: aggregator, kind: aggregator, url: "http://127.0.0.1:1"}
  - {name: baiwang, kind: baiwang, settings: {app_key: k, app_secret: s, user: u, password: p, salt: s, tax_number: 91110000802100433B}}
  - {name: nuonuo, kind: nuonuo, settings: {app_key: k, app_secret: s, tax_number: 91110000802100433B, clerk: 王小芳}}
rules: [{provider: aggregator}]
`

// abilities are the rows of the table.
var abilities = []struct {
	what string
	can  func(provider.Capabilities) bool
}{
	{"draws numbers beforehand 预取号", func(c provider.Capabilities) bool { return c.ReservesNumbers }},
	{"tells the buyer's usage 用途状态", func(c provider.Capabilities) bool { return c.TellsUsage }},
	{"tells the quota 授信额度", func(c provider.Capabilities) bool { return c.TellsQuota }},
	{"tells the login at the bureau 登录状态", func(c provider.Capabilities) bool { return c.TellsSession }},
	{"lists documents 发票列表", func(c provider.Capabilities) bool { return c.ListsDocuments }},
	{"lists forms that buyers began 购方发起的红字确认单", func(c provider.Capabilities) bool { return c.ListsForms }},
	{"answers such forms 确认或拒绝", func(c provider.Capabilities) bool { return c.AnswersForms }},
	{"a refused serial may be revived 失败后可重开", func(c provider.Capabilities) bool { return c.Revives }},
	{"voids papers 纸票作废", func(c provider.Capabilities) bool { return c.VoidsPaper }},
	{"sends files to buyers 重新交付", func(c provider.Capabilities) bool { return c.Delivers }},
	{"shows the login code 登录二维码", func(c provider.Capabilities) bool { return c.ShowsLoginCode }},
}

// The table of capabilities is that of the clients, with no settings beside the credentials.
func TestTheTableOfCapabilitiesIsTheClients(t *testing.T) {
	path := t.TempDir() + "/providers.yaml"
	require.NoError(t, os.WriteFile(path, []byte(accounts), 0o600))
	directory, err := clients.Open(path, clients.Around{
		Now: time.Now, Memory: func(string) provider.Memory { return providertest.NewMemory(time.Now) },
	})
	require.NoError(t, err)
	all := directory.All()
	require.Len(t, all, len(clients.Kinds()), "a new kind needs its column")
	var table strings.Builder
	table.WriteString("|")
	for _, one := range all {
		table.WriteString(" | " + one.Name)
	}
	table.WriteString(" |\n|---" + strings.Repeat("|---", len(all)) + "|\n")
	for _, row := range abilities {
		table.WriteString("| " + row.what)
		for _, one := range all {
			table.WriteString(" | " + map[bool]string{true: "yes", false: "no"}[row.can(one.Client.Capabilities())])
		}
		table.WriteString(" |\n")
	}
	for _, format := range invoice.FileFormats {
		fmt.Fprintf(&table, "| %s", strings.ToUpper(string(format)))
		for _, one := range all {
			has := "no"
			for _, offered := range one.Client.Capabilities().Formats {
				if offered == format {
					has = "yes"
				}
			}
			table.WriteString(" | " + has)
		}
		table.WriteString(" |\n")
	}
	const begin, end = "<!-- capabilities -->\n", "<!-- end of capabilities -->"
	content, err := os.ReadFile("providers.md")
	require.NoError(t, err)
	head, rest, found := strings.Cut(string(content), begin)
	require.True(t, found)
	_, tail, found := strings.Cut(rest, end)
	require.True(t, found)
	anew := head + begin + table.String() + end + tail
	if os.Getenv("KAIPIAO_WRITE_DOCS") != "" {
		require.NoError(t, os.WriteFile("providers.md", []byte(anew), 0o600))
		return
	}
	require.Equal(t, anew, string(content), "KAIPIAO_WRITE_DOCS=1 go test ./docs writes it anew")
}
