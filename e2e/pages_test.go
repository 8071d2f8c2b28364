package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/console/consoletest"
	"kaipiao/domain/money"
)

// browser opens a tab at the sign-in page of the running stack and signs a person of the stack in with one click.
func (s *stack) browser(t *testing.T, person string, look consoletest.Look) *consoletest.Browser {
	t.Helper()
	b := consoletest.Open(t, "http://"+s.HTTPAddr, look)
	b.Go("/console")
	b.See("登录")
	b.Press(person)
	return b
}

// known makes an account of the people of the stack.
func (s *stack) known(t *testing.T, account string) {
	t.Helper()
	require.NoError(t, s.upstream(t).Call(t.Context(), http.MethodPut, "/v1/accounts/"+account, client.AccountBody{
		Certification: client.Certification{Type: "enterprise", Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"}, Region: "mainland",
	}, nil))
}

// O8: with one click somebody of the embedded stack is signed in, sees its own pages, and is out again after signing out.
func TestO8OneClickSignsIn(t *testing.T) {
	t.Parallel()
	shared.known(t, "demo-company")
	b := shared.browser(t, "演示客户", consoletest.Look{})
	b.See("可开票金额")
	b.Press("customer")
	b.Expect("/end_session") // the stack's own sign-in, which signs out too
	b.Press("退出登录")
	b.See("登录")
	b.Go("/console")
	b.See("登录")
}

// O8, I6: a customer applies in three steps, sees the invoice come by itself, and downloads it; the API says the same.
func TestO8ACustomerAppliesAndDownloads(t *testing.T) {
	t.Parallel()
	shared.known(t, "demo-company")
	require.NoError(t, shared.upstream(t).Call(t.Context(), http.MethodPost, "/v1/consumptions", map[string]any{"items": []client.Consumption{{
		ID: "company-pages", Account: "demo-company", Charge: "postpaid", Seller: "platform", Product: "云服务器", TaxCode: "3040203000000000000", TaxRate: "0.06",
		Cash: money.MustParse("318.00"), PaidAt: time.Now().AddDate(0, 0, -3),
	}}}, nil))
	b := shared.browser(t, "演示客户", consoletest.Look{})
	b.See("¥318.00")
	b.Press("申请开票")
	b.Type("开票金额", "318")
	b.Press("下一步")
	b.See("第 2 步，共 3 步")
	b.Press("下一步")
	b.See("第 3 步，共 3 步", "¥318.00", "¥18.00")
	b.Press("提交申请")
	b.See("申请已提交")
	var made struct{ Items []client.Application }
	require.NoError(t, shared.upstream(t).Call(t.Context(), http.MethodGet, "/v1/accounts/demo-company/applications", nil, &made))
	require.Len(t, made.Items, 1)
	application, err := shared.upstream(t).GetApplicationsIDWithResponse(t.Context(), made.Items[0].ID)
	require.NoError(t, err)
	id := application.JSON200.Invoices[0].ID
	b.Go("/console/applications/" + made.Items[0].ID)
	i := shared.came(t, id, "issued", 2*time.Minute)
	b.See("已通过") // nobody has pressed anything: the page has read itself again
	b.Go("/console/invoices/" + id)
	b.See("318.00")
	for _, file := range i.Files {
		status, content := b.Fetch("/console/invoices/" + id + "/files/" + file.Format)
		require.Equal(t, http.StatusOK, status)
		sum := sha256.Sum256(content)
		require.Equal(t, file.SHA256, hex.EncodeToString(sum[:]), file.Format)
	}
	b.Accessible()
}
