package sf_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/courier"
	"kaipiao/courier/couriertest"
	"kaipiao/courier/sf"
	"kaipiao/domain/parcel"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"
	sandboxsf "kaipiao/sandbox/sf"
	"kaipiao/sandbox/world"
)

// contract is that of the sandbox.
func contract(url string) sf.Config {
	return sf.Config{
		BaseURL: url + sandboxsf.Path, PartnerID: sandboxsf.PartnerID, CheckWord: sandboxsf.CheckWord, MonthlyCard: sandboxsf.MonthlyCard, ExpressType: 2,
		Sender: sf.Sender{
			Company: "开票科技", Contact: "财务部", Phone: "075512345678", Province: "广东省", City: "深圳市", County: "福田区",
			Address: "新洲十一街万基商务大厦",
		},
		Now: time.Now,
	}
}

func client(t *testing.T, config sf.Config) *sf.Client {
	t.Helper()
	made, err := sf.New(config)
	require.NoError(t, err)
	return made
}

// lasting has parcels stay where they are long enough for an order to be taken back.
func lasting(c *world.Config) { c.ParcelStep = 300 * time.Millisecond }

func TestSFKeepsThePort(t *testing.T) {
	for name, firstAgain := range map[string]bool{"8016": false, "the first waybill again": true} {
		t.Run(name, func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "", lasting, func(c *world.Config) { c.SF.RepeatedReturnsFirst = firstAgain })
			couriertest.Run(t, func(t *testing.T, transport http.RoundTripper) courier.Client {
				config := contract(sandbox.URL)
				config.Transport = transport
				return client(t, config)
			})
		})
	}
}

func TestI2FaultsOfShippingEndInOneParcelOrNone(t *testing.T) {
	for _, given := range []struct {
		mode    faults.Mode
		answers bool // the order gets its tracking number
		final   bool // asking again changes nothing
		parcels int  // after the first call
	}{
		{faults.Error500, false, false, 0},
		{faults.Hang, false, false, 1},
		{faults.DropAfterCommit, false, false, 1},
		{faults.Reject, false, true, 0},
		{faults.QuotaExhausted, false, false, 0},
		{faults.SessionExpired, false, false, 0},
		{faults.Pending, true, false, 1},
	} {
		t.Run(string(given.mode), func(t *testing.T) {
			sandbox := sandboxtest.Start(t, "")
			sandbox.Order(t, faults.Fault{Operation: faults.Ship, Mode: given.mode, Times: 1})
			config, order := contract(sandbox.URL), couriertest.Order()
			if given.mode == faults.Hang {
				config.Timeout = 250 * time.Millisecond
			}
			_, err := client(t, config).Ship(t.Context(), order)
			require.Equal(t, given.answers, err == nil, err)
			require.Equal(t, given.final, errors.Is(err, courier.ErrRefusedForGood))
			require.Len(t, sandbox.Parcels(t), given.parcels)
			_, err = client(t, contract(sandbox.URL)).Ship(t.Context(), order)
			require.NoError(t, err, "after one time the fault is over")
			require.Len(t, sandbox.Parcels(t), 1)
		})
	}
}

// R4: after an address that is not served another one is tried; the parcel stays one, and its events name its reference.
func TestR4AnotherAddressIsOrderedUnderAnotherOrder(t *testing.T) {
	sandbox := sandboxtest.Start(t, "", lasting)
	sandbox.Order(t, faults.Fault{Operation: faults.Ship, Mode: faults.Reject, Times: 3}) // it strikes a call that is a repetition, too
	order := couriertest.Order()
	ours := client(t, contract(sandbox.URL))
	for range 2 {
		_, err := ours.Ship(t.Context(), order)
		require.ErrorIs(t, err, courier.ErrRefusedForGood)
	}
	order.Recipient.Street = "世纪大道1号"
	first, err := ours.Ship(t.Context(), order)
	require.NoError(t, err)
	again, err := ours.Ship(t.Context(), order)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Len(t, sandbox.Parcels(t), 1)
	events, err := sf.ReadPush([]byte(`{"Body":{"WaybillRoute":[{"mailno":"` + first.TrackingNumber + `","orderid":"` + order.Reference +
		`-a3","acceptTime":"2026-09-18 10:00:00","opCode":"50","id":"1"}]}}`))
	require.NoError(t, err)
	require.Equal(t, order.Reference, events[0].Reference)
	require.NoError(t, ours.Cancel(t.Context(), order.Reference), "the order that counts is taken back")
}

// An order that is looked at by hand is no shipment until somebody has decided.
func TestAnOrderThatIsLookedAtByHandIsUndecided(t *testing.T) {
	for result, refused := range map[string]bool{"2": false, "3": true} {
		sandbox := sandboxtest.Start(t, "")
		ours, order := client(t, contract(sandbox.URL)), couriertest.Order()
		order.Recipient.Street = "人工筛单路1号"
		for range 2 {
			_, err := ours.Ship(t.Context(), order)
			require.ErrorIs(t, err, courier.ErrUndecided)
			require.NotErrorIs(t, err, courier.ErrRefusedForGood)
		}
		require.Empty(t, sandbox.Parcels(t))
		body, err := json.Marshal(map[string]string{"result": result})
		require.NoError(t, err)
		response, err := http.Post(sandbox.URL+"/sf/orders/"+order.Reference+"/filter", "application/json", bytes.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode)
		shipment, err := ours.Ship(t.Context(), order)
		if refused { // the id is used up; another order of the same address is looked at anew
			require.ErrorIs(t, err, courier.ErrUndecided)
			continue
		}
		require.NoError(t, err)
		require.Regexp(t, `^SF[0-9]{13}$`, shipment.TrackingNumber)
	}
}

// What is on its way is not taken back.
func TestAParcelThatIsOnItsWayIsNotCancelled(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	ours, order := client(t, contract(sandbox.URL)), couriertest.Order()
	shipment, err := ours.Ship(t.Context(), order)
	require.NoError(t, err)
	of := courier.Tracked{Reference: order.Reference, TrackingNumber: shipment.TrackingNumber, Phone: order.Recipient.Phone}
	require.Eventually(t, func() bool {
		events, err := ours.Track(t.Context(), of)
		return err == nil && len(events) > 0 && events[0].Status == parcel.PickedUp
	}, 10*time.Second, 10*time.Millisecond)
	require.ErrorIs(t, ours.Cancel(t.Context(), order.Reference), courier.ErrRefusedForGood)
	of.Phone = "13800000001"
	events, err := ours.Track(t.Context(), of)
	require.NoError(t, err)
	require.Empty(t, events, "who does not know the phone number is told nothing")
}

// A wrong secret, another partner, or a clock that is wrong are the settings' fault: no order is refused for good because of them.
func TestI4WhatTheSettingsHaveWrongIsNotFinal(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	for code, change := range map[string]func(*sf.Config){
		"A1006": func(c *sf.Config) { c.CheckWord = "another" },
		"A1004": func(c *sf.Config) { c.PartnerID = "another" },
		"A1002": func(c *sf.Config) { c.Now = func() time.Time { return time.Now().Add(-time.Hour) } },
		"8114":  func(c *sf.Config) { c.MonthlyCard = "1234567890" },
	} {
		config := contract(sandbox.URL)
		change(&config)
		_, err := client(t, config).Ship(t.Context(), couriertest.Order())
		require.ErrorContains(t, err, "("+code+")")
		require.NotErrorIs(t, err, courier.ErrRefusedForGood)
		require.NotContains(t, err.Error(), config.CheckWord)
	}
	require.Empty(t, sandbox.Parcels(t))
}

func TestSettingsThatCannotWorkAreNamedAllAtOnce(t *testing.T) {
	_, err := sf.New(sf.Config{})
	for _, wrong := range []string{"base URL", "partner id", "check word", "monthly card", "express type", "sender's phone", "sender's address", "time"} {
		require.ErrorContains(t, err, wrong)
	}
	config := contract("https://sf.example")
	config.PayMethod = 2
	_, err = sf.New(config)
	require.ErrorContains(t, err, "customers pay no courier fee")
}
