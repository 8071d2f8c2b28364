package console_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/consoletest"
	"kaipiao/office/sessions"
)

// S4: somebody sees where it is signed in, ends what it has forgotten to end, and signs out everywhere; nobody ends what is another's.
func TestS4OnesOwnSessionsAreListedAndEnded(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	at := w.Door()
	phone := w.Journey(consoletest.Customer, consoletest.Look{Width: 360, English: true}).Arriving(at)
	w.Set(w.Now().Add(2 * time.Minute))
	desk := w.Journey(consoletest.Customer, consoletest.Look{}).Arriving(at)
	colleague := w.Journey(consoletest.CustomerOf("acct", "li"), consoletest.Look{}).Arriving(at)
	desk.Press(consoletest.Verbatim("wang"))
	desk.Press("登录状态")
	desk.Browser.See("当前浏览器", "2026-09-18 15:00", "2026-09-18 15:02", "2026-09-18 23:02")
	require.Len(t, desk.Texts("tbody tr"), 2, "nobody else's")
	desk.Accessible()

	all, err := w.Register.Sessions.List(t.Context(), "", 10, w.Now())
	require.NoError(t, err)
	require.Len(t, all, 3)
	other := access.Identity{Subject: "li", Role: access.Customer, Account: "acct"}
	for _, one := range all[1:] {
		if one.Who.Subject != all[0].Who.Subject {
			require.ErrorIs(t, w.Register.Sessions.EndNamed(t.Context(), other, one.Name, w.Now()), sessions.ErrNone)
		}
	}

	desk.Press("结束")
	desk.Until(`document.querySelectorAll("tbody tr").length === 1`, "one is left")
	phone.Go("/console/sessions")
	phone.Browser.See("Your session has ended")

	phone.Arrive("/console/sessions")
	phone.See("当前浏览器", "全部退出")
	phone.Browser.Accessible()
	phone.Press("全部退出")
	phone.Browser.See("You are signed out")
	desk.Go("/console")
	desk.Browser.See("会话已结束")
	colleague.Go("/console")
	colleague.See("发票管理")
	left, err := w.Register.Sessions.List(t.Context(), "", 10, w.Now())
	require.NoError(t, err)
	require.Len(t, left, 1)
}

// S4: a form that was refused once, and is sent again when the session has ended, is there again on its own page; and a refused page can be read in the
// other language, or loaded again.
func TestS4ARefusedFormIsKeptToo(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	j := w.Journey(consoletest.Customer, consoletest.Look{}).Arriving(w.Door())
	j.Expect("400")
	j.Go("/console/information/addresses/new")
	j.Type("收件人", "财务部 王")
	j.Type("详细地址", "上地十街10号")
	j.Browser.Click("main form button.primary")
	j.See("请检查以下内容")
	require.Equal(t, "/console/information/addresses", j.At(), "where it was sent")
	w.SessionOver()
	j.Type("详细地址", "上地十街11号")
	j.Browser.Click("main form button.primary")
	j.Browser.See("会话已结束，未提交的内容已保留")
	back := j.ValueOf(`new URLSearchParams(location.search).get("return_to")`)
	require.Equal(t, "/console/information/addresses/new", back)
	j.Arrive(back)
	j.See("会话已结束，未提交的内容已保留，请检查后重新提交。")
	require.Equal(t, []string{"财务部 王", "上地十街11号"}, []string{j.Value("收件人"), j.Value("详细地址")})
	j.Accessible()

	j.Expect("400")
	j.Browser.Click("main form button.primary")
	j.See("请检查以下内容")
	j.Browser.Press("English")
	require.Equal(t, "/console/information/addresses/new", j.At())
	j.Browser.See("Recipient")
}
