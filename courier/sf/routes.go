package sf

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"kaipiao/courier"
	"kaipiao/domain/calendar"
	"kaipiao/domain/loggable"
	"kaipiao/domain/parcel"
)

// statuses is the table of what operation codes mean for us. An exception, or a parcel that turns round, is still on its way: the route that
// ends it follows. Codes that are not here are passed over.
var statuses = map[string]parcel.CarrierStatus{
	"50": parcel.PickedUp, "54": parcel.PickedUp, "43": parcel.PickedUp,
	"30": parcel.InTransit, "31": parcel.InTransit, "36": parcel.InTransit, "3036": parcel.InTransit, // loaded, hub, departed
	"302": parcel.InTransit, "305": parcel.InTransit, "607": parcel.InTransit, "634": parcel.InTransit, "642": parcel.InTransit,
	"123": parcel.InTransit, "126": parcel.InTransit,
	"125": parcel.InTransit, "130": parcel.InTransit, // in a locker or a shop: it waits for the recipient
	"204": parcel.InTransit, "44": parcel.InTransit, // out for delivery
	"33": parcel.InTransit, "70": parcel.InTransit, "72": parcel.InTransit, "77": parcel.InTransit, // exceptions
	"99": parcel.InTransit, "648": parcel.InTransit, "631": parcel.InTransit, // turned round, or sent on
	"80": parcel.Signed, "8000": parcel.Signed,
	"660": parcel.Returned, "215": parcel.Returned, // given back to the sender
}

// signedOrStored is the second status of a parcel that was signed for, or lies in a locker.
const signedOrStored = "401"

// sendingCancelled is the reason of an exception (70) by which nothing was collected at all.
const sendingCancelled = "46"

// ours is what references and waybills look like.
var ours = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// route is one thing that happened to a parcel, as it is pushed and as it is asked about.
type route struct {
	ID       word `json:"id"`
	Waybill  word `json:"mailno"`
	OrderID  word `json:"orderid"`
	At       word `json:"acceptTime"`
	Remark   word `json:"remark"`
	Code     word `json:"opCode"`
	Reason   word `json:"reasonCode"`
	SecondBy word `json:"secondaryStatusCode"`
}

// status is what a route means for us; false for nothing.
func (r route) status() (parcel.CarrierStatus, bool) {
	if r.Code == "70" && r.Reason == sendingCancelled {
		return "", false
	}
	status, known := statuses[string(r.Code)]
	if r.SecondBy != signedOrStored || (known && status != parcel.Signed) {
		return status, known
	}
	if strings.Contains(string(r.Remark), "已签收") {
		return parcel.Signed, true
	}
	return parcel.InTransit, true
}

// event makes an event of a route; false where it means nothing for us.
func (r route) event() (parcel.CourierEvent, bool, error) {
	if !ours.MatchString(string(r.OrderID)) || !ours.MatchString(string(r.Waybill)) {
		slog.Warn("SF Express tells of a parcel that is not ours", "code", loggable.Code(string(r.Code)))
		return parcel.CourierEvent{}, false, nil
	}
	status, known := r.status()
	if !known {
		slog.Warn("SF Express tells of a parcel what we have no word for", "tracking_number", loggable.Code(string(r.Waybill)),
			"code", loggable.Code(string(r.Code)), "reason_code", loggable.Code(string(r.Reason)))
		return parcel.CourierEvent{}, false, nil
	}
	at, err := time.ParseInLocation(time.DateTime, string(r.At), calendar.Shanghai)
	if err != nil {
		return parcel.CourierEvent{}, false, loggable.Hide(fmt.Errorf("acceptTime: %w", err), "acceptTime is no time")
	}
	return parcel.CourierEvent{
		Reference: referenceOf(string(r.OrderID)), TrackingNumber: string(r.Waybill), Status: status, At: at.UTC(),
	}, true, nil
}

// ReadPush reads what SF pushes of parcels (RoutePushService, as JSON), oldest first. The same route twice is one event, and what we have no
// word for is none, with an entry in the log. The push is not signed: who receives it has to know that it comes from SF.
func ReadPush(content []byte) ([]parcel.CourierEvent, error) {
	var pushed struct {
		Body struct {
			Routes []route `json:"WaybillRoute"`
		} `json:"Body"`
	}
	if err := decode(content, &pushed); err != nil {
		return nil, fmt.Errorf("a push of SF Express cannot be read: %w", err)
	}
	if len(pushed.Body.Routes) == 0 {
		return nil, errors.New("a push of SF Express has no routes")
	}
	events, err := eventsOf(pushed.Body.Routes)
	if err != nil {
		return nil, fmt.Errorf("a push of SF Express cannot be read: %w", err)
	}
	return events, nil
}

// eventsOf makes events of routes, oldest first.
func eventsOf(routes []route) ([]parcel.CourierEvent, error) {
	events := make([]parcel.CourierEvent, 0, len(routes))
	seen := map[word]bool{}
	for _, r := range routes {
		if r.ID != "" && seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		event, means, err := r.event()
		if err != nil {
			return nil, err
		}
		if means {
			events = append(events, event)
		}
	}
	slices.SortStableFunc(events, func(a, b parcel.CourierEvent) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return events, nil
}

// phoneDigits is how many of the recipient's digits, the last ones, SF asks for before it shows a parcel.
const phoneDigits = 4

// Track tells what has happened to a parcel, oldest first.
func (c *Client) Track(ctx context.Context, of courier.Tracked) ([]parcel.CourierEvent, error) {
	ctx, cancel := c.within(ctx)
	defer cancel()
	events, err := c.track(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("ask SF Express for parcel %s: %w", of.Reference, err)
	}
	return events, nil
}

func (c *Client) track(ctx context.Context, of courier.Tracked) ([]parcel.CourierEvent, error) {
	answer, err := c.call(ctx, tracking, struct {
		Language string   `json:"language"`
		By       int      `json:"trackingType"`
		Numbers  []string `json:"trackingNumber"`
		Method   int      `json:"methodType"`
		Phone    string   `json:"checkPhoneNo,omitempty"`
	}{language, 1, []string{of.TrackingNumber}, 1, of.Phone[max(0, len(of.Phone)-phoneDigits):]})
	if err != nil {
		return nil, err
	}
	var found struct {
		Parcels []struct {
			Waybill word    `json:"mailNo"`
			Routes  []route `json:"routes"`
		} `json:"routeResps"`
	}
	if err := decode(answer.Message, &found); err != nil {
		return nil, fmt.Errorf("its answer cannot be read: %w", err)
	}
	for _, p := range found.Parcels {
		if string(p.Waybill) != of.TrackingNumber {
			continue
		}
		for i := range p.Routes { // each tells neither its parcel nor its order
			p.Routes[i].Waybill, p.Routes[i].OrderID = p.Waybill, word(of.Reference)
		}
		return eventsOf(p.Routes)
	}
	return nil, nil
}
