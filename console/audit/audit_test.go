package audit_test

import (
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// O4, O8: an auditor reads who did what, narrowed by who and when, sees whether the trail is whole, and asks for the pack of a month; it changes nothing.
func TestO4AnAuditorReadsTheTrail(t *testing.T) {
	w := consoletest.New(t)
	w.Set(time.Now()) // the trail is written by the clock of the database
	w.Account("acct")
	w.Consumed("bill-1", "acct", "1000.00")
	application := w.Applied("a", consoletest.EInvoice("100.00"))
	w.Call(consoletest.Finance, http.MethodPost, "/v1/applications/"+application+"/claim", nil)
	b := w.As(consoletest.Auditor)
	b.See("只读", "记录链", "尚未封存", "claimed")
	b.Accessible()
	_, err := w.Register.Trail.Seal(t.Context())
	require.NoError(t, err)
	b.Go("/console/audit")
	b.See("已封存", "链首")
	head := w.Call(consoletest.Auditor, http.MethodGet, "/v1/audit/chain", nil)
	require.Equal(t, true, head["sealed"])
	b.See(head["hash"].(string))

	b.Press("查看全部记录")
	b.Type("操作人", "finance:zhao")
	b.Press("查询")
	b.See("application/"+application, "claimed")
	b.SeeNot("account/acct")
	b.Accessible()
	b.Press("application/" + application)
	b.See("submitted", "claimed")
	b.Go("/console/audit/trail?object=application/" + application + "&who=finance:zhao")
	b.See("claimed")
	b.SeeNot("submitted")
	b.Expect("400")
	b.Go("/console/audit/trail?object=secret/1")
	b.See("请检查以下内容")
	b.Accessible()

	b.Go("/console/audit/packs")
	b.See("还没有审计包")
	b.Press("生成")
	b.See("排队中", "～")
	b.Accessible()
	packs := w.Call(consoletest.Auditor, http.MethodGet, "/v1/exports", nil)["items"].([]any)
	require.Len(t, packs, 1)
	require.Equal(t, "audit_pack", packs[0].(consoletest.Object)["what"])

	english := w.As(consoletest.Auditor, consoletest.Look{English: true, Width: 360, Dark: true})
	english.See("Read only", "Chain of the trail", "Sealed as of")
	english.Accessible()
	english.Go("/console/audit/trail")
	english.Accessible()
}
