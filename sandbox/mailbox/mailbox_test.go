package mailbox_test

import (
	"net/smtp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/mailbox"
	"kaipiao/sandbox/sandboxtest"
)

// deliver hands raw lines to the mail server, as another program than ours would.
func deliver(t *testing.T, sandbox *sandboxtest.Sandbox, lines ...string) error {
	t.Helper()
	content := strings.Join(lines, "\r\n") + "\r\n"
	return smtp.SendMail(sandbox.SMTPAddr, nil, "from@example.com", []string{"a@example.com", "b@example.com"}, []byte(content))
}

func TestMailsOfOtherProgramsAreDecoded(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	require.NoError(t, deliver(t, sandbox, "Subject: =?GBK?B?t6LGsQ==?=", "", "plain body"))
	require.NoError(t, deliver(t, sandbox,
		"Message-Id: <id@example.com>", "MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="x"`, "",
		"--x", `Content-Type: text/plain; charset="gb18030"`, "Content-Transfer-Encoding: base64", "", "t6LGsQ==",
		"--x", "Content-Type: text/html", "", "<p>second</p>",
		"--x", "Content-Disposition: attachment; filename=a.txt", "", "attached",
		"--x", "Content-Type: application/pdf", "Content-Transfer-Encoding: base64",
		"Content-Disposition: attachment; filename=\"=?utf-8?b?5Y+R56WoLnBkZg==?=\"", "", "JVBERi0=", "--x--"))

	mails := sandbox.Mails(t)
	require.Len(t, mails, 2)
	require.Equal(t, "发票", mails[0].Subject)
	require.Equal(t, "plain body\n", mails[0].Body)
	require.Empty(t, mails[0].MessageID)
	require.Equal(t, []string{"a@example.com", "b@example.com"}, mails[0].To)
	require.Equal(t, "from@example.com", mails[0].From)
	require.Equal(t, "发票", mails[1].Body)
	require.Equal(t, "id@example.com", mails[1].MessageID)
	require.Empty(t, mails[0].Attachments)
	require.NotNil(t, mails[0].Attachments, "a list is never null")
	require.Equal(t, []mailbox.Attachment{
		{Name: "a.txt", ContentType: "text/plain", Size: int64(len("attached"))}, {Name: "发票.pdf", ContentType: "application/pdf", Size: int64(len("%PDF-"))},
	}, mails[1].Attachments)
}

func TestWhatIsNoMailIsRefused(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	require.ErrorContains(t, deliver(t, sandbox, "Content-Type: multipart/mixed; boundary=x", "", "--x", "no end"), "554")
	require.Empty(t, sandbox.Mails(t))
}
