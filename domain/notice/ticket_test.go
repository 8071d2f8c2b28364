package notice_test

import (
	"testing"

	"kaipiao/domain/actor"
	"kaipiao/domain/notice"
	"kaipiao/domain/policy"
	"kaipiao/domain/ticket"

	"github.com/stretchr/testify/require"
)

// O3: each notice about a ticket says in both languages what it is about, and what a customer has to do.
func TestO3EveryNoticeAboutATicketIsWrittenInBothLanguages(t *testing.T) {
	for _, kind := range []ticket.Kind{ticket.Void, ticket.Lost, ticket.Proforma, ticket.Other} {
		ticket := ticket.Ticket{
			ID: "ticket-1", Kind: kind, AskedBecause: "扫描件不清楚", DecisionReason: "原件有污损",
			Missing: []ticket.MaterialType{ticket.OriginalReceived, ticket.VoidNote, ticket.RejectionCertificate, ticket.LossCertificate, ticket.OtherMaterial},
		}
		for about, parts := range map[notice.About][]string{
			notice.TicketMaterials: {
				"发票原件", "the original invoice", "作废原因说明", "a note of the reason", "拒收证明",
				"rejection certificate", "遗失证明", "loss certificate", "到付", "freight collect", "扫描件不清楚",
			},
			notice.TicketConfirm: {"形式发票", "pro-forma invoice"},
			notice.TicketDone:    {"工单", "ticket"},
			notice.TicketRefused: {"原件有污损", "refused"},
		} {
			subject, body, err := notice.WriteTicket(about, ticket, policy.Default().Returns)
			require.NoError(t, err, about)
			require.NotEmpty(t, subject)
			require.NotContains(t, subject, "\n")
			for _, part := range append(parts, "尊敬的客户", "Dear customer", "ticket-1") {
				require.Contains(t, body, part, "%s %s", about, kind)
			}
			require.NotContains(t, body, "<no value>")
		}
	}
	_, body, err := notice.WriteTicket(notice.TicketMaterials,
		ticket.Ticket{ID: "t", Missing: []ticket.MaterialType{ticket.LossCertificate}}, policy.Default().Returns)
	require.NoError(t, err)
	require.NotContains(t, body, "freight", "nothing is sent by parcel")
	require.NotContains(t, body, "58003107", "nor to anywhere")
	// M15: whoever has to send an original back is told where to, in both languages
	_, body, err = notice.WriteTicket(notice.TicketMaterials, ticket.Ticket{ID: "t", Missing: []ticket.MaterialType{ticket.OriginalReceived}},
		policy.Returns{Address: "上海市某路1号", Recipient: "财务部", Phone: "021-55500100"})
	require.NoError(t, err)
	for _, part := range []string{"寄往：上海市某路1号，财务部收，电话 021-55500100", "Send it to: 上海市某路1号, 财务部, phone 021-55500100"} {
		require.Contains(t, body, part)
	}
	// a ticket that the product opened is none that the customer knows of (V7)
	_, body, err = notice.WriteTicket(notice.TicketDone,
		ticket.Ticket{ID: "t", Kind: ticket.Other, OpenedBy: actor.Product, DecisionReason: "已重新寄出"}, policy.Default().Returns)
	require.NoError(t, err)
	for _, part := range []string{"快递异常", "seen to the parcel", "已重新寄出"} {
		require.Contains(t, body, part)
	}
	require.NotContains(t, body, "accepted")
}
