package notice_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/notice"
	"kaipiao/domain/register"
)

func TestO3EveryNoticeIsWrittenInBothLanguages(t *testing.T) {
	issuedAt := time.Date(2026, 9, 18, 16, 30, 0, 0, time.UTC)
	i := register.Invoice{
		Number: "26332000000123456789", IssuedAt: &issuedAt, Medium: invoice.Paper, Amount: money.MustParse("1060.00"),
		Buyer: invoice.Party{Name: "北京甲科技有限公司"}, CourierCompany: "顺丰", TrackingNumber: "SF1234567890", Failure: "购方税号有误",
	}
	for _, about := range []notice.About{notice.Issued, notice.Failed, notice.Shipped, notice.Delivered} {
		subject, body, err := notice.Write(about, i)
		require.NoError(t, err, about)
		require.NotContains(t, subject, "\n")
		require.Contains(t, body, "尊敬的客户")
		require.Contains(t, body, "Dear customer")
		require.NotContains(t, body, "<no value>")
	}
	subject, body, err := notice.WriteRejection(register.Application{
		Total: money.MustParse("1060.00"), Buyer: i.Buyer, DecisionReason: "抬头有误",
	})
	require.NoError(t, err)
	require.Contains(t, subject, "rejected")
	for _, part := range []string{"尊敬的客户", "Dear customer", "1,060.00", "北京甲科技有限公司", "抬头有误"} {
		require.Contains(t, body, part)
	}
	// the date of issue is the civil day in Shanghai, where it is past midnight already (A10)
	_, body, err = notice.Write(notice.Issued, i)
	require.NoError(t, err)
	require.Contains(t, body, "2026-09-19")
	_, _, err = notice.Write("gossip", i)
	require.Error(t, err)
}

// O3: each notice about a ticket says in both languages what it is about, and what a customer has to do.
func TestO3EveryNoticeAboutATicketIsWrittenInBothLanguages(t *testing.T) {
	for _, kind := range []register.TicketKind{register.VoidTicket, register.LostTicket, register.ProformaTicket, register.OtherTicket} {
		ticket := register.Ticket{
			ID: "ticket-1", Kind: kind, AskedBecause: "扫描件不清楚", DecisionReason: "原件有污损",
			Missing: []register.MaterialType{register.OriginalReceived, register.VoidNote, register.RejectionCertificate, register.LossCertificate, register.OtherMaterial},
		}
		for about, parts := range map[notice.About][]string{
			notice.TicketMaterials: {"发票原件", "the original invoice", "作废原因说明", "a note of the reason", "拒收证明", "rejection certificate", "遗失证明", "loss certificate", "到付", "freight collect", "扫描件不清楚"},
			notice.TicketConfirm:   {"形式发票", "pro-forma invoice"},
			notice.TicketDone:      {"工单", "ticket"},
			notice.TicketRefused:   {"原件有污损", "refused"},
		} {
			subject, body, err := notice.WriteTicket(about, ticket)
			require.NoError(t, err, about)
			require.NotEmpty(t, subject)
			require.NotContains(t, subject, "\n")
			for _, part := range append(parts, "尊敬的客户", "Dear customer", "ticket-1") {
				require.Contains(t, body, part, "%s %s", about, kind)
			}
			require.NotContains(t, body, "<no value>")
		}
	}
	_, body, err := notice.WriteTicket(notice.TicketMaterials, register.Ticket{ID: "t", Missing: []register.MaterialType{register.LossCertificate}})
	require.NoError(t, err)
	require.NotContains(t, body, "freight", "nothing is sent by parcel")
}
