package sf

import (
	"bytes"
	"context"
	"encoding/json"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/sandbox/courier"
	"kaipiao/sandbox/jsonhttp"
)

// route is one thing that happened to a parcel, in a push.
type route struct {
	Waybill    string `json:"mailno"`
	OrderID    string `json:"orderid"`
	At         string `json:"acceptTime"`
	Place      string `json:"acceptAddress"`
	Remark     string `json:"remark"`
	Code       string `json:"opCode"`
	ID         string `json:"id"`
	ReasonCode string `json:"reasonCode"`
	ReasonName string `json:"reasonName"`
}

// story is what SF tells of an event of the depot: before a signature it tells that the courier has set out.
var story = map[courier.Status][]route{
	courier.PickedUp:  {{Code: "50", Place: "深圳市", Remark: "顺丰速运 已收取快件"}},
	courier.InTransit: {{Code: "30", Place: "深圳市", Remark: "快件在【深圳集散中心】完成分拣，准备发往下一站"}},
	courier.Signed: {
		{Code: "204", Place: "北京市", Remark: "快件交给快递员，正在派送途中"},
		{Code: "80", Place: "北京市", Remark: "您的快件已签收，感谢使用顺丰"},
	},
	courier.Returned: {{Code: "660", Place: "深圳市", Remark: "快件已退回寄件人"}},
}

// told are the routes of an event.
func told(parcel courier.Parcel, event courier.Event) []route {
	routes := make([]route, 0, 2)
	for i, r := range story[event.Status] {
		r.Waybill, r.OrderID, r.At = parcel.TrackingNumber, parcel.Reference, event.At.In(calendar.Shanghai).Format(time.DateTime)
		r.ID = strconv.FormatUint(uint64(number(parcel.TrackingNumber+string(event.Status))), 10) + strconv.Itoa(i)
		routes = append(routes, r)
	}
	return routes
}

// number is the same for the same text.
func number(text string) uint32 {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(text))
	return sum.Sum32()
}

// Push pushes the routes of an event, and reports whether they were acknowledged; see courier.NewMessenger. Every other event is told once more
// after that, with the same ids, because the real platform does so too at times.
func Push(ctx context.Context, client *http.Client, parcel courier.Parcel, event courier.Event) bool {
	body := map[string]any{"Body": map[string]any{"WaybillRoute": told(parcel, event)}}
	content, err := json.Marshal(body)
	if err != nil {
		slog.Error("routes cannot be written", "reference", parcel.Reference, "reason", err)
		return false
	}
	if !send(ctx, client, parcel.EventsURL, content) {
		return false
	}
	if number(parcel.TrackingNumber+string(event.Status))%2 == 0 {
		send(ctx, client, parcel.EventsURL, content)
	}
	return true
}

// send posts routes once and reports whether they were acknowledged.
func send(ctx context.Context, client *http.Client, url string, content []byte) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(content))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/json;charset=UTF-8")
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, bodyLimit))
	var said struct {
		Code string `json:"return_code"`
	}
	return err == nil && response.StatusCode == http.StatusOK && json.Unmarshal(answer, &said) == nil && said.Code == "0000"
}

// shownRoute is a route when it is asked about.
type shownRoute struct {
	At     string `json:"acceptTime"`
	Place  string `json:"acceptAddress"`
	Remark string `json:"remark"`
	Code   string `json:"opCode"`
}

// shownParcel are the routes of a parcel when they are asked about.
type shownParcel struct {
	Waybill string       `json:"mailNo"`
	Routes  []shownRoute `json:"routes"`
}

// routes answers what has happened to parcels. Who does not know the last digits of the recipient's phone number is told nothing.
func (d *Desk) routes(message []byte) jsonhttp.Answer {
	var about struct {
		By      int      `json:"trackingType"`
		Numbers []string `json:"trackingNumber"`
		Phone   string   `json:"checkPhoneNo"`
	}
	if json.Unmarshal(message, &about) != nil || len(about.Numbers) == 0 || (about.By != 1 && about.By != 2) {
		return refusal("6135", "未传入查询单号")
	}
	if len(about.Numbers) > 10 {
		return refusal("8003", "查询单号超过最大限制")
	}
	parcels, err := d.depot.All()
	if err != nil {
		return failed(err)
	}
	answers := []shownParcel{}
	for _, asked := range about.Numbers {
		shown := shownParcel{Waybill: asked, Routes: []shownRoute{}}
		for _, p := range parcels {
			if p.Company != Carrier.Name || (about.By == 1 && p.TrackingNumber != asked) || (about.By == 2 && p.Reference != asked) {
				continue
			}
			shown.Waybill = p.TrackingNumber
			if about.By == 1 && (len(about.Phone) != 4 || !strings.HasSuffix(p.Recipient.Phone, about.Phone)) {
				continue
			}
			for _, event := range d.depot.Happened(p) {
				for _, r := range told(p, event) {
					shown.Routes = append(shown.Routes, shownRoute{r.At, r.Place, r.Remark, r.Code})
				}
			}
		}
		answers = append(answers, shown)
	}
	return done(map[string]any{"routeResps": answers})
}
