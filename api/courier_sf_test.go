package api_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/api"
	"kaipiao/courier/couriertest"
	"kaipiao/courier/sf"
	"kaipiao/sandbox/sandboxtest"
	sandboxsf "kaipiao/sandbox/sf"
	"kaipiao/sandbox/world"
)

// sfRoute is one route as SF Express pushes it, and sfRoutes a push.
func sfRoute(reference, waybill, code string) object {
	return object{
		"mailno": waybill, "orderid": reference, "acceptTime": "2026-09-18 14:00:00", "acceptAddress": "北京市", "remark": "", "opCode": code,
		"id": reference + waybill + code, "reasonCode": "", "reasonName": "",
	}
}

func sfRoutes(routes ...object) object { return object{"Body": object{"WaybillRoute": routes}} }

const sfDoor = "/v1/courier/sf/"

// pushedBySF is what SF Express hears of a push.
func (s *service) pushedBySF(body object) object {
	s.t.Helper()
	a := s.call(nobody, post, sfDoor+string(courierSecret), body)
	require.Equal(s.t, http.StatusOK, a.status, string(a.bytes))
	return a.body
}

var (
	sfTaken = object{"return_code": "0000", "return_msg": "成功"}
	sfAgain = object{"return_code": "1000", "return_msg": "失败"}
)

// I2, V7: several routes in one push, one of them twice, and the whole push again: the invoice is delivered once.
func TestI2ARoutePushOfSFDeliversTheInvoice(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	id := s.travelling("0001")
	body := sfRoutes(sfRoute(id, "SF1", "50"), sfRoute(id, "SF1", "204"), sfRoute(id, "SF1", "204"), sfRoute(id, "SF1", "999"), sfRoute(id, "SF1", "80"))
	require.Equal(t, sfTaken, s.pushedBySF(body))
	i := s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)
	require.Equal(t, "delivered", i["status"])
	happened := s.happened(id)
	require.Contains(t, happened, []any{"parcel_picked_up", "courier", "SF1"})
	require.Contains(t, happened, []any{"parcel_in_transit", "courier", "SF1"})
	require.Contains(t, happened, []any{"delivered", "courier", "SF1"})
	after := s.contents()
	require.Equal(t, sfTaken, s.pushedBySF(body))
	require.Equal(t, after, s.contents(), "the same push again changes nothing")
}

// I2: ordered with the client at the sandbox's SF Express, a paper is pushed from there until it is delivered here.
func TestI2APaperTravelsWithSF(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	outside := sandboxtest.Start(t, "", func(c *world.Config) { c.SF.PushURL = s.url + sfDoor + string(courierSecret) })
	client, err := sf.New(sf.Config{
		BaseURL: outside.URL + sandboxsf.Path, PartnerID: sandboxsf.PartnerID, CheckWord: sandboxsf.CheckWord, MonthlyCard: sandboxsf.MonthlyCard,
		ExpressType: 2, Sender: sf.Sender{Contact: "财务部", Phone: "075500000000", Province: "广东省", City: "深圳市", Address: "沙箱路1号"}, Now: time.Now,
	})
	require.NoError(t, err)
	id := s.approved(s.applied("0001", onPaper("1.00")))[0]
	s.issued(id, "26110000000000000001")
	order := couriertest.Order()
	order.Reference = id
	shipment, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	time.Sleep(2 * sandboxtest.ParcelStep) // the first push comes before its number is stored, and comes again
	s.ordered(id, shipment.TrackingNumber)
	require.Eventually(t, func() bool {
		return s.must(customer, http.MethodGet, "/v1/invoices/"+id, nil)["status"] == "delivered"
	}, 30*time.Second, 50*time.Millisecond)
	for _, what := range []string{"parcel_picked_up", "parcel_in_transit", "delivered"} {
		require.Contains(t, s.happened(id), []any{what, "courier", shipment.TrackingNumber})
	}
}

// V7: what can never be taken is acknowledged, because SF would push it for ever; what may be taken later is not, and comes again.
func TestV7SFHearsWhetherAPushComesAgain(t *testing.T) {
	s := newService(t)
	s.account("acct")
	s.consumed(bill("c1", "acct", "100.00"))
	before := s.contents()
	old := sfRoute("nobody-s", "SF1", "80")
	old["acceptTime"] = "2025-09-18 14:00:00"
	for _, body := range []object{
		sfRoutes(sfRoute("nobody-s", "SF1", "80")), sfRoutes(sfRoute("", "SF1", "80")), sfRoutes(sfRoute("不是我们的", "SF1", "80")), sfRoutes(old),
	} {
		require.Equal(t, sfTaken, s.pushedBySF(body))
	}
	for _, body := range []object{{}, {"Body": object{}}, sfRoutes(object{"orderid": "x", "mailno": "SF1", "opCode": "80", "acceptTime": "yesterday"})} {
		require.Equal(t, sfAgain, s.pushedBySF(body))
	}
	response, err := http.Post(s.url+sfDoor+string(courierSecret), "text/html", strings.NewReader("<html>"))
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.JSONEq(t, `{"return_code":"1000","return_msg":"失败"}`, string(content))
	require.Equal(t, before, s.contents())

	id := s.travelling("0002")
	reference := id + "-r2"
	_, err = s.pool.Exec(context.Background(), "update parcels set returned_at = $2 where reference = $1", id, s.now)
	require.NoError(t, err)
	s.must(finance, post, "/v1/invoices/"+id+"/resend", nil)
	push := sfRoutes(sfRoute(reference, "SF2", "50"), sfRoute("nobody-s", "SF1", "80"))
	require.Equal(t, sfAgain, s.pushedBySF(push), "its number is about to be stored")
	s.ordered(id, "SF2")
	require.Equal(t, sfTaken, s.pushedBySF(push))
}

// V7: anybody could say that a parcel arrived; only who knows the secret is heard, and without a secret nobody is.
func TestV7OnlyWhoKnowsTheSecretPushesAsSF(t *testing.T) {
	s := newService(t)
	given := prepared(s, "post-courier-sf-secret")
	before := s.contents()
	for _, secret := range []string{"x", string(courierSecret) + "x", string(courierSecret[1:]), "another-secret"} {
		given.path = map[string]string{"secret": secret}
		require.Equal(t, http.StatusNotFound, given.send(s, post, sfDoor+"{secret}").status, secret)
	}
	require.Equal(t, before, s.contents())
	for _, change := range []func(*api.Options){func(o *api.Options) { o.CourierSecret = nil }, func(o *api.Options) { o.ReadSF = nil }} {
		s := newService(t, change)
		require.Equal(t, http.StatusNotFound, s.call(nobody, post, sfDoor+string(courierSecret), sfRoutes()).status)
	}
}
