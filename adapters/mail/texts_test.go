package mail_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/text"
	"kaipiao/domain/text/texttest"
	"kaipiao/sandbox/sandboxtest"
)

// T4: what the door takes arrives as it was written, in the subject and in the body.
func TestT4WhatIsTakenArrivesAsItWasWritten(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	to := sender(t, sandbox)
	sent := 0
	texttest.ComesOut(t, text.Line, 60, func(taken string) {
		require.NoError(t, to.Send(t.Context(), activities.Mail{MessageID: "x@kaipiao", To: "a@example.test", Subject: taken, Body: taken + "\n"}))
		mails := sandbox.Mails(t)
		sent++
		require.Len(t, mails, sent)
		require.Equal(t, taken, mails[sent-1].Subject)
		require.Equal(t, taken+"\n", mails[sent-1].Body)
	})
}

// T5: an address that the door takes is one that the mailer takes, and what the mailer cannot write the door refuses.
func TestT5TheDoorAndTheMailerAgree(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	to := sender(t, sandbox)
	for _, address := range []string{
		"z@a.test", "a.b+c@a-b.test", "x_y@1.test", "z..y@a.test", ".z@a.test", "z@a.test.",
		"a@b\r\nBcc: c@d.test", "Z <z@a.test>", "z", "@", "z@-a.test", `"z y"@a.test`,
	} {
		written, refused := text.Email.Read(address, 254)
		if refused != nil {
			continue
		}
		require.NoError(t, to.Send(t.Context(), activities.Mail{MessageID: "x@kaipiao", To: written, Subject: "s", Body: "b"}), address)
	}
	require.Len(t, sandbox.Mails(t), 3)
	texttest.ComesOut(t, text.Email, 60, func(taken string) {
		require.NoError(t, to.Send(t.Context(), activities.Mail{MessageID: "x@kaipiao", To: taken, Subject: "s", Body: "b"}), taken)
	})
}
