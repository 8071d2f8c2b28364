package sf

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"kaipiao/courier"
)

// mostOrders is how many orders there may be of one parcel: the first one, and others after its address was found not deliverable.
const mostOrders = 5

// cargo is what every parcel holds.
const cargoName = "发票"

const language = "zh-CN"

type order struct {
	Language       string    `json:"language"`
	OrderID        string    `json:"orderId"`
	Cargo          []cargo   `json:"cargoDetails"`
	Contacts       []contact `json:"contactInfoList"`
	MonthlyCard    string    `json:"monthlyCard"`
	ExpressType    int       `json:"expressTypeId"`
	PayMethod      PayMethod `json:"payMethod"`
	Parcels        int       `json:"parcelQty"`
	CallCourier    int       `json:"isDocall"`
	GiveWaybill    int       `json:"isGenWaybillNo"`
	GiveRouteLabel int       `json:"isReturnRoutelabel"`
}

type cargo struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// contact is a side of a parcel: type 1 is the sender, 2 the recipient.
type contact struct {
	Type     int    `json:"contactType"`
	Contact  string `json:"contact"`
	Company  string `json:"company,omitempty"`
	Mobile   string `json:"mobile"`
	Country  string `json:"country"`
	Province string `json:"province,omitempty"`
	City     string `json:"city,omitempty"`
	County   string `json:"county,omitempty"`
	Address  string `json:"address"`
}

// placed is what SF answers to an order, and when it is asked about one.
type placed struct {
	OrderID  word      `json:"orderId"`
	Filter   word      `json:"filterResult"`
	Waybills []waybill `json:"waybillNoInfoList"`
}

type waybill struct {
	Type   word `json:"waybillType"`
	Number word `json:"waybillNo"`
}

// What filterResult says: whether the recipient's address is served.
const (
	filterByHand = "1"
	filterServed = "2"
	filterNever  = "3"
)

// main is the number of the parcel itself.
func (p placed) main() string {
	for _, w := range p.Waybills {
		if w.Type == "1" {
			return string(w.Number)
		}
	}
	return ""
}

// Ship orders the collection of a parcel. The id of an order is used up with it: one that SF found not deliverable keeps that answer for
// ever. Because finance may then have given another address (R4), the same parcel is ordered once more under another id of its own; of all
// of them at most one has a waybill.
func (c *Client) Ship(ctx context.Context, wanted courier.Order) (courier.Shipment, error) {
	ctx, cancel := c.within(ctx)
	defer cancel()
	for n := 1; n <= mostOrders; n++ {
		id := orderID(wanted.Reference, n)
		answered, known, err := c.place(ctx, id, wanted)
		if err != nil {
			return courier.Shipment{}, fmt.Errorf("order parcel %s at SF Express: %w", wanted.Reference, final(err))
		}
		if known && answered.Filter == filterNever {
			continue
		}
		shipment, err := answered.shipment()
		if err != nil {
			return courier.Shipment{}, fmt.Errorf("order parcel %s at SF Express: %w", wanted.Reference, err)
		}
		return shipment, nil
	}
	return courier.Shipment{}, fmt.Errorf("order parcel %s at SF Express: %w: it was ordered to %d addresses, none of which is served",
		wanted.Reference, courier.ErrRefusedForGood, mostOrders)
}

// shipment is what an order has come to. An order that is looked at by hand may have a number already, but nothing is collected unless it is
// accepted: it is not called a shipment before.
func (p placed) shipment() (courier.Shipment, error) {
	switch {
	case p.Filter == filterNever:
		return courier.Shipment{}, fmt.Errorf("%w: it does not deliver there (filterResult 3)", courier.ErrRefusedForGood)
	case p.Filter == filterByHand:
		return courier.Shipment{}, fmt.Errorf("%w (filterResult 1)", courier.ErrUndecided)
	case p.Filter != filterServed:
		return courier.Shipment{}, errors.New("it answered without saying whether it delivers there")
	case p.main() == "":
		return courier.Shipment{}, errors.New("it answered without a waybill number")
	}
	return courier.Shipment{Company: Company, TrackingNumber: p.main()}, nil
}

// place orders a parcel under an id. One that is known already is asked about instead, because the answer to an earlier order may have been lost.
func (c *Client) place(ctx context.Context, id string, wanted courier.Order) (answered placed, known bool, err error) {
	answer, err := c.call(ctx, creating, c.order(id, wanted))
	if errors.Is(err, errRepeated) {
		answered, err = c.search(ctx, id)
		return answered, true, err
	}
	if err == nil {
		answered, err = readPlaced(answer, id)
	}
	return answered, false, err
}

// search asks what became of an order.
func (c *Client) search(ctx context.Context, id string) (placed, error) {
	answer, err := c.call(ctx, searching, struct {
		Language string `json:"language"`
		OrderID  string `json:"orderId"`
	}{language, id})
	if err != nil {
		return placed{}, err
	}
	return readPlaced(answer, id)
}

func readPlaced(answer result, id string) (placed, error) {
	var p placed
	if err := decode(answer.Message, &p); err != nil {
		return placed{}, fmt.Errorf("the answer about an order cannot be read: %w", err)
	}
	if string(p.OrderID) != id {
		return placed{}, errors.New("it answered about another order")
	}
	return p, nil
}

func (c *Client) order(id string, wanted courier.Order) order {
	from, to := c.config.Sender, wanted.Recipient
	return order{
		Language: language, OrderID: id, Cargo: []cargo{{cargoName, 1}}, MonthlyCard: c.config.MonthlyCard, ExpressType: c.config.ExpressType,
		PayMethod: c.config.PayMethod, Parcels: 1, CallCourier: 1, GiveWaybill: 1, GiveRouteLabel: 1,
		Contacts: []contact{
			{
				Type: 1, Contact: from.Contact, Company: from.Company, Mobile: from.Phone, Country: "CN", Province: from.Province, City: from.City,
				County: from.County, Address: from.Address,
			},
			// Without a province of its own the address begins with it, and SF reads it from there.
			{Type: 2, Contact: to.Recipient, Mobile: to.Phone, Country: "CN", Address: to.Region + to.Street},
		},
	}
}

// Cancel takes back the order of a parcel that has not been collected.
func (c *Client) Cancel(ctx context.Context, reference string) error {
	ctx, cancel := c.within(ctx)
	defer cancel()
	err := c.cancel(ctx, reference)
	if errors.Is(err, errCancelled) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cancel parcel %s at SF Express: %w", reference, final(err))
	}
	return nil
}

func (c *Client) cancel(ctx context.Context, reference string) error {
	id, err := c.present(ctx, reference)
	if err != nil {
		return err
	}
	answer, err := c.call(ctx, updating, struct {
		OrderID string `json:"orderId"`
		Deal    int    `json:"dealType"`
	}{id, 2})
	if err != nil {
		return err
	}
	var done struct {
		Status word `json:"resStatus"`
	}
	if err := decode(answer.Message, &done); err != nil {
		return fmt.Errorf("the answer to a cancellation cannot be read: %w", err)
	}
	switch done.Status {
	case "2":
		return nil
	case "1":
		return fmt.Errorf("%w: it knows the order otherwise (resStatus 1)", courier.ErrRefusedForGood)
	default:
		return errors.New("it answered without saying whether the order is cancelled")
	}
}

// present finds the order that counts for a parcel.
func (c *Client) present(ctx context.Context, reference string) (string, error) {
	for n := 1; n <= mostOrders; n++ {
		id := orderID(reference, n)
		found, err := c.search(ctx, id)
		if err != nil {
			return "", err
		}
		if found.Filter != filterNever {
			return id, nil
		}
	}
	return "", errAbsent
}

// orderID is under what SF knows a parcel of ours: its reference, and with an ending from the second order on.
func orderID(reference string, n int) string {
	if n == 1 {
		return reference
	}
	return fmt.Sprintf("%s-a%d", reference, n)
}

// ending is that of orderID. No reference of ours ends so.
var ending = regexp.MustCompile(`-a[2-9]$`)

// referenceOf is the parcel of an order.
func referenceOf(orderID string) string { return ending.ReplaceAllString(orderID, "") }
