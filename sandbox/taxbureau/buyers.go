package taxbureau

import (
	"errors"
	"net/http"

	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// Word is what a buyer says to a red-letter form.
type Word string

// The words.
const (
	Yes    Word = "yes"
	No     Word = "no"
	Silent Word = "silent"
)

// Buyer is what the buyer has done with a document, and what it says to a red-letter form.
type Buyer struct {
	// Used: deducted. Booked: entered into its accounts.
	Used   bool `json:"used"`
	Booked bool `json:"booked"`
	// Confirms is Silent for a buyer that nobody told anything.
	Confirms Word `json:"confirms"`
}

// BuyerOrder tells a buyer what to do; what it leaves out stays as it was.
type BuyerOrder struct {
	Used     *bool `json:"used,omitempty"`
	Booked   *bool `json:"booked,omitempty"`
	Confirms *Word `json:"confirms,omitempty"`
}

// follow is the buyer after an order.
func (b Buyer) follow(order BuyerOrder) Buyer {
	if order.Used != nil {
		b.Used = *order.Used
	}
	if order.Booked != nil {
		b.Booked = *order.Booked
	}
	if order.Confirms != nil {
		b.Confirms = *order.Confirms
	}
	if b.Confirms == "" {
		b.Confirms = Silent
	}
	return b
}

// OrderBuyer tells the buyer of a document what to do. A form that waits for it already hears its word at once. It reports
// false when there is no such document.
func (r *Register) OrderBuyer(number string, order BuyerOrder) (told Buyer, exists bool, err error) {
	err = r.store.Update(func(tx store.Tx) error {
		now := r.instant()
		var of blue
		if of, exists, err = readBlue(tx, number, now); err != nil || !exists {
			return err
		}
		told = of.buyer.follow(order)
		if err := store.Put(tx, store.Buyers, number, told); err != nil {
			return err
		}
		form, waits := of.openForm(now)
		if order.Confirms == nil || !waits || form.state(now) != AwaitsBuyer {
			return nil
		}
		if err := r.hear(tx, &form, areaOf(of.Submission.Seller.TaxNumber), told.Confirms, now); err != nil {
			return err
		}
		return store.Put(tx, store.RedForms, form.Request.Serial, form)
	})
	return told, exists, err
}

var errWord = errors.New(`confirms: "yes", "no" or "silent"`)

func (d *Desk) orderBuyer(w http.ResponseWriter, r *http.Request) {
	var order BuyerOrder
	if err := jsonhttp.Read(w, r, &order); err != nil {
		malformed(err).Write(w)
		return
	}
	if said := order.Confirms; said != nil && *said != Yes && *said != No && *said != Silent {
		malformed(errWord).Write(w)
		return
	}
	told, exists, err := d.register.OrderBuyer(r.PathValue("number"), order)
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(w)
	case !exists:
		jsonhttp.JSON(http.StatusNotFound, envelope{Code: UnknownSerial, Describe: describes[UnknownSerial]}).Write(w)
	default:
		answer(OK, told).Write(w)
	}
}
