package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/mailbox"
)

// attachedOf is what the mail of an invoice carries of the files that are stored: what people open, and not what machines read.
func (w *world) attachedOf(t *testing.T, id ids.Invoice) []mailbox.Attachment {
	t.Helper()
	attached, issued := []mailbox.Attachment{}, w.invoice(t, id)
	for _, file := range issued.Files {
		if file.Format != invoice.XML {
			attached = append(attached, mailbox.Attachment{
				Name: issued.Number + "." + string(file.Format), ContentType: file.Format.ContentType(), Size: file.Size,
			})
		}
	}
	return attached
}

func (w *world) publish(t *testing.T, request activities.PublishRequest) (activities.Owed, error) {
	t.Helper()
	return w.files.Publish(t.Context(), request)
}

// I6, O3: the mail that says that an e-invoice is issued has its PDF and OFD attached, and says where they are found later. It is sent
// once, the register knows when, and then nothing is owed any more.
func TestI6TheMailCarriesTheFiles(t *testing.T) {
	w := newWorld(t)
	id := w.issuedOf(t, invoice.Electronic)
	require.Equal(t, []string{"application/app"}, w.owed(t))
	owed, err := w.publish(t, activities.PublishRequest{Invoice: id})
	require.NoError(t, err)
	require.Empty(t, owed.Mails)
	mails := w.outside.Mails(t)
	require.Len(t, mails, 1)
	require.Equal(t, []string{"a@example.test"}, mails[0].To)
	require.Equal(t, string(id)+".issued@kaipiao", mails[0].MessageID)
	require.Contains(t, mails[0].Body, "https://invoices.example/v1/invoices/"+string(id))
	attached := w.attachedOf(t, id)
	require.Len(t, attached, 2)
	require.Equal(t, attached, mails[0].Attachments)
	require.True(t, w.now.Equal(*w.invoice(t, id).ToldAt))
	require.Empty(t, w.owed(t))

	owed, err = w.publish(t, activities.PublishRequest{Invoice: id})
	require.NoError(t, err)
	require.Empty(t, owed.Mails)
	require.Len(t, w.outside.Mails(t), 1, "its customer was told")
}

// I6: where a file is late, what is there is kept, nobody is told by this step, and the work is owed. The mail then goes with what there
// is, and the file that comes later is fetched and not mailed again.
func TestI6AMailWithoutFilesThatAreLate(t *testing.T) {
	w := newWorld(t)
	id := w.issuedOf(t, invoice.Electronic)
	w.outside.Order(t, faults.Fault{Operation: faults.File, Mode: faults.FileMissing, Times: 1})
	_, err := w.publish(t, activities.PublishRequest{Invoice: id})
	require.Equal(t, activities.FailureFileMissing, outermost(t, "publish", err).Type())
	issued := w.invoice(t, id)
	require.Len(t, issued.Files, 2, "the others are stored")
	require.Zero(t, w.happened(t, id, event.FilesReady))
	require.Nil(t, issued.ToldAt)
	require.Empty(t, w.outside.Mails(t))

	require.NoError(t, w.notices.SendNotice(t.Context(), activities.NoticeRequest{Invoice: id, What: notice.Issued}))
	mails := w.outside.Mails(t)
	require.Len(t, mails, 1)
	attached := w.attachedOf(t, id)
	require.Len(t, attached, 1)
	require.Equal(t, attached, mails[0].Attachments)
	require.NotNil(t, w.invoice(t, id).ToldAt)
	require.Equal(t, []string{"application/app"}, w.owed(t), "a file is owed still")

	twice(t, func() (activities.Owed, error) {
		return w.publish(t, activities.PublishRequest{Invoice: id, FilesOnly: true})
	})
	require.Len(t, w.invoice(t, id).Files, 3)
	require.Equal(t, 1, w.happened(t, id, event.FilesReady), "P12: subscribed systems are told that the files are there, once")
	require.Len(t, w.outside.Mails(t), 1, "it was told before")
	require.Equal(t, []string{"application/app"}, w.owed(t), "whoever asked for the files only says when nothing is owed")
	require.NoError(t, w.register.Settle(t.Context(), "application/app"))
	require.Empty(t, w.owed(t))
}

// I6: without any file the customer learns of its invoice all the same.
func TestI6AMailWithoutAnyFile(t *testing.T) {
	w := newWorld(t)
	id := w.issuedOf(t, invoice.Electronic)
	w.outside.Order(t, faults.Fault{Operation: faults.File, Mode: faults.FileMissing})
	for _, only := range []bool{false, true} {
		_, err := w.publish(t, activities.PublishRequest{Invoice: id, FilesOnly: only})
		require.Equal(t, activities.FailureFileMissing, outermost(t, "publish", err).Type())
	}
	require.NoError(t, w.notices.SendNotice(t.Context(), activities.NoticeRequest{Invoice: id, What: notice.Issued}))
	mails := w.outside.Mails(t)
	require.Len(t, mails, 1)
	require.Empty(t, mails[0].Attachments)
	require.Contains(t, mails[0].Body, w.invoice(t, id).Number)
}

// happened counts the events of an invoice under a name.
func (w *world) happened(t *testing.T, id ids.Invoice, what event.Name) (times int) {
	t.Helper()
	timeline, err := w.store.Trail.Timeline(t.Context(), id, 0, 200)
	require.NoError(t, err)
	for _, e := range timeline {
		if e.What == what {
			times++
		}
	}
	return times
}

// O3, O6: what the mail server does not take is owed, and keeps the files from nobody; the same mail is sent later, and is the last thing.
func TestO3AMailThatIsNotTakenIsOwed(t *testing.T) {
	for mode, arrived := range map[faults.Mode]int{faults.Error500: 0, faults.Reject: 0, faults.DropAfterCommit: 1} {
		w := newWorld(t)
		id := w.issuedOf(t, invoice.Electronic)
		w.outside.Order(t, faults.Fault{Operation: faults.Mail, Mode: mode})
		owed, err := w.publish(t, activities.PublishRequest{Invoice: id})
		require.NoError(t, err, mode)
		require.Equal(t, []notice.About{notice.Issued}, owed.Mails, mode)
		require.Len(t, w.invoice(t, id).Files, 3, mode)
		require.Nil(t, w.invoice(t, id).ToldAt, mode)
		require.Equal(t, []string{"application/app"}, w.owed(t), mode)

		last := activities.NoticeRequest{Invoice: id, What: notice.Issued, Last: true}
		require.Error(t, w.notices.SendNotice(t.Context(), last), mode)
		require.Equal(t, []string{"application/app"}, w.owed(t), mode)
		w.outside.ClearFaults(t)
		require.NoError(t, w.notices.SendNotice(t.Context(), last), mode)
		require.Empty(t, w.owed(t), mode)
		require.NotNil(t, w.invoice(t, id).ToldAt, mode)
		mails := w.outside.Mails(t)
		require.Len(t, mails, 2*arrived+1, mode)
		for _, mail := range mails {
			require.Equal(t, string(id)+".issued@kaipiao", mail.MessageID, mode)
			require.Equal(t, w.attachedOf(t, id), mail.Attachments, mode)
		}
	}
}

// O3: what has no address of its customer is told to nobody, and nobody waits for it.
func TestO3WithoutAnAddressNothingIsOwed(t *testing.T) {
	w := newWorld(t)
	id := w.issuedOf(t, invoice.Electronic)
	require.NotEmpty(t, w.owed(t))
	_, err := postgrestest.Admin(t, w.pool).Exec(t.Context(), "update applications set email = ''")
	require.NoError(t, err)
	owed, err := w.publish(t, activities.PublishRequest{Invoice: id})
	require.NoError(t, err)
	require.Empty(t, owed.Mails)
	require.Empty(t, w.outside.Mails(t))
	require.Empty(t, w.owed(t))
}
