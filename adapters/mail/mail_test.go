package mail_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/adapters/mail"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/mailbox"
	"kaipiao/sandbox/sandboxtest"
)

var letter = activities.Mail{
	MessageID: "invoice.inv-1.issued@kaipiao.example",
	To:        "wang.fang@example.com",
	Subject:   "您的发票已开具：26112000000000000001，金额 1,374.82 元，请登录控制台下载版式文件（PDF、OFD、XML）",
	Body:      "尊敬的客户：\n\n您的发票已开具。\n.\n以点开头的行也要完整。\n" + strings.Repeat("一行很长的文字，", 200) + "完。\n",
}

func sender(t *testing.T, sandbox *sandboxtest.Sandbox) *mail.Sender {
	t.Helper()
	sender, err := mail.New(mail.Config{Addr: sandbox.SMTPAddr, From: "开票 <invoices@kaipiao.example>"})
	require.NoError(t, err)
	return sender
}

func TestO3AMailArrivesAsItWasWritten(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	require.NoError(t, sender(t, sandbox).Send(t.Context(), letter))
	mails := sandbox.Mails(t)
	require.Len(t, mails, 1)
	require.Equal(t, letter.Subject, mails[0].Subject)
	require.Equal(t, letter.Body, mails[0].Body)
	require.Equal(t, letter.MessageID, mails[0].MessageID)
	require.Equal(t, []string{letter.To}, mails[0].To)
	require.Equal(t, "invoices@kaipiao.example", mails[0].From)
	require.WithinDuration(t, time.Now(), mails[0].At, time.Minute)
	require.Empty(t, mails[0].Attachments)
}

// I6: the files of an invoice travel with its mail, under their names and types and whole.
func TestI6WhatIsAttachedArrives(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	with, pdf := letter, bytes.Repeat([]byte("%PDF-1.7\r\n.\r\n\x00\xff"), 10_000)
	with.Attachments = []activities.Attachment{
		{Name: "26112000000000000001.pdf", ContentType: "application/pdf", Content: pdf},
		{Name: "数电发票.ofd", ContentType: "application/ofd", Content: []byte("PK\x03\x04")},
	}
	for range 2 { // tried again, it is as whole as the first time
		require.NoError(t, sender(t, sandbox).Send(t.Context(), with))
	}
	mails := sandbox.Mails(t)
	require.Len(t, mails, 2)
	for _, arrived := range mails {
		require.Equal(t, letter.Body, arrived.Body)
		require.Equal(t, []mailbox.Attachment{
			{Name: "26112000000000000001.pdf", ContentType: "application/pdf", Size: int64(len(pdf))},
			{Name: "数电发票.ofd", ContentType: "application/ofd", Size: 4},
		}, arrived.Attachments)
	}
}

func TestFaultsOfMailAreFinalOnlyWhenTheServerSaysSo(t *testing.T) {
	for _, given := range []struct {
		mode  faults.Mode
		final bool
		kept  int // after the first try
	}{
		{faults.Error500, false, 0},
		{faults.DropAfterCommit, false, 1},
		{faults.Reject, true, 0},
		{faults.Pending, false, 0},
		{faults.QuotaExhausted, false, 0},
		{faults.SessionExpired, false, 0},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			sandbox.Order(t, faults.Fault{Operation: faults.Mail, Mode: given.mode, Times: 1, Match: "wang.fang@"})
			err := sender(t, sandbox).Send(t.Context(), letter)
			require.Error(t, err)
			require.Equal(t, given.final, errors.Is(err, activities.ErrRefusedForGood), err)
			require.Len(t, sandbox.Mails(t), given.kept)

			require.NoError(t, sender(t, sandbox).Send(t.Context(), letter), "after one time the fault is over")
			mails := sandbox.Mails(t)
			require.Len(t, mails, given.kept+1)
			for _, mail := range mails {
				require.Equal(t, letter.MessageID, mail.MessageID, "a mail sent twice can be recognised")
			}
		})
	}
}

func TestAMailServerThatHangsIsLeftWhenTheContextEnds(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	sandbox.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Hang, Match: letter.MessageID})
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, sender(t, sandbox).Send(ctx, letter), context.DeadlineExceeded)
}

func TestAnAddressThatIsNoneIsRefusedForGood(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	for _, address := range []string{"", "wang fang", "wang@example.com\r\nBcc: other@example.com"} {
		wrong := letter
		wrong.To = address
		require.ErrorIs(t, sender(t, sandbox).Send(t.Context(), wrong), activities.ErrRefusedForGood, address)
	}
	require.Empty(t, sandbox.Mails(t))
}

func TestAServerThatCannotBeReachedMayBeBackLater(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	sandbox.Stop()
	err := sender(t, sandbox).Send(t.Context(), letter)
	require.Error(t, err)
	require.NotErrorIs(t, err, activities.ErrRefusedForGood)
}

func TestASettingThatIsNoAddressIsRefusedAtOnce(t *testing.T) {
	for _, address := range []string{"", "localhost", "localhost:smtp:25", "localhost:mail"} {
		_, err := mail.New(mail.Config{Addr: address, From: "invoices@kaipiao.example"})
		require.Error(t, err, address)
	}
}

// P13: a mail goes to each of its addresses; one that the server refuses for good keeps it from no other.
func TestP13EachAddressByItself(t *testing.T) {
	several := letter
	several.To = "wang.fang@example.com,li.na@example.com,ap@example.com"
	arrived := func(sandbox *sandboxtest.Sandbox) (to []string) {
		for _, mail := range sandbox.Mails(t) {
			require.Equal(t, letter.Body, mail.Body)
			require.Equal(t, letter.MessageID, mail.MessageID)
			to = append(to, mail.To...)
		}
		return to
	}
	sandbox := sandboxtest.Start(t, "")
	require.NoError(t, sender(t, sandbox).Send(t.Context(), several))
	require.Equal(t, []string{"wang.fang@example.com", "li.na@example.com", "ap@example.com"}, arrived(sandbox))

	sandbox = sandboxtest.Start(t, "")
	sandbox.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Reject, Match: "wang.fang@"})
	require.NoError(t, sender(t, sandbox).Send(t.Context(), several), "it was told to somebody")
	require.Equal(t, []string{"li.na@example.com", "ap@example.com"}, arrived(sandbox))
	none := letter
	none.To = "wang.fang@example.com,no address"
	require.ErrorIs(t, sender(t, sandbox).Send(t.Context(), none), activities.ErrRefusedForGood)

	sandbox = sandboxtest.Start(t, "")
	sandbox.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Error500, Times: 1, Match: "li.na@"})
	err := sender(t, sandbox).Send(t.Context(), several)
	require.Error(t, err)
	require.NotErrorIs(t, err, activities.ErrRefusedForGood, "it is sent again")
	require.NoError(t, sender(t, sandbox).Send(t.Context(), several))
	require.Subset(t, arrived(sandbox), []string{"wang.fang@example.com", "li.na@example.com", "ap@example.com"})
}
