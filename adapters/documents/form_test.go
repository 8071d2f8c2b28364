package documents_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/document"
	"kaipiao/domain/ticket"
)

// M15: the forms that customers have to hand in are there to be filled in, on one page, in both languages.
func TestM15FormsAreFilledInByHand(t *testing.T) {
	for material, title := range map[ticket.MaterialType][2]string{
		ticket.LossCertificate:      {"发票遗失证明", "Invoice Loss Certificate"},
		ticket.RejectionCertificate: {"增值税专用发票拒收证明", "Invoice Rejection Certificate"},
		ticket.VoidNote:             {"发票作废原因说明", "Note of the Reason for Voiding"},
	} {
		form, found := document.FormOf(material, seller)
		require.True(t, found)
		content, err := press(t).Form(form)
		require.NoError(t, err)
		pages := textOf(t, content)
		require.Len(t, pages, 1)
		requireTexts(t, pages[0], title[0], title[1], seller.Name, "发票号码", "Invoice number", "单位盖章", "Seal of the company", "日期")
		again, err := press(t).Form(form)
		require.NoError(t, err)
		require.Equal(t, content, again)
	}
	_, found := document.FormOf(ticket.StampedScan, seller)
	require.False(t, found)
}
