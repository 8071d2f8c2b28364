package carrier_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"kaipiao/api/signature"
	"kaipiao/courier"
	"kaipiao/courier/carrier"
	"kaipiao/domain/invoice"
	"kaipiao/domain/parcel"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/sandboxtest"

	"github.com/stretchr/testify/require"
)

// push is what the courier tells of a parcel.
type push struct {
	Reference      string               `json:"reference"`
	TrackingNumber string               `json:"tracking_number"`
	Status         parcel.CarrierStatus `json:"status"`
	At             time.Time            `json:"at"`
}

var order = courier.Order{
	Reference: "inv-1",
	Recipient: invoice.Address{Recipient: "王芳", Phone: "13800000000", Region: "北京市海淀区", Street: "上地十街10号"},
}

func TestI2AParcelOrderedAgainKeepsItsTrackingNumber(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := carrier.New(carrier.Config{BaseURL: sandbox.URL + "/courier"})
	first, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	require.NotEmpty(t, first.Company)
	require.NotEmpty(t, first.TrackingNumber)
	again, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	require.Equal(t, first, again)

	other := order
	other.Reference = "inv-2"
	second, err := client.Ship(t.Context(), other)
	require.NoError(t, err)
	require.NotEqual(t, first.TrackingNumber, second.TrackingNumber)
	require.Len(t, sandbox.Parcels(t), 2)
}

func TestI2AParcelMovesByItselfAndTellsEachEventSignedAndInOrder(t *testing.T) {
	events := make(chan push, 10)
	refusals := atomic.Int32{}
	ours := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !signature.Fits([]byte(sandboxtest.Secret), body, r.Header.Get(signature.Header)) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if refusals.Add(1) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable) // the first push has to be repeated
			return
		}
		if event := (push{}); json.Unmarshal(body, &event) == nil {
			events <- event
		}
	}))
	t.Cleanup(ours.Close)
	sandbox := sandboxtest.Start(t, "")
	client := carrier.New(carrier.Config{BaseURL: sandbox.URL + "/courier", EventsURL: ours.URL + "/events"})

	shipment, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	last := time.Time{}
	for _, status := range []parcel.CarrierStatus{parcel.PickedUp, parcel.InTransit, parcel.Signed} {
		select {
		case event := <-events:
			require.Equal(t, status, event.Status)
			require.Equal(t, order.Reference, event.Reference)
			require.Equal(t, shipment.TrackingNumber, event.TrackingNumber)
			require.True(t, event.At.After(last))
			last = event.At
		case <-time.After(10 * time.Second):
			require.FailNow(t, "the courier does not tell that the parcel is "+string(status))
		}
	}
}

// S7: a courier that sends us elsewhere has said nothing; an address goes nowhere else.
func TestS7WhoSendsUsElsewhereIsNotFollowed(t *testing.T) {
	var followed atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer other.Close()
	sends := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusPermanentRedirect)
	}))
	defer sends.Close()
	_, err := carrier.New(carrier.Config{BaseURL: sends.URL}).Ship(t.Context(), order)
	require.Error(t, err)
	require.NotErrorIs(t, err, courier.ErrRefusedForGood)
	require.Zero(t, followed.Load())
}

func TestFaultsOfShippingEndInOneParcelOrNone(t *testing.T) {
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
			sandbox.Order(t, faults.Fault{Operation: faults.Ship, Mode: given.mode, Times: 1, Match: "inv-"})
			config := carrier.Config{BaseURL: sandbox.URL + "/courier"}
			patient := carrier.New(config)
			if given.mode == faults.Hang {
				config.Timeout = 250 * time.Millisecond
			}
			_, err := carrier.New(config).Ship(t.Context(), order)
			require.Equal(t, given.answers, err == nil, err)
			require.Equal(t, given.final, errors.Is(err, courier.ErrRefusedForGood))
			require.Len(t, sandbox.Parcels(t), given.parcels)

			_, err = patient.Ship(t.Context(), order)
			require.NoError(t, err, "after one time the fault is over")
			require.Len(t, sandbox.Parcels(t), 1)
		})
	}
}

func TestV7ASilentParcelHasNoEventsAndAReturnedOneSaysSo(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	sandbox.Order(t, faults.Fault{Operation: faults.Ship, Mode: faults.Pending, Times: 1})
	told := make(chan push, 10)
	ours := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil {
			if event := (push{}); json.Unmarshal(body, &event) == nil {
				told <- event
			}
		}
	}))
	t.Cleanup(ours.Close)
	client := carrier.New(carrier.Config{BaseURL: sandbox.URL + "/courier", EventsURL: ours.URL})
	_, err := client.Ship(t.Context(), order)
	require.NoError(t, err)
	time.Sleep(5 * sandboxtest.ParcelStep)
	require.Empty(t, told)

	response, err := http.Post(sandbox.URL+"/parcels/"+order.Reference+"/return", "application/json", nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	select {
	case event := <-told:
		require.Equal(t, parcel.Returned, event.Status)
	case <-time.After(10 * time.Second):
		require.FailNow(t, "the courier does not tell that the parcel comes back")
	}
}

func TestAnOrderThatIsNoneIsRefusedForGood(t *testing.T) {
	sandbox := sandboxtest.Start(t, "")
	client := carrier.New(carrier.Config{BaseURL: sandbox.URL + "/courier"})
	_, err := client.Ship(t.Context(), courier.Order{Reference: "inv-1"})
	require.ErrorIs(t, err, courier.ErrRefusedForGood)
	require.Empty(t, sandbox.Parcels(t))
}
