package sf

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"kaipiao/sandbox/courier"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// Carrier is SF in the depot.
var Carrier = courier.Carrier{Name: "顺丰速运", Waybill: func(n uint64) string { return fmt.Sprintf("SF7%012d", n) }}

// What filterResult says: whether the recipient's address is served.
const (
	byHand    = "1"
	served    = "2"
	notServed = "3"
)

// lookedAtByHand: an address with this in it is looked at by hand.
const lookedAtByHand = "人工筛单"

// contact is a side of a parcel: type 1 is the sender, 2 the recipient.
type contact struct {
	Type     int    `json:"contactType"`
	Contact  string `json:"contact"`
	Company  string `json:"company"`
	Mobile   string `json:"mobile"`
	Tel      string `json:"tel"`
	Country  string `json:"country"`
	Province string `json:"province"`
	City     string `json:"city"`
	County   string `json:"county"`
	Address  string `json:"address"`
}

func (c contact) phone() string {
	if c.Mobile != "" {
		return c.Mobile
	}
	return c.Tel
}

// asked is an order as it comes.
type asked struct {
	Language string `json:"language"`
	OrderID  string `json:"orderId"`
	Cargo    []struct {
		Name string `json:"name"`
	} `json:"cargoDetails"`
	Contacts    []contact `json:"contactInfoList"`
	MonthlyCard string    `json:"monthlyCard"`
	ExpressType int       `json:"expressTypeId"`
	PayMethod   int       `json:"payMethod"`
	Parcels     int       `json:"parcelQty"`
}

func (a asked) side(kind int) contact {
	for _, c := range a.Contacts {
		if c.Type == kind {
			return c
		}
	}
	return contact{}
}

// Order is an order with what has become of it.
type Order struct {
	ID        string  `json:"id"`
	From      contact `json:"from"`
	To        contact `json:"to"`
	Filter    string  `json:"filter"`
	Waybill   string  `json:"waybill,omitempty"`
	Cancelled bool    `json:"cancelled,omitempty"`
}

// check tells the code of what is wrong with an order, and a sentence; empty for nothing.
func (d *Desk) check(a asked) (code, said string) {
	from, to := a.side(1), a.side(2)
	for _, rule := range []struct {
		wrong      bool
		code, said string
	}{
		{a.OrderID == "" || len(a.OrderID) > 64 || a.Language == "", "6135", "未传入订单信息"},
		{from.Address == "", "1010", "寄件地址不能为空"},
		{from.Contact == "", "1011", "寄件联系人不能为空"},
		{from.phone() == "", "1012", "寄件电话不能为空"},
		{to.Address == "", "1014", "到件地址不能为空"},
		{to.Contact == "", "1015", "到件联系人不能为空"},
		{to.phone() == "", "1016", "到件电话不能为空"},
		{len(a.Cargo) == 0 || a.Cargo[0].Name == "", "1023", "托寄物品名不能为空"},
		{a.MonthlyCard != d.config.MonthlyCard, "8114", "传入了不可发货的月结卡号"},
		{a.ExpressType < 1, "20036", "快件产品类别不合法"},
		{a.PayMethod < 1 || a.PayMethod > 3, "8256", "付款方式不合法"},
		{a.Parcels > 307, "8117", "包裹数量超过限制"},
		{tooLong(from, to), "6135", "订单信息超过长度限制"},
		{len(to.phone()) < 7, "8196", "收件人电话不合法"},
	} {
		if rule.wrong {
			return rule.code, rule.said
		}
	}
	return "", ""
}

// tooLong reports whether a field of a contact has more characters than are printed.
func tooLong(contacts ...contact) bool {
	for _, c := range contacts {
		for text, most := range map[string]int{c.Contact: 100, c.Company: 100, c.Mobile: 20, c.Tel: 20, c.Province: 30, c.City: 100, c.County: 30, c.Address: 200} {
			if utf8.RuneCountInString(text) > most {
				return true
			}
		}
	}
	return false
}

// create takes an order, under the standing faults.
func (d *Desk) create(w http.ResponseWriter, r *http.Request, message []byte) {
	var order asked
	if json.Unmarshal(message, &order) != nil {
		refusal("6135", "未传入订单信息").Write(w)
		return
	}
	if code, said := d.check(order); code != "" {
		refusal(code, said).Write(w)
		return
	}
	d.faults.Serve(w, r, faults.Ship, order.OrderID, func(mode faults.Mode) jsonhttp.Answer {
		switch mode {
		case faults.QuotaExhausted:
			return platform("A1005")
		case faults.SessionExpired:
			return platform("A1004")
		default: // the order is taken
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		known, found, err := d.find(order.OrderID)
		switch {
		case err != nil:
			return failed(err)
		case found && !d.config.RepeatedReturnsFirst:
			return refusal("8016", "重复下单")
		case found && known.Cancelled:
			return refusal("8037", "已消单")
		case found:
			return d.shown(known)
		}
		made := Order{ID: order.OrderID, From: order.side(1), To: order.side(2), Filter: served}
		if strings.Contains(made.To.Address, lookedAtByHand) {
			made.Filter = byHand
		}
		if mode == faults.Reject {
			made.Filter = notServed
		}
		if err := d.take(&made, mode == faults.Pending); err != nil {
			return failed(err)
		}
		return d.shown(made)
	})
}

// take stores an order, and has its parcel collected if it is served. The caller holds the lock.
func (d *Desk) take(order *Order, silent bool) error {
	if order.Filter == served {
		parcel, isNew, err := d.depot.TakeFor(Carrier, courier.Order{
			Reference: order.ID, EventsURL: d.config.PushURL,
			Recipient: courier.Address{Recipient: order.To.Contact, Phone: order.To.phone(), Region: order.To.Province + order.To.City, Street: order.To.Address},
		}, silent)
		if err != nil {
			return err
		}
		order.Waybill = parcel.TrackingNumber
		if isNew {
			defer d.messenger.Follow(parcel)
		}
	}
	return d.put(*order)
}

func (d *Desk) put(order Order) error {
	return d.store.Update(func(tx store.Tx) error { return store.Put(tx, store.SFOrders, order.ID, order) })
}

func (d *Desk) find(id string) (order Order, found bool, err error) {
	err = d.store.View(func(tx store.Tx) error {
		order, found, err = store.Get[Order](tx, store.SFOrders, id)
		return err
	})
	return order, found, err
}

// waybill is a number of an order.
type waybill struct {
	Type   int    `json:"waybillType"`
	Number string `json:"waybillNo"`
}

// shown is the answer about an order.
func (d *Desk) shown(order Order) jsonhttp.Answer {
	waybills := []waybill{}
	if order.Waybill != "" {
		waybills = append(waybills, waybill{1, order.Waybill})
	}
	return done(map[string]any{
		"orderId": order.ID, "originCode": "755", "destCode": "010", "filterResult": json.Number(order.Filter), "remark": nil,
		"waybillNoInfoList": waybills, "routeLabelInfo": nil,
	})
}

// named is a call about an order.
type named struct {
	OrderID string `json:"orderId"`
	Deal    int    `json:"dealType"`
}

func (d *Desk) search(message []byte) jsonhttp.Answer {
	var about named
	if json.Unmarshal(message, &about) != nil || about.OrderID == "" {
		return refusal("6135", "未传入订单信息")
	}
	order, found, err := d.find(about.OrderID)
	switch {
	case err != nil:
		return failed(err)
	case !found:
		return refusal("6150", "找不到该订单")
	case order.Cancelled:
		return refusal("8037", "已消单")
	}
	return d.shown(order)
}

func (d *Desk) update(message []byte) jsonhttp.Answer {
	var about named
	if json.Unmarshal(message, &about) != nil || about.OrderID == "" || about.Deal != 2 {
		return refusal("6135", "未传入订单信息")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	order, found, err := d.find(about.OrderID)
	switch {
	case err != nil:
		return failed(err)
	case !found:
		return refusal("8018", "未获取到订单信息")
	case order.Cancelled:
		return refusal("8037", "已消单")
	}
	if order.Waybill != "" {
		withdrawn, err := d.depot.Withdraw(order.ID)
		if err != nil {
			return failed(err)
		}
		if !withdrawn {
			return refusal("8168", "已有路由信息，不能消单")
		}
	}
	order.Cancelled = true
	if err := d.put(order); err != nil {
		return failed(err)
	}
	return done(map[string]any{"orderId": order.ID, "resStatus": 2, "waybillNoInfoList": []waybill{}})
}
