package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
)

// I2, S12: the print desk prints the waybill of a parcel that the product ordered, and the trail says so; what people have sent has none of ours.
func TestI2TheWaybillOfAnOrderedParcelIsPrinted(t *testing.T) {
	s := newService(t)
	given := prepared(s, "post-invoices-id-waybill")
	id := given.path["id"]
	path := "/v1/invoices/" + id + "/waybill"
	require.Equal(t, []any{true}, s.offeredOf(id, "print_waybill"))
	a := s.call(finance, http.MethodPost, path, nil)
	require.Equal(t, http.StatusOK, a.status, string(a.bytes))
	require.Equal(t, "%PDF-1.4 SF1", string(a.bytes))
	require.Equal(t, "application/pdf", a.header.Get("Content-Type"))
	require.Equal(t, `attachment; filename="waybill-SF1.pdf"`, a.header.Get("Content-Disposition"))
	require.Contains(t, fmt.Sprint(s.must(auditor, http.MethodGet, "/v1/audit?object=invoice/"+id, nil)["items"]), "waybill_asked")
	s.courierFails = errors.New("no answer")
	require.Equal(t, "courier_unavailable", s.call(finance, http.MethodPost, path, nil).body["code"])
	s.courierFails = nil
	s.consumed(bill("more", "acct", "100.00"))
	byHand := s.approved(s.applied("by-hand", onPaper("100.00")))[0]
	s.issued(byHand, "12345679")
	s.refused(http.StatusConflict, "wrong_state", "", finance, http.MethodPost, "/v1/invoices/"+byHand+"/waybill", nil)
	s.must(finance, http.MethodPost, "/v1/invoices/"+byHand+"/ship", object{"tracking_number": "SF9"})
	s.refused(http.StatusUnprocessableEntity, "not_offered", "", finance, http.MethodPost, "/v1/invoices/"+byHand+"/waybill", nil)
	require.Empty(t, s.offeredOf(byHand, "print_waybill"))
}

// A courier that prints no waybills: there is nothing to press, and the call says so.
func TestNotEveryCourierPrintsWaybills(t *testing.T) {
	s := newService(t, func(o *api.Options) { o.Waybills = nil })
	given := prepared(s, "post-invoices-id-waybill")
	require.Empty(t, s.offeredOf(given.path["id"], "print_waybill"))
	s.refused(http.StatusUnprocessableEntity, "not_offered", "", finance, http.MethodPost, "/v1/invoices/"+given.path["id"]+"/waybill", nil)
}
