package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/console/consoletest"
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
	shared.known(t, "acme")
	b := shared.browser(t, "示例客户", consoletest.Look{})
	b.See("可开票金额")
	b.Press("stack/acme")
	b.Expect("/end_session") // the stack's own sign-in, which signs out too
	b.Press("退出登录")
	b.See("登录")
	b.Go("/console")
	b.See("登录")
}
