// Package couriertest is the contract of the port courier.Client: what every client of a courier keeps, run against the courier itself or
// against who behaves like it.
package couriertest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"kaipiao/courier"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
)

// How long a parcel may take to arrive, and how often it is asked for.
const (
	arrivesWithin = 30 * time.Second
	askedEvery    = 50 * time.Millisecond
)

// Make makes a client of the courier, whose HTTP goes through a transport; nil is the standard one.
type Make func(t *testing.T, transport http.RoundTripper) courier.Client

// Order is an order to an address that couriers serve.
func Order() courier.Order {
	return courier.Order{
		Reference: uuid.NewString(),
		Recipient: invoice.Address{Recipient: "王芳", Phone: "13800000000", Region: "北京市海淀区", Street: "上地十街10号"},
	}
}

// Run checks that a client keeps the promises of its port.
func Run(t *testing.T, newClient Make) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, Make){
		"I2 a parcel ordered again keeps its tracking number":         again,
		"I2 a parcel ordered at once by many has one tracking number": together,
		"an order that is none is refused for good":                   refused,
		"I4 an order whose answer was lost is ordered again":          lost,
		"I4 an answer that cannot be read is not final":               unreadable,
		"S7 who sends us elsewhere is not followed":                   elsewhere,
		"a call ends with its context":                                cancelled,
		"a parcel is followed until it is signed for":                 tracked,
		"an order is taken back":                                      takenBack,
		"a waybill is a PDF":                                          waybill,
	} {
		t.Run(name, func(t *testing.T) { check(t, newClient) })
	}
}

func again(t *testing.T, newClient Make) {
	client, order := newClient(t, nil), Order()
	first, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	require.NotEmpty(t, first.Company)
	require.Regexp(t, `^[A-Za-z0-9-]{1,64}$`, first.TrackingNumber)
	second, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	require.Equal(t, first, second)
	other, err := client.Ship(t.Context(), Order())
	require.NoError(t, err)
	require.NotEqual(t, first.TrackingNumber, other.TrackingNumber)
}

func together(t *testing.T, newClient Make) {
	client, order := newClient(t, nil), Order()
	const callers = 8
	shipments, failures := make([]courier.Shipment, callers), make([]error, callers)
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() { shipments[i], failures[i] = client.Ship(t.Context(), order) })
	}
	all.Wait()
	for i := range callers {
		require.NoError(t, failures[i])
		require.Equal(t, shipments[0], shipments[i])
	}
}

func refused(t *testing.T, newClient Make) {
	_, err := newClient(t, nil).Ship(t.Context(), courier.Order{Reference: uuid.NewString()})
	require.ErrorIs(t, err, courier.ErrRefusedForGood)
}

// through is a transport that does something else with a call.
type through func(*http.Request) (*http.Response, error)

// RoundTrip does it.
func (t through) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

func lost(t *testing.T, newClient Make) {
	order, calls := Order(), atomic.Int64{}
	losing := through(func(r *http.Request) (*http.Response, error) {
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err == nil {
			_ = answer.Body.Close()
		}
		calls.Add(1)
		return nil, errors.Join(errors.New("the answer is lost"), err)
	})
	_, err := newClient(t, losing).Ship(t.Context(), order)
	require.Error(t, err)
	require.NotErrorIs(t, err, courier.ErrRefusedForGood)
	require.EqualValues(t, 1, calls.Load())
	client := newClient(t, nil)
	first, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	second, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	require.Equal(t, first, second)
}

// said answers every call with a body.
func said(status int, body, location string) through {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Request: r, Header: http.Header{"Location": {location}},
			Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

func unreadable(t *testing.T, newClient Make) {
	for _, answer := range []through{
		said(http.StatusOK, "<html><body>502 Bad Gateway</body></html>", ""), said(http.StatusOK, `{"tracking_num`, ""), said(http.StatusOK, "", ""),
		said(http.StatusOK, "{}", ""), said(http.StatusOK, "\xb2\xbb\xb4\xe6\xd4\xda", ""), said(http.StatusBadGateway, "{}", ""),
	} {
		_, err := newClient(t, answer).Ship(t.Context(), Order())
		require.Error(t, err)
		require.NotErrorIs(t, err, courier.ErrRefusedForGood)
	}
}

func elsewhere(t *testing.T, newClient Make) {
	var calls atomic.Int64
	counted := through(func(r *http.Request) (*http.Response, error) {
		calls.Add(1)
		return said(http.StatusPermanentRedirect, "", "http://127.0.0.1:1/")(r)
	})
	_, err := newClient(t, counted).Ship(t.Context(), Order())
	require.Error(t, err)
	require.NotErrorIs(t, err, courier.ErrRefusedForGood)
	require.EqualValues(t, 1, calls.Load())
}

func cancelled(t *testing.T, newClient Make) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newClient(t, nil).Ship(ctx, Order())
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, courier.ErrRefusedForGood)
}

func tracked(t *testing.T, newClient Make) {
	client := newClient(t, nil)
	tracker, can := client.(courier.Tracker)
	if !can {
		t.Skip("the courier is not asked; it pushes")
	}
	order := Order()
	shipment, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	of := courier.Tracked{Reference: order.Reference, TrackingNumber: shipment.TrackingNumber, Phone: order.Recipient.Phone}
	var events []parcel.CourierEvent
	require.Eventually(t, func() bool {
		events, err = tracker.Track(t.Context(), of)
		return err == nil && len(events) > 0 && events[len(events)-1].Status == parcel.Signed
	}, arrivesWithin, askedEvery)
	require.Equal(t, parcel.PickedUp, events[0].Status)
	for i, event := range events {
		require.True(t, event.Status.Valid())
		require.Equal(t, of.Reference, event.Reference)
		require.Equal(t, of.TrackingNumber, event.TrackingNumber)
		require.Equal(t, time.UTC, event.At.Location())
		require.False(t, i > 0 && event.At.Before(events[i-1].At), "oldest first")
	}
	of.TrackingNumber = "NONE0000000000"
	events, err = tracker.Track(t.Context(), of)
	require.NoError(t, err)
	require.Empty(t, events)
}

// takenBack: one that is cancelled cannot be ordered again, because its reference is used up.
func takenBack(t *testing.T, newClient Make) {
	client := newClient(t, nil)
	canceller, can := client.(courier.Canceller)
	if !can {
		t.Skip("the courier takes no order back")
	}
	order := Order()
	require.ErrorIs(t, canceller.Cancel(t.Context(), order.Reference), courier.ErrRefusedForGood, "there is no such order")
	_, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	require.NoError(t, canceller.Cancel(t.Context(), order.Reference))
	require.NoError(t, canceller.Cancel(t.Context(), order.Reference))
	_, err = client.Ship(t.Context(), order)
	require.ErrorIs(t, err, courier.ErrRefusedForGood)
}

func waybill(t *testing.T, newClient Make) {
	client := newClient(t, nil)
	printer, can := client.(courier.Waybiller)
	if !can {
		t.Skip("the courier prints no waybills")
	}
	shipment, err := client.Ship(t.Context(), Order())
	require.NoError(t, err)
	content, err := printer.Waybill(t.Context(), shipment.TrackingNumber)
	require.NoError(t, err)
	require.Equal(t, "%PDF-", string(content[:5]))
	_, err = printer.Waybill(t.Context(), "NONE0000000000")
	require.Error(t, err)
}
