package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
)

// M15: who has to send a paper back is told where to, and finds the forms to fill in.
func TestM15WhereAnOriginalIsSentBackTo(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "500.00"))
	id := s.approved(s.applied("paper", onPaper("100.00")))[0]
	s.issued(id, "26110000000000000011")
	s.must(finance, post, "/v1/invoices/"+id+"/ship", object{"tracking_number": "SF1"})
	opened := s.shown(s.ticket("void", object{"kind": "void", "invoice": id, "note": ""}))
	require.Equal(t, object{"address": "北京市海淀区东北旺西路8号中关村软件园一期15号楼方舟大厦", "recipient": "百度智能云财务部", "phone": "010-58003107"}, opened["return_to"])
	require.Equal(t, []any{object{"type": "rejection_certificate", "href": "/v1/templates/rejection_certificate"}}, opened["forms"])
	lost := s.shown(s.ticket("lost", object{"kind": "lost", "invoice": id, "note": ""}))
	require.Nil(t, lost["return_to"], "there is nothing to send back")
	require.Equal(t, []any{object{"type": "loss_certificate", "href": "/v1/templates/loss_certificate"}}, lost["forms"])
	returns := s.must(customer, get, "/v1/policy", nil)["returns"].(object)
	require.Equal(t, "010-58003107", returns["phone"])
}

// M15: the forms are PDFs, for everybody who has a token.
func TestM15TheFormsAreDownloaded(t *testing.T) {
	s := newService(t)
	for _, form := range []string{"loss_certificate", "rejection_certificate", "void_note"} {
		for _, who := range []access.Identity{customer, finance, vendor} {
			a := s.call(who, get, "/v1/templates/"+form, nil)
			require.Equal(t, []any{http.StatusOK, "application/pdf"}, []any{a.status, a.header.Get("Content-Type")})
			require.True(t, strings.HasPrefix(string(a.bytes), "%PDF-"))
			require.Contains(t, a.header.Get("Content-Disposition"), form+".pdf")
		}
	}
	require.NotEqual(t, http.StatusOK, s.call(customer, get, "/v1/templates/stamped_scan", nil).status)
}
